// Trial deletion after Bacon and Rajan, "Concurrent Cycle Collection in Reference Counted Systems"
// (ECOOP 2001), section 3, the synchronous variant. Every cycle passes through a Cell, so the cells
// are the candidates. Three passes, each with an explicit stack because object graphs may be as
// deep as they are large:
//   mark   what the cells reach turns gray, and every edge between gray objects is taken off the
//          counts;
//   scan   a gray object whose count is still positive is owned from outside: it and what it
//   reaches
//          turn black again with their counts restored; the rest turns white;
//   sweep  white objects are owned by white objects only, and are freed.
#include <cstddef>
#include <vector>

#include "engine/runtime/children.h"
#include "engine/runtime/heap.h"

namespace quicksilver {

class CycleCollector {
 public:
  explicit CycleCollector(Heap& heap) : heap_(heap) {}

  std::size_t Run() {
    for (Cell* cell = heap_.cells_; cell != nullptr; cell = cell->next) Mark(cell);
    for (Cell* cell = heap_.cells_; cell != nullptr; cell = cell->next) Scan(cell);
    for (Cell* cell = heap_.cells_; cell != nullptr; cell = cell->next) Gather(cell);
    // Definitions last: the size of a struct or variant value is read from its definition.
    for (Object* object : white_) {
      if (!IsDefinition(object)) heap_.FreeShell(object);
    }
    for (Object* object : definitions_) heap_.FreeShell(object);
    return white_.size();
  }

 private:
  enum Color : std::uint8_t { kBlack, kGray, kWhite };

  static bool IsDefinition(const Object* object) {
    return object->type == ObjectType::kForm || object->type == ObjectType::kVariantDef;
  }

  void Mark(Object* root) {
    if (root->color == kGray) return;
    root->color = kGray;
    stack_.push_back(root);
    while (!stack_.empty()) {
      Object* object = stack_.back();
      stack_.pop_back();
      ForEachChild(object, [this](Object* child) {
        --child->refs;
        if (child->color == kGray) return;
        child->color = kGray;
        stack_.push_back(child);
      });
    }
  }

  void Scan(Object* root) {
    if (root->color != kGray) return;
    stack_.push_back(root);
    while (!stack_.empty()) {
      Object* object = stack_.back();
      stack_.pop_back();
      if (object->color != kGray) continue;
      if (object->refs > 0) {
        Restore(object);
        continue;
      }
      object->color = kWhite;
      ForEachChild(object, [this](Object* child) {
        if (child->color == kGray) stack_.push_back(child);
      });
    }
  }

  void Restore(Object* root) {
    root->color = kBlack;
    restore_stack_.push_back(root);
    while (!restore_stack_.empty()) {
      Object* object = restore_stack_.back();
      restore_stack_.pop_back();
      ForEachChild(object, [this](Object* child) {
        ++child->refs;
        if (child->color == kBlack) return;
        child->color = kBlack;
        restore_stack_.push_back(child);
      });
    }
  }

  // Objects are gathered before any is freed: freeing must not pull a cell from under the walk.
  void Gather(Object* root) {
    if (root->color != kWhite) return;
    root->color = kBlack;
    stack_.push_back(root);
    while (!stack_.empty()) {
      Object* object = stack_.back();
      stack_.pop_back();
      white_.push_back(object);
      if (IsDefinition(object)) definitions_.push_back(object);
      ForEachChild(object, [this](Object* child) {
        if (child->color != kWhite) return;
        child->color = kBlack;
        stack_.push_back(child);
      });
    }
  }

  Heap& heap_;
  std::vector<Object*> stack_;
  std::vector<Object*> restore_stack_;
  std::vector<Object*> white_;
  std::vector<Object*> definitions_;
};

std::size_t Heap::CollectCycles() {
  // While objects are being freed some counts are zero but not yet settled.
  QS_ASSERT(dead_.empty(), "cycles are not collected from within freeing");
  if (cells_ == nullptr) return 0;
  return CycleCollector(*this).Run();
}

}  // namespace quicksilver
