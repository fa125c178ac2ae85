#include "engine/bytecode/constant_pool.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstring>
#include <limits>

#include "engine/base/assert.h"
#include "engine/base/splitmix.h"

namespace quicksilver {
namespace {

constexpr std::uint32_t kEmpty = ConstantPool::kFull;
// Up to so many constants are looked at one by one: most programs that are compiled in a hurry have
// no more, and a table would cost more than it saves.
constexpr std::size_t kMostWithoutTable = 8;
constexpr std::size_t kSmallestTable = 32;

std::uint64_t HashNumber(std::uint64_t bits) { return SplitMix64::Mix(bits); }

std::uint64_t HashText(std::string_view text) {
  // Eight bytes at a time; the size goes in first, so that zero bytes at the end count.
  std::uint64_t hash = SplitMix64::Mix(text.size() + 1);
  while (text.size() >= sizeof hash) {
    std::uint64_t word;
    std::memcpy(&word, text.data(), sizeof word);
    hash = SplitMix64::Mix(hash ^ word);
    text.remove_prefix(sizeof word);
  }
  std::uint64_t rest = 0;
  if (!text.empty()) std::memcpy(&rest, text.data(), text.size());
  return SplitMix64::Mix(hash ^ rest);
}

std::uint64_t EncodePlace(std::size_t offset, std::size_t size) {
  return static_cast<std::uint64_t>(offset) << 32 | size;
}

}  // namespace

std::uint32_t ConstantPool::AddNumber(double number) {
  const auto bits = std::bit_cast<std::uint64_t>(number);
  const std::uint64_t hash = table_.empty() ? 0 : HashNumber(bits);
  const std::uint32_t found = Find(hash, [bits](const Entry& entry) {
    return entry.type == Type::kNumber && entry.bits == bits;
  });
  if (found != kEmpty) return found;
  if (entries_.size() >= kMaxConstants) return kFull;
  const std::uint32_t index = size();
  if (entries_.empty()) entries_.reserve(kMostWithoutTable);
  entries_.emplace_back(Type::kNumber, bits);
  Insert(hash, index);
  return index;
}

std::uint32_t ConstantPool::AddText(std::string_view text) {
  const std::uint64_t hash = table_.empty() ? 0 : HashText(text);
  const std::uint32_t found = Find(hash, [this, text](const Entry& entry) {
    return entry.type == Type::kText && ViewOf(entry) == text;
  });
  if (found != kEmpty) return found;
  // Places are 32 bits wide.
  if (entries_.size() >= kMaxConstants ||
      text.size() > std::numeric_limits<std::uint32_t>::max() - bytes_.size()) {
    return kFull;
  }
  const std::uint32_t index = size();
  if (entries_.empty()) entries_.reserve(kMostWithoutTable);
  entries_.emplace_back(Type::kText, EncodePlace(bytes_.size(), text.size()));
  bytes_.append(text);
  Insert(hash, index);
  return index;
}

double ConstantPool::number(std::uint32_t index) const {
  QS_ASSERT(index < size() && entries_[index].type == Type::kNumber, "the constant is a number");
  return std::bit_cast<double>(entries_[index].bits);
}

std::string_view ConstantPool::text(std::uint32_t index) const {
  QS_ASSERT(index < size() && entries_[index].type == Type::kText, "the constant is a text");
  return ViewOf(entries_[index]);
}

void ConstantPool::Clear() {
  entries_.clear();
  bytes_.clear();
  std::ranges::fill(table_, kEmpty);
}

std::uint32_t ConstantPool::ProbesFor(std::uint32_t index) const {
  if (table_.empty()) return index + 1;
  std::uint32_t probes = 1;
  const std::size_t mask = table_.size() - 1;
  for (std::size_t place = HashOf(entries_[index]) & mask; table_[place] != index;
       place = (place + 1) & mask) {
    ++probes;
  }
  return probes;
}

std::string_view ConstantPool::ViewOf(const Entry& entry) const {
  return std::string_view(bytes_).substr(static_cast<std::size_t>(entry.bits >> 32),
                                         static_cast<std::size_t>(entry.bits & 0xFFFF'FFFF));
}

template <typename Same>
std::uint32_t ConstantPool::Find(std::uint64_t hash, Same&& same) const {
  if (table_.empty()) {
    const auto found = std::ranges::find_if(entries_, same);
    return found == entries_.end() ? kEmpty : static_cast<std::uint32_t>(found - entries_.begin());
  }
  const std::size_t mask = table_.size() - 1;
  std::size_t place = hash & mask;
  while (table_[place] != kEmpty && !same(entries_[table_[place]])) place = (place + 1) & mask;
  return table_[place];
}

void ConstantPool::Insert(std::uint64_t hash, std::uint32_t index) {
  if (table_.empty() && entries_.size() <= kMostWithoutTable) return;
  // At most half full: a look-up that misses inspects 2.5 places on average.
  if (entries_.size() * 2 > table_.size()) {
    Grow();  // puts all entries into the new table, this one too
    return;
  }
  const std::size_t mask = table_.size() - 1;
  std::size_t place = hash & mask;
  while (table_[place] != kEmpty) place = (place + 1) & mask;
  table_[place] = index;
}

void ConstantPool::Grow() {
  table_.assign(std::max(kSmallestTable, table_.size() * 2), kEmpty);
  const std::size_t mask = table_.size() - 1;
  for (std::uint32_t index = 0; index < size(); ++index) {
    std::size_t place = HashOf(entries_[index]) & mask;
    while (table_[place] != kEmpty) place = (place + 1) & mask;
    table_[place] = index;
  }
}

std::uint64_t ConstantPool::HashOf(const Entry& entry) const {
  return entry.type == Type::kNumber ? HashNumber(entry.bits) : HashText(ViewOf(entry));
}

}  // namespace quicksilver
