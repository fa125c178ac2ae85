// Any bytes as source text, and generated programs as tokens.

#include "properties/arbitraries/programs.h"
#include "properties/arbitraries/property.h"
#include "properties/generators/source_text.h"
#include "properties/oracles/components/source_check.h"

namespace quicksilver::properties {
namespace {

TEST(SourceProperty, IsRefusedWithAPlaceOrIsAProgramThatPrints) {
  ForAll<SourceText>(3000, [](const SourceText& source) { return CheckSource(source.text); });
}

TEST(LexerProperty, TokensSpellTheTextOfPrograms) {
  ForAllInputs<ReducibleProgram>(400, [](const ReducibleProgram& program) {
    return CheckSource(program.program.program.source());
  });
}

}  // namespace
}  // namespace quicksilver::properties
