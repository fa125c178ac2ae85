#include "fuzz/faults/fault.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <iterator>

#include "engine/base/files.h"

namespace quicksilver::faults {
namespace {

constexpr std::string_view kSectionMark = "--- ";
constexpr std::string_view kExtension = ".fault";

std::string_view Trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::vector<std::string> Words(std::string_view text) {
  std::vector<std::string> words;
  for (std::size_t at = text.find_first_not_of(' '); at != std::string_view::npos;) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    words.emplace_back(text.substr(at, end - at));
    at = text.find_first_not_of(' ', end);
  }
  return words;
}

// Reads one description line by line.
class Reader {
 public:
  Reader(std::string_view name, std::string_view text) : text_(text) { fault_.name = name; }

  std::expected<Fault, std::string> Read() {
    std::string_view line;
    while (Next(line)) {
      if (line.starts_with(kSectionMark)) {
        if (!Section(line.substr(kSectionMark.size()))) return std::unexpected(error_);
        continue;
      }
      if (line.empty()) continue;
      if (!Header(line)) return std::unexpected(error_);
    }
    if (!IsComplete()) return std::unexpected(error_);
    return std::move(fault_);
  }

 private:
  bool Fail(std::string message) {
    error_ = std::move(message);
    return false;
  }

  bool Next(std::string_view& line) {
    if (text_.empty()) return false;
    const std::size_t end = text_.find('\n');
    line = text_.substr(0, end);
    text_.remove_prefix(end == std::string_view::npos ? text_.size() : end + 1);
    return true;
  }

  bool Header(std::string_view line) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return Fail(fmt::format("'{}' has no name", line));
    const std::string_view name = line.substr(0, colon);
    const std::string_view value = Trimmed(line.substr(colon + 1));
    if (value.empty()) return Fail(fmt::format("{} is empty", name));
    if (name == "checks") {
      fault_.checks = Words(value);
      return true;
    }
    if (name == "test") {
      const std::size_t space = std::min(value.find(' '), value.size());
      fault_.test_program = value.substr(0, space);
      fault_.test_filter = Trimmed(value.substr(space));
      return true;
    }
    std::string* const field = name == "kind"     ? &fault_.kind
                               : name == "seen"   ? &fault_.seen
                               : name == "file"   ? &fault_.file
                               : name == "faulty" ? &fault_.faulty
                               : name == "unit"   ? &fault_.unit
                                                  : nullptr;
    if (field == nullptr) return Fail(fmt::format("nothing is called {}", name));
    if (!field->empty()) return Fail(fmt::format("{} is there twice", name));
    *field = value;
    return true;
  }

  // The lines up to the next section, without the last one's end.
  std::string Body() {
    std::string body;
    std::string_view line;
    while (!text_.empty() && !text_.starts_with(kSectionMark)) {
      Next(line);
      body.append(line).append(1, '\n');
    }
    if (!body.empty()) body.pop_back();
    return body;
  }

  bool Section(std::string_view name) {
    std::string body = Body();
    if (name == "find") {
      if (body.empty()) return Fail("nothing to find");
      fault_.edits.push_back({std::move(body), {}});
      replaced_ = false;
    } else if (name == "replace") {
      if (fault_.edits.empty() || replaced_) return Fail("a replacement for nothing");
      fault_.edits.back().replace = std::move(body);
      replaced_ = true;
    } else if (name == "witness") {
      fault_.witness = std::move(body) + '\n';
    } else if (name == "program") {
      fault_.program = Trimmed(body);
    } else {
      return Fail(fmt::format("no section is called {}", name));
    }
    return true;
  }

  bool IsComplete() {
    if (fault_.kind.empty()) return Fail("no kind");
    if (fault_.seen.empty()) return Fail("no word on where it was seen");
    if (fault_.file.empty()) return Fail("no file");
    if (fault_.checks.empty()) return Fail("no checks");
    if (fault_.edits.empty()) return Fail("no edit");
    if (!replaced_) return Fail("a text to find without a replacement");
    for (const Edit& edit : fault_.edits) {
      if (edit.find == edit.replace) return Fail("an edit that changes nothing");
    }
    const bool runs = !fault_.witness.empty() || !fault_.program.empty();
    if (!runs && fault_.unit.empty()) return Fail("no witness");
    if (!fault_.witness.empty() && !fault_.witness.starts_with("# expect: ")) {
      return Fail("the witness does not begin with what it expects");
    }
    if (runs && fault_.faulty.empty() && fault_.unit.empty()) {
      return Fail("no word on what the faulty engine shows");
    }
    return true;
  }

  std::string_view text_;
  Fault fault_;
  std::string error_;
  bool replaced_ = false;  // the last edit has its replacement
};

std::size_t CountOf(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos;
       at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

}  // namespace

bool Fault::IsCheckedBy(std::string_view check) const {
  return std::ranges::find(checks, check) != checks.end();
}

std::expected<Fault, std::string> ParseFault(std::string_view name, std::string_view text) {
  return Reader(name, text).Read();
}

std::expected<std::string, std::string> ApplyFault(const Fault& fault, std::string_view source) {
  std::string edited(source);
  for (const Edit& edit : fault.edits) {
    if (const std::size_t count = CountOf(edited, edit.find); count != 1) {
      return std::unexpected(fmt::format("{} has the text '{}' {} times, not once", fault.file,
                                         edit.find.substr(0, edit.find.find('\n')), count));
    }
    edited.replace(edited.find(edit.find), edit.find.size(), edit.replace);
  }
  return edited;
}

std::expected<std::vector<Fault>, std::string> LoadCatalogue(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end;
       at.increment(error)) {
    const std::string name = at->path().filename().string();
    if (name.ends_with(kExtension)) names.push_back(name);
  }
  if (error) return std::unexpected(fmt::format("cannot read {}: {}", folder, error.message()));
  std::ranges::sort(names);
  std::vector<Fault> faults;
  for (const std::string& name : names) {
    const auto text = ReadFile(fmt::format("{}/{}", folder, name));
    if (!text) return std::unexpected(text.error());
    auto fault = ParseFault(name.substr(0, name.size() - kExtension.size()), *text);
    if (!fault) return std::unexpected(fmt::format("{}: {}", name, fault.error()));
    faults.push_back(std::move(*fault));
  }
  if (faults.empty()) return std::unexpected(fmt::format("{} holds no faults", folder));
  return faults;
}

}  // namespace quicksilver::faults
