#include "properties/generators/scene_texts.h"

#include <vector>

namespace quicksilver::properties {
namespace {

std::vector<std::string_view> GatherTexts() {
  std::vector<std::string_view> texts;
  for (const std::span<const std::string_view> room :
       {ValueScenes(), ControlScenes(), MethodScenes()}) {
    texts.insert(texts.end(), room.begin(), room.end());
  }
  return texts;
}

}  // namespace

std::span<const std::string_view> SceneTexts() {
  static const std::vector<std::string_view> texts = GatherTexts();
  return texts;
}

}  // namespace quicksilver::properties
