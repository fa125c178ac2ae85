#ifndef QUICKSILVER_BYTECODE_CHUNK_H_
#define QUICKSILVER_BYTECODE_CHUNK_H_

// Compiled code: what the compiler makes, the archive stores, the verifier proves and the VM runs.
//
// A Chunk is immutable, holds no pointer into a heap or a syntax tree, and may be run by any number
// of contexts on any number of threads at once. Function 0 is the program. Frames: registers
// r0..r255 are addressed by instructions; frame slots s0, s1, … follow the registers of the
// function (frame index register_count + k). A call's arguments lie in registers from the callee's
// r0 upwards; parameters that do not fit into registers lie in the callee's first slots. Invariant:
// every index in code and tables is in range once Verify has accepted the chunk. It is wrong to run
// a chunk that is neither the compiler's output nor verified.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/bytecode/constant_pool.h"
#include "engine/bytecode/instruction.h"
#include "engine/runtime/error.h"
#include "engine/runtime/object.h"
#include "engine/syntax/ast.h"
#include "engine/syntax/source.h"

namespace quicksilver {

inline constexpr std::uint32_t kNoIndex = 0xFFFF'FFFF;

// The span that an error carries which is raised at `pc` or behind it, up to the next entry. Sorted
// by pc.
struct LineEntry {
  std::uint32_t pc = 0;
  Span span;
};

// Errors raised by instructions in [begin, end) (at a call: by what it called) go to `target`, if
// the kind is fit. Inner attempts and earlier handlers come first. On the way every register and
// slot of the frame that is not in `keep` is released.
struct HandlerEntry {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::uint32_t target = 0;
  bool any = false;  // the handler `_`
  ErrorKind kind = ErrorKind::kCustomError;
  std::uint32_t keep = 0;  // index into Function::keep_sets
};

enum class CaptureKind : std::uint8_t {
  kRegister,  // a register of the creating frame
  kSlot,      // a frame slot of it
  kCapture,   // one of its own captures
  kSelf,      // the creating chant itself
  kGlobals,   // the Cell of the module's globals (only in forms)
};

struct CaptureSource {
  CaptureKind kind = CaptureKind::kRegister;
  std::uint32_t index = 0;
};

// Where the value of a syntax node is found: recorded on demand for traces. After the instruction
// before `pc`, register `reg` holds the value of `node`.
struct AlignmentPoint {
  NodeId node = 0;
  std::uint32_t pc = 0;
  std::uint8_t reg = 0;
};

// Which virtual values the operands of the instruction at `pc` stand for: recorded on demand for
// the symbolic allocation check. `operand` counts A, B, C as 0, 1, 2; kPlaceOperand and what
// follows name the others. A definition names the value written; of a call, A is its result. A
// place that an instruction empties (Drop, a slot that is overwritten with nothing) may go without
// a record. The parameters are the values 0, 1, … in their order.
inline constexpr std::uint16_t kPlaceOperand = 3;   // the frame slot, or the variable of a SetPlace
                                                    // or CallUpdate that lies in the frame
inline constexpr std::uint16_t kJumpOperand = 4;    // what R[A] is once the jump is taken: the name
                                                    // of a value that arrives on several ways
inline constexpr std::uint16_t kWindowOperand = 8;  // + k: the k-th register of the window; the
                                                    // k-th capture of CreateClosure or DefineForm
struct OperandValue {
  std::uint32_t pc = 0;
  std::uint16_t operand = 0;
  std::uint32_t value = 0;
};

struct Function {
  std::string name = "_";
  std::uint32_t required = 0;  // parameters before a rest parameter
  bool rest = false;
  std::uint32_t register_count = 1;  // 1..256
  std::uint32_t slot_count = 0;
  std::uint32_t capture_count = 0;
  std::uint32_t cache_count = 0;
  NodeId node = 0;  // the chant's, for messages and listings
  std::vector<Word> code;
  std::vector<LineEntry> lines;
  std::vector<HandlerEntry> handlers;
  std::vector<std::vector<std::uint32_t>>
      keep_sets;                        // frame indexes: registers, then register_count + slot
  std::vector<CaptureSource> captures;  // what CreateClosure of this function copies
  // Recorded on demand; empty otherwise.
  std::vector<AlignmentPoint> alignment;
  std::vector<OperandValue> operand_values;
  std::uint32_t frame_size() const { return register_count + slot_count; }
  // Parameters including a rest parameter.
  std::uint32_t parameter_count() const { return required + (rest ? 1 : 0); }
};

// How a form's field type that is a name is found when it is checked: steps are tried in turn, the
// first that is bound decides.
struct NameStep {
  enum class Kind : std::uint8_t {
    kCapture,      // capture `index` is the value
    kCaptureCell,  // capture `index` is a Cell; its slot `slot` holds the value
    kGlobal,       // capture 0 is the module's globals; entry `index`
    kSelf,         // the form itself
  };
  Kind kind = Kind::kGlobal;
  std::uint32_t index = 0;
  std::uint32_t slot = 0;
};

// FieldInfo::resolution indexes `resolutions`.
struct CompiledForm : FormInfo {
  std::vector<std::vector<NameStep>> resolutions;
  std::vector<CaptureSource> captures;  // capture 0 is kGlobals
};

struct AspectInfo {
  std::string name;
  std::vector<std::string> methods;
};

struct EmbodyInfo {
  std::string aspect;
  std::string target;
  std::vector<std::string> methods;  // one for each closure of the window
};

// A variable that an instruction names by where it lives.
enum class VariableKind : std::uint8_t {
  kRegister,
  kSlot,
  kRegisterCell,  // a register that holds a Cell; slot 0
  kSlotCell,      // a frame slot that holds a Cell; slot 0
  kCaptureCell,   // a capture that is a Cell; slot 0
  kGlobal,
  kNamed,  // an entry of a grove: `index` is a register holding its Cell, `slot` the entry
  kNone,   // not a weave: ImmutableBinding when reached
};

// As one word: kind in the upper 3 bits, index below. kNamed is not expressible so.
constexpr Word EncodeVariable(VariableKind kind, std::uint32_t index) {
  return static_cast<Word>(kind) << 29 | index;
}
constexpr VariableKind VariableKindOf(Word word) { return static_cast<VariableKind>(word >> 29); }
constexpr std::uint32_t VariableIndexOf(Word word) { return word & 0x1FFF'FFFF; }

struct PlaceStepInfo {
  bool is_index = false;
  std::uint32_t field = 0;  // constant (Text) index when not an index
  Span span;                // from the root through this step
};

// Index values of a place with more indexes than this come in a List, in the register after the
// value.
inline constexpr std::uint32_t kWidestPlaceWindow = 16;

struct PlaceInfo {
  VariableKind root = VariableKind::kRegister;
  std::uint32_t index = 0;
  std::uint32_t slot = 0;
  std::uint32_t name = 0;  // constant (Text): the root's name
  Span root_span;
  std::vector<PlaceStepInfo> steps;
  std::uint32_t index_count() const {
    std::uint32_t count = 0;
    for (const PlaceStepInfo& step : steps) count += step.is_index ? 1u : 0u;
    return count;
  }
  // What GetElementField and SetElementField want: an element, and a field of it.
  bool is_element_field() const {
    return steps.size() == 2 && steps[0].is_index && !steps[1].is_index;
  }
  // Registers of SetPlace's window: the value, then the indexes or their list.
  std::uint32_t window() const {
    const std::uint32_t indexes = index_count();
    return 1 + (indexes > kWidestPlaceWindow ? 1 : indexes);
  }
};

struct Chunk {
  std::string file;  // empty for the main program
  LineTable lines;
  ConstantPool constants;
  std::vector<std::string> globals;  // names by index; entry i of a module's globals
  std::vector<std::unique_ptr<Function>> functions;
  std::vector<std::unique_ptr<CompiledForm>> forms;
  std::vector<std::unique_ptr<VariantInfo>> variants;
  std::vector<std::vector<std::uint32_t>> key_lists;  // constants (Text)
  std::vector<PlaceInfo> places;
  std::vector<AspectInfo> aspects;
  std::vector<EmbodyInfo> embodies;
};

}  // namespace quicksilver

#endif  // QUICKSILVER_BYTECODE_CHUNK_H_
