#include "engine/syntax/lexer.h"

#include <array>
#include <fmt/format.h>
#include <string>

#include "engine/base/number_text.h"
#include "engine/base/utf8.h"

namespace quicksilver {
namespace {

enum CharClass : std::uint8_t {
  kBad,  // starts no token
  kBlank,
  kLineFeed,
  kWordStart,
  kDigit,
  kSign,
  kQuote,
  kApostrophe,
  kHash,
  kHigh,  // not ASCII
};

constexpr std::array<CharClass, 256> MakeCharClasses() {
  std::array<CharClass, 256> classes{};
  for (int byte = 0; byte < 256; ++byte) {
    if (byte >= 0x80) {
      classes[byte] = kHigh;
    } else if ((byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_') {
      classes[byte] = kWordStart;
    } else if (byte >= '0' && byte <= '9') {
      classes[byte] = kDigit;
    }
  }
  for (const char blank : {' ', '\t', '\r'}) classes[blank] = kBlank;
  for (const char sign : std::string_view("()[]{},:.?|+-*/%=!<>")) classes[sign] = kSign;
  classes['\n'] = kLineFeed;
  classes['"'] = kQuote;
  classes['\''] = kApostrophe;
  classes['#'] = kHash;
  return classes;
}

constexpr std::array<CharClass, 256> kClasses = MakeCharClasses();

CharClass ClassOf(char character) { return kClasses[static_cast<unsigned char>(character)]; }

bool IsWordByte(char character) {
  const CharClass kind = ClassOf(character);
  return kind == kWordStart || kind == kDigit;
}

int HexDigit(char character) {
  if (character >= '0' && character <= '9') return character - '0';
  if (character >= 'a' && character <= 'f') return character - 'a' + 10;
  if (character >= 'A' && character <= 'F') return character - 'A' + 10;
  return -1;
}

class Lexer {
 public:
  Lexer(std::string_view source, Arena& arena, Interner& interner, TokenList& list)
      : start_(source.data()),
        at_(source.data()),
        end_(source.data() + source.size()),
        arena_(arena),
        interner_(interner),
        list_(list) {}

  void Run() {
    while (!failed_ && at_ != end_) LexToken();
    Add(TokenKind::kEndOfInput, Here());
  }

  // The text is longer than spans can count.
  void RefuseLength(std::uint64_t longest) {
    Fail(0, 0, fmt::format("Source text is longer than {} characters", longest));
    Add(TokenKind::kEndOfInput, 0);
  }

 private:
  // The code points before `at`, where `at` is at or after the last counted place.
  std::uint32_t Offset(const char* at) const {
    return static_cast<std::uint32_t>(static_cast<std::size_t>(at - start_) - extra_bytes_);
  }
  std::uint32_t Here() const { return Offset(at_); }

  void Add(TokenKind kind, std::uint32_t begin, std::uint32_t payload = 0) {
    // Built in place, as everywhere on the way from text to code: to copy at once what has just
    // been written piece by piece makes a processor wait for the pieces.
    list_.tokens.emplace_back(begin, Here(), payload, kind, line_start_);
    line_start_ = false;
  }

  void Fail(std::uint32_t begin, std::uint32_t end, std::string message) {
    const LineTable lines(list_.line_starts);
    list_.error = {std::move(message), {begin, end}, lines.PositionOf(begin)};
    list_.tokens.emplace_back(begin, end, 0u, TokenKind::kInvalid, line_start_);
    line_start_ = false;
    failed_ = true;
  }

  std::string_view CopyToArena(std::string_view text) {
    const std::span<char> copy = arena_.Copy(std::span<const char>(text.data(), text.size()));
    return {copy.data(), copy.size()};
  }

  // Steps over the code point at `at_`, which is not ASCII. False where it is not valid.
  bool StepOverHigh() {
    const unsigned length = DecodeUtf8(at_, end_).length;
    if (length == 0) {
      Fail(Here(), Here() + 1, "Invalid UTF-8");
      return false;
    }
    at_ += length;
    extra_bytes_ += length - 1;
    return true;
  }

  void StepOverLineFeed() {
    ++at_;
    list_.line_starts.push_back(Here());
  }

  void LexToken() {
    switch (ClassOf(*at_)) {
      case kBlank:
        ++at_;
        return;
      case kLineFeed:
        StepOverLineFeed();
        line_start_ = true;
        return;
      case kWordStart:
        return LexWord();
      case kDigit:
        return LexNumber();
      case kSign:
        return LexSign();
      case kQuote:
        return LexText();
      case kApostrophe:
        return LexLifetime();
      case kHash:
        return LexComment();
      case kHigh: {
        const DecodedCodePoint decoded = DecodeUtf8(at_, end_);
        if (decoded.length != 0 && IsLetter(decoded.code_point)) return LexWord();
        return RefuseCharacter();
      }
      case kBad:
        return RefuseCharacter();
    }
  }

  void RefuseCharacter() {
    const DecodedCodePoint decoded = DecodeUtf8(at_, end_);
    const std::uint32_t begin = Here();
    if (decoded.length == 0) return Fail(begin, begin + 1, "Invalid UTF-8");
    if (decoded.code_point > ' ' && decoded.code_point < 0x7F) {
      return Fail(begin, begin + 1, fmt::format("Unexpected character '{}'", *at_));
    }
    Fail(begin, begin + 1,
         fmt::format("Unexpected character U+{:04X}",
                     static_cast<std::uint32_t>(decoded.code_point)));
  }

  // Moves `at_` to the end of the word that begins or goes on there.
  void StepOverWord() {
    while (at_ != end_) {
      if (IsWordByte(*at_)) {
        ++at_;
        continue;
      }
      if (ClassOf(*at_) != kHigh) return;
      const DecodedCodePoint decoded = DecodeUtf8(at_, end_);
      if (decoded.length == 0 || !IsLetter(decoded.code_point)) return;
      at_ += decoded.length;
      extra_bytes_ += decoded.length - 1;
    }
  }

  bool StartsWord(const char* at) const {
    if (at == end_) return false;
    if (ClassOf(*at) == kWordStart) return true;
    if (ClassOf(*at) != kHigh) return false;
    const DecodedCodePoint decoded = DecodeUtf8(at, end_);
    return decoded.length != 0 && IsLetter(decoded.code_point);
  }

  void LexWord() {
    const std::uint32_t begin = Here();
    const char* const word_start = at_;
    StepOverWord();
    const std::string_view word(word_start, static_cast<std::size_t>(at_ - word_start));
    const TokenKind kind = FindKeyword(word);
    // After `.` every word is a plain name, so it cannot be half of an operator.
    const bool after_dot = !list_.tokens.empty() && list_.tokens.back().kind == TokenKind::kDot;
    if (!after_dot && LexTwoWords(word, kind, begin)) return;
    if (kind != TokenKind::kName) return Add(kind, begin);
    Add(kind, begin, static_cast<std::uint32_t>(interner_.Intern(word)));
  }

  bool LexTwoWords(std::string_view word, TokenKind kind, std::uint32_t begin) {
    if (kind == TokenKind::kIs) return LexSecondWord("not", TokenKind::kIsNot, begin);
    if (kind != TokenKind::kName) return false;
    if (word == "greater") return LexSecondWord("than", TokenKind::kGreaterThan, begin);
    if (word == "less") return LexSecondWord("than", TokenKind::kLessThan, begin);
    if (word != "at") return false;
    return LexSecondWord("least", TokenKind::kAtLeast, begin) ||
           LexSecondWord("most", TokenKind::kAtMost, begin);
  }

  bool LexSecondWord(std::string_view second, TokenKind kind, std::uint32_t begin) {
    const char* at = at_;
    while (at != end_ && ClassOf(*at) == kBlank) ++at;
    if (!std::string_view(at, static_cast<std::size_t>(end_ - at)).starts_with(second)) {
      return false;
    }
    at += second.size();
    if (StartsWord(at) || (at != end_ && ClassOf(*at) == kDigit)) return false;
    at_ = at;
    Add(kind, begin);
    return true;
  }

  void StepOverDigits() {
    while (at_ != end_ && ClassOf(*at_) == kDigit) ++at_;
  }

  // A digit stands `ahead` bytes further.
  bool DigitAhead(std::ptrdiff_t ahead) const {
    return end_ - at_ > ahead && ClassOf(at_[ahead]) == kDigit;
  }

  void LexNumber() {
    const std::uint32_t begin = Here();
    const char* const number_start = at_;
    StepOverDigits();
    const char* const whole_end = at_;
    if (at_ != end_ && *at_ == '.' && DigitAhead(1)) {
      ++at_;
      StepOverDigits();
    }
    if (at_ != end_ && (*at_ == 'e' || *at_ == 'E')) {
      const bool has_sign = end_ - at_ > 1 && (at_[1] == '+' || at_[1] == '-');
      if (DigitAhead(has_sign ? 2 : 1)) {
        at_ += has_sign ? 2 : 1;
        StepOverDigits();
      }
    }
    if (StartsWord(at_)) {
      return Fail(Here(), Here() + 1, "A letter directly follows a number");
    }
    double value = 0;
    if (at_ == whole_end && whole_end - number_start <= 15) {
      std::uint64_t whole = 0;
      for (const char* digit = number_start; digit != at_; ++digit) {
        whole = whole * 10 + static_cast<std::uint64_t>(*digit - '0');
      }
      value = static_cast<double>(whole);
    } else {
      const auto parsed = ParseNumber({number_start, static_cast<std::size_t>(at_ - number_start)});
      if (!parsed) return Fail(begin, Here(), "Number is too large");
      value = *parsed;
    }
    list_.numbers.push_back(value);
    Add(TokenKind::kNumber, begin, static_cast<std::uint32_t>(list_.numbers.size() - 1));
  }

  void LexSign() {
    const std::uint32_t begin = Here();
    const char next = end_ - at_ > 1 ? at_[1] : '\0';
    const auto add = [this, begin](TokenKind kind, int length) {
      at_ += length;
      Add(kind, begin);
    };
    switch (*at_) {
      case '(':
        return add(TokenKind::kLeftParen, 1);
      case ')':
        return add(TokenKind::kRightParen, 1);
      case '[':
        return add(TokenKind::kLeftBracket, 1);
      case ']':
        return add(TokenKind::kRightBracket, 1);
      case '{':
        return add(TokenKind::kLeftBrace, 1);
      case '}':
        return add(TokenKind::kRightBrace, 1);
      case ',':
        return add(TokenKind::kComma, 1);
      case ':':
        return add(TokenKind::kColon, 1);
      case '.':
        if (next == '.' && end_ - at_ > 2 && at_[2] == '.') return add(TokenKind::kEllipsis, 3);
        return add(TokenKind::kDot, 1);
      case '?':
        return add(TokenKind::kQuestion, 1);
      case '|':
        return add(TokenKind::kPipe, 1);
      case '+':
        return add(TokenKind::kPlus, 1);
      case '-':
        return next == '>' ? add(TokenKind::kArrow, 2) : add(TokenKind::kMinus, 1);
      case '*':
        return add(TokenKind::kStar, 1);
      case '/':
        return add(TokenKind::kSlash, 1);
      case '%':
        return add(TokenKind::kPercent, 1);
      case '<':
        return next == '=' ? add(TokenKind::kLessEqual, 2) : add(TokenKind::kLess, 1);
      case '>':
        return next == '=' ? add(TokenKind::kGreaterEqual, 2) : add(TokenKind::kGreater, 1);
      case '=':
        return next == '=' ? add(TokenKind::kEqualEqual, 2) : RefuseCharacter();
      default:  // '!'
        return next == '=' ? add(TokenKind::kBangEqual, 2) : RefuseCharacter();
    }
  }

  void LexText() {
    const std::uint32_t begin = Here();
    ++at_;
    const char* piece = at_;  // what has not been copied to `unescaped_` yet
    bool has_escapes = false;
    unescaped_.clear();
    while (at_ != end_ && *at_ != '"') {
      if (*at_ == '\\') {
        unescaped_.append(piece, at_);
        has_escapes = true;
        if (!LexEscape()) return;
        piece = at_;
      } else if (*at_ == '\n') {
        StepOverLineFeed();
      } else if (ClassOf(*at_) == kHigh) {
        if (!StepOverHigh()) return;
      } else {
        ++at_;
      }
    }
    if (at_ == end_) return Fail(begin, Here(), "Unterminated text");
    if (has_escapes) unescaped_.append(piece, at_);
    const std::string_view raw(piece, static_cast<std::size_t>(at_ - piece));
    ++at_;
    list_.texts.push_back(CopyToArena(has_escapes ? unescaped_ : raw));
    Add(TokenKind::kText, begin, static_cast<std::uint32_t>(list_.texts.size() - 1));
  }

  // At a backslash inside a text. False after an error.
  bool LexEscape() {
    const std::uint32_t begin = Here();
    ++at_;
    // The text ends inside the escape: LexText says so.
    if (at_ == end_) return true;
    switch (*at_) {
      case 'n':
        unescaped_ += '\n';
        break;
      case 't':
        unescaped_ += '\t';
        break;
      case 'r':
        unescaped_ += '\r';
        break;
      case '0':
        unescaped_ += '\0';
        break;
      case '\\':
      case '"':
        unescaped_ += *at_;
        break;
      case 'u':
        return LexUnicodeEscape(begin);
      default:
        if (ClassOf(*at_) == kHigh) {
          const char* const escaped = at_;
          if (!StepOverHigh()) return false;
          Fail(begin, Here(), fmt::format("Unknown escape '\\{}'", std::string(escaped, at_)));
        } else if (*at_ < ' ' || *at_ == 0x7F) {
          Fail(begin, begin + 2, "Unknown escape: a backslash before a control character");
        } else {
          Fail(begin, begin + 2, fmt::format("Unknown escape '\\{}'", *at_));
        }
        return false;
    }
    ++at_;
    return true;
  }

  bool LexUnicodeEscape(std::uint32_t begin) {
    ++at_;
    char32_t code_point = 0;
    int digits = 0;
    bool well_formed = at_ != end_ && *at_ == '{';
    if (well_formed) {
      ++at_;
      for (; at_ != end_ && digits < 7 && HexDigit(*at_) >= 0; ++at_, ++digits) {
        code_point = code_point << 4 | static_cast<char32_t>(HexDigit(*at_));
      }
      well_formed = digits >= 1 && digits <= 6 && at_ != end_ && *at_ == '}';
    }
    if (!well_formed) {
      Fail(begin, Here(), "Expected 1 to 6 hex digits in braces after '\\u'");
      return false;
    }
    ++at_;
    if (code_point > kLastCodePoint || (code_point >= 0xD800 && code_point <= 0xDFFF)) {
      Fail(begin, Here(),
           fmt::format("U+{:04X} is not a character", static_cast<std::uint32_t>(code_point)));
      return false;
    }
    AppendUtf8(unescaped_, code_point);
    return true;
  }

  void LexLifetime() {
    const std::uint32_t begin = Here();
    ++at_;
    if (!StartsWord(at_)) return Fail(begin, Here(), "Expected a name after \"'\"");
    const char* const name = at_;
    StepOverWord();
    const Symbol symbol = interner_.Intern({name, static_cast<std::size_t>(at_ - name)});
    Add(TokenKind::kLifetime, begin, static_cast<std::uint32_t>(symbol));
  }

  void LexComment() {
    const std::uint32_t begin = Here();
    const char* const comment = at_;
    // A line's first token has not come yet when the line feed before it is still to be told.
    const bool own_line = line_start_ || list_.tokens.empty();
    const char* text_end = at_;
    std::uint32_t span_end = begin;
    while (at_ != end_ && *at_ != '\n') {
      const bool blank = ClassOf(*at_) == kBlank;
      if (ClassOf(*at_) != kHigh) {
        ++at_;
      } else if (!StepOverHigh()) {
        return;
      }
      if (!blank) {
        text_end = at_;
        span_end = Here();
      }
    }
    list_.comments.push_back({{begin, span_end},
                              CopyToArena({comment, static_cast<std::size_t>(text_end - comment)}),
                              own_line});
  }

  const char* const start_;
  const char* at_;
  const char* const end_;
  std::size_t extra_bytes_ = 0;  // bytes before `at_` beyond one per code point
  bool line_start_ = false;
  bool failed_ = false;
  std::string unescaped_;
  Arena& arena_;
  Interner& interner_;
  TokenList& list_;
};

}  // namespace

void Lex(std::string_view source, Arena& arena, Interner& interner, TokenList& list,
         std::uint64_t longest_source) {
  list.tokens.clear();
  list.numbers.clear();
  list.texts.clear();
  list.comments.clear();
  list.line_starts.assign(1, 0);
  Lexer lexer(source, arena, interner, list);
  if (source.size() > longest_source && CountCodePoints(source) > longest_source) {
    return lexer.RefuseLength(longest_source);
  }
  lexer.Run();
}

LexedText::LexedText(std::string_view source, std::uint64_t longest_source) {
  interner.Start(arena, symbols);
  Lex(source, arena, interner, list, longest_source);
}

}  // namespace quicksilver
