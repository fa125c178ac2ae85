#ifndef QUICKSILVER_PROPERTIES_ARBITRARIES_INPUT_NOTE_H_
#define QUICKSILVER_PROPERTIES_ARBITRARIES_INPUT_NOTE_H_

// Leaves the input of a property on disk when the process dies while it is being checked: of a
// failed assertion, a signal or a sanitizer's report. RapidCheck alone loses it.
//
// The file is written into the folder that QS_CRASH_DIR names, else `findings` in the build
// directory, and its path is printed on standard error. Invariant: on the way down nothing is
// allocated and nothing locked; the folder and the path exist before there is an input. It is wrong
// to hold two notes at once, or one on another thread than the one that dies.

#include <string>
#include <string_view>

namespace quicksilver::properties {

// Makes the process write its note when it dies. Once a process.
void InstallInputNotes();

// Where a dying check of `property` would leave its input.
std::string NotePathFor(std::string_view property);

// The input that is being checked, for as long as this lives.
class InputNote {
 public:
  InputNote(std::string_view property, std::string text);
  ~InputNote();
  InputNote(const InputNote&) = delete;
  InputNote& operator=(const InputNote&) = delete;

  // For inputs that are made while they are checked.
  void Append(std::string_view text);

 private:
  void Publish();

  std::string path_;
  std::string text_;
};

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_ARBITRARIES_INPUT_NOTE_H_
