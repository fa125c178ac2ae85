#ifndef QUICKSILVER_RUNTIME_VALUE_H_
#define QUICKSILVER_RUNTIME_VALUE_H_

// A Glimmer-Weave value in eight bytes.
//
// Representation (NaN boxing): every bit pattern below kFirstTag is an IEEE double; above it the
// upper 16 bits are a tag. Arithmetic only ever makes NaNs below kFirstTag, so a sum of two boxes
// or of a box and a number is a NaN, and `r == r` after an operation proves that both operands
// were numbers.
//
// Two views of one representation:
//   RawValue  bits without ownership: what the VM's registers are read and written as.
//   Value     an owner: copying counts a reference, destroying gives it back.
// Invariant: a Value that holds an object owns exactly one of its references. It is wrong to keep a
// RawValue across anything that may release the object, and wrong to make two owners of one count.

#include <bit>
#include <cstdint>
#include <utility>

namespace quicksilver {

struct Object;
enum class BuiltinId : std::uint16_t;

// Frees an object whose last reference is gone (heap.cc).
void FreeObject(Object* object);

// The head of everything on the heap.
enum class ObjectType : std::uint8_t {
  kText,
  kList,
  kListBuffer,  // never a value by itself
  kMap,
  kRange,
  kChant,
  kTriumph,
  kMishap,
  kPresent,
  kStruct,
  kVariantValue,
  kConstructor,
  kForm,
  kVariantDef,
  kIterator,
  kCapability,
  kGrove,
  kCell,  // variables: a captured one, a scope of the interpreter, a grove's names
};
inline constexpr int kObjectTypeCount = static_cast<int>(ObjectType::kCell) + 1;

struct Object {
  std::uint32_t refs;
  ObjectType type;
  std::uint8_t color = 0;  // the cycle collector's
  std::uint16_t aux = 0;   // per type
};

struct RawValue {
  std::uint64_t bits;

  static constexpr std::uint64_t kFirstTag = 0xFFF9'0000'0000'0000;
  static constexpr std::uint64_t kImmediateTag = 0xFFFA'0000'0000'0000;
  static constexpr std::uint64_t kBuiltinTag = 0xFFFB'0000'0000'0000;
  static constexpr std::uint64_t kObjectTag = 0xFFFF'0000'0000'0000;
  static constexpr std::uint64_t kPayload = 0x0000'FFFF'FFFF'FFFF;

  static constexpr std::uint64_t kNothing = kImmediateTag | 0;
  static constexpr std::uint64_t kFalse = kImmediateTag | 2;
  static constexpr std::uint64_t kTrue = kImmediateTag | 3;
  static constexpr std::uint64_t kAbsent = kImmediateTag | 4;
  // Never visible to a program: a variable without a value, and "an error is pending".
  static constexpr std::uint64_t kUnbound = kImmediateTag | 8;
  static constexpr std::uint64_t kRaised = kImmediateTag | 9;

  static constexpr RawValue Number(double number) { return {std::bit_cast<std::uint64_t>(number)}; }
  static constexpr RawValue Truth(bool truth) {
    return {kFalse | static_cast<std::uint64_t>(truth)};
  }
  static constexpr RawValue Nothing() { return {kNothing}; }
  static constexpr RawValue Absent() { return {kAbsent}; }
  static constexpr RawValue Unbound() { return {kUnbound}; }
  static constexpr RawValue Raised() { return {kRaised}; }
  static constexpr RawValue Builtin(BuiltinId id) {
    return {kBuiltinTag | static_cast<std::uint64_t>(id)};
  }
  static RawValue Of(Object* object) {
    return {kObjectTag | reinterpret_cast<std::uintptr_t>(object)};
  }

