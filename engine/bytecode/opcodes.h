#ifndef QUICKSILVER_BYTECODE_OPCODES_H_
#define QUICKSILVER_BYTECODE_OPCODES_H_

// The one opcode table: it drives the enum, encoder, disassembler, verifier, archive, dispatch, the
// symbolic allocation check and BYTECODE.md.
//
// An instruction is one 32-bit word `op | A << 8 | B << 16 | C << 24`, or `op | A << 8 | Bx << 16`,
// followed by as many extension words as its row lists. Ownership is static: a register either owns
// a value or holds no object. A Def writes a register that owns nothing; a Use reads and leaves; a
// Take moves out (the register then holds no object); an Update releases or changes what is there.
// Only Drop, DropRange, Replace and StoreLocal look at an old value. Where A names the same
// register as B or C, that operand is consumed: the instruction reads it, releases it and then
// writes the result (Add, ConcatText, Eq, Ne, Not, Test, And, Or, GetIndex, GetField, GetBoxed,
// GetCaseField and Gather do this; for the others such an operand can only have been a number).
// Invariant: rows and enum values match one to one. It is wrong to give an opcode meaning anywhere
// else.

#include <array>
#include <cstdint>
#include <string_view>

namespace quicksilver {

enum class OperandKind : std::uint8_t {
  kNone,
  kDef,      // register: written; owned nothing before
  kUse,      // register: read
  kTake,     // register: moved out
  kUpdate,   // register: read, changed in place, still owned
  kDrop,     // register: released if it owns anything (need not be written before); Replace then
             // writes it
  kCount,    // an 8-bit count
  kImm,      // an 8-bit immediate (case, kind, flags)
  kConst8,   // constant index; the constant is a Number
  kConst16,  // Bx: constant index
  kJump16,   // Bx: signed words from the next instruction; can be widened by the jump patcher
  // Extension words
  kConst,      // constant index
  kName,       // constant index; the constant is a Text
  kJump,       // signed words from the next instruction
  kGlobal,     // index of a global of the module
  kCapture,    // index of a capture of the closure
  kSlot,       // frame slot read (copied)
  kSlotTake,   // frame slot moved out
  kSlotStore,  // frame slot overwritten, the old value released
  kCellSlot,   // index into a Cell
  kFunction,   // function index of the chunk
  kForm,       // form index
  kVariant,    // variant index
  kKeys,       // key list index (map literals, struct literals)
  kPlace,      // place index
  kAspect,     // aspect index
  kEmbody,     // embody index
  kVariable,   // VariableRef
  kCache,      // inline cache index of the function
  kNode,       // AST node id
  kImmExt,     // an immediate
};

// What a row's window column says about registers beyond A, B and C.
enum class Window : std::uint8_t {
  kNone,
  kCall,        // takes R[A .. A+B], defines R[A]; a near call may overwrite everything above A
  kCallMethod,  // takes R[A .. A+1+B], defines R[A]
  kMethod,      // defines R[A]; R[A+1] is the receiver: kept, or Unbound when a field was found
  kTakeB,       // takes R[B .. B+C-1]
  kTakeStruct,  // takes R[B .. B+C]: definition and C values
  kTakeA,       // Embody: takes R[A .. A+B-1], or R[A] when B is kEmbodyList
  kPlace,       // takes R[A .. A+n], n index registers of the place, R[A] the value
  kDropRange,   // releases R[A .. A+B-1]
  kForEach,     // state R[A .. A+2]
};

// How control leaves an instruction.
enum class Flow : std::uint8_t {
  kNext,
  kJump,    // only to the target
  kBranch,  // to the target or on
  kEnd,     // never on: Return, tail calls, Halt, Raise
};

// X(name, A, B, C, extension 1, extension 2, window, flow, text)
// In the text, {A} {B} {C} stand for registers or numbers as the kinds say, {K} for the constant,
// {1} {2} for extensions, {J} for the jump target.
#define QUICKSILVER_OPCODES(X)                                                                    \
  /* Loads and moves */                                                                           \
  X(LoadConst, Def, Const16, None, None, None, None, Next, "{A} = {K}")                           \
  X(LoadConstWide, Def, None, None, Const, None, None, Next, "{A} = {K}")                         \
  X(LoadNothing, Def, None, None, None, None, None, Next, "{A} = nothing")                        \
  X(LoadTruth, Def, Imm, None, None, None, None, Next, "{A} = truth {B}")                         \
  X(LoadAbsent, Def, None, None, None, None, None, Next, "{A} = Absent")                          \
  X(Move, Def, Take, None, None, None, None, Next, "{A} = move {B}")                              \
  X(Copy, Def, Use, None, None, None, None, Next, "{A} = {B}")                                    \
  X(Replace, Drop, Take, None, None, None, None, Next, "{A} := move {B}")                         \
  X(Drop, Drop, None, None, None, None, None, Next, "drop {A}")                                   \
  X(DropRange, None, Count, None, None, None, DropRange, Next, "drop r{A}..+{B}")                 \
  X(LoadLocal, Def, None, None, Slot, None, None, Next, "{A} = s{1}")                             \
  X(TakeLocal, Def, None, None, SlotTake, None, None, Next, "{A} = move s{1}")                    \
  X(StoreLocal, Take, None, None, SlotStore, None, None, Next, "s{1} := move {A}")                \
  X(LoadSelf, Def, None, None, None, None, None, Next, "{A} = this chant")                        \
  /* Globals, captures, cells */                                                                  \
  X(LoadGlobal, Def, None, None, Global, None, None, Next, "{A} = {1}")                           \
  X(StoreGlobal, Take, None, None, Global, None, None, Next, "{1} := move {A}")                   \
  X(DefineGlobal, Take, Imm, None, Global, None, None, Next, "define {1} = move {A}")             \
  X(LoadGlobals, Def, None, None, None, None, None, Next, "{A} = cell of the globals")            \
  X(LoadCapture, Def, None, None, Capture, None, None, Next, "{A} = capture {1}")                 \
  X(LoadCaptureCell, Def, None, None, Capture, None, None, Next, "{A} = [capture {1}]")           \
  X(StoreCaptureCell, Take, None, None, Capture, None, None, Next, "[capture {1}] := move {A}")   \
  X(NewCell, Def, None, None, ImmExt, None, None, Next, "{A} = cell of {1}")                      \
  X(LoadCell, Def, Use, None, CellSlot, None, None, Next, "{A} = {B}[{1}]")                       \
  X(StoreCell, Take, Use, None, CellSlot, None, None, Next, "{B}[{1}] := move {A}")               \
  X(DefineNamed, Take, Use, Imm, CellSlot, None, None, Next, "define {B}[{1}] = move {A}")        \
  X(StoreNamed, Take, Use, None, CellSlot, Name, None, Next, "{B}[{1}] := move {A}")              \
  X(JumpIfUnbound, None, Use, None, CellSlot, Jump, None, Branch, "if {B}[{1}] unbound -> {J}")   \
  /* Arithmetic */                                                                                \
  X(Add, Def, Use, Use, None, None, None, Next, "{A} = {B} + {C}")                                \
  X(AddDrop, Def, Use, Take, None, None, None, Next, "{A} = {B} + move {C}")                      \
  X(AddNum, Def, Use, Use, None, None, None, Next, "{A} = {B} + {C}")                             \
  X(SubNum, Def, Use, Use, None, None, None, Next, "{A} = {B} - {C}")                             \
  X(MulNum, Def, Use, Use, None, None, None, Next, "{A} = {B} * {C}")                             \
  X(DivNum, Def, Use, Use, None, None, None, Next, "{A} = {B} / {C}")                             \
  X(ModNum, Def, Use, Use, None, None, None, Next, "{A} = {B} % {C}")                             \
  X(AddNumK, Def, Use, Const8, None, None, None, Next, "{A} = {B} + {K}")                         \
  X(SubNumK, Def, Use, Const8, None, None, None, Next, "{A} = {B} - {K}")                         \
  X(MulNumK, Def, Use, Const8, None, None, None, Next, "{A} = {B} * {K}")                         \
  X(DivNumK, Def, Use, Const8, None, None, None, Next, "{A} = {B} / {K}")                         \
  X(ModNumK, Def, Use, Const8, ImmExt, None, None, Next, "{A} = {B} % {K}")                       \
  X(NegNum, Def, Use, None, None, None, None, Next, "{A} = -{B}")                                 \
  X(ConcatText, Def, Use, Use, None, None, None, Next, "{A} = {B} ++ {C}")                        \
  /* Comparison and logic */                                                                      \
  X(Eq, Def, Use, Use, None, None, None, Next, "{A} = {B} is {C}")                                \
  X(Ne, Def, Use, Use, None, None, None, Next, "{A} = {B} is not {C}")                            \
  X(Lt, Def, Use, Use, None, None, None, Next, "{A} = {B} < {C}")                                 \
  X(Le, Def, Use, Use, None, None, None, Next, "{A} = {B} <= {C}")                                \
  X(Gt, Def, Use, Use, None, None, None, Next, "{A} = {B} > {C}")                                 \
  X(Ge, Def, Use, Use, None, None, None, Next, "{A} = {B} >= {C}")                                \
  X(Not, Def, Use, None, None, None, None, Next, "{A} = not {B}")                                 \
  X(Test, Def, Use, None, None, None, None, Next, "{A} = truth of {B}")                           \
  X(And, Def, Use, Use, None, None, None, Next, "{A} = {B} and {C}")                              \
  X(Or, Def, Use, Use, None, None, None, Next, "{A} = {B} or {C}")                                \
  /* Jumps */                                                                                     \
  X(Nop, None, None, None, None, None, None, Next, "")                                            \
  X(Jump, None, Jump16, None, None, None, None, Jump, "-> {J}")                                   \
  X(JumpWide, None, None, None, Jump, None, None, Jump, "-> {J}")                                 \
  X(Loop, None, Jump16, None, None, None, None, Jump, "-> {J}")                                   \
  X(LoopWide, None, None, None, Jump, None, None, Jump, "-> {J}")                                 \
  X(LoopForNext, Imm, Imm, None, Jump, None, None, Jump, "-> {J}, next of r{A} in r{B}")          \
  X(JumpIfTrue, Use, Jump16, None, None, None, None, Branch, "if {A} -> {J}")                     \
  X(JumpIfTrueWide, Use, None, None, Jump, None, None, Branch, "if {A} -> {J}")                   \
  X(JumpIfFalse, Use, Jump16, None, None, None, None, Branch, "if not {A} -> {J}")                \
  X(JumpIfFalseWide, Use, None, None, Jump, None, None, Branch, "if not {A} -> {J}")              \
  X(JumpIfLt, Use, Use, None, Jump, None, None, Branch, "if {A} < {B} -> {J}")                    \
  X(JumpUnlessLt, Use, Use, None, Jump, None, None, Branch, "unless {A} < {B} -> {J}")            \
  X(JumpIfLe, Use, Use, None, Jump, None, None, Branch, "if {A} <= {B} -> {J}")                   \
  X(JumpUnlessLe, Use, Use, None, Jump, None, None, Branch, "unless {A} <= {B} -> {J}")           \
  X(JumpIfGt, Use, Use, None, Jump, None, None, Branch, "if {A} > {B} -> {J}")                    \
  X(JumpUnlessGt, Use, Use, None, Jump, None, None, Branch, "unless {A} > {B} -> {J}")            \
  X(JumpIfGe, Use, Use, None, Jump, None, None, Branch, "if {A} >= {B} -> {J}")                   \
  X(JumpUnlessGe, Use, Use, None, Jump, None, None, Branch, "unless {A} >= {B} -> {J}")           \
  X(JumpIfEq, Use, Use, None, Jump, None, None, Branch, "if {A} is {B} -> {J}")                   \
  X(JumpIfNe, Use, Use, None, Jump, None, None, Branch, "if {A} is not {B} -> {J}")               \
  X(JumpIfLtK, Use, Const8, None, Jump, None, None, Branch, "if {A} < {K} -> {J}")                \
  X(JumpUnlessLtK, Use, Const8, None, Jump, None, None, Branch, "unless {A} < {K} -> {J}")        \
  X(JumpIfLeK, Use, Const8, None, Jump, None, None, Branch, "if {A} <= {K} -> {J}")               \
  X(JumpUnlessLeK, Use, Const8, None, Jump, None, None, Branch, "unless {A} <= {K} -> {J}")       \
  X(JumpIfGtK, Use, Const8, None, Jump, None, None, Branch, "if {A} > {K} -> {J}")                \
  X(JumpUnlessGtK, Use, Const8, None, Jump, None, None, Branch, "unless {A} > {K} -> {J}")        \
  X(JumpIfGeK, Use, Const8, None, Jump, None, None, Branch, "if {A} >= {K} -> {J}")               \
  X(JumpUnlessGeK, Use, Const8, None, Jump, None, None, Branch, "unless {A} >= {K} -> {J}")       \
  X(JumpIfEqK, Use, Const8, None, Jump, None, None, Branch, "if {A} is {K} -> {J}")               \
  X(JumpIfNeK, Use, Const8, None, Jump, None, None, Branch, "if {A} is not {K} -> {J}")           \
  X(JumpIfNotText, Use, None, None, Name, Jump, None, Branch, "unless {A} is {1} -> {J}")         \
  X(JumpIfRemainder, Use, None, Imm, ImmExt, Jump, None, Branch, "if {A} % {1} is {C} -> {J}")    \
  X(JumpUnlessRemainder, Use, None, Imm, ImmExt, Jump, None, Branch,                              \
    "unless {A} % {1} is {C} -> {J}")                                                             \
  /* Calls */                                                                                     \
  X(Call, None, Count, None, None, None, Call, Next, "r{A} = r{A}({B} arguments)")                \
  X(CallFar, None, Count, None, None, None, Call, Next, "r{A} = r{A}({B} arguments)")             \
  X(CallUpdate, None, Count, None, Variable, None, Call, Next,                                    \
    "r{A} = r{A}({B} arguments) for {1}")                                                         \
  X(TailCall, None, Count, None, None, None, Call, End, "return r{A}({B} arguments)")             \
  X(GetMethod, None, None, None, Name, Cache, Method, Next, "r{A} = method {1} of r{A}+1")        \
  X(CallMethod, None, Count, None, None, None, CallMethod, Next,                                  \
    "r{A} = r{A}(self, {B} arguments)")                                                           \
  X(CallMethodFar, None, Count, None, None, None, CallMethod, Next,                               \
    "r{A} = r{A}(self, {B} arguments)")                                                           \
  X(TailCallMethod, None, Count, None, None, None, CallMethod, End,                               \
    "return r{A}(self, {B} arguments)")                                                           \
  X(CallSpread, Update, Take, Imm, None, None, None, Next, "{A} = {A}(...{B})")                   \
  X(TailCallSpread, Take, Take, Imm, None, None, None, End, "return {A}(...{B})")                 \
  X(CreateClosure, Def, None, None, Function, None, None, Next, "{A} = chant {1}")                \
  X(Return, Take, None, None, None, None, None, End, "return {A}")                                \
  X(ReturnSweep, Take, None, None, None, None, None, End, "return {A}, sweep the frame")          \
  X(Halt, Take, None, None, None, None, None, End, "end with {A}")                                \
  X(Raise, None, Imm, None, None, None, None, End, "raise {B}")                                   \
  X(RaiseName, None, Imm, None, Name, None, None, End, "raise {B} {1}")                           \
  /* Data */                                                                                      \
  X(CreateList, Def, None, Count, None, None, TakeB, Next, "{A} = list of r{B}..+{C}")            \
  X(AppendList, Update, None, Count, None, None, TakeB, Next, "{A} += r{B}..+{C}")                \
  X(CreateMap, Def, None, None, None, None, None, Next, "{A} = empty map")                        \
  X(InsertMap, Update, None, Count, Keys, None, TakeB, Next, "{A} += keys {1} of r{B}..+{C}")     \
  X(CreateRange, Def, Use, Use, None, None, None, Next, "{A} = range({B}, {C})")                  \
  X(GetIndex, Def, Use, Use, None, None, None, Next, "{A} = {B}[{C}]")                            \
  X(GetIndexPair, Def, Use, Use, None, None, None, Next, "{A} = {B}[{C}], to be indexed")         \
  X(SetIndex, Update, Use, Take, None, None, None, Next, "{A}[{B}] := move {C}")                  \
  X(GetField, Def, Use, None, Name, Cache, None, Next, "{A} = {B}.{1}")                           \
  X(GetElementField, Def, Use, Use, Place, Cache, None, Next, "{A} = {B}[{C}] field {1}")         \
  X(SetElementField, Update, Use, Take, Place, Cache, None, Next,                                 \
    "{A}[{B}] field {1} := move {C}")                                                             \
  X(SetPlace, None, None, None, Place, None, Place, Next, "place {1} := move r{A}")               \
  X(CreateOutcome, Def, Take, Imm, None, None, None, Next, "{A} = outcome {C} of {B}")            \
  X(Try, Def, Take, None, Jump, None, None, Branch, "{A} = {B}? else -> {J}")                     \
  X(CreateStruct, Def, None, Count, Keys, Cache, TakeStruct, Next,                                \
    "{A} = r{B} {{ r{B}+1..+{C} }}")                                                              \
  X(CreateStructSpread, Def, Take, Take, Keys, None, None, Next, "{A} = {B} {{ ...{C} }}")        \
  X(DefineForm, Def, None, None, Form, None, None, Next, "{A} = form {1}")                        \
  X(DefineVariant, Def, None, None, Variant, None, None, Next, "{A} = variant {1}")               \
  X(MakeCase, Def, Use, None, ImmExt, None, None, Next, "{A} = case {1} of {B}")                  \
  X(Request, Def, None, None, Name, Name, None, Next, "{A} = request {1}")                        \
  /* Definitions that are not values */                                                           \
  X(DefineAspect, None, None, None, Aspect, None, None, Next, "aspect {1}")                       \
  X(Embody, None, Count, None, Embody, None, TakeA, Next, "embody {1} with r{A}..+{B}")           \
  X(NewGrove, Def, Use, None, Name, None, None, Next, "{A} = grove {1} of {B}")                   \
  X(OfferNamed, Use, Use, None, CellSlot, Name, None, Next, "{A} offers {B}[{1}] as {2}")         \
  X(OfferGlobal, None, None, None, Global, None, None, Next, "offer {1}")                         \
  X(Import, Def, None, None, Name, None, None, Next, "{A} = module {1}")                          \
  X(Gather, Def, Use, None, Name, None, None, Next, "{A} = {1} of {B}")                           \
  X(GatherGlobal, None, Use, None, Name, Global, None, Next, "define {2} = {1} of {B}")           \
  X(GatherNamed, Use, Use, None, Name, CellSlot, None, Next, "define {A}[{2}] = {1} of {B}")      \
  /* Iteration and patterns */                                                                    \
  X(ForPrepare, None, None, None, None, None, ForEach, Next, "iterate r{A}")                      \
  X(ForNext, None, Def, None, Jump, None, ForEach, Branch, "{B} = next of r{A}, else -> {J}")     \
  X(TestKind, Use, Imm, None, Jump, None, None, Branch, "unless {A} is a {B} -> {J}")             \
  X(TestCase, Use, Use, None, ImmExt, Jump, None, Branch, "unless {A} is case {B}/{1} -> {J}")    \
  X(TestGlobalCase, Use, None, None, Global, Jump, None, Branch, "unless {A} matches {1} -> {J}") \
  X(TestNamedCase, Use, Use, None, CellSlot, Jump, None, Branch,                                  \
    "unless {A} matches {B}[{1}] -> {J}")                                                         \
  X(GetBoxed, Def, Use, None, None, None, None, Next, "{A} = content of {B}")                     \
  X(GetCaseField, Def, Use, None, ImmExt, None, None, Next, "{A} = field {1} of {B}")             \
  /* Observation */                                                                               \
  X(Trace, Use, None, None, Node, None, None, Next, "node {1} = {A}")

enum class Opcode : std::uint8_t {
#define X(name, ...) k##name,
  QUICKSILVER_OPCODES(X)
#undef X
};

struct OpcodeInfo {
  std::string_view name;
  OperandKind a;
  OperandKind b;  // kConst16 and kJump16 occupy B and C
  OperandKind c;
  OperandKind extension1;
  OperandKind extension2;
  Window window;
  Flow flow;
  std::string_view text;

