#ifndef QUICKSILVER_PROPERTIES_GENERATORS_SCENE_TEXTS_H_
#define QUICKSILVER_PROPERTIES_GENERATORS_SCENE_TEXTS_H_

// The texts that scenes are drawn from. `#` is a digit, `«a¦b»` one of several texts; `‹` and `›`
// stand around what raises on purpose and is not caught. `→` is before the expression that tells
// what happened, a text's last line. Invariant: whatever a scene finds out is in that expression:
// the values of other statements are lost. It is wrong to read a text as a program: scenes.h writes
// programs from it.

#include <span>
#include <string_view>

namespace quicksilver::properties {

// All of them, and those of each file scene_texts_of_*.cc.
std::span<const std::string_view> SceneTexts();
std::span<const std::string_view> ValueScenes();
std::span<const std::string_view> ControlScenes();
std::span<const std::string_view> MethodScenes();

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_GENERATORS_SCENE_TEXTS_H_
