#ifndef QUICKSILVER_PROPERTIES_GENERATORS_CONTAINER_OPERATIONS_H_
#define QUICKSILVER_PROPERTIES_GENERATORS_CONTAINER_OPERATIONS_H_

// Sequences of operations on lists, maps and texts that are held by several owners.
//
// There are kHandles variables. Operations make containers, let a second variable hold what a first
// one holds, change what a variable holds, and put containers into containers. An operation that
// does not fit what its variable holds is skipped, and indexes count modulo what is there: so every
// sequence means something. Invariant: handles are below kHandles, keys below kContainerKeys. It is
// wrong to make sequences of only one kind of change: what goes wrong goes wrong between them.

#include <cstdint>
#include <string>
#include <vector>

#include "properties/generators/choices.h"

namespace quicksilver::properties {

inline constexpr std::uint32_t kHandles = 5;
// Enough that a map goes from a plain array to an index, and grows after that.
inline constexpr std::uint32_t kContainerKeys = 40;

struct ContainerOperation {
  enum class Kind : std::uint8_t {
    kMakeList,  // handle := a list of `number` numbers
    kMakeMap,   // handle := an empty map
    kShare,     // handle := what `other` holds
    kForget,    // handle := nothing
    kPush,      // onto the list
    kPop,
    kSetItem,     // item `number` of the list
    kSlice,       // handle := items `number` up to `key` of what `other` holds
    kTakeItem,    // handle := item `number` of what `other` holds
    kSetKey,      // `key` of the map
    kWriteEntry,  // the same, through the entry, if it is there
    kRemoveKey,
    kSort,      // looks at the map in the order of its keys
    kMakeText,  // handle := a text of about `number` characters
    kAppend,    // to the text: a short one, or what `other` holds if that is a text
  };
  Kind kind = Kind::kMakeList;
  std::uint32_t handle = 0;
  std::uint32_t other = 0;
  std::uint32_t number = 0;  // what is pushed or set, unless `put_other`
  std::uint32_t key = 0;
  bool put_other = false;  // what is pushed or set is what `other` holds
  // Pushing, appending and setting keys is done so often in a row, with the next number and the
  // next key.
  std::uint32_t times = 1;
};

struct ContainerOperations {
  // So little room that some operations fail, and must leave everything as it was.
  bool tight = false;
  std::vector<ContainerOperation> operations;
};

// The text of key `key`. Some begin alike, and bytes above 0x7F are among them.
std::string ContainerKey(std::uint32_t key);

ContainerOperations GenerateContainerOperations(Choices& choices);

std::string Describe(const ContainerOperation& operation);
std::string Describe(const ContainerOperations& operations);

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_GENERATORS_CONTAINER_OPERATIONS_H_
