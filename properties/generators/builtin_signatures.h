#ifndef QUICKSILVER_PROPERTIES_GENERATORS_BUILTIN_SIGNATURES_H_
#define QUICKSILVER_PROPERTIES_GENERATORS_BUILTIN_SIGNATURES_H_

// What every builtin takes and gives, as the program generator sees it: with what an argument must
// be besides its type, so that the call cannot fail.
//
// A, B and C in the comments are types that a call fixes. Invariant: every builtin of the engine
// has a row (a test compares the names). It is wrong to look here for what a builtin does.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace quicksilver::properties {

enum class Spec : std::uint8_t {
  kNumber,
  kText,
  kTruth,
  kNothing,
  kAny,
  kA,
  kB,
  kListOfA,
  kListOfAny,
  kListOfTexts,
  kListOfNumbers,
  kListOfListsOfA,
  kMapOfA,
  kMapOfAny,
  kMaybeA,
  kMaybeC,
  kOutcomeAB,
  kOutcomeCB,
  kOutcomeAC,
  kOutcomeListAB,  // Triumph([A, A]) or Mishap(B)
  kIteratorA,
  kIteratorC,
  kStepA,
  // Callbacks
  kFromBToA,  // f(B) gives A
  kFromCToA,
  kFromCToB,
  kFromCToOutcomeAB,
  kFromCToMaybeA,
  kFromNothingToA,  // f() gives A
  kFromACToA,       // f(A, C) gives A
  kFromAToAny,
  kFromListToA,  // f(a list of anything) gives A
  // Arguments that must be more than well typed
  kMeasurable,     // a Text, List or Map
  kFilledListOfA,  // not empty
  kFilledNumbers,
  kNotNegative,
  kPositive,
  kLowest,  // clamp's bounds, in order
  kHighest,
  kCount,      // small
  kIndex,      // into the first argument, a Text
  kTextStart,  // slice's bounds
  kTextEnd,
  kListStart,
  kListEnd,
  kFilledText,
  kPadding,  // one code point
  kMessage,  // a literal
  kNumeral,  // what to_number understands
  kKey,
  kIterableA,  // a List, Range or Iterator
  kTriumphOfA,
  kMishapOfA,
  kPresentOfA,
  kVariantValue,
  kCaseName,  // any case of the variant before it
  kItsCase,   // the case that the value before it has
};

using BuiltinNumber = std::uint8_t;

struct BuiltinSignature {
  std::string_view name;
  Spec result;
  std::uint8_t count;  // of params; print and println take any number
  Spec params[3];
};

