# Sourced by the gate: keeps what each of its parts came to, and writes it as JUnit XML and Markdown.
#
# $report/<part>.log holds what a part printed; it is there for whoever reads the report.

report=build/gate
report_rows=()  # part, tab, verdict, tab, seconds
rm -rf "$report"
mkdir -p "$report"

# part NAME COMMAND...: runs it and shows what it prints, which is kept; leaves its status in `status`
# and the seconds it took in `part_seconds`.
part() {
  local begin=$SECONDS
  part_name=$1
  part_log=$report/$1.log
  shift
  printf '== %s\n' "$part_name"
  status=0
  "$@" 2>&1 </dev/null | tee "$part_log" || status=${PIPESTATUS[0]}
  part_seconds=$((SECONDS - begin))
}

# keep VERDICT: what the part that ran last came to; `ok` or what is wrong.
keep() { report_rows+=("$part_name"$'\t'"$1"$'\t'"$part_seconds"); }

# Text for XML: what it has no way to contain is left out.
escape_xml() {
  iconv -c -f utf-8 -t utf-8 | tr -d '\000-\010\013\014\016-\037' |
    sed -e 's/&/\&amp;/g' -e 's/</\&lt;/g' -e 's/>/\&gt;/g' -e 's/"/\&quot;/g'
}

# The last lines of a part, as many as somebody reads.
show_end() { tail -n 60 "$report/$1.log"; }

# write_report VERDICT: junit.xml and summary.md.
write_report() {
  local row name verdict seconds failures=0 errors=0 revision
  revision=$(git rev-parse --short HEAD 2>/dev/null || echo 'no revision')
  for row in "${report_rows[@]}"; do
    IFS=$'\t' read -r name verdict seconds <<<"$row"
    case $verdict in
      ok) ;;
      divergence | crash) failures=$((failures + 1)) ;;
      *) errors=$((errors + 1)) ;;
    esac
  done
  {
    printf '<?xml version="1.0" encoding="UTF-8"?>\n'
    printf '<testsuite name="gate" tests="%d" failures="%d" errors="%d" time="%d">\n' \
      "${#report_rows[@]}" "$failures" "$errors" $((SECONDS - started))
    for row in "${report_rows[@]}"; do
      IFS=$'\t' read -r name verdict seconds <<<"$row"
      printf '<testcase classname="gate" name="%s" time="%d">' "$name" "$seconds"
      case $verdict in
        ok) printf '<system-out>' && show_end "$name" | escape_xml && printf '</system-out>' ;;
        divergence | crash)
          printf '<failure type="%s" message="%s">' "$verdict" "$verdict in $name"
          show_end "$name" | escape_xml && printf '</failure>'
          ;;
        *)
          printf '<error type="%s" message="%s">' "$verdict" "$verdict in $name"
          show_end "$name" | escape_xml && printf '</error>'
          ;;
      esac
      printf '</testcase>\n'
    done
    printf '</testsuite>\n'
  } >"$report/junit.xml"
  {
    printf '# Equivalence gate: %s\n\n%s, %d s\n\n' "$1" "$revision" $((SECONDS - started))
    printf '| part | verdict | s | last line |\n|---|---|---:|---|\n'
    for row in "${report_rows[@]}"; do
      IFS=$'\t' read -r name verdict seconds <<<"$row"
      printf '| %s | %s | %s | %s |\n' "$name" "$verdict" "$seconds" \
        "$(tail -n 1 "$report/$name.log" | sed 's/|/\\|/g')"
    done
    for row in "${report_rows[@]}"; do
      IFS=$'\t' read -r name verdict seconds <<<"$row"
      [ "$verdict" != ok ] || continue
      printf '\n## %s: %s\n\n' "$name" "$verdict"
      show_end "$name" | sed 's/^/    /'
    done
  } >"$report/summary.md"
}
