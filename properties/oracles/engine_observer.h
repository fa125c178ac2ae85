#ifndef QUICKSILVER_PROPERTIES_ORACLES_ENGINE_OBSERVER_H_
#define QUICKSILVER_PROPERTIES_ORACLES_ENGINE_OBSERVER_H_

// Tells whoever measures time or coverage what an engine is doing.
//
// Invariant: OnStage is called when a stage begins, last with kDone, whatever the run shows; OnCode
// once for each chunk that is about to run. It is wrong for an observer to change anything that a
// run could see.

#include <cstdint>

#include "engine/bytecode/chunk.h"

namespace quicksilver::properties {

enum class EngineStage : std::uint8_t { kInterpret, kCompile, kVerify, kArchive, kExecute, kDone };

class EngineObserver {
 public:
  virtual ~EngineObserver() = default;
  virtual void OnStage(EngineStage stage) = 0;
  virtual void OnCode(const Chunk& chunk) = 0;
};

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_ORACLES_ENGINE_OBSERVER_H_
