#!/usr/bin/env bash
# Writes the boundary programs next to itself: programs whose size or depth lies just below, at and
# above a limit of the definition or of a plausible encoding (8, 16 and 32 bit operands).
# Needs bash and awk only; the output is the same on every machine. Run it after a change and commit
# what it wrote.
set -euo pipefail
export LC_ALL=C
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
rm -f "$here"/*.gw

# emit NAME EXPECTATION CLAIM SECTION: writes the header, then standard input as the program.
emit() {
  {
    printf '# expect: %s\n# %s\n# derived: LANGUAGE.md, section %s\n' "$2" "$3" "$4"
    cat
  } >"$here/$1.gw"
}

# lines COUNT FORMAT: FORMAT once for each of 1..COUNT, every @ replaced by the number.
lines() {
  awk -v n="$1" -v f="$2" 'BEGIN {
    numbered = index(f, "@")
    for (i = 1; i <= n; i++) { s = f; if (numbered) gsub(/@/, i, s); print s }
  }'
}

# joined COUNT FORMAT SEPARATOR: the same on one line, without a final newline.
joined() {
  awk -v n="$1" -v f="$2" -v sep="$3" \
    'BEGIN { for (i = 1; i <= n; i++) { s = f; gsub(/@/, i, s); printf "%s%s", (i > 1 ? sep : ""), s } }'
}

# copies COUNT TEXT: TEXT repeated on one line, without a final newline.
copies() { awk -v n="$1" -v t="$2" 'BEGIN { for (i = 0; i < n; i++) printf "%s", t }'; }

sum_to() { echo $(($1 * ($1 + 1) / 2)); }

# --- Live values in one frame -----------------------------------------------------------------

for n in 255 256 257 300; do
  {
    echo "chant f(k) then"
    lines "$n" "  bind v@ to k + @"
    echo "  yield $(joined "$n" "v@" " + ")"
    echo "end"
    echo "[f(0), f(1)]"
  } | emit "locals_$n" "List[Number($(sum_to "$n")), Number($(($(sum_to "$n") + n)))]" \
    "$n locals of one chant are live until all are summed" 8

  {
    echo "chant f(a, b) then"
    echo "  yield a + b"
    echo "end"
    echo "$(joined "$n" "f(@" ", "), 0$(copies "$n" ")")"
  } | emit "nested_call_arguments_$n" "Number($(sum_to "$n"))" \
    "$n calls are open at once, each holding its callee and first argument" 8

  {
    echo "chant f(k) then"
    lines "$n" "  weave v@ as k + @"
    echo "  chant bump() then"
    lines "$n" "    set v@ to v@ + 1"
    echo "    yield v$n"
    echo "  end"
    echo "  bump()"
    echo "  yield [bump(), $(joined "$n" "v@" " + ")]"
    echo "end"
    echo "f(0)"
  } | emit "captured_variables_$n" "List[Number($((n + 2))), Number($(($(sum_to "$n") + 2 * n)))]" \
    "one chant captures and sets $n variables of another" 4
done

for n in 254 255 256 257 300; do
  {
    echo "chant f($(joined "$n" "p@" ", ")) then"
    echo "  yield [p1, p2, p$n, $(joined "$n" "p@" " + ")]"
    echo "end"
    echo "f($(joined "$n" "@" ", "))"
  } | emit "parameters_$n" "List[Number(1), Number(2), Number($n), Number($(sum_to "$n"))]" \
    "a chant of $n parameters is called with $n arguments" 8

  {
    echo "chant f($(joined "$n" "p@" ", ")) then"
    echo "  yield p$n"
    echo "end"
    echo "f($(joined "$((n - 1))" "@" ", "))"
  } | emit "one_argument_short_of_$n" "error ArityMismatch at 7:1" \
    "a chant of $n parameters is called with one argument less" 5

  {
    echo "chant f(first, ...others) then"
    echo "  yield [first, length(others), others[0], list_last(others)]"
    echo "end"
    echo "f($(joined "$n" "@" ", "))"
  } | emit "rest_arguments_$n" "List[Number(1), Number($((n - 1))), Number(2), Number($n)]" \
    "a rest parameter takes all but the first of $n arguments" 8
done

# --- Literals ---------------------------------------------------------------------------------

for n in 253 254 255 256 257 258 300; do
  {
    echo "bind xs to [$(joined "$n" "@" ", ")]"
    echo "[length(xs), xs[0], xs[$((n - 1))], list_sum(xs)]"
  } | emit "list_literal_$n" \
    "List[Number($n), Number(1), Number($n), Number($(sum_to "$n"))]" "a list literal of $n elements" 8
  {
    echo "bind k to 1"
    echo "list_sum([$(joined "$n" "k * @" ", ")])"
  } | emit "computed_list_$n" "Number($(sum_to "$n"))" "a list literal of $n computed elements" 8
done

{
  echo "bind xs to [$(awk 'BEGIN { for (i = 0; i < 70000; i++) printf "%s%d", (i % 100 ? "," : (i ? ",\n" : "")), i % 100 }')]"
  echo "[length(xs), xs[0], xs[65535], xs[65536], xs[69999], list_sum(xs)]"
} | emit list_literal_70000 \
  "List[Number(70000), Number(0), Number(35), Number(36), Number(99), Number(3465000)]" \
  "a list literal of 70,000 elements" 8

for n in 255 256 257 300; do
  {
    echo "bind m to {$(joined "$n" "k@: @" ", ")}"
    echo "[map_size(m), m.k1, m.k$n, list_sum(map_values(m)), list_first(map_keys(m))]"
  } | emit "map_literal_$n" \
    "List[Number($n), Number(1), Number($n), Number($(sum_to "$n")), Text(\"k1\")]" "a map literal of $n entries" 8
done

{
  echo "bind t to \"$(copies 100000 a)\""
  echo "[length(t), t[99999], t is repeat(\"a\", 100000)]"
} | emit text_literal_100000 'List[Number(100000), Text("a"), Truth(true)]' \
  "a text literal of 100,000 code points" 1

{
  echo "bind t to \"$(copies 300 '\\u{1F600}')x\""
  echo '[length(t), t[300], t[255] is "\u{1F600}", t[256] is t[257], length(t[299])]'
} | emit text_of_300_wide_code_points \
  'List[Number(301), Text("x"), Truth(true), Truth(true), Number(1)]' \
  "texts are indexed by code points of four bytes each" 6

{
  echo "bind $(copies 10000 n) to 5"
  echo "$(copies 10000 n) + 1"
} | emit name_of_10000_letters "Number(6)" "a name may be 10,000 letters long" 1

{
  echo 'bind t to ""'
  echo 'bind n to length(t)'
  echo 't[n]'
} | emit index_of_the_empty_text "error IndexOutOfBounds at 6:1" "the empty text has no index 0" 6

for n in 65535 65536 65537 70000; do
  {
    echo "weave s as 0"
    awk -v n="$n" 'BEGIN {
      for (i = 1; i <= n; i++) printf "%s%d%s", (i % 100 == 1 ? "set s to s+" : "+"), i, (i % 100 == 0 || i == n ? "\n" : "")
    }'
    echo "s"
  } | emit "constants_$n" "Number($(sum_to "$n"))" "$n distinct numbers besides 0 in one program" 8
done

# --- Jumps ------------------------------------------------------------------------------------

for n in 30 60 120 250 8000 16000 32768 70000; do
  {
    echo "weave x as 0"
    echo "weave i as 0"
    echo "whilst i < 2 then"
    echo "set i to i+1"
    # Assignments only, as long as the file stays small; then one in 16 statements.
    awk -v n="$n" 'BEGIN { for (i = 1; i <= n; i++) print (n < 20000 || i % 16 == 0) ? "set x to x+1" : "-x" }'
    echo "end"
    echo "[i, x]"
  } | emit "whilst_body_$n" "List[Number(2), Number($((n < 20000 ? 2 * n : n / 16 * 2)))]" \
    "a loop jumps back over a body of $n statements" 8

  {
    echo "weave x as 1"
    echo "should x is 2 then"
    lines "$n" "-x"
    echo "set x to 100"
    echo "otherwise"
    echo "set x to x + 5"
    echo "end"
    echo "x"
  } | emit "should_body_$n" "Number(6)" "a condition skips a block of $n statements" 8

  {
    echo "weave hits as 0"
    echo "weave last as 0"
    echo "for each k in range(0, 10) then"
    echo "set last to k"
    echo "should k is 0 then continue end"
    echo "should k is 3 then break end"
    lines "$n" "-k"
    echo "set hits to hits + 1"
    echo "end"
    echo "[last, hits]"
  } | emit "break_and_continue_over_$n" "List[Number(3), Number(2)]" \
    "break and continue jump over $n statements of a loop" 8

  {
    echo "weave x as 0"
    echo "attempt"
    echo "set x to 1"
    lines "$n" "-x"
    echo "set x to x + 1"
    echo "1 / 0"
    echo "harmonize on TypeError then"
    echo "set x to 50"
    echo "harmonize on DivisionByZero then"
    echo "set x to x + 10"
    echo "end"
    echo "x"
  } | emit "attempt_body_$n" "Number(12)" \
    "an error at the end of an attempt of $n statements finds its handler" 8
done

for n in 250 32768; do
  {
    echo "chant f(x) then"
    echo "weave y as x"
    echo "should x is 1 then"
    echo "set y to 7"
    echo "otherwise"
    lines "$n" "-y"
    echo "set y to y + 5"
    echo "end"
    echo "yield y"
    echo "end"
    echo "[f(1), f(2)]"
  } | emit "otherwise_body_$n" "List[Number(7), Number(7)]" \
    "a taken block jumps over an otherwise block of $n statements of locals" 8
done

for n in 250 10010; do
  {
    echo "weave x as 0"
    lines "$n" "x is 1 or"
    echo "x is 0"
  } | emit "or_chain_$n" "$([ "$n" -gt 9999 ] && echo "error SyntaxError" || echo "Truth(true)")" \
    "a chain of $n or is evaluated to its end or is nested too deep" 10
done

{
  lines 70000 "1"
  echo "1 + 1 / 0"
} | emit error_on_line_70004 "error DivisionByZero at 70004:5" \
  "an error on a line beyond 65,535 has that line" 10

{
  echo "length(\"$(copies 70000 a)\") + 1 / 0"
} | emit error_in_column_70014 "error DivisionByZero at 4:70014" \
  "an error in a column beyond 65,535 has that column" 10

# --- Many declarations --------------------------------------------------------------------------

{
  lines 300 "bind g@ to @"
  joined 300 "g@" " + "
  echo
} | emit globals_300 "Number($(sum_to 300))" "300 globals are summed" 4

{
  lines 300 "chant c@(x) then x + @ end"
  echo "weave s as 0"
  lines 300 "set s to c@(s)"
  echo "s"
} | emit chants_300 "Number($(sum_to 300))" "300 chants are called in turn" 4

{
  echo "chant f(n) then"
  echo "  match n with"
  lines 300 "    when @ then @ * 2"
  echo "    otherwise then -1"
  echo "  end"
  echo "end"
  echo "weave s as 0"
  echo "for each n in range(1, 301) then"
  echo "  set s to s + f(n)"
  echo "end"
  echo "[s, f(0), f(257), f(300), f(301), f(2.5)]"
} | emit match_arms_300 \
  "List[Number($((2 * $(sum_to 300)))), Number(-1), Number(514), Number(600), Number(-1), Number(-1)]" \
  "a match of 300 arms" 6

{
  echo "variant E then"
  lines 299 "  Case@(n: Number)"
  echo "  Unit"
  echo "end"
  echo "chant value(e) then"
  echo "  match e with"
  lines 299 "    when Case@(n) then n * @"
  echo "    when Unit then 0"
  echo "  end"
  echo "end"
  echo "[value(Case1(5)), value(Case255(1)), value(Case256(1)), value(Case257(2)), value(Case299(1)), value(Unit), Case258(1), Unit is Case1(1)]"
} | emit variant_cases_300 \
  "List[Number(5), Number(255), Number(256), Number(514), Number(299), Number(0), Variant E.Case258(Number(1)), Truth(false)]" \
  "a variant of 300 cases, matched by as many arms" 6

{
  echo "form F with"
  lines 300 "  f@ as Number"
  echo "end"
  echo "weave p as F { $(joined 300 "f@: @" ", ") }"
  echo "bind old to p"
  echo "set p.f257 to 0"
  echo "[$(joined 300 "p.f@" " + "), p.f1, p.f256, p.f300, old.f257, old is p]"
} | emit form_fields_300 \
  "List[Number($(($(sum_to 300) - 257))), Number(1), Number(256), Number(300), Number(257), Truth(false)]" \
  "a form of 300 fields, all given and read" 6

{
  echo "chant c(a1) then"
  awk 'BEGIN { for (i = 2; i <= 300; i++) printf "yield chant(a%d) then\n", i }'
  echo "yield $(joined 300 "a@" " + ")"
  lines 300 "end"
  echo "weave g as c"
  echo "for each n in range(1, 301) then"
  echo "  set g to g(n)"
  echo "end"
  echo "g"
} | emit nested_closures_300 "Number($(sum_to 300))" \
  "the innermost of 300 nested chants captures a parameter of each" 4

{
  echo "weave x as 0"
  awk 'BEGIN { for (i = 1; i <= 300; i++) printf "should true then\nbind x to x + %d\n", i }'
  echo "x"
  lines 300 "end"
} | emit shadowing_blocks_300 "Number($(sum_to 300))" \
  "300 nested blocks each shadow the name of the block around" 4

# --- Nesting ------------------------------------------------------------------------------------

echo "$(copies 10000 "(")1$(copies 10000 ")")" |
  emit parentheses_10000 "Number(1)" "10,000 open parentheses" 10
echo "$(copies 10001 "(")1$(copies 10001 ")")" |
  emit parentheses_10001 "error SyntaxError" "10,001 open parentheses are nested too deep" 10
echo "$(copies 100000 "(")" |
  emit parentheses_never_closed "error SyntaxError" "100,000 parentheses that nobody closes" 10
echo "$(copies 10000 "not ")true" |
  emit nots_10000 "Truth(true)" "10,000 times not" 10
echo "$(copies 10001 "not ")true" |
  emit nots_10001 "error SyntaxError" "10,001 times not is nested too deep" 10
echo "$(copies 10000 "- ")1" |
  emit minuses_10000 "Number(1)" "10,000 unary minuses" 10
echo "$(copies 10001 "- ")1" |
  emit minuses_10001 "error SyntaxError" "10,001 unary minuses are nested too deep" 10
{
  echo "bind k to 1"
  echo "k$(copies 10000 "+k")"
} | emit pluses_10000 "Number(10001)" "a chain of 10,000 additions is 10,000 levels deep" 10
{
  echo "bind k to 1"
  echo "k$(copies 10001 "+k")"
} | emit pluses_10001 "error SyntaxError" "a chain of 10,001 additions is nested too deep" 10

for n in 9999 10010; do
  {
    echo "chant f(x) then"
    echo "  yield x + 1"
    echo "end"
    echo "$(copies "$n" "f(")0$(copies "$n" ")")"
  } | emit "calls_of_calls_$n" "$([ "$n" -gt 10000 ] && echo "error SyntaxError" || echo "Number($n)")" \
    "$n calls, each the argument of the next" 10
done

for n in 9990 10010; do
  {
    echo "weave xs as $(copies "$n" "[")$(copies "$n" "]")"
    echo "weave levels as 1"
    echo "whilst xs is not [] then"
    echo "  set xs to xs[0]"
    echo "  set levels to levels + 1"
    echo "end"
    echo "levels"
  } | emit "lists_in_lists_$n" "$([ "$n" -gt 10000 ] && echo "error SyntaxError" || echo "Number($n)")" \
    "a literal of $n nested lists" 10

  {
    echo "chant f(x) then"
    echo "  yield x + 1"
    echo "end"
    echo "0$(copies "$n" "|f")"
  } | emit "pipeline_of_$n" "$([ "$n" -gt 10000 ] && echo "error SyntaxError" || echo "Number($n)")" \
    "a pipeline of $n stages" 10

  {
    echo "bind k to 1"
    echo "$(copies "$n" "k+(")0$(copies "$n" ")")"
  } | emit "right_nested_sums_$n" "$([ "$n" -gt 10000 ] && echo "error SyntaxError" || echo "Number($n)")" \
    "$n sums, each the right operand of the one before" 10
done

for n in 5000 10010; do
  {
    echo "bind x to 7"
    lines "$n" "should x then"
    echo "x"
    lines "$n" "end"
  } | emit "should_blocks_$n" "$([ "$n" -gt 10000 ] && echo "error SyntaxError" || echo "Number(7)")" \
    "$n conditions inside one another" 10

  {
    echo "weave x as 0"
    echo "for each i in range(0, $n) then"
    echo "  set x to Triumph(x)"
    echo "end"
    echo "match x with"
    echo "when $(copies "$n" "Triumph(")y$(copies "$n" ")") then"
    echo "[y, x is Triumph(x)]"
    echo "end"
  } | emit "pattern_depth_$n" \
    "$([ "$n" -gt 10000 ] && echo "error SyntaxError" || echo "List[Number(0), Truth(false)]")" \
    "a pattern of $n levels" 10

  {
    echo "bind x: $(copies "$n" "List<")Any$(copies "$n" ">") to 3"
    echo "x"
  } | emit "type_depth_$n" "$([ "$n" -gt 10000 ] && echo "error SyntaxError" || echo "Number(3)")" \
    "a type of $n levels is parsed and ignored" 10
done

{
  echo "chant wrapped(times) then"
  echo "  weave x as []"
  echo "  for each i in range(0, times) then"
  echo "    set x to [x]"
  echo "  end"
  echo "  yield x"
  echo "end"
  echo "bind a to wrapped(100000)"
  echo "bind b to wrapped(100000)"
  echo "[length(to_text(a)), a is b, a is [b], a is wrapped(99999), [a] is [b]]"
} | emit value_of_100000_levels \
  "List[Number(200002), Truth(true), Truth(false), Truth(false), Truth(true)]" \
  "values 100,000 levels deep are compared, written out and dropped" 10

# --- Calls --------------------------------------------------------------------------------------

for n in 9999 10000; do
  {
    echo "chant down(n) then"
    echo "  should n is 0 then"
    echo "    yield 0"
    echo "  end"
    echo "  yield 1 + down(n - 1)"
    echo "end"
    echo "attempt"
    echo "  down($n)"
    echo "harmonize on _ then"
    echo "  -1"
    echo "end"
  } | emit "activations_$((n + 1))" "$([ "$n" = 9999 ] && echo "Number(9999)" || echo "error StackOverflow at 8:13")" \
    "$((n + 1)) activations at once, which attempt does not change" 10
done

{
  echo "chant even(n) then"
  echo "  should n is 0 then"
  echo "    yield 0"
  echo "  end"
  echo "  yield 1 + odd(n - 1)"
  echo "end"
  echo "chant odd(n) then"
  echo "  should n is 0 then"
  echo "    yield 0"
  echo "  end"
  echo "  bind below to even(n - 1)"
  echo "  yield 1 + below"
  echo "end"
  echo "even(9998) + even(9999)"
} | emit activations_twice "Number(19997)" "the depth of one call is given back before the next" 10

{
  echo "chant down(n) then"
  echo "  should n is 0 then"
  echo "    yield Absent"
  echo "  end"
  echo "  bind inner to refine_present(Present(n - 1), down)"
  echo "  yield inner"
  echo "end"
  echo "weave x as down(1000)"
  echo "weave levels as 0"
  echo "whilst is_present(x) then"
  echo "  set x to expect_present(x, \"present\")"
  echo "  set levels to levels + 1"
  echo "end"
  echo "levels"
} | emit callbacks_1000 "Number(1000)" "1,000 callbacks of a builtin inside one another" 10

{
  echo "chant count(n, total) then"
  echo "  should n is 0 then"
  echo "    yield total"
  echo "  end"
  echo "  yield count(n - 1, total + 1)"
  echo "end"
  echo "count(1000000, 0)"
} | emit tail_calls_1000000 "Number(1000000)" "1,000,000 tail calls of a chant by itself" 4

{
  echo "chant even(n) then"
  echo "  should n is 0 then"
  echo "    yield true"
  echo "  end"
  echo "  yield odd(n - 1)"
  echo "end"
  echo "chant odd(n) then"
  echo "  match n with"
  echo "    when 0 then"
  echo "      yield false"
  echo "    otherwise then"
  echo "      yield n - 1 | even"
  echo "  end"
  echo "end"
  echo "[even(1000000), odd(1000000)]"
} | emit mutual_tail_calls_1000000 "List[Truth(true), Truth(false)]" \
  "1,000,000 mutual tail calls, half of them pipelines in a match" 4

{
  echo "embody Count for Number then"
  echo "  chant down(self, total) then"
  echo "    should self is 0 then"
  echo "      yield total"
  echo "    end"
  echo "    for each i in range(0, 1) then"
  echo "      bind less_one to self - 1"
  echo "      yield less_one.down(total + self)"
  echo "    end"
  echo "  end"
  echo "end"
  echo "bind n to 200000"
  echo "n.down(0)"
} | emit method_tail_calls_200000 "Number(20000100000)" "tail calls of a method from inside a loop" 10

{
  echo "weave s as 0"
  echo "for each i in range(0, 1e20) then"
  echo "  should i > 1000 then"
  echo "    break"
  echo "  end"
  echo "  set s to s + i"
  echo "end"
  echo "[s, range(0, 1e20)]"
} | emit endless_range_with_break "List[Number(500500), Range(0, 100000000000000000000)]" \
  "a range of 1e20 numbers is not built" 6

{
  echo 'weave t as "\u{e9}"'
  echo "for each i in range(0, 20) then"
  echo "  set t to t + t"
  echo "end"
  echo '[length(t), t[1048575], length(replace(t, "\u{e9}", "")), starts_with(t, slice(t, 524288, 1048576))]'
} | emit text_doubled_20_times \
  "$(printf 'List[Number(1048576), Text("\303\251"), Number(0), Truth(true)]')" \
  "a text of 1,048,576 code points made by doubling" 7

{
  echo "weave xs as []"
  echo "for each i in range(0, 200000) then"
  echo "  set xs to list_push(xs, i)"
  echo "end"
  echo "for each i in range(0, 200000) then"
  echo "  set xs[i] to xs[i] + 1"
  echo "end"
  echo "[length(xs), list_sum(xs)]"
} | emit list_grown_to_200000 "List[Number(200000), Number(20000100000)]" \
  "a list grows by list_push and is changed in place 200,000 times" 3
