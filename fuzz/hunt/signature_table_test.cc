#include "fuzz/hunt/signature_table.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <memory>
#include <thread>
#include <vector>

namespace quicksilver::hunt {
namespace {

TEST(SignatureTable, TheFirstToClaimOwnsAndTheOthersCount) {
  const auto table = std::make_unique<SignatureTable>();
  const SignatureTable::Claim first = table->Count("a");
  const SignatureTable::Claim again = table->Count("a");
  const SignatureTable::Claim other = table->Count("b");
  EXPECT_TRUE(first.is_owner);
  EXPECT_FALSE(again.is_owner);
  EXPECT_EQ(again.entry, first.entry);
  EXPECT_TRUE(other.is_owner);
  EXPECT_EQ(first.entry->count.load(), 2u);
  EXPECT_EQ(table->size(), 2u);
}

TEST(SignatureTable, AnEntryIsShownOnceItIsDescribed) {
  const auto table = std::make_unique<SignatureTable>();
  SignatureEntry& late = *table->Count("late").entry;
  SignatureEntry& early = *table->Count("early").entry;
  EXPECT_TRUE(table->Described().empty()) << "half written entries are shown";
  late.found_nanoseconds = 2;
  late.Publish(FindingState::kDescribed);
  early.found_nanoseconds = 1;
  early.Publish(FindingState::kFiled);
  EXPECT_EQ(table->Described(), (std::vector<const SignatureEntry*>{&early, &late}));
}

TEST(SignatureTable, KnowsWhatAnOwnerHasLeftUnfinished) {
  const auto table = std::make_unique<SignatureTable>();
  SignatureEntry& mine = *table->Count("mine").entry;
  SignatureEntry& done = *table->Count("done").entry;
  SignatureEntry& theirs = *table->Count("theirs").entry;
  mine.owner = done.owner = 3;
  theirs.owner = 4;
  mine.Publish(FindingState::kDescribed);
  done.Publish(FindingState::kFiled);
  theirs.Publish(FindingState::kDescribed);
  EXPECT_EQ(table->UnfinishedOf(3), std::vector<SignatureEntry*>{&mine});
}

TEST(SignatureTable, CountsWhatItHasNoRoomFor) {
  const auto table = std::make_unique<SignatureTable>();
  for (std::size_t i = 0; i < SignatureTable::kMost; ++i) {
    ASSERT_TRUE(table->Count(fmt::format("{}", i)).is_owner);
  }
  EXPECT_EQ(table->Count("one more").entry, nullptr);
  EXPECT_EQ(table->overflow(), 1u);
  EXPECT_FALSE(table->Count("7").is_owner);
  EXPECT_EQ(table->size(), SignatureTable::kMost);
}

TEST(SignatureTable, ManyAtATimeClaimEachSignatureOnce) {
  const auto table = std::make_unique<SignatureTable>();
  constexpr int kThreads = 4;
  constexpr int kSignatures = 200;
  std::vector<int> owned(kThreads, 0);
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < kSignatures; ++i) {
          if (table->Count(fmt::format("{}", i)).is_owner) ++owned[static_cast<std::size_t>(t)];
        }
      });
    }
  }
  int owners = 0;
  for (const int count : owned) owners += count;
  EXPECT_EQ(owners, kSignatures) << "a signature is filed twice, or by nobody";
  EXPECT_EQ(table->size(), static_cast<std::size_t>(kSignatures));
}

TEST(SharedText, SaysWhenItHadToCut) {
  SharedText<4> text;
  text.Set("abc");
  EXPECT_EQ(text.Get(), "abc");
  EXPECT_FALSE(text.cut());
  text.Set("abcdef");
  EXPECT_EQ(text.Get(), "abcd");
  EXPECT_TRUE(text.cut());
}

}  // namespace
}  // namespace quicksilver::hunt
