#include "engine/bytecode/table_checks.h"

#include <bit>
#include <fmt/format.h>
#include <string_view>

#include "engine/base/utf8.h"
#include "engine/runtime/value.h"

namespace quicksilver {
namespace {

using Checked = std::expected<void, std::string>;

template <typename... Args>
std::unexpected<std::string> Fault(fmt::format_string<Args...> format, Args&&... args) {
  return std::unexpected(fmt::format(format, std::forward<Args>(args)...));
}

bool IsText(const Chunk& chunk, std::uint32_t constant) {
  return constant < chunk.constants.size() &&
         chunk.constants.type(constant) == ConstantPool::Type::kText;
}

Checked CheckName(std::string_view name, std::string_view what) {
  if (!IsValidUtf8(name)) return Fault("{} is not UTF-8", what);
  return {};
}

Checked CheckNames(const std::vector<std::string>& names, std::string_view what) {
  for (const std::string& name : names) {
    if (auto checked = CheckName(name, what); !checked) return checked;
  }
  return {};
}

Checked CheckConstants(const Chunk& chunk) {
  for (std::uint32_t i = 0; i < chunk.constants.size(); ++i) {
    if (chunk.constants.type(i) == ConstantPool::Type::kText) {
      if (!IsValidUtf8(chunk.constants.text(i))) return Fault("constant {} is not UTF-8", i);
    } else if (std::bit_cast<std::uint64_t>(chunk.constants.number(i)) >= RawValue::kFirstTag) {
      return Fault("constant {} is a boxed value, not a number", i);
    }
  }
  return {};
}

Checked CheckLineTable(const Chunk& chunk) {
  const auto& starts = chunk.lines.starts();
  for (std::size_t i = 1; i < starts.size(); ++i) {
    if (starts[i] <= starts[i - 1]) return Fault("line {} does not start behind line {}", i + 1, i);
  }
  return {};
}

Checked CheckStep(const Chunk& chunk, const CompiledForm& form, const NameStep& step) {
  switch (step.kind) {
    case NameStep::Kind::kCapture:
    case NameStep::Kind::kCaptureCell:
      // Capture 0 is the Cell of the globals, whose slots are not raw ones.
      if (step.index == 0 || step.index >= form.captures.size()) {
        return Fault("a field's type is sought in capture {} of {}", step.index,
                     form.captures.size());
      }
      return {};
    case NameStep::Kind::kGlobal:
      if (step.index >= chunk.globals.size()) {
        return Fault("a field's type is sought in global {} of {}", step.index,
                     chunk.globals.size());
      }
      return {};
    case NameStep::Kind::kSelf:
      return {};
  }
  return Fault("a field's type is sought in an unknown way");
}

Checked CheckForm(const Chunk& chunk, const CompiledForm& form) {
  if (auto name = CheckName(form.name, "a form's name"); !name) return name;
  if (form.captures.empty() || form.captures[0].kind != CaptureKind::kGlobals) {
    return Fault("capture 0 of a form is not the globals");
  }
  for (std::size_t i = 1; i < form.captures.size(); ++i) {
    if (form.captures[i].kind >= CaptureKind::kGlobals) {
      return Fault("capture {} of a form has no valid source", i);
    }
  }
  for (const FieldInfo& field : form.fields) {
    if (auto name = CheckName(field.name, "a field's name"); !name) return name;
    if (auto name = CheckName(field.type_name, "a field's type"); !name) return name;
    if (field.type > FieldType::kNamed) return Fault("a field has no valid type");
    if (field.type == FieldType::kNamed && field.resolution >= form.resolutions.size()) {
      return Fault("a field's type is resolution {} of {}", field.resolution,
                   form.resolutions.size());
    }
  }
  for (const auto& steps : form.resolutions) {
    for (const NameStep& step : steps) {
      if (auto checked = CheckStep(chunk, form, step); !checked) return checked;
    }
  }
  return {};
}

Checked CheckVariant(const VariantInfo& variant) {
  if (auto name = CheckName(variant.name, "a variant's name"); !name) return name;
  for (const CaseInfo& info : variant.cases) {
    if (auto name = CheckName(info.name, "a case's name"); !name) return name;
    if (!info.constructor && info.field_count != 0) {
      return Fault("a case with fields is no constructor");
    }
  }
  return {};
}

Checked CheckPlace(const Chunk& chunk, const PlaceInfo& place) {
  if (!IsText(chunk, place.name)) return Fault("the name of a place is not a text");
  if (place.root > VariableKind::kNone) return Fault("a place has no valid root");
  if (place.root == VariableKind::kGlobal && place.index >= chunk.globals.size()) {
    return Fault("a place begins at global {} of {}", place.index, chunk.globals.size());
  }
  if (place.steps.empty() && place.root != VariableKind::kNone) {
    return Fault("a place without steps");
  }
  for (const PlaceStepInfo& step : place.steps) {
    if (!step.is_index && !IsText(chunk, step.field)) {
      return Fault("a field of a place is not a text");
    }
  }
  return {};
}

template <typename T, typename Check>
Checked CheckEach(const std::vector<T>& entries, std::string_view what, Check&& check) {
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (auto checked = check(entries[i]); !checked) {
      return Fault("{} {}: {}", what, i, checked.error());
    }
  }
  return {};
}

Checked CheckLists(const Chunk& chunk) {
  if (auto checked = CheckEach(chunk.places, "place",
                               [&](const PlaceInfo& place) { return CheckPlace(chunk, place); });
      !checked) {
    return checked;
  }
  if (auto checked = CheckEach(chunk.key_lists, "key list",
                               [&](const std::vector<std::uint32_t>& keys) -> Checked {
                                 for (const std::uint32_t key : keys) {
                                   if (!IsText(chunk, key)) return Fault("a key is not a text");
                                 }
                                 return {};
                               });
      !checked) {
    return checked;
  }
  if (auto checked = CheckEach(chunk.aspects, "aspect",
                               [](const AspectInfo& aspect) -> Checked {
                                 if (auto name = CheckName(aspect.name, "its name"); !name) {
                                   return name;
                                 }
                                 return CheckNames(aspect.methods, "a method's name");
                               });
      !checked) {
    return checked;
  }
  return CheckEach(chunk.embodies, "embody", [](const EmbodyInfo& embody) -> Checked {
    if (auto name = CheckName(embody.aspect, "its aspect"); !name) return name;
    if (auto name = CheckName(embody.target, "its target"); !name) return name;
    return CheckNames(embody.methods, "a method's name");
  });
}

Checked CheckCaptures(const Function& function, std::uint32_t index) {
  if (function.captures.size() != function.capture_count) {
    return Fault("{} captures, {} sources", function.capture_count, function.captures.size());
  }
  if (index == 0 && function.capture_count != 0) return Fault("the program has captures");
  for (const CaptureSource& source : function.captures) {
    if (source.kind >= CaptureKind::kGlobals) return Fault("a capture has no valid source");
  }
  return {};
}

}  // namespace

