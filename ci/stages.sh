# Sourced by the scripts beside it: runs named stages, quietly while they go well.
#
# A stage's output goes to build/logs/<script>-<number>.log and is shown only when the stage fails,
# followed by the command that repeats it.

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
jobs=$(nproc)
script=ci/$(basename "$0")
stage_number=0
started=$SECONDS
mkdir -p build/logs

# stage NAME COMMAND...: runs the command, ends the script with its status when it fails.
stage() {
  local name=$1 begin=$SECONDS status=0
  shift
  stage_number=$((stage_number + 1))
  stage_log=build/logs/$(basename "$0")-$stage_number.log
  printf '== %s ... ' "$name"
  "$@" >"$stage_log" 2>&1 </dev/null || status=$?
  if [ "$status" -eq 0 ]; then
    printf 'ok, %d s\n' $((SECONDS - begin))
    return
  fi
  printf 'FAILED, %d s\n' $((SECONDS - begin))
  # The lines of a long log that say nothing new are those of what succeeded.
  grep -v -E '^\[[0-9]+/[0-9]+\]|^ *[0-9]+/[0-9]+ Test .* Passed |^ +Start +[0-9]+: ' "$stage_log" | tail -n 200
  printf '%s: stage "%s" failed with status %d (whole log: %s)\nrepeat it with: %s\n' \
    "$script" "$name" "$status" "$stage_log" "$*" >&2
  exit "$status"
}

# build PRESET [TARGET...]: configures and builds one preset, with configure_options.
configure_options=()
build() {
  local preset=$1 target targets=()
  shift
  for target in "$@"; do targets+=(--target "$target"); done
  stage "configure $preset" cmake --preset "$preset" "${configure_options[@]}"
  stage "build $preset${*:+ ($*)}" cmake --build --preset "$preset" --parallel "$jobs" "${targets[@]}"
}
