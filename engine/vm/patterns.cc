// Iteration and patterns.

#include <cmath>

#include "engine/runtime/format.h"
#include "engine/runtime/iterator.h"
#include "engine/runtime/messages.h"
#include "engine/vm/machine.h"

namespace quicksilver {

// --- for each
// ---------------------------------------------------------------------------------------

bool Machine::ForPrepare(const Word* pc, RawValue* base, RawValue* /*k*/) {
  RawValue* const state = base + AOf(*pc);
  if (state[0].is(ObjectType::kRange)) {
    const Range range = *state[0].as<Range>();
    AssignCell(state[0], RawValue::Number(RangeElement(range, 0)));
    AssignCell(state[2], RawValue::Number(RangeLength(range)));
  } else if (!state[0].is(ObjectType::kList) && !state[0].is(ObjectType::kIterator)) {
    return Raise(ErrorKind::kNotIterable, NotIterableMessage(AsValue(state[0])));
  }
  AssignCell(state[1], RawValue::Number(0));
  return true;
}

Branch Machine::ForNext(const Word* pc, RawValue* base, RawValue* /*k*/) {
  RawValue* const state = base + AOf(*pc);
  if (!state[0].is(ObjectType::kIterator)) {
    // The end of a list. A range's state is a number and never gets here.
    if (state[0].is(ObjectType::kList)) return Branch::kJump;
    InvalidBytecode();
    return Branch::kRaised;
  }
  PrepareCallback(TopOf(base));
  // The loop's own iterator: nobody sees it go on, nor after an error.
  IteratorStep step = StepIterator(*runtime, std::move(AsValue(state[0])));
  if (step.next.is_raised() || !CheckHeap()) return Branch::kRaised;
  AssignCell(state[0], step.next.Take());
  if (step.element.is_unbound()) return Branch::kJump;
  base[BOf(*pc)] = step.element.Take();
  return Branch::kNext;
}

// --- Tests
// ------------------------------------------------------------------------------------------

Branch Machine::TestKind(const Word* pc, RawValue* base, RawValue* /*k*/) {
  const RawValue subject = base[AOf(*pc)];
  bool fits = false;
  switch (static_cast<PatternTest>(BOf(*pc))) {
    case PatternTest::kTriumph:
      fits = subject.is(ObjectType::kTriumph);
      break;
    case PatternTest::kMishap:
      fits = subject.is(ObjectType::kMishap);
      break;
    case PatternTest::kPresent:
      fits = subject.is(ObjectType::kPresent);
      break;
    case PatternTest::kAbsent:
      fits = subject.is_absent();
      break;
    case PatternTest::kNothing:
      fits = subject.is_nothing();
      break;
    case PatternTest::kTrue:
      fits = subject.bits == RawValue::kTrue;
      break;
    case PatternTest::kFalse:
      fits = subject.bits == RawValue::kFalse;
      break;
  }
  return fits ? Branch::kNext : Branch::kJump;
}

Branch Machine::TestCase(const Word* pc, RawValue* base, RawValue* /*k*/) {
  const RawValue subject = base[AOf(*pc)];
  const RawValue named = base[BOf(*pc)];
  if (!subject.is(ObjectType::kVariantValue)) return Branch::kJump;
  const VariantValue* value = subject.as<VariantValue>();
  bool fits = false;
  if (named.is(ObjectType::kConstructor)) {
    fits = named.as<Constructor>()->definition == value->definition &&
           named.as<Constructor>()->case_index == value->case_index && value->count() == pc[1];
  } else if (named.is(ObjectType::kVariantValue)) {
    const VariantValue* unit = named.as<VariantValue>();
    fits = pc[1] == 0 && unit->definition == value->definition &&
           unit->case_index == value->case_index && !unit->case_info().constructor;
  }
  return fits ? Branch::kNext : Branch::kJump;
}

namespace {

// Whether an entry asks subjects to equal it.
bool IsVariantEntry(const RawValue* entry) {
  return !entry[0].is_unbound() && (EntryFlags(entry[1]) & kEntryVariant) != 0;
}

Branch JumpUnless(Branch equal) {
  if (equal == Branch::kRaised) return equal;
  return equal == Branch::kJump ? Branch::kNext : Branch::kJump;
}

}  // namespace

Branch Machine::TestGlobalCase(const Word* pc, RawValue* base, RawValue* k) {
  const RawValue* entry = GlobalsOf(k) + 2 * std::size_t{pc[1]};
  if (!IsVariantEntry(entry)) return Branch::kNext;
  return JumpUnless(IsEqual(base[AOf(*pc)], entry[0]));
}

Branch Machine::TestNamedCase(const Word* pc, RawValue* base, RawValue* /*k*/) {
  const RawValue holder = base[BOf(*pc)];
  if (!holder.is(ObjectType::kCell) || std::uint64_t{pc[1]} + 1 >= holder.as<Cell>()->count) {
    InvalidBytecode();
    return Branch::kRaised;
  }
  const auto* entry = reinterpret_cast<const RawValue*>(holder.as<Cell>()->slots()) + pc[1];
  if (!IsVariantEntry(entry)) return Branch::kNext;
  return JumpUnless(IsEqual(base[AOf(*pc)], entry[0]));
}

// --- Taking apart
// -----------------------------------------------------------------------------------

bool Machine::GetBoxed(const Word* pc, RawValue* base, RawValue* /*k*/) {
  const RawValue box = base[BOf(*pc)];
  if (!box.is(ObjectType::kTriumph) && !box.is(ObjectType::kMishap) &&
      !box.is(ObjectType::kPresent)) {
    return InvalidBytecode();
  }
  const RawValue content = box.as<Box>()->value.raw();
  if (!CountOwner(content)) return OutOfMemory();
  AssignCell(base[AOf(*pc)], content);
  return true;
}

bool Machine::GetCaseField(const Word* pc, RawValue* base, RawValue* /*k*/) {
  const RawValue subject = base[BOf(*pc)];
  if (!subject.is(ObjectType::kVariantValue) || pc[1] >= subject.as<VariantValue>()->count()) {
    return InvalidBytecode();
  }
  const RawValue field = subject.as<VariantValue>()->fields()[pc[1]].raw();
  if (!CountOwner(field)) return OutOfMemory();
  AssignCell(base[AOf(*pc)], field);
  return true;
}

}  // namespace quicksilver
