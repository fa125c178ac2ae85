#!/bin/bash
# What the fuzz targets need beside a compiler and its standard library, into an image of OSS-Fuzz or
# ClusterFuzzLite: the headers of {fmt} and of nlohmann's JSON, in the versions of all other builds.
# Headers fit every sanitizer, engine and standard library; libfmt.a is built for CMake's sake and
# nothing is taken from it.
set -euo pipefail
apt-get update
apt-get install -y --no-install-recommends ninja-build zip
sources=$(mktemp -d)
git clone --depth 1 --branch 9.1.0 https://github.com/fmtlib/fmt.git "$sources/fmt"
cmake -S "$sources/fmt" -B "$sources/fmt/build" -DFMT_TEST=OFF -DFMT_DOC=OFF \
  -DCMAKE_CXX_FLAGS=-DFMT_CONSTEVAL=
cmake --build "$sources/fmt/build" --parallel
cmake --install "$sources/fmt/build"
git clone --depth 1 --branch v3.11.2 https://github.com/nlohmann/json.git "$sources/json"
cmake -S "$sources/json" -B "$sources/json/build" -DJSON_BuildTests=OFF
cmake --install "$sources/json/build"
rm -rf "$sources"