std::expected<void, std::string> CheckTables(const Chunk& chunk) {
  if (chunk.functions.empty()) return Fault("no program: there are no functions");
  for (const auto& function : chunk.functions) {
    if (function == nullptr) return Fault("a function is missing");
  }
  for (const auto& form : chunk.forms) {
    if (form == nullptr) return Fault("a form is missing");
  }
  for (const auto& variant : chunk.variants) {
    if (variant == nullptr) return Fault("a variant is missing");
  }
  if (auto name = CheckName(chunk.file, "the file's name"); !name) return name;
  if (auto names = CheckNames(chunk.globals, "a global's name"); !names) return names;
  if (auto lines = CheckLineTable(chunk); !lines) return lines;
  if (auto constants = CheckConstants(chunk); !constants) return constants;
  if (auto forms =
          CheckEach(chunk.forms, "form", [&](const auto& form) { return CheckForm(chunk, *form); });
      !forms) {
    return forms;
  }
  if (auto variants = CheckEach(chunk.variants, "variant",
                                [](const auto& variant) { return CheckVariant(*variant); });
      !variants) {
    return variants;
  }
  return CheckLists(chunk);
}

std::expected<void, std::string> CheckFunctionHead(const Chunk& chunk, std::uint32_t index) {
  const Function& function = *chunk.functions[index];
  if (auto name = CheckName(function.name, "the name"); !name) return name;
  if (function.register_count < 1 || function.register_count > kRegisters) {
    return Fault("{} registers: 1 to 256 are possible", function.register_count);
  }
  if (function.slot_count > kMaxFrameSlots) {
    return Fault("{} frame slots: {} is the limit", function.slot_count, kMaxFrameSlots);
  }
  const std::uint64_t parameters = std::uint64_t{function.required} + (function.rest ? 1 : 0);
  if (function.slot_count > function.code.size() + parameters + kSpareFrameSlots) {
    return Fault("{} frame slots for {} parameters and {} words of code", function.slot_count,
                 parameters, function.code.size());
  }
  if (parameters > function.frame_size()) {
    return Fault("{} parameters do not fit into a frame of {}", parameters, function.frame_size());
  }
  if (index == 0 && parameters != 0) return Fault("the program has parameters");
  // Each cache belongs to an instruction.
  if (function.cache_count > function.code.size()) {
    return Fault("{} caches for {} words of code", function.cache_count, function.code.size());
  }
  return CheckCaptures(function, index);
}

}  // namespace quicksilver
