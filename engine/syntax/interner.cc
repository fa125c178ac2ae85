#include "engine/syntax/interner.h"

#include <cstring>
#include <span>

#include "engine/base/assert.h"

namespace quicksilver {
namespace {

constexpr std::size_t kFirstSize = 256;

template <typename Word>
std::uint64_t Load(const char* at) {
  Word word;
  std::memcpy(&word, at, sizeof(Word));
  return word;
}

// Up to 8 bytes as one word, a different one for each text of the same length. Loads of fixed size
// overlap: to copy so few bytes of any number is a call.
std::uint64_t LoadShort(std::string_view bytes) {
  const char* const at = bytes.data();
  const std::size_t size = bytes.size();
  if (size == 8) return Load<std::uint64_t>(at);
  if (size >= 4) return Load<std::uint32_t>(at) | Load<std::uint32_t>(at + size - 4) << 32;
  if (size == 0) return 0;  // it may have no address
  return Load<std::uint8_t>(at) | Load<std::uint8_t>(at + size / 2) << 8 |
         Load<std::uint8_t>(at + size - 1) << 16;
}

std::uint64_t Mix(std::uint64_t hash, std::uint64_t word) {
  constexpr std::uint64_t kMultiplier = 0x9E3779B97F4A7C15u;
  hash = (hash ^ word) * kMultiplier;
  return hash ^ (hash >> 32);
}

std::uint32_t Hash(std::string_view name) {
  std::uint64_t hash = name.size();
  while (name.size() > 8) {
    hash = Mix(hash, Load<std::uint64_t>(name.data()));
    name.remove_prefix(8);
  }
  return static_cast<std::uint32_t>(Mix(hash, LoadShort(name)));
}

}  // namespace

Interner::Interner() : slots_(kFirstSize) {}

void Interner::Start(Arena& arena, std::vector<std::string_view>& symbols) {
  arena_ = &arena;
  symbols_ = &symbols;
  if (++round_ == 0) {
    slots_.assign(slots_.size(), Slot{});
    round_ = 1;
  }
}

Symbol Interner::Intern(std::string_view name) {
  QS_ASSERT(arena_ != nullptr, "an interner is used before Start");
  const std::uint32_t hash = Hash(name);
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t index = hash & mask;; index = (index + 1) & mask) {
    Slot& slot = slots_[index];
    if (slot.round != round_) {
      slot = {round_, hash, static_cast<std::uint32_t>(symbols_->size())};
      const std::span<char> copy = arena_->Copy(std::span<const char>(name.data(), name.size()));
      symbols_->emplace_back(copy.data(), copy.size());
      const auto symbol = static_cast<Symbol>(slot.symbol);
      if (symbols_->size() * 2 > slots_.size()) Grow();
      return symbol;
    }
    if (slot.hash == hash && (*symbols_)[slot.symbol] == name) {
      return static_cast<Symbol>(slot.symbol);
    }
  }
}

void Interner::Grow() {
  std::vector<Slot> old(slots_.size() * 2);
  old.swap(slots_);
  const std::size_t mask = slots_.size() - 1;
  for (const Slot& slot : old) {
    if (slot.round != round_) continue;
    std::size_t index = slot.hash & mask;
    while (slots_[index].round == round_) index = (index + 1) & mask;
    slots_[index] = slot;
  }
}

}  // namespace quicksilver
