// The structural part of equality; format_inline.h has the rest.
#include <optional>
#include <vector>

#include "engine/runtime/format.h"
#include "engine/runtime/map.h"
#include "engine/runtime/text.h"

namespace quicksilver {
namespace {

// Compares two values with an explicit stack of the containers whose elements are still to compare.
class Comparer {
 public:
  explicit Comparer(Runtime& runtime) : runtime_(runtime) {}

  std::optional<bool> Run(RawValue left, RawValue right) {
    if (!Compare(left, right)) return false;
    while (!open_.empty()) {
      Frame& frame = open_.back();
      if (frame.next == frame.count) {
        open_.pop_back();
        continue;
      }
      if (!runtime_.Charge(1)) return std::nullopt;
      if (!CompareNext(frame)) return false;
    }
    return true;
  }

 private:
  // Two sequences of values, or a map's entries to find in another map.
  struct Frame {
    const Value* left;
    const Value* right;
    const MapEntry* left_entries;
    const Map* right_map;
    std::uint64_t count;
    std::uint64_t next = 0;
  };

  bool CompareNext(Frame& frame) {
    const std::uint64_t at = frame.next++;
    if (frame.right_map == nullptr) return Compare(frame.left[at].raw(), frame.right[at].raw());
    const MapEntry& entry = frame.left_entries[at];
    const MapEntry* found = FindInMap(frame.right_map, entry.key);
    return found != nullptr && Compare(entry.value.raw(), found->value.raw());
  }

  bool OpenPair(const Value* left, const Value* right, std::uint64_t count) {
    open_.push_back({left, right, nullptr, nullptr, count});
    return true;
  }

  // False when the two differ already; what is inside them is put on the stack.
  bool Compare(RawValue left, RawValue right) {
    if (const auto quick = EqualsQuick(left, right); quick.has_value()) return *quick;
    switch (left.object()->type) {
      case ObjectType::kList: {
        const auto a = left.as<List>()->items();
        const auto b = right.as<List>()->items();
        return a.size() == b.size() && OpenPair(a.data(), b.data(), a.size());
      }
      case ObjectType::kMap: {
        const auto* a = left.as<Map>();
        const auto* b = right.as<Map>();
        if (a->count != b->count) return false;
        open_.push_back({nullptr, nullptr, a->entries, b, a->count});
        return true;
      }
      case ObjectType::kRange:
        return left.as<Range>()->start == right.as<Range>()->start &&
               left.as<Range>()->end == right.as<Range>()->end;
      case ObjectType::kTriumph:
      case ObjectType::kMishap:
      case ObjectType::kPresent:
        return OpenPair(&left.as<Box>()->value, &right.as<Box>()->value, 1);
      case ObjectType::kStruct: {
        auto* a = left.as<Struct>();
        auto* b = right.as<Struct>();
        return a->form == b->form && OpenPair(a->fields(), b->fields(), a->count());
      }
      case ObjectType::kVariantValue: {
        auto* a = left.as<VariantValue>();
        auto* b = right.as<VariantValue>();
        return a->definition == b->definition && a->case_index == b->case_index &&
               OpenPair(a->fields(), b->fields(), a->count());
      }
      case ObjectType::kConstructor:
        return left.as<Constructor>()->definition == right.as<Constructor>()->definition &&
               left.as<Constructor>()->case_index == right.as<Constructor>()->case_index;
      case ObjectType::kCapability: {
        const auto* a = left.as<Capability>();
        const auto* b = right.as<Capability>();
        return TextEquals(a->resource, b->resource) &&
               TextEquals(a->justification, b->justification);
      }
      default:
        return left.object() == right.object();
    }
  }

  Runtime& runtime_;
  std::vector<Frame> open_;
};

}  // namespace

std::optional<bool> Equals(Runtime& runtime, const Value& left, const Value& right) {
  return Comparer(runtime).Run(left.raw(), right.raw());
}

}  // namespace quicksilver