  constexpr unsigned words() const {
    return 1u + (extension1 != OperandKind::kNone ? 1u : 0u) +
           (extension2 != OperandKind::kNone ? 1u : 0u);
  }
};

inline constexpr auto kOpcodes = std::to_array<OpcodeInfo>({
#define X(name, a, b, c, e1, e2, window, flow, text) \
  {#name,                                            \
   OperandKind::k##a,                                \
   OperandKind::k##b,                                \
   OperandKind::k##c,                                \
   OperandKind::k##e1,                               \
   OperandKind::k##e2,                               \
   Window::k##window,                                \
   Flow::k##flow,                                    \
   text},
    QUICKSILVER_OPCODES(X)
#undef X
});
inline constexpr unsigned kOpcodeCount = static_cast<unsigned>(kOpcodes.size());
static_assert(kOpcodeCount <= 256);

constexpr const OpcodeInfo& InfoOf(Opcode op) { return kOpcodes[static_cast<unsigned>(op)]; }

// Immediates shared by compiler and machine.
// DefineGlobal's and DefineNamed's B/C: what kind of entry is made.
inline constexpr std::uint8_t kEntryMutable = 1;
inline constexpr std::uint8_t kEntryVariant =
    2;  // made by `variant`, or gathered from such an entry

// DefineNamed only: the value is a Cell of two, a Cell and the index of its slot where the variable
// is.
inline constexpr std::uint8_t kEntryAlias = 8;

// TestKind's B.
enum class PatternTest : std::uint8_t {
  kTriumph,
  kMishap,
  kPresent,
  kAbsent,
  kNothing,
  kTrue,
  kFalse,
};
inline constexpr unsigned kPatternTestCount = 7;

// Embody's B when R[A] is a List of the closures.
inline constexpr std::uint8_t kEmbodyList = 255;
constexpr std::uint32_t EmbodyWindow(std::uint8_t b) { return b == kEmbodyList ? 1 : b; }

// CallSpread's C.
inline constexpr std::uint8_t kSpreadMethod =
    1;  // the list begins with self or, for a field, Unbound

}  // namespace quicksilver

#endif  // QUICKSILVER_BYTECODE_OPCODES_H_