// clang-format off
inline constexpr auto kBuiltinSignatures = std::to_array<BuiltinSignature>({
    {"length", Spec::kNumber, 1, {Spec::kMeasurable}},
    {"slice", Spec::kText, 3, {Spec::kText, Spec::kTextStart, Spec::kTextEnd}},
    {"concat", Spec::kText, 2, {Spec::kText, Spec::kText}},
    {"upper", Spec::kText, 1, {Spec::kText}},
    {"lower", Spec::kText, 1, {Spec::kText}},
    {"split", Spec::kListOfTexts, 2, {Spec::kText, Spec::kText}},
    {"join", Spec::kText, 2, {Spec::kListOfTexts, Spec::kText}},
    {"trim", Spec::kText, 1, {Spec::kText}},
    {"starts_with", Spec::kTruth, 2, {Spec::kText, Spec::kText}},
    {"ends_with", Spec::kTruth, 2, {Spec::kText, Spec::kText}},
    {"contains", Spec::kTruth, 2, {Spec::kText, Spec::kText}},
    {"replace", Spec::kText, 3, {Spec::kText, Spec::kFilledText, Spec::kText}},
    {"char_at", Spec::kText, 2, {Spec::kFilledText, Spec::kIndex}},
    {"repeat", Spec::kText, 2, {Spec::kText, Spec::kCount}},
    {"pad_left", Spec::kText, 3, {Spec::kText, Spec::kCount, Spec::kPadding}},
    {"pad_right", Spec::kText, 3, {Spec::kText, Spec::kCount, Spec::kPadding}},
    {"reverse", Spec::kText, 1, {Spec::kText}},
    {"abs", Spec::kNumber, 1, {Spec::kNumber}},
    {"sqrt", Spec::kNumber, 1, {Spec::kNotNegative}},
    {"pow", Spec::kNumber, 2, {Spec::kNumber, Spec::kNumber}},
    {"min", Spec::kNumber, 2, {Spec::kNumber, Spec::kNumber}},
    {"max", Spec::kNumber, 2, {Spec::kNumber, Spec::kNumber}},
    {"floor", Spec::kNumber, 1, {Spec::kNumber}},
    {"ceil", Spec::kNumber, 1, {Spec::kNumber}},
    {"round", Spec::kNumber, 1, {Spec::kNumber}},
    {"sign", Spec::kNumber, 1, {Spec::kNumber}},
    {"clamp", Spec::kNumber, 3, {Spec::kNumber, Spec::kLowest, Spec::kHighest}},
    {"sin", Spec::kNumber, 1, {Spec::kNumber}},
    {"cos", Spec::kNumber, 1, {Spec::kNumber}},
    {"tan", Spec::kNumber, 1, {Spec::kNumber}},
    {"log", Spec::kNumber, 1, {Spec::kPositive}},
    {"exp", Spec::kNumber, 1, {Spec::kNumber}},
    {"list_length", Spec::kNumber, 1, {Spec::kListOfA}},
    {"list_push", Spec::kListOfA, 2, {Spec::kListOfA, Spec::kA}},
    {"list_pop", Spec::kListOfA, 1, {Spec::kFilledListOfA}},
    {"list_reverse", Spec::kListOfA, 1, {Spec::kListOfA}},
    {"list_first", Spec::kA, 1, {Spec::kFilledListOfA}},
    {"list_last", Spec::kA, 1, {Spec::kFilledListOfA}},
    {"list_concat", Spec::kListOfA, 2, {Spec::kListOfA, Spec::kListOfA}},
    {"list_slice", Spec::kListOfA, 3, {Spec::kListOfA, Spec::kListStart, Spec::kListEnd}},
    {"list_flatten", Spec::kListOfA, 1, {Spec::kListOfListsOfA}},
    {"list_sum", Spec::kNumber, 1, {Spec::kListOfNumbers}},
    {"list_product", Spec::kNumber, 1, {Spec::kListOfNumbers}},
    {"list_min", Spec::kNumber, 1, {Spec::kFilledNumbers}},
    {"list_max", Spec::kNumber, 1, {Spec::kFilledNumbers}},
    {"list_contains", Spec::kTruth, 2, {Spec::kListOfA, Spec::kAny}},
    {"list_index_of", Spec::kNumber, 2, {Spec::kListOfA, Spec::kAny}},
    {"list_fill", Spec::kListOfA, 2, {Spec::kCount, Spec::kA}},
    {"map_keys", Spec::kListOfTexts, 1, {Spec::kMapOfAny}},
    {"map_values", Spec::kListOfA, 1, {Spec::kMapOfA}},
    {"map_has", Spec::kTruth, 2, {Spec::kMapOfAny, Spec::kText}},
    {"map_size", Spec::kNumber, 1, {Spec::kMapOfAny}},
    {"map_set", Spec::kMapOfA, 3, {Spec::kMapOfA, Spec::kKey, Spec::kA}},
    {"map_remove", Spec::kMapOfA, 2, {Spec::kMapOfA, Spec::kText}},
    {"to_text", Spec::kText, 1, {Spec::kAny}},
    {"to_number", Spec::kNumber, 1, {Spec::kNumeral}},
    {"to_truth", Spec::kTruth, 1, {Spec::kAny}},
    {"type_of", Spec::kText, 1, {Spec::kAny}},
    {"print", Spec::kNothing, 0, {}},
    {"println", Spec::kNothing, 0, {}},
    {"is_triumph", Spec::kTruth, 1, {Spec::kAny}},
    {"is_mishap", Spec::kTruth, 1, {Spec::kAny}},
    {"expect_triumph", Spec::kA, 2, {Spec::kTriumphOfA, Spec::kMessage}},
    {"expect_mishap", Spec::kA, 2, {Spec::kMishapOfA, Spec::kMessage}},
    {"triumph_or", Spec::kA, 2, {Spec::kOutcomeAB, Spec::kA}},
    {"triumph_or_else", Spec::kA, 2, {Spec::kOutcomeAB, Spec::kFromBToA}},
    {"refine_triumph", Spec::kOutcomeAB, 2, {Spec::kOutcomeCB, Spec::kFromCToA}},
    {"refine_mishap", Spec::kOutcomeAB, 2, {Spec::kOutcomeAC, Spec::kFromCToB}},
    {"then_triumph", Spec::kOutcomeAB, 2, {Spec::kOutcomeCB, Spec::kFromCToOutcomeAB}},
    {"both_triumph", Spec::kOutcomeListAB, 2, {Spec::kOutcomeAB, Spec::kOutcomeAB}},
    {"either_triumph", Spec::kOutcomeAB, 2, {Spec::kOutcomeAB, Spec::kOutcomeAB}},
    {"triumph_or_absent", Spec::kMaybeA, 1, {Spec::kOutcomeAB}},
    {"is_present", Spec::kTruth, 1, {Spec::kAny}},
    {"is_absent", Spec::kTruth, 1, {Spec::kAny}},
    {"expect_present", Spec::kA, 2, {Spec::kPresentOfA, Spec::kMessage}},
    {"present_or", Spec::kA, 2, {Spec::kMaybeA, Spec::kA}},
    {"present_or_else", Spec::kA, 2, {Spec::kMaybeA, Spec::kFromNothingToA}},
    {"refine_present", Spec::kMaybeA, 2, {Spec::kMaybeC, Spec::kFromCToA}},
    {"then_present", Spec::kMaybeA, 2, {Spec::kMaybeC, Spec::kFromCToMaybeA}},
    {"present_or_mishap", Spec::kOutcomeAB, 2, {Spec::kMaybeA, Spec::kB}},
    {"is_variant", Spec::kTruth, 2, {Spec::kVariantValue, Spec::kCaseName}},
    {"expect_variant", Spec::kListOfAny, 3, {Spec::kVariantValue, Spec::kItsCase, Spec::kMessage}},
    {"variant_or", Spec::kListOfAny, 3, {Spec::kVariantValue, Spec::kCaseName, Spec::kListOfAny}},
    {"refine_variant", Spec::kMaybeA, 3, {Spec::kVariantValue, Spec::kCaseName, Spec::kFromListToA}},
    {"iter", Spec::kIteratorA, 1, {Spec::kIterableA}},
    {"iter_next", Spec::kStepA, 1, {Spec::kIteratorA}},
    {"iter_map", Spec::kIteratorA, 2, {Spec::kIteratorC, Spec::kFromCToA}},
    {"iter_filter", Spec::kIteratorA, 2, {Spec::kIteratorA, Spec::kFromAToAny}},
    {"iter_take", Spec::kIteratorA, 2, {Spec::kIteratorA, Spec::kCount}},
    {"iter_fold", Spec::kA, 3, {Spec::kIteratorC, Spec::kA, Spec::kFromACToA}},
    {"iter_collect", Spec::kListOfA, 1, {Spec::kIteratorA}},
});
// clang-format on
inline constexpr std::size_t kBuiltinCount = kBuiltinSignatures.size();

// The number of a builtin that the generator names itself.
consteval BuiltinNumber BuiltinNamed(std::string_view name) {
  for (std::size_t i = 0; i < kBuiltinCount; ++i) {
    if (kBuiltinSignatures[i].name == name) return static_cast<BuiltinNumber>(i);
  }
  throw "no builtin has this name";
}

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_GENERATORS_BUILTIN_SIGNATURES_H_
