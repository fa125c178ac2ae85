#include "properties/generators/sequence_world.h"

#include <memory>
#include <utility>

namespace quicksilver::properties {
namespace {

void MakeForm(Chunk& chunk) {
  auto form = std::make_unique<CompiledForm>();
  form->name = "P";
  form->fields.push_back({"a", "Number", FieldType::kNumber, 0});
  form->fields.push_back({"c", "V", FieldType::kNamed, 0});
  form->resolutions.push_back({{NameStep::Kind::kCaptureCell, 1, 2},
                               {NameStep::Kind::kCapture, 1, 0},
                               {NameStep::Kind::kGlobal, 3, 0},
                               {NameStep::Kind::kSelf, 0, 0}});
  form->captures = {{CaptureKind::kGlobals, 0}, {CaptureKind::kRegister, 4}};
  chunk.forms.push_back(std::move(form));
}

void MakeVariant(Chunk& chunk) {
  auto variant = std::make_unique<VariantInfo>();
  variant->name = "V";
  variant->cases = {{"U", false, 0}, {"C", true, 2}};
  chunk.variants.push_back(std::move(variant));
}

// A place for each kind of root, with one or two steps.
void MakePlaces(Chunk& chunk) {
  for (std::uint32_t kind = 0; kind < kWorldPlaces; ++kind) {
    PlaceInfo place;
    place.root = static_cast<VariableKind>(kind);
    // A capture, slot or register that is there; globals have more.
    place.index = place.root == VariableKind::kCaptureCell ? 0 : kind % kWorldSlots;
    place.slot = kind % 3;
    place.name = kWorldNumbers;
    place.steps = {{kind % 2 == 0, kWorldNumbers, {}}};
    if (kind > 2) place.steps.push_back({kind % 3 == 0, kWorldNumbers + 2, {}});
    chunk.places.push_back(std::move(place));
  }
  PlaceInfo element_field;
  element_field.root = VariableKind::kNone;
  element_field.name = kWorldNumbers;
  element_field.steps = {{true, kWorldNumbers, {}}, {false, kWorldNumbers, {}}};
  chunk.places.push_back(std::move(element_field));
}

}  // namespace

void MakeTables(ChunkBuilder& chunk) {
  for (const double number : kWorldNumberValues) chunk.Number(number);
  for (const char* text : {"a", "length", "c"}) chunk.Text(text);
  for (const char* name : {"a", "length", "list_push", "c", "d"}) chunk.Global(name);
  MakeForm(chunk.chunk());
  MakeVariant(chunk.chunk());
  MakePlaces(chunk.chunk());
  chunk.chunk().key_lists = {{}, {3}, {3, 5}, {5, 3}, {4, 4}};
  chunk.chunk().aspects.push_back({"A", {"a"}});
  chunk.chunk().embodies = {{"A", "Number", {"a"}},
                            {"A", "List", {"c"}},
                            {"B", "Map", {"a", "c"}},
                            {"B", "P", {}},
                            {"B", "V", {"a"}}};
}

Assembler& AddFunction(ChunkBuilder& chunk, std::uint32_t function) {
  Assembler& code = chunk.Add("f", kWorldRegisters, function == 2 ? 2 : 0);
  Function& head = code.function();
  head.rest = function == 1;
  head.slot_count = kWorldSlots;
  head.cache_count = kWorldCaches;
  head.capture_count = WorldCaptures(function);
  if (function != 0) head.captures = {{CaptureKind::kRegister, 4}, {CaptureKind::kSlot, 0}};
  return code;
}

void EmitPrologue(Assembler& code, std::uint32_t function) {
  // What came as arguments stays in the slots.
  if (function != 0) code.Op(Opcode::kStoreLocal, 0, 0, 0, {3});
  if (function == 2) code.Op(Opcode::kStoreLocal, 1, 0, 0, {4});
  code.OpBx(Opcode::kLoadConst, 0, 1);
  for (std::uint32_t slot = 0; slot < kWorldSlots; ++slot) {
    const bool has_argument = function != 0 && (slot == 3 || (slot == 4 && function == 2));
    if (has_argument) continue;
    code.Op(Opcode::kLoadNothing, 8);
    code.Op(Opcode::kStoreLocal, 8, 0, 0, {slot});
  }
  code.OpBx(Opcode::kLoadConst, 1, 3);
  code.OpBx(Opcode::kLoadConst, 2, 0);
  code.Op(Opcode::kCreateList, 2, 2, 1);
  code.Op(Opcode::kCreateMap, 3);
  code.Op(Opcode::kNewCell, 4, 0, 0, {4});
  code.Op(Opcode::kCopy, 5, 1);
  code.Op(Opcode::kStoreCell, 5, 4, 0, {1});
  // Functions 1 and 2 in turn, so that each can be called.
  code.Op(Opcode::kCreateClosure, 5, 0, 0, {function == 1 ? 2u : 1u});
  code.Op(Opcode::kCreateClosure, 8, 0, 0, {2});
  code.Op(Opcode::kStoreLocal, 8, 0, 0, {2});
  code.Op(Opcode::kDefineVariant, 6, 0, 0, {0});
  code.Op(Opcode::kMakeCase, 7, 6, 0, {1});
  code.Op(Opcode::kDefineForm, 8, 0, 0, {0});
  code.Op(Opcode::kStoreLocal, 8, 0, 0, {1});
  code.Op(Opcode::kNewGrove, 8, 4, 0, {3});
}

}  // namespace quicksilver::properties
