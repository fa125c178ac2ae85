#include "engine/bytecode/archive.h"

#include <bit>
#include <gtest/gtest.h>
#include <limits>
#include <memory>
#include <string>

#include "engine/base/splitmix.h"
#include "engine/bytecode/archive_format.h"
#include "engine/bytecode/chunk_builder.h"
#include "engine/bytecode/verifier.h"

namespace quicksilver {
namespace {

using enum Opcode;

// A chunk that uses every field of every table.
std::unique_ptr<Chunk> FullChunk() {
  ChunkBuilder builder;
  const Word name = builder.Text("naïve");
  builder.Number(-0.0);
  builder.Number(std::numeric_limits<double>::quiet_NaN());
  builder.Text("");
  builder.Global("g");
  builder.Global("h");

  Assembler& program = builder.Add("_", 4);
  program.function().slot_count = 2;
  program.function().node = 9;
  program.Op(kLoadNothing, 2);  // what the chant captures
  const std::uint32_t closure = program.Op(kCreateClosure, 1, 0, 0, {1});
  const std::uint32_t define = program.Op(kDefineGlobal, 1, kEntryMutable, 0, {0});
  const std::uint32_t jump = program.JumpTo(kJump, "end");
  program.Bind("end");
  program.OpBx(kLoadConst, 0, 2);
  program.Op(kHalt, 0);
  const std::uint32_t handler = program.Op(kLoadNothing, 0);
  program.Op(kHalt, 0);
  program.Handler(closure, jump, handler, {3, 1, 5});
  program.function().handlers.push_back(
      {closure, define, handler, false, ErrorKind::kTypeError, 0});
  program.function().lines = {{0, {3, 7}}, {jump, {8, 9}}};
  program.function().alignment = {{4, define, 1}, {5, handler, 3}};
  program.function().operand_values = {{0, 8, 77}, {define, 0xFFFF, 0xFFFF'FFFF}};

  Assembler& chant = builder.Add("f", 3, 2);
  chant.function().rest = true;
  chant.function().capture_count = 1;
  chant.function().cache_count = 2;
  chant.function().captures = {{CaptureKind::kRegister, 2}};
  chant.Op(kNop);
  chant.Op(kReturn, 0);

  Chunk& chunk = builder.chunk();
  chunk.file = "modul.gw";
  chunk.lines = LineTable({0, 10, 20});
  chunk.forms.push_back(std::make_unique<CompiledForm>());
  CompiledForm& form = *chunk.forms[0];
  form.name = "Point";
  form.captures = {{CaptureKind::kGlobals, 0}, {CaptureKind::kCapture, 3}};
  form.fields = {{"x", "Number", FieldType::kNumber, 0}, {"p", "Q", FieldType::kNamed, 1}};
  form.resolutions = {{}, {{NameStep::Kind::kCaptureCell, 1, 8}, {NameStep::Kind::kGlobal, 1, 0}}};
  chunk.variants.push_back(std::make_unique<VariantInfo>());
  chunk.variants[0]->name = "Color";
  chunk.variants[0]->cases = {{"Red", false, 0}, {"Mix", true, 2}};
  chunk.key_lists = {{}, {name, 3}};
  PlaceInfo place;
  place.root = VariableKind::kNamed;
  place.index = 2;
  place.slot = 5;
  place.name = name;
  place.root_span = {1, 2};
  place.steps = {{true, 0, {1, 5}}, {false, 3, {1, 8}}};
  chunk.places.push_back(place);
  chunk.aspects.push_back({"Drawable", {"draw", "hide"}});
  chunk.embodies.push_back({"Drawable", "Point", {"draw"}});
  return builder.Take();
}

std::string FullArchive() { return WriteArchive(*FullChunk()); }

std::string Refusal(const std::string& bytes) {
  const auto chunk = ReadArchive(bytes);
  return chunk ? "accepted" : chunk.error();
}

TEST(Archive, GivesBackWhatWasWritten) {
  const auto chunk = FullChunk();
  const auto verified = Verify(*chunk);
  ASSERT_TRUE(verified.has_value()) << verified.error().ToString();
  const std::string bytes = WriteArchive(*chunk);
  EXPECT_TRUE(LooksLikeArchive(bytes));
  const auto back = ReadArchive(bytes);
  ASSERT_TRUE(back.has_value()) << back.error();
  EXPECT_EQ(WriteArchive(**back), bytes);

  const Chunk& read = **back;
  EXPECT_EQ(read.file, "modul.gw");
  EXPECT_EQ(read.lines.starts(), chunk->lines.starts());
  EXPECT_EQ(read.constants.size(), 4u);
  EXPECT_EQ(read.constants.text(0), "naïve");
  EXPECT_EQ(std::bit_cast<std::uint64_t>(read.constants.number(1)),
            std::bit_cast<std::uint64_t>(-0.0));
  EXPECT_EQ(read.globals, chunk->globals);
  ASSERT_EQ(read.functions.size(), 2u);
  const Function& program = *read.functions[0];
  EXPECT_EQ(program.code, chunk->functions[0]->code);
  EXPECT_EQ(program.slot_count, 2u);
  EXPECT_EQ(program.node, 9u);
  ASSERT_EQ(program.handlers.size(), 2u);
  EXPECT_EQ(program.handlers[1].kind, ErrorKind::kTypeError);
  EXPECT_FALSE(program.handlers[1].any);
  EXPECT_EQ(program.keep_sets, chunk->functions[0]->keep_sets);
  EXPECT_EQ(program.alignment[1].reg, 3);
  EXPECT_EQ(program.operand_values[1].operand, 0xFFFF);
  EXPECT_EQ(program.lines[1].span, (Span{8, 9}));
  const Function& chant = *read.functions[1];
  EXPECT_EQ(chant.name, "f");
  EXPECT_EQ(chant.required, 2u);
  EXPECT_TRUE(chant.rest);
  EXPECT_EQ(chant.cache_count, 2u);
  EXPECT_EQ(chant.captures[0].index, 2u);
  EXPECT_EQ(read.forms[0]->fields[1].type_name, "Q");
  EXPECT_EQ(read.forms[0]->resolutions[1][0].slot, 8u);
  EXPECT_EQ(read.variants[0]->cases[1].field_count, 2u);
  EXPECT_EQ(read.key_lists, chunk->key_lists);
  EXPECT_EQ(read.places[0].root, VariableKind::kNamed);
  EXPECT_EQ(read.places[0].slot, 5u);
  EXPECT_EQ(read.places[0].steps[1].span, (Span{1, 8}));
  EXPECT_EQ(read.aspects[0].methods[1], "hide");
  EXPECT_EQ(read.embodies[0].target, "Point");
}

TEST(Archive, KeepsTheBitsOfANaN) {
  for (const std::uint64_t bits : {0x7FF8'0000'0000'0000u, 0xFFF8'0000'0000'0001u}) {
    ChunkBuilder builder;
    builder.Number(std::bit_cast<double>(bits));
    Assembler& program = builder.Add("_", 1);
    program.OpBx(kLoadConst, 0, 0);
    program.Op(kHalt, 0);
    const auto back = ReadArchive(WriteArchive(builder.Build()));
    ASSERT_TRUE(back.has_value()) << back.error();
    EXPECT_EQ(std::bit_cast<std::uint64_t>((*back)->constants.number(0)), bits);
  }
}

TEST(Archive, RefusesWhatIsNone) {
  EXPECT_EQ(Refusal(""), "not a Quicksilver archive");
  EXPECT_EQ(Refusal("print(1)"), "not a Quicksilver archive");
  EXPECT_EQ(Refusal(std::string("QSB\0", 4)), "not a Quicksilver archive");
  // As a transfer in text mode leaves it.
  std::string text_mode = FullArchive();
  text_mode.erase(text_mode.find('\r'), 1);
  EXPECT_EQ(Refusal(text_mode), "not a Quicksilver archive");
  EXPECT_FALSE(LooksLikeArchive("QSB"));
}

TEST(Archive, RefusesOtherVersionsAndMachines) {
  std::string other = FullArchive();
  other[kArchiveVersionOffset] = 99;
  EXPECT_EQ(Refusal(other), "made by format 99, this is 1");
  other = FullArchive();
  other[kArchiveFingerprintOffset] ^= 1;
  EXPECT_EQ(Refusal(other), "made by a machine with other opcodes or builtins");
}

TEST(Archive, RefusesBytesThatAreMissingOrTooMany) {
  const std::string bytes = FullArchive();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const std::string refusal = Refusal(bytes.substr(0, size));
    EXPECT_EQ(refusal, size < kArchiveMagic.size() ? "not a Quicksilver archive" : "truncated")
        << "the first " << size << " bytes";
  }
  EXPECT_EQ(Refusal(bytes + "x"), "bytes behind the archive");
}

// Puts size and checksum of the payload right, as a tool that alters archives does.
std::string Repaired(std::string bytes) {
  const std::uint64_t size = bytes.size() - kArchiveHeaderSize;
  for (unsigned i = 0; i < 8; ++i) {
    bytes[kArchiveSizeOffset + i] = static_cast<char>(size >> (8 * i));
  }
  UpdateArchiveChecksum(bytes);
  return bytes;
}

// Either refused, or a chunk that verifies and is written as it was read.
void ExpectHandled(const std::string& bytes, std::size_t& accepted) {
  const auto chunk = ReadArchive(bytes);
  if (!chunk) {
    EXPECT_FALSE(chunk.error().empty());
    return;
  }
  ++accepted;
  EXPECT_TRUE(Verify(**chunk).has_value());
  EXPECT_EQ(WriteArchive(**chunk), bytes) << "two archives for one chunk";
}

TEST(Archive, RefusesTruncatedPayloadsWhoseChecksumIsRight) {
  const std::string bytes = FullArchive();
  for (std::size_t size = kArchiveHeaderSize; size < bytes.size(); ++size) {
    EXPECT_EQ(Refusal(Repaired(bytes.substr(0, size))), "truncated") << size << " bytes";
  }
  EXPECT_EQ(Refusal(Repaired(bytes + '\0')), "bytes behind the chunk");
}

TEST(Archive, NoticesEveryFlippedByte) {
  const std::string bytes = FullArchive();
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    for (const char flip : {'\x01', '\x80', '\xFF'}) {
      std::string flipped = bytes;
      flipped[i] = static_cast<char>(flipped[i] ^ flip);
      EXPECT_NE(Refusal(flipped), "accepted") << "byte " << i;
    }
  }
}

TEST(Archive, SurvivesEveryFlippedByteWhoseChecksumIsRight) {
  const std::string bytes = FullArchive();
  std::size_t accepted = 0;
  for (std::size_t i = kArchiveHeaderSize; i < bytes.size(); ++i) {
    for (const char flip : {'\x01', '\x02', '\x40', '\x80', '\xFF'}) {
      std::string flipped = bytes;
      flipped[i] = static_cast<char>(flipped[i] ^ flip);
      UpdateArchiveChecksum(flipped);
      ExpectHandled(flipped, accepted);
    }
  }
  EXPECT_GT(accepted, 0u) << "nothing got past the checksum: UpdateArchiveChecksum does not work";
}

TEST(Archive, SurvivesRandomCorruption) {
  constexpr std::uint64_t kSeed = 20261122;
  SCOPED_TRACE("seed " + std::to_string(kSeed));
  SplitMix64 random(kSeed);
  const std::string bytes = FullArchive();
  std::size_t accepted = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string corrupt = bytes;
    const std::uint32_t changes = 1 + random.Below(4);
    for (std::uint32_t i = 0; i < changes; ++i) {
      const auto payload = static_cast<std::uint32_t>(corrupt.size() - kArchiveHeaderSize);
      const std::size_t at = kArchiveHeaderSize + random.Below(payload);
      switch (random.Below(4)) {
        case 0:
          corrupt[at] = static_cast<char>(random.Next());
          break;
        case 1:
          corrupt[at] = static_cast<char>(corrupt[at] + 1);
          break;
        case 2:
          corrupt.erase(at, 1 + random.Below(8));
          break;
        default:
          corrupt.insert(at, 1 + random.Below(8), static_cast<char>(random.Below(4)));
          break;
      }
      if (corrupt.size() <= kArchiveHeaderSize + 1) break;
    }
    ExpectHandled(Repaired(corrupt), accepted);
  }
  EXPECT_GT(accepted, 100u) << "corruption that is always refused tests the first check only";
}

TEST(Archive, DoesNotBelieveLargeCounts) {
  // Every place of the payload as a count of four billion.
  const std::string bytes = FullArchive();
  std::size_t accepted = 0;
  for (std::size_t i = kArchiveHeaderSize; i + 4 <= bytes.size(); ++i) {
    std::string huge = bytes;
    huge.replace(i, 4, "\xFF\xFF\xFF\xFF");
    UpdateArchiveChecksum(huge);
    ExpectHandled(huge, accepted);
  }
}

TEST(Archive, RefusesWhatAReaderWouldHaveToChange) {
  ChunkBuilder builder;
  builder.Number(1);
  builder.Number(2);
  Assembler& program = builder.Add("_", 1);
  program.OpBx(kLoadConst, 0, 0);
  program.Op(kHalt, 0);
  const std::string bytes = WriteArchive(builder.Build());
  const std::string one("\x00\x00\x00\x00\x00\x00\xF0\x3F", 8);
  const std::string two("\x00\x00\x00\x00\x00\x00\x00\x40", 8);
  const std::size_t second = bytes.find(two, bytes.find(one));
  ASSERT_NE(second, std::string::npos) << "numbers are not little-endian";

  std::string twice = bytes;
  twice.replace(second, 8, one);
  EXPECT_EQ(Refusal(Repaired(twice)), "a constant that is there already");
  std::string boxed = bytes;
  boxed.replace(second, 8, std::string("\x34\x12\x00\x00\x00\x00\xFF\xFF", 8));
  EXPECT_EQ(Refusal(Repaired(boxed)), "a number that is a boxed value");
}

TEST(Archive, SaysWhatTheVerifierSays) {
  ChunkBuilder builder;
  Assembler& program = builder.Add("_", 1);
  program.Op(kHalt, 0);
  EXPECT_EQ(Refusal(WriteArchive(builder.Build())),
            "function 0, pc 0: r0 is read before it is written");
}

TEST(Archive, HasTheChecksumThatTheLiteratureHas) {
  // From the test vectors of the FNV draft.
  Fnv1a64 hash;
  EXPECT_EQ(hash.hash(), 0xCBF2'9CE4'8422'2325u);
  hash.Add("foobar");
  EXPECT_EQ(hash.hash(), 0x8594'4171'F739'67E8u);
  std::string bytes(kArchiveHeaderSize, 'x');
  bytes.append("foobar");
  EXPECT_EQ(ArchiveChecksum(bytes), hash.hash()) << "the checksum goes over what follows the head";
}

}  // namespace
}  // namespace quicksilver
