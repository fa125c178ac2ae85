// Cells and entries that no compiler would make, by verified bytecode: whoever looks a variable up
// comes to an end, and what is no flag or index is none.

#include <gtest/gtest.h>
#include <limits>

#include "engine/bytecode/chunk_builder.h"
#include "engine/bytecode/verifier.h"
#include "engine/vm/vm_test_support.h"

namespace quicksilver {
namespace {

constexpr const char* kInvalid = "error CustomError at 1:1: Invalid bytecode";

// r2 = a grove of the cell in r0, which offers its slot 0 as "x"; the program ends with r2.x.
void OfferSlotZeroAndRead(ChunkBuilder& chunk, Assembler& program) {
  const std::uint32_t name = chunk.Text("x");
  program.function().cache_count = 1;
  program.Op(Opcode::kNewGrove, 2, 0, 0, {name});
  program.Op(Opcode::kOfferNamed, 2, 0, 0, {0, name});
  program.Op(Opcode::kGetField, 3, 2, 0, {name, 0});
  program.Op(Opcode::kHalt, 3);
}

std::string RunVerified(ChunkBuilder& chunk) {
  const std::shared_ptr<const Chunk> built(chunk.Take());
  const auto verdict = Verify(*built);
  if (!verdict.has_value()) return verdict.error().ToString();
  std::string results[2];
  for (int i = 0; i < 2; ++i) {
    Bench bench(i == 0 ? Dispatch::kTailCalls : Dispatch::kLoop);
    results[i] = bench.Run(built);
  }
  return results[0] == results[1] ? results[0] : results[0] + " but " + results[1];
}

TEST(VmHostileVariables, AGrovesCellThatHoldsItselfIsNotFollowedForEver) {
  ChunkBuilder chunk;
  Assembler& program = chunk.Add("_", 4);
  program.Op(Opcode::kNewCell, 0, 0, 0, {2});
  program.Op(Opcode::kCopy, 1, 0);
  program.Op(Opcode::kStoreCell, 1, 0, 0, {0});
  OfferSlotZeroAndRead(chunk, program);
  EXPECT_EQ(RunVerified(chunk), "Cell") << "what the grove offers is what its slot holds";
}

TEST(VmHostileVariables, TwoCellsThatHoldEachOtherAreNotFollowedForEver) {
  ChunkBuilder chunk;
  Assembler& program = chunk.Add("_", 4);
  program.Op(Opcode::kNewCell, 0, 0, 0, {2});
  program.Op(Opcode::kNewCell, 1, 0, 0, {4});
  program.Op(Opcode::kCopy, 2, 0);
  program.Op(Opcode::kStoreCell, 2, 1, 0, {0});
  program.Op(Opcode::kStoreCell, 1, 0, 0, {0});
  OfferSlotZeroAndRead(chunk, program);
  EXPECT_EQ(RunVerified(chunk), "Cell");
}

// r0 = a cell whose slot 0 is an alias of slot `index` of the cell in r0 itself.
void AliasOfOwnSlot(ChunkBuilder& chunk, Assembler& program, double index) {
  program.Op(Opcode::kNewCell, 0, 0, 0, {4});
  program.Op(Opcode::kNewCell, 1, 0, 0, {2});
  program.Op(Opcode::kCopy, 2, 0);
  program.Op(Opcode::kStoreCell, 2, 1, 0, {0});
  program.OpBx(Opcode::kLoadConst, 2, chunk.Number(index));
  program.Op(Opcode::kStoreCell, 2, 1, 0, {1});
  program.Op(Opcode::kDefineNamed, 1, 0, kEntryAlias, {0});
}

TEST(VmHostileVariables, AnAliasOfItselfIsNotFollowedForEver) {
  ChunkBuilder chunk;
  Assembler& program = chunk.Add("_", 4);
  AliasOfOwnSlot(chunk, program, 0);
  OfferSlotZeroAndRead(chunk, program);
  EXPECT_EQ(RunVerified(chunk), kInvalid);
}

TEST(VmHostileVariables, TwoAliasesOfEachOtherAreNotFollowedForEver) {
  ChunkBuilder chunk;
  Assembler& program = chunk.Add("_", 4);
  AliasOfOwnSlot(chunk, program, 2);
  program.Op(Opcode::kNewCell, 1, 0, 0, {2});
  program.Op(Opcode::kCopy, 2, 0);
  program.Op(Opcode::kStoreCell, 2, 1, 0, {0});
  program.OpBx(Opcode::kLoadConst, 2, chunk.Number(0));
  program.Op(Opcode::kStoreCell, 2, 1, 0, {1});
  program.Op(Opcode::kDefineNamed, 1, 0, kEntryAlias, {2});
  OfferSlotZeroAndRead(chunk, program);
  EXPECT_EQ(RunVerified(chunk), kInvalid);
}

// Chains as long as groves nest are what compilers make.
TEST(VmHostileVariables, ALongChainOfAliasesIsFollowedToItsEnd) {
  constexpr unsigned kLength = 100;
  ChunkBuilder chunk;
  Assembler& program = chunk.Add("_", 4);
  program.Op(Opcode::kNewCell, 0, 0, 0, {2 * kLength + 2});
  program.OpBx(Opcode::kLoadConst, 2, chunk.Number(42));
  program.Op(Opcode::kDefineNamed, 2, 0, 0, {2 * kLength});
  for (unsigned i = kLength; i-- > 0;) {
    program.Op(Opcode::kNewCell, 1, 0, 0, {2});
    program.Op(Opcode::kCopy, 2, 0);
    program.Op(Opcode::kStoreCell, 2, 1, 0, {0});
    program.OpBx(Opcode::kLoadConst, 2, chunk.Number(2 * i + 2));
    program.Op(Opcode::kStoreCell, 2, 1, 0, {1});
    program.Op(Opcode::kDefineNamed, 1, 0, kEntryAlias, {2 * i});
  }
  OfferSlotZeroAndRead(chunk, program);
  EXPECT_EQ(RunVerified(chunk), "Number(42)");
}

constexpr double kNoIndexes[] = {std::numeric_limits<double>::quiet_NaN(),
                                 std::numeric_limits<double>::infinity(),
                                 -std::numeric_limits<double>::infinity(),
                                 -1,
                                 1e300,
                                 18446744073709551616.0,
                                 4294967297.0};

TEST(VmHostileVariables, AnAliasOfASlotThatNoCellHasIsInvalid) {
  for (const double index : kNoIndexes) {
    ChunkBuilder chunk;
    Assembler& program = chunk.Add("_", 4);
    AliasOfOwnSlot(chunk, program, index);
    OfferSlotZeroAndRead(chunk, program);
    EXPECT_EQ(RunVerified(chunk), kInvalid) << index;
  }
}

// r0 = the cell of the globals; the flags of global 0, which holds 7, are `flags`.
void GlobalWithFlags(ChunkBuilder& chunk, Assembler& program, double flags) {
  chunk.Global("x");
  program.OpBx(Opcode::kLoadConst, 0, chunk.Number(7));
  program.Op(Opcode::kDefineGlobal, 0, 0, 0, {0});
  program.Op(Opcode::kLoadGlobals, 0);
  program.OpBx(Opcode::kLoadConst, 1, chunk.Number(flags));
  program.Op(Opcode::kStoreCell, 1, 0, 0, {1});
}

// What is no flags is no permission: not to be changed, and no variant's.
TEST(VmHostileVariables, FlagsThatAreNoFlagsPermitNothing) {
  for (const double flags : kNoIndexes) {
    ChunkBuilder stores;
    Assembler& store = stores.Add("_", 4);
    GlobalWithFlags(stores, store, flags);
    store.Op(Opcode::kLoadNothing, 1);
    store.Op(Opcode::kStoreGlobal, 1, 0, 0, {0});
    store.Op(Opcode::kLoadNothing, 1);
    store.Op(Opcode::kHalt, 1);
    EXPECT_EQ(RunVerified(stores), "error ImmutableBinding at 1:1: x") << flags;

    ChunkBuilder places;
    Assembler& place = places.Add("_", 4);
    GlobalWithFlags(places, place, flags);
    const std::uint32_t name = places.Text("x");
    places.chunk().places.push_back({VariableKind::kGlobal, 0, 0, name, {}, {{false, name, {}}}});
    place.Op(Opcode::kLoadNothing, 1);
    place.Op(Opcode::kSetPlace, 1, 0, 0, {0});
    place.Op(Opcode::kLoadNothing, 1);
    place.Op(Opcode::kHalt, 1);
    EXPECT_EQ(RunVerified(places), "error ImmutableBinding at 1:1: x") << flags;

    ChunkBuilder tests;
    Assembler& test = tests.Add("_", 4);
    GlobalWithFlags(tests, test, flags);
    test.Op(Opcode::kLoadNothing, 1);
    test.JumpTo(Opcode::kTestGlobalCase, "other", 1, 0, {0});
    test.Bind("other");
    test.Op(Opcode::kHalt, 1);
    EXPECT_EQ(RunVerified(tests), "Nothing") << flags;

    ChunkBuilder groves;
    Assembler& grove = groves.Add("_", 4);
    grove.Op(Opcode::kNewCell, 0, 0, 0, {2});
    grove.OpBx(Opcode::kLoadConst, 1, groves.Number(flags));
    grove.Op(Opcode::kStoreCell, 1, 0, 0, {1});
    grove.Op(Opcode::kLoadNothing, 1);
    grove.Op(Opcode::kStoreCell, 1, 0, 0, {0});
    OfferSlotZeroAndRead(groves, grove);
    EXPECT_EQ(RunVerified(groves), "Nothing") << flags;
  }
}

TEST(VmHostileVariables, ABuiltinUpdatesNoGlobalWhoseFlagsAreNoNumber) {
  ChunkBuilder chunk;
  Assembler& program = chunk.Add("_", 4);
  chunk.Global("x");
  const std::uint32_t list_push = chunk.Global("list_push");
  program.Op(Opcode::kCreateList, 0);
  program.Op(Opcode::kDefineGlobal, 0, 0, 0, {0});
  program.Op(Opcode::kLoadGlobals, 0);
  program.OpBx(Opcode::kLoadConst, 1, chunk.Text("flags"));
  program.Op(Opcode::kStoreCell, 1, 0, 0, {1});
  program.Op(Opcode::kLoadGlobal, 1, 0, 0, {list_push});
  program.Op(Opcode::kLoadGlobal, 2, 0, 0, {0});
  program.OpBx(Opcode::kLoadConst, 3, chunk.Number(1));
  program.Op(Opcode::kCallUpdate, 1, 2, 0, {EncodeVariable(VariableKind::kGlobal, 0)});
  program.Op(Opcode::kLoadGlobal, 1, 0, 0, {0});
  program.Op(Opcode::kHalt, 1);
  EXPECT_EQ(RunVerified(chunk), "List[]") << "the variable keeps its value";
}

}  // namespace
}  // namespace quicksilver
