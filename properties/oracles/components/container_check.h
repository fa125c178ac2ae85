#ifndef QUICKSILVER_PROPERTIES_ORACLES_COMPONENTS_CONTAINER_CHECK_H_
#define QUICKSILVER_PROPERTIES_ORACLES_COMPONENTS_CONTAINER_CHECK_H_

// Copy-on-write lists and maps against std::vector and std::map, which are copied whole each time.
//
// After every operation all variables are compared, not only the one that was changed: what
// copy-on-write gets wrong is what others see. At the end everything is let go of, and the heap
// must be empty: what is left was counted wrongly, or keeps itself alive.
// Invariant: a variable and its model hold equal values. It is wrong to use the machine after a
// complaint.

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/runtime/heap.h"
#include "engine/runtime/value.h"
#include "properties/generators/container_operations.h"

namespace quicksilver::properties {

// A value with nothing shared.
struct ContainerModel {
  enum class Type : std::uint8_t { kNothing, kNumber, kList, kMap, kText };
  Type type = Type::kNothing;
  double number = 0;
  std::string text;
  std::vector<ContainerModel> items;
  std::map<std::string, ContainerModel> entries;

  // How many values it consists of.
  std::size_t size() const;
};

class ContainerMachine {
 public:
  explicit ContainerMachine(bool tight);

  // Makes one change to both sides and compares them; what is wrong, or nothing.
  std::optional<std::string> Apply(const ContainerOperation& operation);
  // Lets go of everything; what is wrong if something stays on the heap.
  std::optional<std::string> Finish();

  // How often there was no room: for tests, which assert that something was tested.
  std::uint32_t failures() const { return failures_; }
  const ContainerModel& model(std::uint32_t handle) const { return models_[handle]; }
  Value& value(std::uint32_t handle) { return values_[handle]; }

 private:
  void Change(const ContainerOperation& operation);
  void ChangeList(const ContainerOperation& operation);
  void ChangeMap(const ContainerOperation& operation);
  void ChangeText(const ContainerOperation& operation);
  void TakeFromList(const ContainerOperation& operation);
  // Puts `result` where the operation's value was taken from, unless there was no room.
  bool Accept(Value& target, Value result);

  Heap heap_;
  std::uint64_t objects_before_ = 0;
  std::array<Value, kHandles> values_;
  std::array<ContainerModel, kHandles> models_;
  std::uint32_t failures_ = 0;
};

std::optional<std::string> CheckContainers(const ContainerOperations& operations);

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_ORACLES_COMPONENTS_CONTAINER_CHECK_H_
