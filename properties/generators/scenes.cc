#include "properties/generators/scenes.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <fmt/format.h>
#include <string_view>

#include "engine/base/assert.h"
#include "engine/base/utf8.h"
#include "properties/generators/scene_texts.h"

namespace quicksilver::properties {
namespace {

class SceneWriter {
 public:
  // `told` goes before the expression that tells what happened.
  SceneWriter(Choices& choices, std::string_view scene, std::string_view told)
      : choices_(choices), rest_(scene), told_(told) {}

  Scene Write() {
    while (!rest_.empty()) WriteNext();
    QS_ASSERT(begins_.empty(), "marks come in pairs");
    return std::move(scene_);
  }

 private:
  bool Take(std::string_view mark) {
    if (!rest_.starts_with(mark)) return false;
    rest_.remove_prefix(mark.size());
    return true;
  }

  void WriteNext() {
    if (Take("‹")) {
      begins_.push_back(At());
    } else if (Take("›")) {
      scene_.deliberate.push_back({begins_.back(), At()});
      begins_.pop_back();
    } else if (Take(kBegin)) {
      Choose();
    } else if (Take("→")) {
      scene_.text += told_;
    } else if (Take("#")) {
      scene_.text += static_cast<char>('0' + choices_.Below(10));
    } else {
      scene_.text += rest_[0];
      rest_.remove_prefix(1);
    }
  }

  // What is chosen goes in front of the rest: it may hold marks, holes and further choices.
  void Choose() {
    std::vector<std::string_view> alternatives;
    std::size_t begin = 0;
    std::size_t at = 0;
    for (int depth = 0; depth >= 0; ++at) {
      QS_ASSERT(at < rest_.size(), "choices come to an end");
      const std::string_view here = rest_.substr(at);
      if (here.starts_with(kBegin)) ++depth;
      const bool ends = here.starts_with(kEnd);
      if (ends) --depth;
      if (depth >= 0 && !(depth == 0 && here.starts_with(kOr))) continue;
      alternatives.push_back(rest_.substr(begin, at - begin));
      begin = at + (ends ? kEnd : kOr).size();
    }
    const std::string_view after = rest_.substr(begin);
    rest_ = alternatives[choices_.Below(static_cast<std::uint32_t>(alternatives.size()))];
    while (!rest_.empty()) WriteNext();
    rest_ = after;
  }

  // Spans count code points.
  std::uint32_t At() const { return static_cast<std::uint32_t>(CountCodePoints(scene_.text)); }

  static constexpr std::string_view kBegin = "«";
  static constexpr std::string_view kOr = "¦";
  static constexpr std::string_view kEnd = "»";

  Choices& choices_;
  std::string_view rest_;
  std::string_view told_;
  Scene scene_;
  std::vector<std::uint32_t> begins_;
};

}  // namespace

Scene WriteScene(Choices& choices) {
  return WriteScene(choices, choices.Below(static_cast<std::uint32_t>(SceneTexts().size())));
}

std::size_t SceneCount() { return SceneTexts().size(); }

Scene WriteScene(Choices& choices, std::size_t which) {
  constexpr std::string_view kTold = "bind told_q to ";
  // In a chant its variables are locals. A chant's body may hold whatever a file may.
  const bool in_chant = choices.Flip(40);
  Scene scene = SceneWriter(choices, SceneTexts()[which], in_chant ? "" : kTold).Write();
  if (!in_chant) return scene;
  constexpr std::string_view kHead = "chant scene_q() then\n";
  scene.text = fmt::format("{}{}end\n{}scene_q()\n", kHead, scene.text, kTold);
  for (Span& span : scene.deliberate) {
    span.begin += static_cast<std::uint32_t>(kHead.size());
    span.end += static_cast<std::uint32_t>(kHead.size());
  }
  return scene;
}

}  // namespace quicksilver::properties
