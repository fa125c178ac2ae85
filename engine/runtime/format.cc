#include "engine/runtime/format.h"

#include <span>
#include <vector>

#include "engine/base/assert.h"
#include "engine/base/number_text.h"
#include "engine/base/utf8.h"
#include "engine/runtime/builtins.h"
#include "engine/runtime/map.h"

namespace quicksilver {
namespace {

// What a map's key looks like where it needs no quotes. Keywords need none: they are plain names
// before a colon.
bool IsIdentifier(std::string_view text) {
  const char* at = text.data();
  const char* const end = at + text.size();
  if (at == end) return false;
  for (bool first = true; at != end; first = false) {
    const DecodedCodePoint decoded = DecodeUtf8(at, end);
    if (decoded.length == 0) return false;
    const bool digit = decoded.code_point >= '0' && decoded.code_point <= '9';
    if (decoded.code_point != '_' && !IsLetter(decoded.code_point) && (first || !digit)) {
      return false;
    }
    at += decoded.length;
  }
  return true;
}

void AppendQuoted(std::string_view text, std::string& out) {
  out += '"';
  AppendEscaped(text, out);
  out += '"';
}

// Writes one value with an explicit stack of the containers that are open.
class Writer {
 public:
  enum class Style : std::uint8_t { kText, kCanonical };

  Writer(Runtime& runtime, Style style, std::string& out)
      : runtime_(runtime), out_(out), start_(out.size()), canonical_(style == Style::kCanonical) {}

  bool Write(RawValue root) {
    if (!Open(root)) return false;
    while (!open_.empty()) {
      Frame& frame = open_.back();
      if (frame.next == frame.count) {
        out_ += frame.close;
        open_.pop_back();
        continue;
      }
      if (frame.next != 0) out_ += ", ";
      if (!WriteNext(frame)) return false;
    }
    return HasRoom(0);
  }

 private:
  // A container: its values, or a map's entries; a struct's values have names.
  struct Frame {
    const Value* values;
    const MapEntry* entries;
    const FieldInfo* fields;
    std::string_view close;
    std::uint64_t count;
    std::uint64_t next = 0;
  };

  // Whether `more` bytes may follow; otherwise OutOfMemory is pending.
  bool HasRoom(std::uint64_t more) {
    const std::uint64_t size = out_.size() + more;
    if (canonical_ && size - start_ > kMaxCanonicalBytes) {
      runtime_.Raise(ErrorKind::kOutOfMemory,
                     "Memory limit " + std::to_string(kMaxCanonicalBytes) + " bytes exceeded");
      return false;
    }
    if (runtime_.heap().Fits(size)) return true;
    runtime_.RaiseOutOfMemory();
    return false;
  }

  bool WriteNext(Frame& frame) {
    const std::uint64_t at = frame.next++;
    if (frame.entries != nullptr) {
      const MapEntry& entry = frame.entries[at];
      if (!HasRoom(entry.key->size)) return false;
      WriteKey(entry.key->view());
      return Open(entry.value.raw());
    }
    if (frame.fields != nullptr) {
      if (!HasRoom(frame.fields[at].name.size())) return false;
      out_ += frame.fields[at].name;
      out_ += ": ";
    }
    return Open(frame.values[at].raw());
  }

  void WriteKey(std::string_view key) {
    if (canonical_ && !IsIdentifier(key)) {
      AppendQuoted(key, out_);
    } else {
      out_ += key;
    }
    out_ += ": ";
  }

  void Add(std::initializer_list<std::string_view> parts) {
    for (const std::string_view part : parts) out_ += part;
  }

  void OpenValues(const Value* values, std::uint64_t count, std::string_view close) {
    open_.push_back({values, nullptr, nullptr, close, count});
  }

  // `Constructor(…)` or `<constructor …>` for whatever has only a name.
  bool Named(std::string_view text_kind, std::string_view canonical_kind, std::string_view name) {
    if (canonical_) {
      Add({canonical_kind, "(", name, ")"});
    } else {
      Add({"<", text_kind, " ", name, ">"});
    }
    return true;
  }

  // Writes a value up to its first element.
  bool Open(RawValue value) {
    if (!runtime_.Charge(1) || !HasRoom(0)) return false;
    if (!value.is_object()) return WriteImmediate(value);
    return WriteObject(value);
  }

  bool WriteImmediate(RawValue value) {
    if (value.is_number()) {
      if (canonical_) out_ += "Number(";
      AppendNumber(out_, value.number());
      if (canonical_) out_ += ')';
    } else if (value.is_truth()) {
      const std::string_view name = value.truth() ? "true" : "false";
      if (canonical_) {
        Add({"Truth(", name, ")"});
      } else {
        out_ += name;
      }
    } else if (value.is_builtin()) {
      Named("builtin", "Builtin", GetBuiltin(value.builtin()).name);
    } else if (value.is_absent()) {
      out_ += "Absent";
    } else {
      // A marker gets here only from bytecode of a file, and then is as good as nothing.
      out_ += canonical_ ? "Nothing" : "nothing";
    }
    return true;
  }

