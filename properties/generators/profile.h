#ifndef QUICKSILVER_PROPERTIES_GENERATORS_PROFILE_H_
#define QUICKSILVER_PROPERTIES_GENERATORS_PROFILE_H_

// What the program generator likes to write: every probability it uses, each with its reason.
//
// Weights are relative within their group; percents are of 100. Invariant: the rows of a group of
// weights stand in the order of its enum, the simplest first, for that is what an exhausted reader
// picks. It is wrong to put a number that steers the generator anywhere else.

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace quicksilver::properties {

enum class ExpressionChoice : std::uint8_t {
  kLiteral,
  kVariable,
  kOperator,  // what the wanted type has of its own: + of numbers, a literal of items, …
  kBuiltin,
  kCall,     // a chant, a method, a callable variable
  kElement,  // an item, a field, a key's value
  kWrapped,  // the same value by a detour: note(e), [e][0], {a: e}.a, chant() then e end(), …
};
inline constexpr std::size_t kExpressionChoiceCount = 7;

enum class StatementChoice : std::uint8_t {
  kPrint,
  kBind,
  kWeave,
  kSet,
  kPlace,  // set xs[i], m.k, p.f
  kGrow,   // set xs to list_push(xs, e) and its like
  kShould,
  kForEach,
  kWhilst,
  kMatch,
  kAttempt,
  kChant,
  kLeave,       // break, continue, yield
  kAlias,       // two names for one collection, then a set of one of them
  kDefinition,  // form, variant, aspect, grove, import
  kLarge,       // many locals, many arguments, long lists, long bodies, deep expressions
  kExpression,  // its value is not used, unless it is the last one
};
inline constexpr std::size_t kStatementChoiceCount = 17;

enum class TypeChoice : std::uint8_t {
  kNumber,
  kText,
  kTruth,
  kNothing,
  kRange,
  kList,
  kMap,
  kMaybe,
  kOutcome,
  kForm,
  kVariant,
  kIterator,
  kChant,
  kCapability,
  kAny,
};
inline constexpr std::size_t kTypeChoiceCount = 15;

enum class LargeChoice : std::uint8_t {
  kDeepExpression,
  kWideCall,
  kLongList,
  kWideForm,
  kWideAspect,
  kDeepPlace,
  kDeepBlocks,
  kManyLocals,
  kLongBody,
  kHuge,  // what 16 bits do not span: jumps, constants
};
inline constexpr std::size_t kLargeChoiceCount = 10;

struct Profile {
  std::string_view name;

  // --- Size
  // A program's nodes are about one of these, by weight. Most programs are small: they are fast to
  // run, easy to read, and most bugs need few nodes; the large ones are for what only size shows.
  std::array<std::uint16_t, 4> sizes{};
  std::array<std::uint8_t, 4> size_weights{};
  // Statements of a block. Even an empty block has a value, so the least is 0.
  std::uint8_t most_block_statements = 2;
  // How deep expressions and blocks nest; beyond, only leaves. Register pressure grows with it.
  std::uint8_t expression_depth = 4;
  std::uint8_t block_depth = 3;
  // How often a statement may run by loops around it: enough for a third iteration inside a third
  // iteration, where state carried over shows, and not so much that time goes into repetition.
  std::uint16_t most_repetitions = 40;
  // Steps that a program may take, as estimated: far below TestLimits.
  std::uint32_t most_cost = 6'000;

  // --- What is written
  std::array<std::uint8_t, kExpressionChoiceCount> expressions{};
  std::array<std::uint8_t, kStatementChoiceCount> statements{};
  std::array<std::uint8_t, kTypeChoiceCount> types{};
  std::array<std::uint8_t, kLargeChoiceCount> large{};

  // --- Percents
  // A program begins with so many variables with simple values, at most: what comes then has
  // something to read, to set and to capture.
  std::uint8_t most_first_variables = 4;
  // Nearly the whole program stands in a chant: locals, captures and moves instead of globals.
  std::uint8_t in_chant = 35;
  // Where any value will do, it comes from any builtin, all alike: those that give rare types would
  // hardly occur otherwise.
  std::uint8_t any_builtin = 20;
  // A chant that has an effect and gives back what it is given stands around an expression.
  std::uint8_t noted = 6;
  // A chant, method or grove is used right after its definition. Unused, it only lengthens.
  std::uint8_t used_at_once = 80;
  // A program may end in an error that nobody catches. Few do: what comes after is not tested.
  std::uint8_t uncaught = 4;
  // An attempt has something to catch. The others test that entering and leaving costs nothing.
  std::uint8_t attempt_raises = 75;
  // Any expression where an error is allowed is replaced by one that raises.
  std::uint8_t error_in_expression = 5;
  // A chant may raise: its calls stand where that is caught.
  std::uint8_t raising_chant = 20;
  // A local takes a name that already means something: captures and slots may be mixed up.
  std::uint8_t shadow = 25;
  // … or the name of a builtin, so that calls of builtins cannot be recognised by name.
  std::uint8_t shadow_builtin = 2;
  // A top-level name is declared again: the entry is replaced and chants see the new one.
  std::uint8_t rebind = 8;
  // A declaration or parameter carries a type. Types mean nothing to the engines outside forms.
  std::uint8_t annotation = 10;
  // A call is written as a pipeline: same value, another evaluation order and span.
  std::uint8_t pipeline = 12;
  // A block inside a loop has a break, a continue or a yield, mostly under a condition.
  std::uint8_t leaves_loop = 15;
  // A named chant calls itself, its neighbour, or its tail again.
  std::uint8_t recursion = 25;
  // A program begins with a form, a variant, an aspect, a grove, an import: each alone, so that
  // most programs have one or none, and some have all.
  std::uint8_t begins_with_form = 12;
  std::uint8_t begins_with_variant = 12;
  std::uint8_t begins_with_aspect = 8;
  std::uint8_t begins_with_grove = 6;
  std::uint8_t begins_with_import = 6;
  // A program has a chant that prints what it is given and gives it back: put around operands,
  // indexes and receivers it shows the order of evaluation.
  std::uint8_t has_note = 20;
  // The program's value is a list of what its variables hold, so that nothing stays unseen.
  std::uint8_t ends_with_state = 60;
  // A program begins with a scene: features that must meet, which writing at random rarely makes.
  std::uint8_t scene = 19;
};

// The profile of that name, or null.
const Profile* FindProfile(std::string_view name);
// balanced, arithmetic, calls, collections, errors, registers, jumps, text.
std::span<const Profile> AllProfiles();

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_GENERATORS_PROFILE_H_
