// What the verifier demands of a chunk's tables and of the heads of its functions.

#include "engine/bytecode/table_checks.h"

#include <bit>
#include <gtest/gtest.h>
#include <memory>
#include <string>

#include "engine/bytecode/verifier_test_support.h"
#include "engine/runtime/value.h"

namespace quicksilver {
namespace {

// A chunk with an entry in each table, and the same after `spoil`.
template <typename Spoil>
void ExpectSpoiled(Spoil&& spoil, std::string_view message) {
  ExpectOnly(
      [&](ChunkBuilder& builder, bool right) {
        const Word name = builder.Text("name");
        builder.Number(1);
        builder.Global("g");
        MakeProgram(builder, 2, [](Assembler&) {});
        Assembler& chant = AddTrivialChant(builder, 1);
        chant.function().captures = {{CaptureKind::kSelf, 0}};
        chant.function().capture_count = 1;
        Chunk& chunk = builder.chunk();
        chunk.file = "main.gw";
        chunk.lines = LineTable({0, 5, 9});
        chunk.forms.push_back(std::make_unique<CompiledForm>());
        CompiledForm& form = *chunk.forms[0];
        form.name = "Point";
        form.captures = {{CaptureKind::kGlobals, 0}, {CaptureKind::kRegister, 0}};
        form.fields = {{"x", "Number", FieldType::kNumber, 0},
                       {"next", "Point", FieldType::kNamed, 0}};
        form.resolutions = {{{NameStep::Kind::kCapture, 1, 0},
                             {NameStep::Kind::kCaptureCell, 1, 0},
                             {NameStep::Kind::kGlobal, 0, 0},
                             {NameStep::Kind::kSelf, 0, 0}}};
        chunk.variants.push_back(std::make_unique<VariantInfo>());
        chunk.variants[0]->name = "Color";
        chunk.variants[0]->cases = {{"Red", false, 0}, {"Mix", true, 2}};
        chunk.key_lists = {{name}};
        PlaceInfo place;
        place.root = VariableKind::kGlobal;
        place.name = name;
        place.steps = {{false, name, {}}};
        chunk.places.push_back(place);
        chunk.aspects.push_back({"Drawable", {"draw"}});
        chunk.embodies.push_back({"Drawable", "Point", {"draw"}});
        if (!right) spoil(chunk);
      },
      true, false, message);
}

TEST(Verifier, WantsAProgramAndNoGaps) {
  ExpectSpoiled([](Chunk& c) { c.functions.clear(); }, "no program: there are no functions");
  ExpectSpoiled([](Chunk& c) { c.functions[1] = nullptr; }, "a function is missing");
  ExpectSpoiled([](Chunk& c) { c.forms[0] = nullptr; }, "a form is missing");
  ExpectSpoiled([](Chunk& c) { c.variants[0] = nullptr; }, "a variant is missing");
}

TEST(Verifier, WantsTextsToBeUtf8) {
  const char* const bad = "\xFF";
  ExpectSpoiled([&](Chunk& c) { c.constants.AddText("\xC3"); }, "constant 2 is not UTF-8");
  ExpectSpoiled([&](Chunk& c) { c.file = bad; }, "the file's name is not UTF-8");
  ExpectSpoiled([&](Chunk& c) { c.globals[0] = bad; }, "a global's name is not UTF-8");
  ExpectSpoiled([&](Chunk& c) { c.functions[1]->name = bad; }, "function 1: the name is not UTF-8");
  ExpectSpoiled([&](Chunk& c) { c.forms[0]->name = bad; }, "form 0: a form's name is not UTF-8");
  ExpectSpoiled([&](Chunk& c) { c.forms[0]->fields[0].name = bad; },
                "form 0: a field's name is not UTF-8");
  ExpectSpoiled([&](Chunk& c) { c.forms[0]->fields[0].type_name = bad; },
                "form 0: a field's type is not UTF-8");
  ExpectSpoiled([&](Chunk& c) { c.variants[0]->name = bad; },
                "variant 0: a variant's name is not UTF-8");
  ExpectSpoiled([&](Chunk& c) { c.variants[0]->cases[1].name = bad; },
                "variant 0: a case's name is not UTF-8");
  ExpectSpoiled([&](Chunk& c) { c.aspects[0].name = bad; }, "aspect 0: its name is not UTF-8");
  ExpectSpoiled([&](Chunk& c) { c.aspects[0].methods[0] = bad; },
                "aspect 0: a method's name is not UTF-8");
  ExpectSpoiled([&](Chunk& c) { c.embodies[0].aspect = bad; }, "embody 0: its aspect is not UTF-8");
  ExpectSpoiled([&](Chunk& c) { c.embodies[0].target = bad; }, "embody 0: its target is not UTF-8");
  ExpectSpoiled([&](Chunk& c) { c.embodies[0].methods[0] = bad; },
                "embody 0: a method's name is not UTF-8");
}

TEST(Verifier, WantsNumbersBelowTheTags) {
  const auto add = [](std::uint64_t bits) {
    return [bits](Chunk& chunk) { chunk.constants.AddNumber(std::bit_cast<double>(bits)); };
  };
  for (const std::uint64_t bits : {RawValue::kFirstTag, RawValue::kTrue, RawValue::kUnbound,
                                   RawValue::kObjectTag, ~std::uint64_t{0}}) {
    ExpectSpoiled(add(bits), "constant 2 is a boxed value, not a number");
  }
  ChunkBuilder builder;
  MakeProgram(builder, 1, [](Assembler&) {});
  add(RawValue::kFirstTag - 1)(builder.chunk());
  add(std::bit_cast<std::uint64_t>(0.0) | 1)(builder.chunk());
  ExpectAccepted(builder);
}

TEST(Verifier, WantsLinesInOrder) {
  ExpectSpoiled([](Chunk& c) { c.lines = LineTable({0, 7, 7}); },
                "line 3 does not start behind line 2");
}

TEST(Verifier, ChecksForms) {
  ExpectSpoiled([](Chunk& c) { c.forms[0]->captures.clear(); },
                "form 0: capture 0 of a form is not the globals");
  ExpectSpoiled([](Chunk& c) { c.forms[0]->captures[0].kind = CaptureKind::kSelf; },
                "form 0: capture 0 of a form is not the globals");
  ExpectSpoiled([](Chunk& c) { c.forms[0]->captures[1].kind = CaptureKind::kGlobals; },
                "form 0: capture 1 of a form has no valid source");
  ExpectSpoiled([](Chunk& c) { c.forms[0]->fields[0].type = static_cast<FieldType>(15); },
                "form 0: a field has no valid type");
  ExpectSpoiled([](Chunk& c) { c.forms[0]->fields[1].resolution = 1; },
                "form 0: a field's type is resolution 1 of 1");
  ExpectSpoiled([](Chunk& c) { c.forms[0]->resolutions[0][0].index = 2; },
                "form 0: a field's type is sought in capture 2 of 2");
  ExpectSpoiled([](Chunk& c) { c.forms[0]->resolutions[0][1].index = 0; },
                "form 0: a field's type is sought in capture 0 of 2");
  ExpectSpoiled([](Chunk& c) { c.forms[0]->resolutions[0][2].index = 1; },
                "form 0: a field's type is sought in global 1 of 1");
  ExpectSpoiled(
      [](Chunk& c) { c.forms[0]->resolutions[0][3].kind = static_cast<NameStep::Kind>(4); },
      "form 0: a field's type is sought in an unknown way");
}

TEST(Verifier, ChecksVariants) {
  ExpectSpoiled([](Chunk& c) { c.variants[0]->cases[0].field_count = 1; },
                "variant 0: a case with fields is no constructor");
}

TEST(Verifier, ChecksPlacesAndKeys) {
  ExpectSpoiled([](Chunk& c) { c.key_lists[0].push_back(1); }, "key list 0: a key is not a text");
  ExpectSpoiled([](Chunk& c) { c.key_lists[0].push_back(2); }, "key list 0: a key is not a text");
  ExpectSpoiled([](Chunk& c) { c.places[0].name = 1; },
                "place 0: the name of a place is not a text");
  ExpectSpoiled([](Chunk& c) { c.places[0].root = static_cast<VariableKind>(8); },
                "place 0: a place has no valid root");
  ExpectSpoiled([](Chunk& c) { c.places[0].steps.clear(); }, "place 0: a place without steps");
  ExpectSpoiled([](Chunk& c) { c.places[0].steps[0].field = 1; },
                "place 0: a field of a place is not a text");
}

TEST(Verifier, ChecksTheHeadsOfFunctions) {
  ExpectSpoiled([](Chunk& c) { c.functions[0]->register_count = 0; },
                "function 0: 0 registers: 1 to 256 are possible");
  ExpectSpoiled([](Chunk& c) { c.functions[0]->register_count = 257; },
                "function 0: 257 registers: 1 to 256 are possible");
  ExpectSpoiled([](Chunk& c) { c.functions[1]->slot_count = kMaxFrameSlots + 1; },
                "function 1: 16777217 frame slots: 16777216 is the limit");
  // A call sweeps the frame: a step would be as slow as the file likes.
  ExpectSpoiled([](Chunk& c) { c.functions[1]->slot_count = 5'000; },
                "function 1: 5000 frame slots for 1 parameters and 2 words of code");
  ExpectSpoiled([](Chunk& c) { c.functions[1]->required = 257; },
                "function 1: 257 parameters do not fit into a frame of 256");
  ExpectSpoiled(
      [](Chunk& c) {
        c.functions[1]->required = 0xFFFF'FFFF;
        c.functions[1]->rest = true;
      },
      "function 1: 4294967296 parameters do not fit into a frame of 256");
  ExpectSpoiled([](Chunk& c) { c.functions[0]->required = 1; },
                "function 0: the program has parameters");
  ExpectSpoiled([](Chunk& c) { c.functions[0]->rest = true; },
                "function 0: the program has parameters");
  ExpectSpoiled([](Chunk& c) { c.functions[1]->cache_count = 3; },
                "function 1: 3 caches for 2 words of code");
  ExpectSpoiled([](Chunk& c) { c.functions[1]->capture_count = 2; },
                "function 1: 2 captures, 1 sources");
  ExpectSpoiled(
      [](Chunk& c) {
        c.functions[0]->captures = {{CaptureKind::kRegister, 0}};
        c.functions[0]->capture_count = 1;
      },
      "function 0: the program has captures");
}

}  // namespace
}  // namespace quicksilver
