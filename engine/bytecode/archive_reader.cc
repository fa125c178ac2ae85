#include <bit>
#include <fmt/format.h>
#include <utility>

#include "engine/bytecode/archive.h"
#include "engine/bytecode/archive_format.h"
#include "engine/bytecode/binary_io.h"
#include "engine/bytecode/verifier.h"
#include "engine/runtime/value.h"

namespace quicksilver {
namespace {

// The fewest bytes that an element of each list takes: what its count is checked against.
constexpr std::size_t kIndexSize = 4;
constexpr std::size_t kTextSize = 4;
constexpr std::size_t kConstantSize = 1 + kTextSize;
constexpr std::size_t kLineSize = 12;
constexpr std::size_t kHandlerSize = 18;
constexpr std::size_t kCaptureSize = 5;
constexpr std::size_t kAlignmentSize = 9;
constexpr std::size_t kOperandValueSize = 10;
constexpr std::size_t kFunctionSize = 57;
constexpr std::size_t kFieldSize = 13;
constexpr std::size_t kStepSize = 9;
constexpr std::size_t kFormSize = 16;
constexpr std::size_t kVariantSize = 8;
constexpr std::size_t kCaseSize = 9;
constexpr std::size_t kPlaceSize = 25;
constexpr std::size_t kPlaceStepSize = 13;
constexpr std::size_t kAspectSize = 8;
constexpr std::size_t kEmbodySize = 12;

class ArchiveReader {
 public:
  explicit ArchiveReader(std::string_view payload) : in_(payload) {}

  std::expected<std::unique_ptr<Chunk>, std::string> Read() {
    auto chunk = std::make_unique<Chunk>();
    ReadChunk(*chunk);
    if (!in_.failed() && in_.remaining() != 0) in_.Fail("bytes behind the chunk");
    if (in_.failed()) return std::unexpected(in_.error());
    return chunk;
  }

 private:
  // Reads a list: its count, then `read(element)` for each.
  template <typename T, typename ReadElement>
  void List(std::vector<T>& list, std::size_t element_size, ReadElement&& read) {
    list.resize(in_.Count(element_size));
    for (T& element : list) {
      if (in_.failed()) return;
      read(element);
    }
  }
  void ReadSpan(Span& span) {
    span.begin = in_.U32();
    span.end = in_.U32();
  }
  void ReadNames(std::vector<std::string>& names) {
    List(names, kTextSize, [this](std::string& name) { name = in_.Text(); });
  }
  void ReadIndexes(std::vector<std::uint32_t>& indexes) {
    List(indexes, kIndexSize, [this](std::uint32_t& index) { index = in_.U32(); });
  }
  void ReadCaptures(std::vector<CaptureSource>& captures) {
    List(captures, kCaptureSize, [this](CaptureSource& source) {
      source.kind = in_.Kind<CaptureKind>(static_cast<unsigned>(CaptureKind::kGlobals) + 1);
      source.index = in_.U32();
    });
  }

  void ReadChunk(Chunk& chunk) {
    chunk.file = in_.Text();
    std::vector<std::uint32_t> starts{0};
    const std::uint32_t lines = in_.Count(kIndexSize);
    starts.reserve(lines + 1u);
    for (std::uint32_t i = 0; i < lines; ++i) starts.push_back(in_.U32());
    chunk.lines = LineTable(std::move(starts));
    ReadConstants(chunk.constants);
    ReadNames(chunk.globals);
    List(chunk.functions, kFunctionSize, [this](auto& function) {
      function = std::make_unique<Function>();
      ReadFunction(*function);
    });
    List(chunk.forms, kFormSize, [this](auto& form) {
      form = std::make_unique<CompiledForm>();
      ReadForm(*form);
    });
    List(chunk.variants, kVariantSize, [this](auto& variant) {
      variant = std::make_unique<VariantInfo>();
      ReadVariant(*variant);
    });
    List(chunk.key_lists, kIndexSize, [this](auto& keys) { ReadIndexes(keys); });
    List(chunk.places, kPlaceSize, [this](PlaceInfo& place) { ReadPlace(place); });
    List(chunk.aspects, kAspectSize, [this](AspectInfo& aspect) {
      aspect.name = in_.Text();
      ReadNames(aspect.methods);
    });
    List(chunk.embodies, kEmbodySize, [this](EmbodyInfo& embody) {
      embody.aspect = in_.Text();
      embody.target = in_.Text();
      ReadNames(embody.methods);
    });
  }

  void ReadConstants(ConstantPool& constants) {
    const std::uint32_t count = in_.Count(kConstantSize);
    for (std::uint32_t i = 0; i < count && !in_.failed(); ++i) {
      std::uint32_t index = ConstantPool::kFull;
      if (in_.Kind<ConstantPool::Type>(2) == ConstantPool::Type::kText) {
        index = constants.AddText(in_.Text());
      } else {
        const std::uint64_t bits = in_.U64();
        // Bits that a register would take for an object.
        if (bits >= RawValue::kFirstTag) in_.Fail("a number that is a boxed value");
        index = constants.AddNumber(std::bit_cast<double>(bits));
      }
      if (index != i) in_.Fail("a constant that is there already");
    }
  }

