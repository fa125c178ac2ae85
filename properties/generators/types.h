#ifndef QUICKSILVER_PROPERTIES_GENERATORS_TYPES_H_
#define QUICKSILVER_PROPERTIES_GENERATORS_TYPES_H_

// The types that the program generator thinks in. The language has no such types: they are what
// the generator promises about a value, so that what it writes cannot go wrong.
//
// Invariant: equal types have equal ids within one table; a type mentions only types made before
// it, so none contains itself. It is wrong to compare ids of two tables.

#include <cstdint>
#include <span>
#include <vector>

#include "engine/syntax/ast.h"

namespace quicksilver::properties {

enum class TypeKind : std::uint8_t {
  kAny,  // any value: good for printing, comparing, testing for truth
  kNothing,
  kNumber,
  kSmall,  // a Number that is whole, not negative and at most kLargestSmall
  kTruth,
  kText,
  kRange,  // finite and short
  kCapability,
  // The kinds above have no parts; their ids are their kinds.
  kList,      // of first
  kMap,       // with values of first
  kMaybe,     // Present(first) or Absent
  kOutcome,   // Triumph(first) or Mishap(second)
  kIterator,  // over first
  kStep,      // what iter_next gives: [an iterator over first, a Maybe of first]
  kChant,     // callable with signature `index`
  kForm,      // a value of form `index`
  kVariant,   // a value of variant `index`
  kModule,    // grove `index`
  kOther,     // a definition, or a name that must not be used: nothing is promised
};
inline constexpr std::uint32_t kLargestSmall = 8;

enum class TypeId : std::uint16_t {
  kAny,
  kNothing,
  kNumber,
  kSmall,
  kTruth,
  kText,
  kRange,
  kCapability,
  kOther,
  kFirstCompound,
};

struct Signature {
  std::vector<TypeId> params;  // without the rest parameter
  bool takes_rest = false;
  TypeId rest = TypeId::kAny;
  TypeId result = TypeId::kAny;

  friend bool operator==(const Signature&, const Signature&) = default;
};

struct FormField {
  Symbol name;
  TypeId type;
};

// How a definition is named where it is used: `Name`, or `grove.Name`.
struct DefinitionName {
  Symbol name;
  Symbol grove = Symbol::kNone;
};

struct Form {
  DefinitionName name;
  std::vector<FormField> fields;
};

struct VariantCase {
  Symbol name;
  bool constructor;
  std::vector<TypeId> fields;
};

struct Variant {
  DefinitionName name;
  std::vector<VariantCase> cases;
};

class TypeTable {
 public:
  TypeTable();

  TypeId ListOf(TypeId item) { return Compound(TypeKind::kList, item); }
  TypeId MapOf(TypeId value) { return Compound(TypeKind::kMap, value); }
  TypeId MaybeOf(TypeId content) { return Compound(TypeKind::kMaybe, content); }
  TypeId OutcomeOf(TypeId triumph, TypeId mishap) {
    return Compound(TypeKind::kOutcome, triumph, mishap);
  }
  TypeId IteratorOf(TypeId item) { return Compound(TypeKind::kIterator, item); }
  TypeId StepOf(TypeId item) { return Compound(TypeKind::kStep, item); }
  TypeId ChantOf(const Signature& signature);
  TypeId AddForm(Form form);
  TypeId AddVariant(Variant variant);
  TypeId AddModule();

  TypeKind KindOf(TypeId type) const { return rows_[Index(type)].kind; }
  TypeId FirstOf(TypeId type) const { return rows_[Index(type)].first; }
  TypeId SecondOf(TypeId type) const { return rows_[Index(type)].second; }
  std::uint16_t IndexOf(TypeId type) const { return rows_[Index(type)].index; }
  const Signature& SignatureOf(TypeId type) const { return signatures_[IndexOf(type)]; }
  const Form& FormOf(TypeId type) const { return forms_[IndexOf(type)]; }
  const Variant& VariantOf(TypeId type) const { return variants_[IndexOf(type)]; }

  // Whether every value of `from` keeps the promises of `to`.
  bool Fits(TypeId from, TypeId to) const { return from == to || FitsOther(from, to); }
  // One of the kinds that have no parts.
  static bool IsPlain(TypeId type) { return type < TypeId::kFirstCompound; }
  // Its values have no parts that could grow.
  bool IsScalar(TypeId type) const;

 private:
  struct Row {
    TypeKind kind;
    TypeId first = TypeId::kAny;
    TypeId second = TypeId::kAny;
    std::uint16_t index = 0;
  };

  static std::size_t Index(TypeId type) { return static_cast<std::size_t>(type); }
  TypeId Compound(TypeKind kind, TypeId first, TypeId second = TypeId::kAny,
                  std::uint16_t index = 0);
  TypeId Add(Row row);
  bool FitsOther(TypeId from, TypeId to) const;

  std::vector<Row> rows_;
  std::vector<Signature> signatures_;
  std::vector<Form> forms_;
  std::vector<Variant> variants_;
  std::uint16_t modules_ = 0;
};

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_GENERATORS_TYPES_H_
