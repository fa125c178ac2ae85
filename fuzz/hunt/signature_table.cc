#include "fuzz/hunt/signature_table.h"

#include <algorithm>

#include "engine/base/splitmix.h"

namespace quicksilver::hunt {
namespace {

std::uint64_t HashOf(std::string_view text) {
  std::uint64_t hash = text.size();
  for (const char c : text) hash = SplitMix64::Mix(hash ^ static_cast<unsigned char>(c)) + 1;
  return hash == 0 ? 1 : hash;  // 0 means free
}

}  // namespace

SignatureTable::Claim SignatureTable::Count(std::string_view signature) {
  const std::uint64_t hash = HashOf(signature);
  for (std::size_t probe = 0; probe < kMost; ++probe) {
    SignatureEntry& entry = entries_[(hash + probe) % kMost];
    std::uint64_t found = 0;
    const bool claimed = entry.hash.compare_exchange_strong(found, hash, std::memory_order_acq_rel);
    if (!claimed && found != hash) continue;
    entry.count.fetch_add(1, std::memory_order_relaxed);
    return {&entry, claimed};
  }
  overflow_.fetch_add(1, std::memory_order_relaxed);
  return {};
}

std::size_t SignatureTable::size() const {
  return static_cast<std::size_t>(std::ranges::count_if(entries_, [](const SignatureEntry& entry) {
    return entry.hash.load(std::memory_order_relaxed) != 0;
  }));
}

std::vector<const SignatureEntry*> SignatureTable::Described() const {
  std::vector<const SignatureEntry*> described;
  for (const SignatureEntry& entry : entries_) {
    if (entry.described()) described.push_back(&entry);
  }
  std::ranges::sort(described, {}, &SignatureEntry::found_nanoseconds);
  return described;
}

std::vector<SignatureEntry*> SignatureTable::UnfinishedOf(std::uint32_t owner) {
  std::vector<SignatureEntry*> unfinished;
  for (SignatureEntry& entry : entries_) {
    if (entry.owner == owner && entry.state.load() == FindingState::kDescribed) {
      unfinished.push_back(&entry);
    }
  }
  return unfinished;
}

}  // namespace quicksilver::hunt
