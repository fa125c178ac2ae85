#!/bin/bash
# Builds the fuzz targets as OSS-Fuzz and ClusterFuzzLite ask for it.
#
# Reads $SRC (the repository is $SRC/quicksilver), $WORK, $OUT, $CC, $CXX, $CFLAGS, $CXXFLAGS,
# $LIB_FUZZING_ENGINE and $SANITIZER, and knows no compiler and no sanitizer itself. Writes to $OUT,
# for each TARGET of fuzz/targets: fuzz_TARGET, fuzz_TARGET_seed_corpus.zip, fuzz_TARGET.options and,
# if it has one, fuzz_TARGET.dict. ci/check-oss-fuzz does here what the platform does there.
set -euo pipefail

repository=$SRC/quicksilver
tree=$WORK/quicksilver-$SANITIZER
targets=()
for options in "$repository"/fuzz/targets/*.options; do targets+=("$(basename "$options" .options)"); done

# No build type: every flag is the platform's.
cmake -S "$repository" -B "$tree" -G Ninja -DCMAKE_BUILD_TYPE=None \
  -DCMAKE_CXX_COMPILER="$CXX" -DCMAKE_CXX_FLAGS="$CXXFLAGS" \
  -DCMAKE_UNITY_BUILD=ON -DCMAKE_UNITY_BUILD_BATCH_SIZE=12 \
  -DQUICKSILVER_FUZZERS_ALONE=ON -DQUICKSILVER_FUZZERS=ON -DQUICKSILVER_ASSERTIONS=ON \
  -DQUICKSILVER_FUZZING_ENGINE="$LIB_FUZZING_ENGINE"
cmake --build "$tree" --target quicksilver-seeds "${targets[@]/#/fuzz_}"

# The builder may run under a debugger, where leaks cannot be looked for; and what writes the seeds
# is no part of the coverage.
ASAN_OPTIONS=detect_leaks=0 LLVM_PROFILE_FILE=/dev/null \
  "$tree/bin/quicksilver-seeds" "$repository" "$WORK/seeds"

for target in "${targets[@]}"; do
  fuzzer=fuzz_$target
  options=$repository/fuzz/targets/$target.options
  cp "$tree/bin/$fuzzer" "$OUT/"
  sed "s/^dict *=.*/dict = $fuzzer.dict/" "$options" >"$OUT/$fuzzer.options"
  dictionary=$(sed -n 's/^dict *= *//p' "$options")
  [ -z "$dictionary" ] || cp "$repository/fuzz/dictionaries/$dictionary" "$OUT/$fuzzer.dict"
  rm -f "$OUT/${fuzzer}_seed_corpus.zip"
  (cd "$WORK/seeds/$target" && find . -type f -printf '%P\n' | sort | zip -q -X "$OUT/${fuzzer}_seed_corpus.zip" -@)
done
