#include <bit>

#include "engine/bytecode/archive.h"
#include "engine/bytecode/archive_format.h"
#include "engine/bytecode/binary_io.h"

namespace quicksilver {
namespace {

class ArchiveWriter {
 public:
  std::string Write(const Chunk& chunk) {
    out_.Text(chunk.file);
    // The first line starts at 0 always.
    out_.Count(chunk.lines.starts().size() - 1);
    for (std::size_t i = 1; i < chunk.lines.starts().size(); ++i) out_.U32(chunk.lines.starts()[i]);
    WriteConstants(chunk.constants);
    WriteNames(chunk.globals);
    out_.Count(chunk.functions.size());
    for (const auto& function : chunk.functions) WriteFunction(*function);
    out_.Count(chunk.forms.size());
    for (const auto& form : chunk.forms) WriteForm(*form);
    out_.Count(chunk.variants.size());
    for (const auto& variant : chunk.variants) WriteVariant(*variant);
    out_.Count(chunk.key_lists.size());
    for (const auto& keys : chunk.key_lists) WriteIndexes(keys);
    out_.Count(chunk.places.size());
    for (const PlaceInfo& place : chunk.places) WritePlace(place);
    out_.Count(chunk.aspects.size());
    for (const AspectInfo& aspect : chunk.aspects) {
      out_.Text(aspect.name);
      WriteNames(aspect.methods);
    }
    out_.Count(chunk.embodies.size());
    for (const EmbodyInfo& embody : chunk.embodies) {
      out_.Text(embody.aspect);
      out_.Text(embody.target);
      WriteNames(embody.methods);
    }
    return out_.Take();
  }

 private:
  template <typename Enum>
  void Kind(Enum kind) {
    out_.U8(static_cast<std::uint8_t>(kind));
  }
  void WriteSpan(const Span& span) {
    out_.U32(span.begin);
    out_.U32(span.end);
  }
  void WriteNames(const std::vector<std::string>& names) {
    out_.Count(names.size());
    for (const std::string& name : names) out_.Text(name);
  }
  void WriteIndexes(const std::vector<std::uint32_t>& indexes) {
    out_.Count(indexes.size());
    for (const std::uint32_t index : indexes) out_.U32(index);
  }
  void WriteCaptures(const std::vector<CaptureSource>& captures) {
    out_.Count(captures.size());
    for (const CaptureSource& source : captures) {
      Kind(source.kind);
      out_.U32(source.index);
    }
  }

  void WriteConstants(const ConstantPool& constants) {
    out_.Count(constants.size());
    for (std::uint32_t i = 0; i < constants.size(); ++i) {
      Kind(constants.type(i));
      if (constants.type(i) == ConstantPool::Type::kText) {
        out_.Text(constants.text(i));
      } else {
        out_.U64(std::bit_cast<std::uint64_t>(constants.number(i)));
      }
    }
  }

  void WriteFunction(const Function& function) {
    out_.Text(function.name);
    out_.U32(function.required);
    out_.Flag(function.rest);
    out_.U32(function.register_count);
    out_.U32(function.slot_count);
    out_.U32(function.capture_count);
    out_.U32(function.cache_count);
    out_.U32(function.node);
    WriteIndexes(function.code);
    out_.Count(function.lines.size());
    for (const LineEntry& entry : function.lines) {
      out_.U32(entry.pc);
      WriteSpan(entry.span);
    }
    out_.Count(function.handlers.size());
    for (const HandlerEntry& handler : function.handlers) {
      out_.U32(handler.begin);
      out_.U32(handler.end);
      out_.U32(handler.target);
      out_.Flag(handler.any);
      Kind(handler.kind);
      out_.U32(handler.keep);
    }
    out_.Count(function.keep_sets.size());
    for (const auto& keep : function.keep_sets) WriteIndexes(keep);
    WriteCaptures(function.captures);
    out_.Count(function.alignment.size());
    for (const AlignmentPoint& point : function.alignment) {
      out_.U32(point.node);
      out_.U32(point.pc);
      out_.U8(point.reg);
    }
    out_.Count(function.operand_values.size());
    for (const OperandValue& value : function.operand_values) {
      out_.U32(value.pc);
      out_.U16(value.operand);
      out_.U32(value.value);
    }
  }

  void WriteForm(const CompiledForm& form) {
    out_.Text(form.name);
    out_.Count(form.fields.size());
    for (const FieldInfo& field : form.fields) {
      out_.Text(field.name);
      out_.Text(field.type_name);
      Kind(field.type);
      out_.U32(field.resolution);
    }
    out_.Count(form.resolutions.size());
    for (const auto& steps : form.resolutions) {
      out_.Count(steps.size());
      for (const NameStep& step : steps) {
        Kind(step.kind);
        out_.U32(step.index);
        out_.U32(step.slot);
      }
    }
    WriteCaptures(form.captures);
  }

  void WriteVariant(const VariantInfo& variant) {
    out_.Text(variant.name);
    out_.Count(variant.cases.size());
    for (const CaseInfo& info : variant.cases) {
      out_.Text(info.name);
      out_.Flag(info.constructor);
      out_.U32(info.field_count);
    }
  }

  void WritePlace(const PlaceInfo& place) {
    Kind(place.root);
    out_.U32(place.index);
    out_.U32(place.slot);
    out_.U32(place.name);
    WriteSpan(place.root_span);
    out_.Count(place.steps.size());
    for (const PlaceStepInfo& step : place.steps) {
      out_.Flag(step.is_index);
      out_.U32(step.field);
      WriteSpan(step.span);
    }
  }

  ByteWriter out_;
};

}  // namespace

std::string WriteArchive(const Chunk& chunk) {
  const std::string payload = ArchiveWriter().Write(chunk);
  ByteWriter out;
  out.Raw(kArchiveMagic);
  out.U32(kArchiveVersion);
  out.U64(payload.size());
  out.U64(ArchiveFingerprint());
  out.U64(0);
  out.Raw(payload);
  std::string bytes = out.Take();
  UpdateArchiveChecksum(bytes);
  return bytes;
}

std::uint64_t ArchiveChecksum(std::string_view bytes) {
  Fnv1a64 hash;
  if (bytes.size() > kArchiveHeaderSize) hash.Add(bytes.substr(kArchiveHeaderSize));
  return hash.hash();
}

void UpdateArchiveChecksum(std::string& bytes) {
  if (bytes.size() < kArchiveHeaderSize) return;
  ByteWriter checksum;
  checksum.U64(ArchiveChecksum(bytes));
  bytes.replace(kArchiveChecksumOffset, checksum.bytes().size(), checksum.bytes());
}

}  // namespace quicksilver
