#ifndef QUICKSILVER_RUNTIME_BUILTINS_TABLE_H_
#define QUICKSILVER_RUNTIME_BUILTINS_TABLE_H_

// The list of the builtins, in the order of section 7 of the definition: name, function, the least
// and the most arguments (-1: any number), whether it updates its first argument in place.
//
// Invariant: a builtin's place in the list is its BuiltinId, in every engine and in stored
// bytecode. It is wrong to include this outside the builtins' own files: ask builtins.h.

#include <span>

#include "engine/runtime/runtime.h"
#include "engine/runtime/value.h"

// clang-format off
#define QUICKSILVER_BUILTINS(X)                                   \
  X(length,             Length,            1, 1, false)           \
  X(slice,              Slice,             3, 3, false)           \
  X(concat,             Concat,            2, 2, false)           \
  X(upper,              Upper,             1, 1, false)           \
  X(lower,              Lower,             1, 1, false)           \
  X(split,              Split,             2, 2, false)           \
  X(join,               Join,              2, 2, false)           \
  X(trim,               Trim,              1, 1, false)           \
  X(starts_with,        StartsWith,        2, 2, false)           \
  X(ends_with,          EndsWith,          2, 2, false)           \
  X(contains,           Contains,          2, 2, false)           \
  X(replace,            Replace,           3, 3, false)           \
  X(char_at,            CharAt,            2, 2, false)           \
  X(repeat,             Repeat,            2, 2, false)           \
  X(pad_left,           PadLeft,           3, 3, false)           \
  X(pad_right,          PadRight,          3, 3, false)           \
  X(reverse,            Reverse,           1, 1, false)           \
  X(abs,                Abs,               1, 1, false)           \
  X(sqrt,               Sqrt,              1, 1, false)           \
  X(pow,                Pow,               2, 2, false)           \
  X(min,                Min,               2, 2, false)           \
  X(max,                Max,               2, 2, false)           \
  X(floor,              Floor,             1, 1, false)           \
  X(ceil,               Ceil,              1, 1, false)           \
  X(round,              Round,             1, 1, false)           \
  X(sign,               Sign,              1, 1, false)           \
  X(clamp,              Clamp,             3, 3, false)           \
  X(sin,                Sin,               1, 1, false)           \
  X(cos,                Cos,               1, 1, false)           \
  X(tan,                Tan,               1, 1, false)           \
  X(log,                Log,               1, 1, false)           \
  X(exp,                Exp,               1, 1, false)           \
  X(list_length,        ListLength,        1, 1, false)           \
  X(list_push,          ListPush,          2, 2, true)            \
  X(list_pop,           ListPop,           1, 1, true)            \
  X(list_reverse,       ListReverse,       1, 1, true)            \
  X(list_first,         ListFirst,         1, 1, false)           \
  X(list_last,          ListLast,          1, 1, false)           \
  X(list_concat,        ListConcat,        2, 2, true)            \
  X(list_slice,         ListSlice,         3, 3, false)           \
  X(list_flatten,       ListFlatten,       1, 1, false)           \
  X(list_sum,           ListSum,           1, 1, false)           \
  X(list_product,       ListProduct,       1, 1, false)           \
  X(list_min,           ListMin,           1, 1, false)           \
  X(list_max,           ListMax,           1, 1, false)           \
  X(list_contains,      ListContains,      2, 2, false)           \
  X(list_index_of,      ListIndexOf,       2, 2, false)           \
  X(list_fill,          ListFill,          2, 2, false)           \
  X(map_keys,           MapKeys,           1, 1, false)           \
  X(map_values,         MapValues,         1, 1, false)           \
  X(map_has,            MapHas,            2, 2, false)           \
  X(map_size,           MapSize,           1, 1, false)           \
  X(map_set,            MapSet,            3, 3, true)            \
  X(map_remove,         MapRemove,         2, 2, true)            \
  X(to_text,            ToText,            1, 1, false)           \
  X(to_number,          ToNumber,          1, 1, false)           \
  X(to_truth,           ToTruth,           1, 1, false)           \
  X(type_of,            TypeOf,            1, 1, false)           \
  X(print,              Print,             0, -1, false)          \
  X(println,            Println,           0, -1, false)          \
  X(is_triumph,         IsTriumph,         1, 1, false)           \
  X(is_mishap,          IsMishap,          1, 1, false)           \
  X(expect_triumph,     ExpectTriumph,     2, 2, false)           \
  X(expect_mishap,      ExpectMishap,      2, 2, false)           \
  X(triumph_or,         TriumphOr,         2, 2, false)           \
  X(triumph_or_else,    TriumphOrElse,     2, 2, false)           \
  X(refine_triumph,     RefineTriumph,     2, 2, false)           \
  X(refine_mishap,      RefineMishap,      2, 2, false)           \
  X(then_triumph,       ThenTriumph,       2, 2, false)           \
  X(both_triumph,       BothTriumph,       2, 2, false)           \
  X(either_triumph,     EitherTriumph,     2, 2, false)           \
  X(triumph_or_absent,  TriumphOrAbsent,   1, 1, false)           \
  X(is_present,         IsPresent,         1, 1, false)           \
  X(is_absent,          IsAbsent,          1, 1, false)           \
  X(expect_present,     ExpectPresent,     2, 2, false)           \
  X(present_or,         PresentOr,         2, 2, false)           \
  X(present_or_else,    PresentOrElse,     2, 2, false)           \
  X(refine_present,     RefinePresent,     2, 2, false)           \
  X(then_present,       ThenPresent,       2, 2, false)           \
  X(present_or_mishap,  PresentOrMishap,   2, 2, false)           \
  X(is_variant,         IsVariant,         2, 2, false)           \
  X(expect_variant,     ExpectVariant,     3, 3, false)           \
  X(variant_or,         VariantOr,         3, 3, false)           \
  X(refine_variant,     RefineVariant,     3, 3, false)           \
  X(iter,               Iter,              1, 1, false)           \
  X(iter_next,          IterNext,          1, 1, false)           \
  X(iter_map,           IterMap,           2, 2, false)           \
  X(iter_filter,        IterFilter,        2, 2, false)           \
  X(iter_take,          IterTake,          2, 2, false)           \
  X(iter_fold,          IterFold,          3, 3, false)           \
  X(iter_collect,       IterCollect,       1, 1, false)
// clang-format on

namespace quicksilver {

// Each is given as many arguments as its row allows.
#define X(name, Function, min_args, max_args, updates_first) \
  Value Builtin##Function(Runtime& runtime, std::span<Value> args);
QUICKSILVER_BUILTINS(X)
#undef X

}  // namespace quicksilver

#endif  // QUICKSILVER_RUNTIME_BUILTINS_TABLE_H_