  void ReadFunction(Function& function) {
    function.name = in_.Text();
    function.required = in_.U32();
    function.rest = in_.Flag();
    function.register_count = in_.U32();
    function.slot_count = in_.U32();
    function.capture_count = in_.U32();
    function.cache_count = in_.U32();
    function.node = in_.U32();
    ReadIndexes(function.code);
    List(function.lines, kLineSize, [this](LineEntry& entry) {
      entry.pc = in_.U32();
      ReadSpan(entry.span);
    });
    List(function.handlers, kHandlerSize, [this](HandlerEntry& handler) {
      handler.begin = in_.U32();
      handler.end = in_.U32();
      handler.target = in_.U32();
      handler.any = in_.Flag();
      handler.kind = in_.Kind<ErrorKind>(kErrorKindCount);
      handler.keep = in_.U32();
    });
    List(function.keep_sets, kIndexSize, [this](auto& keep) { ReadIndexes(keep); });
    ReadCaptures(function.captures);
    List(function.alignment, kAlignmentSize, [this](AlignmentPoint& point) {
      point.node = in_.U32();
      point.pc = in_.U32();
      point.reg = in_.U8();
    });
    List(function.operand_values, kOperandValueSize, [this](OperandValue& value) {
      value.pc = in_.U32();
      value.operand = in_.U16();
      value.value = in_.U32();
    });
  }

  void ReadForm(CompiledForm& form) {
    form.name = in_.Text();
    List(form.fields, kFieldSize, [this](FieldInfo& field) {
      field.name = in_.Text();
      field.type_name = in_.Text();
      field.type = in_.Kind<FieldType>(static_cast<unsigned>(FieldType::kNamed) + 1);
      field.resolution = in_.U32();
    });
    List(form.resolutions, kIndexSize, [this](std::vector<NameStep>& steps) {
      List(steps, kStepSize, [this](NameStep& step) {
        step.kind = in_.Kind<NameStep::Kind>(static_cast<unsigned>(NameStep::Kind::kSelf) + 1);
        step.index = in_.U32();
        step.slot = in_.U32();
      });
    });
    ReadCaptures(form.captures);
  }

  void ReadVariant(VariantInfo& variant) {
    variant.name = in_.Text();
    List(variant.cases, kCaseSize, [this](CaseInfo& info) {
      info.name = in_.Text();
      info.constructor = in_.Flag();
      info.field_count = in_.U32();
    });
  }

  void ReadPlace(PlaceInfo& place) {
    place.root = in_.Kind<VariableKind>(static_cast<unsigned>(VariableKind::kNone) + 1);
    place.index = in_.U32();
    place.slot = in_.U32();
    place.name = in_.U32();
    ReadSpan(place.root_span);
    List(place.steps, kPlaceStepSize, [this](PlaceStepInfo& step) {
      step.is_index = in_.Flag();
      step.field = in_.U32();
      ReadSpan(step.span);
    });
  }

  ByteReader in_;
};

// The payload of an archive whose head is right.
std::expected<std::string_view, std::string> CheckHeader(std::string_view bytes) {
  if (!LooksLikeArchive(bytes)) return std::unexpected("not a Quicksilver archive");
  ByteReader in(bytes.substr(kArchiveMagic.size()));
  const std::uint32_t version = in.U32();
  if (!in.failed() && version != kArchiveVersion) {
    return std::unexpected(fmt::format("made by format {}, this is {}", version, kArchiveVersion));
  }
  const std::uint64_t size = in.U64();
  const std::uint64_t fingerprint = in.U64();
  const std::uint64_t checksum = in.U64();
  if (in.failed()) return std::unexpected(in.error());
  if (fingerprint != ArchiveFingerprint()) {
    return std::unexpected("made by a machine with other opcodes or builtins");
  }
  if (in.remaining() < size) return std::unexpected("truncated");
  if (in.remaining() > size) return std::unexpected("bytes behind the archive");
  if (checksum != ArchiveChecksum(bytes)) return std::unexpected("checksum does not match");
  return bytes.substr(kArchiveHeaderSize);
}

}  // namespace

bool LooksLikeArchive(std::string_view bytes) { return bytes.starts_with(kArchiveMagic); }

std::expected<std::unique_ptr<Chunk>, std::string> ReadArchive(std::string_view bytes) {
  const auto payload = CheckHeader(bytes);
  if (!payload) return std::unexpected(payload.error());
  auto chunk = ArchiveReader(*payload).Read();
  if (!chunk) return chunk;
  if (const auto verified = Verify(**chunk); !verified) {
    return std::unexpected(verified.error().ToString());
  }
  return chunk;
}

}  // namespace quicksilver
