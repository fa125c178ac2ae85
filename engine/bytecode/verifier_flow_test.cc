// What the verifier proves about paths: registers and slots are written before they are read.

#include <chrono>
#include <gtest/gtest.h>
#include <string>

#include "engine/bytecode/verifier.h"
#include "engine/bytecode/verifier_test_support.h"

namespace quicksilver {
namespace {

using enum Opcode;

TEST(VerifierFlow, WantsRegistersWrittenBeforeTheyAreRead) {
  ExpectOnly(
      [](ChunkBuilder& builder, unsigned written) {
        MakeProgram(builder, 3, [&](Assembler& program) {
          program.Op(kLoadNothing, written);
          program.Op(kCopy, 0, 1);
        });
      },
      1u, 2u, "function 0, pc 1: r1 is read before it is written");
}

TEST(VerifierFlow, WantsThemWrittenOnEveryPath) {
  ExpectOnly(
      [](ChunkBuilder& builder, bool both) {
        MakeProgram(builder, 2, [&](Assembler& program) {
          program.Op(kLoadTruth, 0, 1);
          program.JumpTo(kJumpIfFalse, "else", 0);
          program.Op(kLoadNothing, 1);
          program.JumpTo(kJump, "end");
          program.Bind("else");
          program.Op(both ? kLoadNothing : kNop, 1);
          program.Bind("end");
          program.Op(kDrop, 0);
          program.Op(kMove, 0, 1);
        });
      },
      true, false, "function 0, pc 6: r1 is read before it is written");
}

TEST(VerifierFlow, FollowsLoopsToTheirFixpoint) {
  // r1 is written before the loop and moved out at its end: the second round reads nothing.
  ExpectOnly(
      [](ChunkBuilder& builder, Opcode last) {
        MakeProgram(builder, 3, [&](Assembler& program) {
          program.Op(kLoadTruth, 0, 1);
          program.Op(kLoadNothing, 1);
          program.Bind("top");
          program.JumpTo(kJumpIfFalse, "out", 0);
          program.Op(kCopy, 2, 1);
          program.Op(last, 2, 1);
          program.JumpTo(kLoop, "top");
          program.Bind("out");
        });
      },
      kCopy, kMove, "function 0, pc 3: r1 is read before it is written");
}

TEST(VerifierFlow, IgnoresCodeThatIsNotReached) {
  ChunkBuilder builder;
  Assembler& program = builder.Add("_", 2);
  program.Op(kLoadNothing, 0);
  program.Op(kHalt, 0);
  program.Op(kMove, 0, 1);
  program.Op(kHalt, 0);
  ExpectAccepted(builder);
}

TEST(VerifierFlow, ForgetsWhatIsMovedOutOrDropped) {
  for (const Opcode op : {kMove, kDrop, kDropRange, kStoreLocal, kStoreGlobal}) {
    SCOPED_TRACE(InfoOf(op).name);
    ExpectOnly(
        [op](ChunkBuilder& builder, unsigned next) {
          builder.Global("g");
          MakeProgram(builder, 3, [&](Assembler& program) {
            program.function().slot_count = 1;
            program.Op(kLoadNothing, 1);
            program.Op(kLoadNothing, 2);
            if (op == kMove) {
              program.Op(op, 0, 1);
            } else {
              program.Op(op, 1, 1);
              if (InfoOf(op).words() == 2) program.function().code.push_back(0);
              program.Op(kNop);
            }
            if (InfoOf(op).words() == 1 && op != kMove) program.Op(kNop);
            program.Op(kTrace, next, 0, 0, {0});
          });
        },
        2u, 1u,
        "function 0, pc " + std::to_string(op == kMove ? 3 : 5) +
            ": r1 is read before it is written");
  }
}

TEST(VerifierFlow, LetsDropAndReplaceMeetAnythingAndUpdatesOnlyWhatIsThere) {
  ChunkBuilder builder;
  MakeProgram(builder, 4, [](Assembler& program) {
    program.Op(kDrop, 1);
    program.Op(kDropRange, 0, 4);
    program.Op(kLoadNothing, 0);
    program.Op(kReplace, 1, 0);
    program.Op(kCopy, 2, 1);
  });
  ExpectAccepted(builder);
  ExpectOnly(
      [](ChunkBuilder& chunk, unsigned list) {
        MakeProgram(chunk, 3, [&](Assembler& program) {
          program.Op(kLoadNothing, 1);
          program.Op(kLoadNothing, 2);
          program.Op(kAppendList, list, 1, 1);
        });
      },
      2u, 0u, "function 0, pc 2: r0 is read before it is written");
}

TEST(VerifierFlow, LosesEverythingAboveANearCall) {
  for (const Opcode op : {kCall, kCallMethod}) {
    SCOPED_TRACE(InfoOf(op).name);
    const Opcode far = op == kCall ? kCallFar : kCallMethodFar;
    ExpectOnly(
        [](ChunkBuilder& builder, Opcode call) {
          MakeProgram(builder, 6, [&](Assembler& program) {
            for (unsigned reg = 0; reg < 6; ++reg) program.Op(kLoadNothing, reg);
            program.Op(call, 1, 1);
            program.Op(kTrace, 0, 0, 0, {0});  // below the window
            program.Op(kTrace, 1, 0, 0, {0});  // the result
            program.Op(kTrace, 5, 0, 0, {0});  // behind it
          });
        },
        far, op, "function 0, pc 11: r5 is read before it is written");
  }
  // The window is gone after either.
  ExpectOnly(
      [](ChunkBuilder& builder, unsigned reg) {
        MakeProgram(builder, 6, [&](Assembler& program) {
          for (unsigned i = 0; i < 6; ++i) program.Op(kLoadNothing, i);
          program.Op(kCallFar, 1, 1);
          program.Op(kTrace, reg, 0, 0, {0});
        });
      },
      3u, 2u, "function 0, pc 7: r2 is read before it is written");
}

TEST(VerifierFlow, KnowsWhatAMethodLookupNeedsAndMakes) {
  const auto make = [](ChunkBuilder& builder, unsigned receiver) {
    const Word name = builder.Text("m");
    MakeProgram(builder, 3, [&](Assembler& program) {
      program.function().cache_count = 1;
      program.Op(kLoadNothing, receiver);
      program.Op(kGetMethod, 0, 0, 0, {name, 0});
      program.Op(kCallMethod, 0, 0);
      program.Op(kMove, 2, 0);
    });
  };
  ExpectOnly(make, 1u, 0u, "function 0, pc 1: r1 is read before it is written");
}

TEST(VerifierFlow, KeepsTheResultOfASpreadCall) {
  ChunkBuilder builder;
  MakeProgram(builder, 2, [](Assembler& program) {
    program.Op(kLoadNothing, 0);
    program.Op(kLoadNothing, 1);
    program.Op(kCallSpread, 0, 1, 0);
    program.Op(kMove, 1, 0);
  });
  ExpectAccepted(builder);
}

TEST(VerifierFlow, GivesTryItsResultOnBothWays) {
  const auto make = [](ChunkBuilder& builder, unsigned read) {
    MakeProgram(builder, 3, [&](Assembler& program) {
      program.Op(kLoadNothing, 1);
      program.JumpTo(kTry, "mishap", 2, 1);
      program.Op(kNop);
      program.Bind("mishap");
      program.Op(kTrace, read, 0, 0, {0});
    });
  };
  ExpectOnly(make, 2u, 1u, "function 0, pc 4: r1 is read before it is written");
}

TEST(VerifierFlow, GivesALoopItsElementOnlyInTheBody) {
  const auto make = [](ChunkBuilder& builder, bool in_body) {
    MakeProgram(builder, 5, [&](Assembler& program) {
      program.Op(kLoadNothing, 1);
      program.Op(kForPrepare, 1);
      program.Bind("top");
      program.JumpTo(kForNext, "out", 1, 4);
      program.Op(in_body ? kDrop : kNop, 4);
      program.JumpTo(kLoop, "top");
      program.Bind("out");
      program.Op(in_body ? kDropRange : kMove, in_body ? 1 : 0, in_body ? 3 : 4);
    });
  };
  ExpectOnly(make, true, false, "function 0, pc 6: r4 is read before it is written");
  // Its state must be there.
  ExpectOnly(
      [](ChunkBuilder& builder, Opcode prepare) {
        MakeProgram(builder, 5, [&](Assembler& program) {
          program.Op(kLoadNothing, 1);
          program.Op(prepare, 1);
          program.JumpTo(kForNext, "out", 1, 4);
          program.Bind("out");
        });
      },
      kForPrepare, kLoadNothing, "function 0, pc 2: r2 is read before it is written");
}

TEST(VerifierFlow, WritesParametersOnly) {
  ExpectOnly(
      [](ChunkBuilder& builder, unsigned reg) {
        MakeProgram(builder, 1, [](Assembler&) {});
        builder.Add("f", 3, 2).Op(kReturn, reg);
      },
      1u, 2u, "function 1, pc 0: r2 is read before it is written");
  // The rest parameter is one, and parameters that the registers do not hold are slots.
  ExpectOnly(
      [](ChunkBuilder& builder, Word slot) {
        MakeProgram(builder, 1, [](Assembler&) {});
        Assembler& chant = builder.Add("f", 2, 3);
        chant.function().rest = true;
        chant.function().slot_count = 3;
        chant.Op(kLoadLocal, 0, 0, 0, {slot});
        chant.Op(kReturn, 0);
      },
      Word{1}, Word{2}, "function 1, pc 0: s2 is read before it is written");
}

TEST(VerifierFlow, WantsSlotsWrittenAndForgetsTakenOnes) {
  ExpectOnly(
      [](ChunkBuilder& builder, Opcode load) {
        MakeProgram(builder, 2, [&](Assembler& program) {
          program.function().slot_count = 300;
          program.Op(kLoadNothing, 0);
          program.Op(kStoreLocal, 0, 0, 0, {299});
          program.Op(load, 0, 0, 0, {299});
          program.Op(kLoadLocal, 1, 0, 0, {299});
        });
      },
      kLoadLocal, kTakeLocal, "function 0, pc 5: s299 is read before it is written");
}

TEST(VerifierFlow, ReportsTheFirstOfManySlots) {
  ChunkBuilder builder;
  MakeProgram(builder, 1, [](Assembler& program) {
    program.function().slot_count = 1'000;
    program.Op(kLoadLocal, 0, 0, 0, {900});
    program.Op(kLoadLocal, 0, 0, 0, {1});
  });
  ExpectRefused(builder, "function 0, pc 0: s900 is read before it is written");
}

TEST(VerifierFlow, ReadsWhatAClosureCaptures) {
  const auto with_source = [](CaptureSource source) {
    return [source](ChunkBuilder& builder, bool written) {
      MakeProgram(builder, 2, [&](Assembler& program) {
        program.function().slot_count = 1;
        program.Op(kLoadNothing, 0);
        if (written) {
          program.Op(kLoadNothing, 1);
          program.Op(kStoreLocal, 0, 0, 0, {0});
        } else {
          program.Op(kNop);
          program.Op(kLoadGlobal, 0, 0, 0, {0});
        }
        program.Op(kCreateClosure, 0, 0, 0, {1});
      });
      builder.Global("g");
      Assembler& chant = AddTrivialChant(builder);
      chant.function().captures = {source};
      chant.function().capture_count = 1;
    };
  };
  ExpectOnly(with_source({CaptureKind::kRegister, 1}), true, false,
             "function 0, pc 4: r1 is read before it is written");
  ExpectOnly(with_source({CaptureKind::kSlot, 0}), true, false,
             "function 0, pc 4: s0 is read before it is written");
}

TEST(VerifierFlow, BoundsWhatAClosureCaptures) {
  const auto make = [](ChunkBuilder& builder, CaptureSource source) {
    MakeProgram(builder, 1, [&](Assembler& program) {
      program.function().slot_count = 1;
      program.Op(kLoadNothing, 0);
      program.Op(kStoreLocal, 0, 0, 0, {0});
      program.Op(kLoadNothing, 0);
    });
    // Function 1 makes function 2.
    Assembler& maker = builder.Add("f", 2);
    maker.function().slot_count = 1;
    maker.function().captures = {{CaptureKind::kSlot, 0}};
    maker.function().capture_count = 1;
    maker.Op(kLoadNothing, 0);
    maker.Op(kCopy, 1, 0);
    maker.Op(kStoreLocal, 1, 0, 0, {0});
    maker.Op(kCreateClosure, 1, 0, 0, {2});
    maker.Op(kReturn, 1);
    Assembler& made = AddTrivialChant(builder);
    made.function().captures = {source};
    made.function().capture_count = 1;
  };
  using enum CaptureKind;
  ExpectOnly(make, CaptureSource{kRegister, 0}, CaptureSource{kRegister, 2},
             "function 1, pc 4: captured register 2 of 2");
  ExpectOnly(make, CaptureSource{kSlot, 0}, CaptureSource{kSlot, 1},
             "function 1, pc 4: captured slot 1 of 1");
  ExpectOnly(make, CaptureSource{kCapture, 0}, CaptureSource{kCapture, 1},
             "function 1, pc 4: captured capture 1 of 1");
  ExpectOnly(make, CaptureSource{kSelf, 0}, CaptureSource{kGlobals, 0},
             "function 2: a capture has no valid source");
  ChunkBuilder builder;
  MakeProgram(builder, 1, [](Assembler& program) { program.Op(kCreateClosure, 0, 0, 0, {1}); });
  Assembler& chant = AddTrivialChant(builder);
  chant.function().captures = {{kSelf, 0}};
  chant.function().capture_count = 1;
  ExpectRefused(builder, "function 0, pc 0: the program is not a chant");
}

// A body that may raise, [1, 3), and a handler behind it that reads `reg`.
void MakeAttempt(ChunkBuilder& builder, std::vector<std::uint32_t> keep, unsigned reg) {
  builder.Global("g");
  Assembler& program = builder.Add("_", 4);
  program.Op(kLoadNothing, 1);
  program.Op(kLoadGlobal, 2, 0, 0, {0});
  program.Op(kLoadGlobal, 3, 0, 0, {0});
  program.JumpTo(kJump, "end");
  program.Bind("end");
  program.Op(kLoadNothing, 0);
  program.Op(kHalt, 0);
  const std::uint32_t handler = program.Op(kCopy, 0, reg);
  program.Op(kHalt, 0);
  program.Handler(1, 5, handler, std::move(keep));
}

TEST(VerifierFlow, GivesHandlersWhatTheyKeep) {
  ExpectOnly(
      [](ChunkBuilder& builder, std::vector<std::uint32_t> keep) { MakeAttempt(builder, keep, 1); },
      std::vector<std::uint32_t>{1}, std::vector<std::uint32_t>{0, 2},
      "function 0, pc 8: r1 is read before it is written");
}

TEST(VerifierFlow, GivesHandlersOnlyWhatEveryInstructionOfTheRangeFinds) {
  // r2 is written by the first instruction of the range, which itself may raise.
  ExpectOnly([](ChunkBuilder& builder, unsigned reg) { MakeAttempt(builder, {1, 2, 3}, reg); }, 1u,
             2u, "function 0, pc 8: r2 is read before it is written");
}

TEST(VerifierFlow, TakesFromHandlersWhatTheRaisingInstructionMovedOut) {
  // A near call covers r2; a far one leaves it.
  ExpectOnly(
      [](ChunkBuilder& builder, Opcode call) {
        Assembler& program = builder.Add("_", 3);
        program.Op(kLoadNothing, 1);
        program.Op(kLoadNothing, 2);
        const std::uint32_t begin = program.Op(call, 1, 0);
        const std::uint32_t end = program.Op(kHalt, 1);
        program.Handler(begin, end, program.Op(kHalt, 2), {2});
      },
      kCallFar, kCall, "function 0, pc 4: r2 is read before it is written");
  // What a last instruction that cannot raise moves out is no loss.
  ExpectOnly(
      [](ChunkBuilder& builder, Opcode last) {
        builder.Global("g");
        Assembler& program = builder.Add("_", 3);
        program.Op(kLoadNothing, 1);
        const std::uint32_t begin = program.Op(last, last == kMove ? 2 : 1, 1, 0);
        if (last == kStoreGlobal) program.function().code.push_back(0);
        const std::uint32_t end = program.Op(kLoadNothing, 0);
        program.Op(kHalt, 0);
        program.Handler(begin, end, program.Op(kHalt, 1), {1});
      },
      kMove, kStoreGlobal, "function 0, pc 5: r1 is read before it is written");
}

TEST(VerifierFlow, TakesFromHandlersOnlyWhatIsGoneWhereSomethingMayRaise) {
  // r1 is dropped on the way out of the range: a jump raises nothing, a read of a global may.
  ExpectOnly(
      [](ChunkBuilder& builder, bool raises) {
        builder.Global("g");
        Assembler& program = builder.Add("_", 3);
        program.Op(kLoadNothing, 1);
        const std::uint32_t begin = program.Op(kDrop, 1);
        if (raises) program.Op(kLoadGlobal, 2, 0, 0, {0});
        program.JumpTo(kJump, "end");
        const std::uint32_t handler = program.Op(kHalt, 1);
        program.Bind("end");
        program.Op(kLoadNothing, 0);
        program.Op(kHalt, 0);
        program.Handler(begin, handler, handler, {1});
      },
      false, true, "function 0, pc 5: r1 is read before it is written");
  // r1 is replaced in the middle of the range: it is there before and behind.
  ExpectOnly(
      [](ChunkBuilder& builder, Opcode op) {
        builder.Global("g");
        Assembler& program = builder.Add("_", 3);
        program.Op(kLoadNothing, 1);
        const std::uint32_t begin = program.Op(kLoadGlobal, 2, 0, 0, {0});
        program.Op(op, 1, 2);
        program.Op(kLoadGlobal, 0, 0, 0, {0});
        const std::uint32_t end = program.Op(kHalt, 0);
        program.Handler(begin, end, program.Op(kHalt, 1), {1});
      },
      kReplace, kDrop, "function 0, pc 7: r1 is read before it is written");
}

TEST(VerifierFlow, GivesHandlersTheSlotsTheyKeep) {
  const auto make = [](ChunkBuilder& builder, std::uint32_t kept) {
    builder.Global("g");
    Assembler& program = builder.Add("_", 2);
    program.function().slot_count = 3;
    program.Op(kLoadNothing, 1);
    program.Op(kStoreLocal, 1, 0, 0, {1});
    const std::uint32_t begin = program.Op(kLoadGlobal, 1, 0, 0, {0});
    const std::uint32_t end = program.Op(kHalt, 1);
    const std::uint32_t handler = program.Op(kTakeLocal, 0, 0, 0, {1});
    program.Op(kHalt, 0);
    program.Handler(begin, end, handler, {kept});
  };
  ExpectOnly(make, 3u, 2u, "function 0, pc 6: s1 is read before it is written");
}

TEST(VerifierFlow, BoundsHandlers) {
  const auto with = [](std::uint32_t begin, std::uint32_t end, std::uint32_t target) {
    return [=](ChunkBuilder& builder, bool right) {
      builder.Global("g");
      Assembler& program = builder.Add("_", 1);
      program.Op(kLoadGlobal, 0, 0, 0, {0});
      program.Op(kHalt, 0);
      program.Op(kLoadNothing, 0);
      program.Op(kHalt, 0);
      if (right) {
        program.Handler(0, 2, 3);
      } else {
        program.Handler(begin, end, target);
      }
    };
  };
  ExpectOnly(with(1, 2, 3), true, false, "function 0, pc 1: a handler for 1 to 2");
  ExpectOnly(with(0, 1, 3), true, false, "function 0, pc 0: a handler for 0 to 1");
  ExpectOnly(with(0, 6, 3), true, false, "function 0, pc 0: a handler for 0 to 6");
  ExpectOnly(with(2, 0, 3), true, false, "function 0, pc 2: a handler for 2 to 0");
  ExpectOnly(with(0, 2, 1), true, false, "function 0, pc 0: a handler at 1");
  ExpectOnly(with(0, 2, 5), true, false, "function 0, pc 0: a handler at 5");
  ExpectOnly(with(2, 3, 0), true, false, "function 0, pc 2: a handler at 0");
}

TEST(VerifierFlow, BoundsKeepSetsKindsAndLines) {
  const auto with = [](auto change) {
    return [change](ChunkBuilder& builder, bool right) {
      MakeProgram(builder, 2, [&](Assembler& program) {
        program.function().slot_count = 1;
        program.Op(kNop);
        program.Handler(0, 1, 1, {2});
        program.function().lines = {{0, {0, 1}}, {1, {1, 2}}};
        if (!right) change(program.function());
      });
    };
  };
  ExpectOnly(with([](Function& f) { f.keep_sets[0] = {3}; }), true, false,
             "function 0: kept frame cell 3 of 3");
  ExpectOnly(with([](Function& f) { f.handlers[0].keep = 1; }), true, false,
             "function 0, pc 0: keep set 1 of 1");
  ExpectOnly(
      with([](Function& f) { f.handlers[0].kind = static_cast<ErrorKind>(kErrorKindCount); }), true,
      false, "function 0, pc 0: a handler of no valid kind");
  ExpectOnly(with([](Function& f) { f.lines[1].pc = 3; }), true, false,
             "function 0, pc 3: a line entry outside the code");
  ExpectOnly(with([](Function& f) { std::swap(f.lines[0], f.lines[1]); }), true, false,
             "function 0, pc 0: line entries out of order");
  ExpectOnly(with([](Function& f) { f.alignment = {{7, 4, 0}}; }), true, false,
             "function 0, pc 4: an alignment point inside an instruction");
  ExpectOnly(with([](Function& f) { f.alignment = {{7, 1, 2}}; }), true, false,
             "function 0, pc 1: aligned register 2 of 2");
  ExpectOnly(with([](Function& f) { f.operand_values = {{3, 0, 1}}; }), true, false,
             "function 0, pc 3: an operand's value inside an instruction");
}

TEST(VerifierFlow, ChecksPlacesWhereTheyAreUsed) {
  const auto with = [](VariableKind root, std::uint32_t index) {
    return [=](ChunkBuilder& builder, bool right) {
      const Word name = builder.Text("x");
      PlaceInfo place;
      place.root = right ? VariableKind::kNone : root;
      place.index = index;
      place.name = name;
      place.steps = {{true, 0, {}}};
      builder.chunk().places.push_back(place);
      MakeProgram(builder, 3, [](Assembler& program) {
        program.function().slot_count = 1;
        program.Op(kLoadNothing, 0);
        program.Op(kLoadNothing, 1);
        program.Op(kSetPlace, 0, 0, 0, {0});
      });
    };
  };
  using enum VariableKind;
  ExpectOnly(with(kRegister, 3), true, false, "function 0, pc 2: register 3 of 3");
  ExpectOnly(with(kNamed, 3), true, false, "function 0, pc 2: register 3 of 3");
  ExpectOnly(with(kRegister, 2), true, false, "function 0, pc 2: r2 is read before it is written");
  ExpectOnly(with(kRegisterCell, 2), true, false,
             "function 0, pc 2: r2 is read before it is written");
  ExpectOnly(with(kNamed, 2), true, false, "function 0, pc 2: r2 is read before it is written");
  ExpectOnly(with(kRegister, 1), true, false,
             "function 0, pc 2: r1 is moved out and used by the same instruction");
  ExpectOnly(with(kSlot, 1), true, false, "function 0, pc 2: slot 1 of 1");
  ExpectOnly(with(kSlot, 0), true, false, "function 0, pc 2: s0 is read before it is written");
  ExpectOnly(with(kSlotCell, 0), true, false, "function 0, pc 2: s0 is read before it is written");
  ExpectOnly(with(kCaptureCell, 0), true, false, "function 0, pc 2: capture 0 of 0");
  ExpectOnly(with(kGlobal, 0), true, false, "place 0: a place begins at global 0 of 0");
}

TEST(VerifierFlow, ChecksTheVariableOfAnUpdate) {
  const auto with = [](Word variable) {
    return [=](ChunkBuilder& builder, bool right) {
      builder.Global("g");
      MakeProgram(builder, 3, [&](Assembler& program) {
        program.function().slot_count = 1;
        program.Op(kLoadNothing, 0);
        program.Op(kLoadNothing, 1);
        program.Op(kCallUpdate, 0, 1, 0,
                   {right ? EncodeVariable(VariableKind::kGlobal, 0) : variable});
      });
    };
  };
  using enum VariableKind;
  ExpectOnly(with(EncodeVariable(kRegister, 3)), true, false, "function 0, pc 2: register 3 of 3");
  ExpectOnly(with(EncodeVariable(kRegisterCell, 2)), true, false,
             "function 0, pc 2: r2 is read before it is written");
  ExpectOnly(with(EncodeVariable(kSlot, 1)), true, false, "function 0, pc 2: slot 1 of 1");
  ExpectOnly(with(EncodeVariable(kSlotCell, 0)), true, false,
             "function 0, pc 2: s0 is read before it is written");
  ExpectOnly(with(EncodeVariable(kCaptureCell, 0)), true, false,
             "function 0, pc 2: capture 0 of 0");
  ExpectOnly(with(EncodeVariable(kGlobal, 1)), true, false, "function 0, pc 2: global 1 of 1");
  ExpectOnly(with(EncodeVariable(kNone, 0)), true, false,
             "function 0, pc 2: a variable that one word cannot name");
}

// --- Size ----------------------------------------------------------------------------------------

double SecondsToVerify(ChunkBuilder& builder) {
  const auto start = std::chrono::steady_clock::now();
  ExpectAccepted(builder);
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

TEST(VerifierFlow, TakesLargeFunctionsWithManySlotsInItsStride) {
  constexpr Word kSlots = 10'000;
  ChunkBuilder builder;
  MakeProgram(builder, 2, [](Assembler& program) {
    program.function().slot_count = kSlots;
    for (Word slot = 0; slot < kSlots; ++slot) {
      program.Op(kLoadTruth, 0, 1);
      program.Op(kStoreLocal, 0, 0, 0, {slot});
    }
    for (Word i = 0; i < 20'000; ++i) {
      program.Op(kLoadLocal, 0, 0, 0, {i * 7'919 % kSlots});
      program.Op(kJumpIfFalse, 0, 0);  // to the next instruction
    }
  });
  EXPECT_LT(SecondsToVerify(builder), 20) << "verification is not near linear";
}

TEST(VerifierFlow, TakesDeeplyNestedAttemptsInItsStride) {
  constexpr std::uint32_t kDepth = 10'000;
  ChunkBuilder builder;
  builder.Global("g");
  MakeProgram(builder, 2, [](Assembler& program) {
    program.Op(kLoadNothing, 1);
    const std::uint32_t begin = program.pc();
    for (std::uint32_t i = 0; i < 2 * kDepth; ++i) program.Op(kNop);
    const std::uint32_t end = program.pc();
    for (std::uint32_t i = 0; i < kDepth; ++i) program.Handler(begin + i, end - i, end, {1});
    program.Op(kTrace, 1, 0, 0, {0});
  });
  EXPECT_LT(SecondsToVerify(builder), 20) << "every handler is told of every block it covers";
}

TEST(VerifierFlow, RefusesWhatItCannotCheckInTime) {
  // 400 batches of slots over 400,000 blocks.
  ChunkBuilder builder;
  MakeProgram(builder, 1, [](Assembler& program) {
    program.function().slot_count = 102'400;
    program.Op(kLoadTruth, 0, 1);
    for (int i = 0; i < 400'000; ++i) program.Op(kJumpIfFalse, 0, 0);
    for (Word slot = 0; slot < 102'400; ++slot) {
      program.Op(kLoadTruth, 0, 1);
      program.Op(kStoreLocal, 0, 0, 0, {slot});
    }
  });
  ExpectRefused(builder, "function 0, pc 0: too large to verify: 400001 blocks and 102400 slots");
}

}  // namespace
}  // namespace quicksilver