  constexpr bool is_number() const { return bits < kFirstTag; }
  constexpr bool is_object() const { return bits >= kObjectTag; }
  constexpr bool is_truth() const { return (bits & ~std::uint64_t{1}) == kFalse; }
  constexpr bool is_nothing() const { return bits == kNothing; }
  constexpr bool is_absent() const { return bits == kAbsent; }
  constexpr bool is_unbound() const { return bits == kUnbound; }
  constexpr bool is_raised() const { return bits == kRaised; }
  constexpr bool is_builtin() const { return (bits & ~kPayload) == kBuiltinTag; }
  bool is(ObjectType type) const { return is_object() && object()->type == type; }

  constexpr double number() const { return std::bit_cast<double>(bits); }
  constexpr bool truth() const { return bits == kTrue; }
  constexpr BuiltinId builtin() const { return static_cast<BuiltinId>(bits & 0xFFFF); }
  Object* object() const { return reinterpret_cast<Object*>(bits & kPayload); }
  template <typename T>
  T* as() const {
    return static_cast<T*>(object());
  }

  void Retain() const {
    if (is_object()) ++object()->refs;
  }
  void Release() const {
    if (is_object() && --object()->refs == 0) FreeObject(object());
  }
};

class Value {
 public:
  Value() : raw_(RawValue::Nothing()) {}
  Value(const Value& other) : raw_(other.raw_) { raw_.Retain(); }
  Value(Value&& other) noexcept : raw_(std::exchange(other.raw_, RawValue::Nothing())) {}
  Value& operator=(const Value& other) {
    other.raw_.Retain();
    const RawValue old = std::exchange(raw_, other.raw_);
    old.Release();
    return *this;
  }
  Value& operator=(Value&& other) noexcept {
    const RawValue old = std::exchange(raw_, std::exchange(other.raw_, RawValue::Nothing()));
    old.Release();
    return *this;
  }
  ~Value() { raw_.Release(); }

  static Value Number(double number) { return Value(RawValue::Number(number)); }
  static Value Truth(bool truth) { return Value(RawValue::Truth(truth)); }
  static Value Nothing() { return Value(); }
  static Value Absent() { return Value(RawValue::Absent()); }
  static Value Unbound() { return Value(RawValue::Unbound()); }
  static Value Raised() { return Value(RawValue::Raised()); }
  static Value Builtin(BuiltinId id) { return Value(RawValue::Builtin(id)); }

  // Takes over one reference that the caller owns.
  static Value Adopt(RawValue raw) { return Value(raw); }
  static Value Adopt(Object* object) { return Value(RawValue::Of(object)); }
  // Counts a reference of its own.
  static Value Share(RawValue raw) {
    raw.Retain();
    return Value(raw);
  }
  static Value Share(Object* object) { return Share(RawValue::Of(object)); }
  // Gives the reference to the caller.
  [[nodiscard]] RawValue Take() { return std::exchange(raw_, RawValue::Nothing()); }

  RawValue raw() const { return raw_; }
  std::uint64_t bits() const { return raw_.bits; }
  bool is_number() const { return raw_.is_number(); }
  bool is_object() const { return raw_.is_object(); }
  bool is_truth() const { return raw_.is_truth(); }
  bool is_nothing() const { return raw_.is_nothing(); }
  bool is_absent() const { return raw_.is_absent(); }
  bool is_unbound() const { return raw_.is_unbound(); }
  bool is_raised() const { return raw_.is_raised(); }
  bool is_builtin() const { return raw_.is_builtin(); }
  bool is(ObjectType type) const { return raw_.is(type); }
  double number() const { return raw_.number(); }
  bool truth() const { return raw_.truth(); }
  BuiltinId builtin() const { return raw_.builtin(); }
  Object* object() const { return raw_.object(); }
  template <typename T>
  T* as() const {
    return raw_.as<T>();
  }

 private:
  explicit Value(RawValue raw) : raw_(raw) {}
  RawValue raw_;
};

static_assert(sizeof(Value) == 8 && sizeof(RawValue) == 8);

}  // namespace quicksilver

#endif  // QUICKSILVER_RUNTIME_VALUE_H_
