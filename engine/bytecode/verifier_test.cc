// What the verifier demands of single instructions.

#include "engine/bytecode/verifier.h"

#include <gtest/gtest.h>
#include <string>

#include "engine/bytecode/table_checks.h"
#include "engine/bytecode/verifier_test_support.h"

namespace quicksilver {
namespace {

using enum Opcode;

TEST(Verifier, AcceptsTheSmallestProgram) {
  ChunkBuilder builder;
  MakeProgram(builder, 1, [](Assembler&) {});
  ExpectAccepted(builder);
}

TEST(Verifier, SaysWhereAFaultIs) {
  EXPECT_EQ((VerifyError{3, 17, "jump to 4, the middle of an instruction"}.ToString()),
            "function 3, pc 17: jump to 4, the middle of an instruction");
  EXPECT_EQ((VerifyError{3, kNoIndex, "0 registers"}.ToString()), "function 3: 0 registers");
  EXPECT_EQ((VerifyError{kNoIndex, kNoIndex, "no program"}.ToString()), "no program");
}

TEST(Verifier, WantsCode) {
  ChunkBuilder builder;
  builder.Add("_", 1);
  ExpectRefused(builder, "function 0, pc 0: no code");
}

TEST(Verifier, WantsKnownOpcodes) {
  ExpectOnly(
      [](ChunkBuilder& builder, Word word) {
        MakeProgram(builder, 1, [&](Assembler& program) { program.function().code = {word}; });
      },
      Word{static_cast<Word>(kNop)}, Word{255}, "function 0, pc 0: unknown opcode 255");
}

TEST(Verifier, WantsWholeInstructions) {
  ExpectOnly(
      [](ChunkBuilder& builder, bool whole) {
        Assembler& program = builder.Add("_", 1);
        program.Op(kLoopWide);
        if (whole) program.function().code.push_back(static_cast<Word>(-2));
      },
      true, false, "function 0, pc 0: LoopWide is cut off");
}

TEST(Verifier, RefusesToFallOffTheEnd) {
  ExpectOnly(
      [](ChunkBuilder& builder, Opcode last) {
        Assembler& program = builder.Add("_", 1);
        program.Op(kLoadNothing, 0);
        program.Op(last, 0);
      },
      kHalt, kDrop, "function 0, pc 2: control falls off the end of the code");
  // A branch at the end falls too.
  ChunkBuilder builder;
  Assembler& program = builder.Add("_", 1);
  program.Op(kLoadNothing, 0);
  program.JumpTo(kJumpIfTrue, "end", 0);
  program.Bind("end");
  ExpectRefused(builder, "function 0, pc 2: control falls off the end of the code");
}

TEST(Verifier, BoundsRegisters) {
  for (const Opcode op : {kLoadNothing, kDrop}) {
    ExpectOnly(
        [op](ChunkBuilder& builder, unsigned reg) {
          MakeProgram(builder, 3, [&](Assembler& program) { program.Op(op, reg); });
        },
        2u, 3u, "function 0, pc 0: register 3 of 3");
  }
  // B and C as well.
  ExpectOnly(
      [](ChunkBuilder& builder, unsigned reg) {
        MakeProgram(builder, 2, [&](Assembler& program) {
          program.Op(kLoadNothing, 1);
          program.Op(kAdd, 0, 1, reg);
        });
      },
      1u, 2u, "function 0, pc 1: register 2 of 2");
}

TEST(Verifier, BoundsSlots) {
  ExpectOnly(
      [](ChunkBuilder& builder, Word slot) {
        MakeProgram(builder, 1, [&](Assembler& program) {
          program.function().slot_count = 2;
          program.Op(kLoadNothing, 0);
          program.Op(kStoreLocal, 0, 0, 0, {slot});
          program.Op(kTakeLocal, 0, 0, 0, {slot});
        });
      },
      Word{1}, Word{2}, "function 0, pc 1: slot 2 of 2");
}

TEST(Verifier, BoundsConstants) {
  ExpectOnly(
      [](ChunkBuilder& builder, unsigned constant) {
        builder.Number(1);
        MakeProgram(builder, 1, [&](Assembler& program) { program.OpBx(kLoadConst, 0, constant); });
      },
      0u, 1u, "function 0, pc 0: constant 1 of 1");
  ExpectOnly(
      [](ChunkBuilder& builder, Word constant) {
        builder.Number(1);
        MakeProgram(builder, 1,
                    [&](Assembler& program) { program.Op(kLoadConstWide, 0, 0, 0, {constant}); });
      },
      Word{0}, Word{70'000}, "function 0, pc 0: constant 70000 of 1");
}

TEST(Verifier, WantsNumbersWhereTheMachineAddsConstants) {
  ExpectOnly(
      [](ChunkBuilder& builder, unsigned constant) {
        builder.Number(1);
        builder.Text("one");
        MakeProgram(builder, 2, [&](Assembler& program) {
          program.OpBx(kLoadConst, 1, 1);  // a text is fine here
          program.Op(kAddNumK, 0, 1, constant);
          program.JumpTo(kJumpIfLtK, "on", 0, constant);
          program.Bind("on");
        });
      },
      0u, 1u, "function 0, pc 1: constant 1 is not a number");
}

TEST(Verifier, WantsTextsAsNames) {
  ExpectOnly(
      [](ChunkBuilder& builder, Word constant) {
        builder.Number(1);
        builder.Text("name");
        MakeProgram(builder, 2, [&](Assembler& program) {
          program.function().cache_count = 1;
          program.Op(kLoadNothing, 1);
          program.Op(kGetField, 0, 1, 0, {constant, 0});
        });
      },
      Word{1}, Word{0}, "function 0, pc 1: constant 0 is not a text");
}

TEST(Verifier, BoundsCaches) {
  ExpectOnly(
      [](ChunkBuilder& builder, Word cache) {
        builder.Text("name");
        MakeProgram(builder, 2, [&](Assembler& program) {
          program.function().cache_count = 1;
          program.Op(kLoadNothing, 1);
          program.Op(kGetField, 0, 1, 0, {0, cache});
        });
      },
      Word{0}, Word{1}, "function 0, pc 1: cache 1 of 1");
}

TEST(Verifier, BoundsGlobalsCapturesAndTables) {
  struct Case {
    Opcode op;
    const char* message;
  };
  const Case cases[] = {
      {kLoadGlobal, "global 1 of 1"},       {kLoadCapture, "capture 1 of 1"},
      {kLoadCaptureCell, "capture 1 of 1"}, {kDefineForm, "form 1 of 1"},
      {kDefineVariant, "variant 1 of 1"},   {kDefineAspect, "aspect 1 of 1"},
      {kEmbody, "embody 1 of 1"},           {kOfferGlobal, "global 1 of 1"},
      {kCreateStruct, "key list 1 of 1"},
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(InfoOf(each.op).name);
    ExpectOnly(
        [&](ChunkBuilder& builder, Word index) {
          builder.Global("g");
          MakeProgram(builder, 2, [](Assembler&) {});
          Assembler& chant = builder.Add("f", 2);
          chant.function().capture_count = 1;
          chant.function().captures = {{CaptureKind::kCapture, 0}};
          chant.function().cache_count = 1;
          builder.chunk().key_lists = {{}};
          builder.chunk().aspects.push_back({"A", {"m"}});
          builder.chunk().embodies.push_back({"A", "T", {}});
          builder.chunk().variants.push_back(std::make_unique<VariantInfo>());
          builder.chunk().forms.push_back(std::make_unique<CompiledForm>());
          builder.chunk().forms[0]->captures = {{CaptureKind::kGlobals, 0}};
          chant.Op(kLoadNothing, 1);
          if (InfoOf(each.op).extension2 != OperandKind::kNone) {
            chant.Op(each.op, 0, 1, 0, {index, 0});
          } else {
            chant.Op(each.op, 0, 0, 0, {index});
          }
          chant.Op(kLoadNothing, 0);
          chant.Op(kReturn, 0);
        },
        Word{0}, Word{1}, std::string("function 1, pc 1: ") + each.message);
  }
}

TEST(Verifier, RefusesChantsThatAreNone) {
  ExpectOnly(
      [](ChunkBuilder& builder, Word function) {
        MakeProgram(builder, 1,
                    [&](Assembler& program) { program.Op(kCreateClosure, 0, 0, 0, {function}); });
        AddTrivialChant(builder);
      },
      Word{1}, Word{2}, "function 0, pc 0: function 2 of 2");
  ExpectOnly(
      [](ChunkBuilder& builder, Word function) {
        MakeProgram(builder, 1,
                    [&](Assembler& program) { program.Op(kCreateClosure, 0, 0, 0, {function}); });
        AddTrivialChant(builder);
      },
      Word{1}, Word{0}, "function 0, pc 0: the program is not a chant");
}

TEST(Verifier, WantsJumpsToLandOnInstructions) {
  const auto jump_by = [](ChunkBuilder& builder, int words) {
    builder.Number(1);
    MakeProgram(builder, 1, [&](Assembler& program) {
      program.OpBx(kJump, 0, static_cast<std::uint16_t>(words));
      program.Op(kLoadConstWide, 0, 0, 0, {0});
      program.Op(kLoadNothing, 0);
    });
  };
  ExpectOnly(jump_by, 2, 1, "function 0, pc 0: jump to 2, the middle of an instruction");
  ExpectOnly(jump_by, 0, 5, "function 0, pc 0: jump to 6, outside the code");
  ExpectOnly(jump_by, 3, -2, "function 0, pc 0: jump to -1, outside the code");
  // The same for the jumps with a word of their own.
  const auto jump_wide = [](ChunkBuilder& builder, int words) {
    MakeProgram(builder, 1,
                [&](Assembler& program) { program.Op(kJumpWide, 0, 0, 0, {Word(words)}); });
  };
  ExpectOnly(jump_wide, 0, 2, "function 0, pc 0: jump to 4, outside the code");
  ExpectOnly(jump_wide, 0, 0x7FFF'FFFF, "function 0, pc 0: jump to 2147483649, outside the code");
  ExpectOnly(jump_wide, 0, -3, "function 0, pc 0: jump to -1, outside the code");
}

TEST(Verifier, WantsEveryCycleToCountSteps) {
  const auto make = [](ChunkBuilder& builder, Opcode op) {
    Assembler& program = builder.Add("_", 1);
    program.Bind("top");
    program.Op(kNop);
    program.JumpTo(op, "top");
  };
  ExpectOnly(make, kLoop, kJump, "function 0, pc 1: Jump jumps backwards: only loops do");
  ExpectOnly(make, kLoopWide, kJumpWide,
             "function 0, pc 1: JumpWide jumps backwards: only loops do");
}

TEST(Verifier, WantsWindowsInsideTheRegisters) {
  struct Case {
    Opcode op;
    unsigned a, b, c;
    std::uint32_t registers;  // that suffice
    const char* message;      // with one less
  };
  const Case cases[] = {
      {kCall, 2, 3, 0, 6, "window r2..r5 of 5 registers"},
      {kCallFar, 2, 3, 0, 6, "window r2..r5 of 5 registers"},
      {kTailCall, 2, 3, 0, 6, "window r2..r5 of 5 registers"},
      {kCallMethod, 2, 3, 0, 7, "window r2..r6 of 6 registers"},
      {kGetMethod, 2, 0, 0, 4, "window r2..r3 of 3 registers"},
      {kCreateList, 0, 2, 4, 6, "window r2..r5 of 5 registers"},
      {kCreateStruct, 0, 2, 2, 5, "window r2..r4 of 4 registers"},
      {kEmbody, 3, 2, 0, 5, "window r3..r4 of 4 registers"},
      {kDropRange, 3, 2, 0, 5, "window r3..r4 of 4 registers"},
      {kForPrepare, 2, 0, 0, 5, "window r2..r4 of 4 registers"},
      {kSetPlace, 2, 0, 0, 5, "window r2..r4 of 4 registers"},
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(InfoOf(each.op).name);
    ExpectOnly(
        [&](ChunkBuilder& builder, std::uint32_t registers) {
          const Word name = builder.Text("x");
          builder.Global("x");
          builder.chunk().key_lists = {{name, name}};
          builder.chunk().embodies.push_back({"A", "T", {"m", "n"}});
          PlaceInfo place;
          place.root = VariableKind::kGlobal;
          place.steps = {{true, 0, {}}, {true, 0, {}}};
          builder.chunk().places.push_back(place);
          MakeProgram(builder, 1, [](Assembler&) {});
          Assembler& chant = builder.Add("f", registers);
          chant.function().cache_count = 1;
          for (unsigned reg = 0; reg < registers; ++reg) chant.Op(kLoadNothing, reg);
          // Line up the positions of both twins.
          if (registers < each.registers) chant.Op(kNop);
          const std::uint32_t at = chant.Op(each.op, each.a, each.b, each.c);
          for (unsigned i = 1; i < InfoOf(each.op).words(); ++i) {
            chant.function().code.push_back(0);
          }
          EXPECT_EQ(at, each.registers);
          chant.Op(kLoadNothing, 0);
          chant.Op(kReturn, 0);
        },
        each.registers, each.registers - 1,
        "function 1, pc " + std::to_string(each.registers) + ": " + each.message);
  }
}

// A failure means that bytecode from a file divides by zero where no check is left.
TEST(Verifier, WantsADivisorInJumpsByRemainder) {
  for (const Opcode op : {kJumpIfRemainder, kJumpUnlessRemainder}) {
    ExpectOnly(
        [&](ChunkBuilder& builder, Word divisor) {
          const std::uint32_t constant = builder.Number(1);
          MakeProgram(builder, 1, [&](Assembler& program) {
            program.OpBx(kLoadConst, 0, constant);
            program.JumpTo(op, "on", 0, 0, {divisor});
            program.Bind("on");
          });
        },
        Word{1}, Word{0},
        "function 0, pc 1: " + std::string(InfoOf(op).name) +
            " with an immediate that means nothing");
  }
}

TEST(Verifier, AllowsEmptyWindowsAnywhere) {
  ChunkBuilder builder;
  MakeProgram(builder, 1, [](Assembler& program) {
    program.Op(kCreateList, 0, 200, 0);
    program.Op(kDropRange, 200, 0);
  });
  ExpectAccepted(builder);
}

TEST(Verifier, WantsImmediatesThatMeanSomething) {
  const auto is_raise = [](Opcode op) { return op == kRaise || op == kRaiseName; };
  struct Case {
    Opcode op;
    unsigned good_b, good_c, bad_b, bad_c;
  };
  const auto kind = [](ErrorKind error) { return static_cast<unsigned>(error); };
  const Case cases[] = {
      {kLoadTruth, 1, 0, 2, 0},
      {kDefineGlobal, 3, 0, 4, 0},
      {kDefineNamed, 1, 3, 1, 4},
      {kCallSpread, 1, 1, 1, 2},
      {kTailCallSpread, 1, 1, 1, 2},
      {kCreateOutcome, 1, 2, 1, 3},
      {kTestKind, 6, 0, 7, 0},
      {kRaise, kind(ErrorKind::kMatchFailed), 0, kind(ErrorKind::kTypeError), 0},
      {kRaise, kind(ErrorKind::kUnexpectedYield), 0, kErrorKindCount, 0},
      {kRaiseName, kind(ErrorKind::kUndefinedVariable), 0, kind(ErrorKind::kStackOverflow), 0},
      {kRaiseName, kind(ErrorKind::kImmutableBinding), 0, kErrorKindCount, 0},
      {kCallUpdate, 1, 0, 0, 0},
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(InfoOf(each.op).name);
    ExpectOnly(
        [&](ChunkBuilder& builder, bool good) {
          builder.Text("name");
          builder.Global("g");
          MakeProgram(builder, 1, [](Assembler&) {});
          Assembler& chant = builder.Add("f", 2);
          chant.Op(kLoadNothing, 0);
          chant.Op(kLoadNothing, 1);
          chant.Op(each.op, 0, good ? each.good_b : each.bad_b, good ? each.good_c : each.bad_c);
          if (each.op == kCallUpdate) {
            chant.function().code.push_back(EncodeVariable(VariableKind::kGlobal, 0));
          } else {
            for (unsigned i = 1; i < InfoOf(each.op).words(); ++i) {
              chant.function().code.push_back(0);
            }
          }
          if (is_raise(each.op)) return;
          chant.Op(kLoadNothing, 0);
          chant.Op(kReturn, 0);
        },
        true, false,
        "function 1, pc 2: " + std::string(InfoOf(each.op).name) +
            " with an immediate that means nothing");
  }
}

// A failure means that a remainder may be by another number than the listing shows.
TEST(Verifier, WantsTheDivisorThatTheConstantIs) {
  for (const double number : {7.0, 4294967295.0, 4294967296.0, 0.5, -7.0, 0.0}) {
    ExpectOnly(
        [&](ChunkBuilder& builder, Word divisor) {
          const std::uint32_t constant = builder.Number(number);
          MakeProgram(builder, 2, [&](Assembler& program) {
            program.OpBx(kLoadConst, 1, constant);
            program.Op(kModNumK, 0, 1, constant, {divisor});
          });
        },
        WholeDivisor(number), WholeDivisor(number) + 1,
        "function 0, pc 1: ModNumK with an immediate that means nothing");
  }
  EXPECT_EQ(WholeDivisor(4294967295.0), 0xFFFF'FFFF);
  for (const double other : {4294967296.0, 0.5, 7.5, -7.0, 0.0, -0.0}) {
    EXPECT_EQ(WholeDivisor(other), 0u) << other;
  }
}

// A failure means that an operand may be overwritten that is still an owner.
TEST(Verifier, WantsAPairToWriteBesideItsOperands) {
  for (const Word operand : {1, 2}) {
    ExpectOnly(
        [](ChunkBuilder& builder, Word result) {
          MakeProgram(builder, 4, [&](Assembler& program) {
            program.Op(kLoadNothing, 1);
            program.Op(kLoadNothing, 2);
            program.Op(kGetIndexPair, result, 1, 2);
          });
        },
        Word{3}, operand, "function 0, pc 2: GetIndexPair over an operand of its own");
  }
}

TEST(Verifier, BoundsTheSizeOfCells) {
  ExpectOnly(
      [](ChunkBuilder& builder, Word slots) {
        MakeProgram(builder, 2,
                    [&](Assembler& program) { program.Op(kNewCell, 1, 0, 0, {slots}); });
      },
      Word{kMaxCellSlots}, Word{kMaxCellSlots + 1},
      "function 0, pc 0: a cell of 16777217: 16777216 is the limit");
}

TEST(Verifier, WantsAKeyForEachValue) {
  ExpectOnly(
      [](ChunkBuilder& builder, std::size_t keys) {
        builder.chunk().key_lists = {std::vector<std::uint32_t>(keys, builder.Text("k"))};
        MakeProgram(builder, 3, [&](Assembler& program) {
          program.Op(kCreateMap, 0);
          program.Op(kLoadNothing, 1);
          program.Op(kLoadNothing, 2);
          program.Op(kInsertMap, 0, 1, 2, {0});
        });
      },
      std::size_t{2}, std::size_t{1}, "function 0, pc 3: 1 keys for 2 values");
  ExpectOnly(
      [](ChunkBuilder& builder, std::size_t keys) {
        builder.chunk().key_lists = {std::vector<std::uint32_t>(keys, builder.Text("k"))};
        MakeProgram(builder, 2, [&](Assembler& program) {
          program.function().cache_count = 1;
          program.Op(kLoadNothing, 0);
          program.Op(kLoadNothing, 1);
          program.Op(kCreateStruct, 0, 0, 1, {0, 0});
        });
      },
      std::size_t{1}, std::size_t{3}, "function 0, pc 2: 3 keys for 1 values");
}

TEST(Verifier, WantsANameForEachMethod) {
  ExpectOnly(
      [](ChunkBuilder& builder, const char* second) {
        builder.chunk().embodies.push_back({"A", "T", {"m"}});
        if (*second != '\0') builder.chunk().embodies[0].methods.emplace_back(second);
        MakeProgram(builder, 1, [&](Assembler& program) {
          program.Op(kLoadNothing, 0);
          program.Op(kEmbody, 0, 1, 0, {0});
        });
      },
      "", "n", "function 0, pc 1: 2 names for 1 methods");
}

TEST(Verifier, LetsOnlyTheProgramHaltAndOnlyChantsReturn) {
  for (const Opcode op : {kReturn, kReturnSweep, kTailCall, kTailCallMethod, kTailCallSpread}) {
    SCOPED_TRACE(InfoOf(op).name);
    const auto make = [op](ChunkBuilder& builder, bool chant) {
      if (chant) MakeProgram(builder, 1, [](Assembler&) {});
      Assembler& code = builder.Add("f", 2);
      code.Op(kLoadNothing, 0);
      code.Op(kLoadNothing, 1);
      code.Op(op, 0, op == kTailCallSpread ? 1 : 0);
    };
    ExpectOnly(make, true, false, "function 0, pc 2: the program returns to nobody");
  }
  ExpectOnly(
      [](ChunkBuilder& builder, Opcode op) {
        MakeProgram(builder, 1, [](Assembler&) {});
        Assembler& chant = builder.Add("f", 1);
        chant.Op(kLoadSelf, 0);
        chant.Op(op, 0);
      },
      kReturn, kHalt, "function 1, pc 1: only the program halts");
  ChunkBuilder builder;
  MakeProgram(builder, 1, [](Assembler& program) { program.Op(kLoadSelf, 0); });
  ExpectRefused(builder, "function 0, pc 0: the program is not a chant");
}

TEST(Verifier, RefusesToMoveOutWhatTheInstructionAlsoUses) {
  struct Case {
    Opcode op;
    unsigned a, b, c;
    unsigned clean_b, clean_c;  // the twin's
    const char* message;
  };
  const Case cases[] = {
      {kReplace, 1, 1, 0, 2, 0, "r1"},    {kStoreCell, 1, 1, 0, 2, 0, "r1"},
      {kAddDrop, 0, 1, 1, 1, 2, "r1"},    {kSetIndex, 1, 2, 1, 2, 3, "r1"},
      {kSetIndex, 1, 2, 2, 2, 3, "r2"},   {kCallSpread, 1, 1, 0, 2, 0, "r1"},
      {kAppendList, 2, 1, 2, 3, 1, "r2"}, {kCreateStructSpread, 0, 1, 1, 1, 2, "r1"},
      {kForNext, 1, 2, 0, 4, 0, "r2"},
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(InfoOf(each.op).name);
    ExpectOnly(
        [&](ChunkBuilder& builder, bool clean) {
          builder.chunk().key_lists = {{}};
          MakeProgram(builder, 5, [&](Assembler& program) {
            for (unsigned reg = 0; reg < 5; ++reg) program.Op(kLoadNothing, reg);
            program.Op(each.op, each.a, clean ? each.clean_b : each.b,
                       clean ? each.clean_c : each.c);
            if (InfoOf(each.op).words() == 2) program.function().code.push_back(0);
          });
        },
        true, false,
        std::string("function 0, pc 5: ") + each.message +
            " is moved out and used by the same instruction");
  }
}

TEST(Verifier, LetsAResultTakeThePlaceOfAnOperand) {
  ChunkBuilder builder;
  MakeProgram(builder, 3, [](Assembler& program) {
    program.Op(kLoadNothing, 0);
    program.Op(kLoadNothing, 1);
    program.Op(kAdd, 0, 0, 1);
    program.Op(kMove, 1, 1);
    program.Op(kCreateOutcome, 1, 1, 0);
    program.Op(kCreateList, 0, 0, 2);
    program.JumpTo(kTry, "on", 0, 0);
    program.Bind("on");
    program.Op(kCopy, 1, 0);
  });
  ExpectAccepted(builder);
}

}  // namespace
}  // namespace quicksilver