  bool WriteObject(RawValue value) {
    switch (value.object()->type) {
      case ObjectType::kText:
        return WriteText(*value.as<Text>());
      case ObjectType::kList: {
        const auto items = value.as<List>()->items();
        out_ += canonical_ ? "List[" : "[";
        OpenValues(items.data(), items.size(), "]");
        return true;
      }
      case ObjectType::kMap: {
        const auto entries = SortedEntries(value.as<Map>());
        out_ += canonical_ ? "Map{" : "{";
        open_.push_back({nullptr, entries.data(), nullptr, "}", entries.size()});
        return true;
      }
      case ObjectType::kRange:
        out_ += canonical_ ? "Range(" : "range(";
        AppendNumber(out_, value.as<Range>()->start);
        out_ += ", ";
        AppendNumber(out_, value.as<Range>()->end);
        out_ += ')';
        return true;
      case ObjectType::kChant:
        return WriteChant(*value.as<Closure>()->code);
      case ObjectType::kTriumph:
        return WriteBox(value, "Triumph(");
      case ObjectType::kMishap:
        return WriteBox(value, "Mishap(");
      case ObjectType::kPresent:
        return WriteBox(value, "Present(");
      case ObjectType::kStruct:
        return WriteStruct(*value.as<Struct>());
      case ObjectType::kVariantValue:
        return WriteVariant(*value.as<VariantValue>());
      case ObjectType::kConstructor: {
        const auto* constructor = value.as<Constructor>();
        return Named("constructor", "Constructor",
                     constructor->definition->info->name + "." + constructor->case_info().name);
      }
      case ObjectType::kForm:
        return Named("form", "Form", value.as<FormDef>()->info->name);
      case ObjectType::kVariantDef:
        return Named("variant", "VariantDef", value.as<VariantDef>()->info->name);
      case ObjectType::kIterator:
        out_ += canonical_ ? "Iterator" : "<iterator>";
        return true;
      case ObjectType::kCapability:
        return WriteCapability(*value.as<Capability>());
      case ObjectType::kGrove:
        return Named("grove", "Grove", value.as<Grove>()->name->view());
      case ObjectType::kCell:
        out_ += canonical_ ? "Cell" : "<cell>";
        return true;
      case ObjectType::kListBuffer:
        break;
    }
    QS_UNREACHABLE("list buffers are not values");
  }

  bool WriteText(const Text& text) {
    if (!HasRoom(text.size)) return false;
    if (canonical_) {
      out_ += "Text(";
      AppendQuoted(text.view(), out_);
      out_ += ')';
    } else {
      out_ += text.view();
    }
    return true;
  }

  bool WriteBox(RawValue value, std::string_view head) {
    out_ += head;
    OpenValues(&value.as<Box>()->value, 1, ")");
    return true;
  }

  bool WriteChant(const ChantCode& code) {
    if (!canonical_) {
      Add({"<chant ", code.name, ">"});
    } else {
      Add({"Chant(", code.name, "/", std::to_string(code.required), code.rest ? "+)" : ")"});
    }
    return true;
  }

  bool WriteStruct(Struct& object) {
    const FormInfo& info = *object.form->info;
    if (canonical_) {
      Add({"Struct ", info.name, "{"});
    } else {
      Add({info.name, info.fields.empty() ? " {" : " { "});
    }
    open_.push_back({object.fields(), nullptr, info.fields.data(),
                     canonical_ || info.fields.empty() ? "}" : " }", info.fields.size()});
    return true;
  }

  bool WriteVariant(VariantValue& object) {
    if (canonical_) Add({"Variant ", object.definition->info->name, "."});
    out_ += object.case_info().name;
    if (object.count() != 0) {
      out_ += '(';
      OpenValues(object.fields(), object.count(), ")");
    }
    return true;
  }

  bool WriteCapability(const Capability& capability) {
    const std::string_view resource = capability.resource->view();
    const std::string_view reason = capability.justification->view();
    if (!HasRoom(resource.size() + reason.size())) return false;
    if (!canonical_) return Named("capability", "", resource);
    out_ += "Capability(";
    AppendQuoted(resource, out_);
    out_ += ", ";
    AppendQuoted(reason, out_);
    out_ += ')';
    return true;
  }

  Runtime& runtime_;
  std::string& out_;
  const std::size_t start_;
  const bool canonical_;
  std::vector<Frame> open_;
};

}  // namespace

bool AppendText(Runtime& runtime, const Value& value, std::string& out) {
  return Writer(runtime, Writer::Style::kText, out).Write(value.raw());
}

Value ToTextValue(Runtime& runtime, const Value& value) {
  if (value.is(ObjectType::kText)) return value;
  std::string text;
  if (!AppendText(runtime, value, text)) return Value::Raised();
  char* data;
  Text* made = runtime.heap().TryNewText(text.size(), &data);
  if (made == nullptr) return runtime.RaiseOutOfMemory();
  text.copy(data, text.size());
  return Value::Adopt(made);
}

bool AppendCanonical(Runtime& runtime, const Value& value, std::string& out) {
  return Writer(runtime, Writer::Style::kCanonical, out).Write(value.raw());
}

std::string QuoteText(std::string_view text) {
  std::string quoted;
  AppendQuoted(text, quoted);
  return quoted;
}

void AppendEscaped(std::string_view text, std::string& out) {
  constexpr char kHex[] = "0123456789abcdef";
  const auto hex = [&](unsigned code) {
    out += "\\u{";
    if (code >= 16) out += kHex[code >> 4];
    out += kHex[code & 15];
    out += '}';
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const auto next = static_cast<unsigned char>(i + 1 < text.size() ? text[i + 1] : 0);
    if (byte == '"' || byte == '\\') {
      out += '\\';
      out += text[i];
    } else if (byte == '\n') {
      out += "\\n";
    } else if (byte == '\t') {
      out += "\\t";
    } else if (byte == '\r') {
      out += "\\r";
    } else if (byte < 0x20 || byte == 0x7F) {
      hex(byte);
    } else if (byte == 0xC2 && next >= 0x80 && next <= 0x9F) {
      hex(next);  // U+0080 to U+009F, two bytes in UTF-8
      ++i;
    } else {
      out += text[i];
    }
  }
}

}  // namespace quicksilver
