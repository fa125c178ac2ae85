#!/bin/bash -eu
# As OSS-Fuzz.
exec "$SRC/quicksilver/ci/oss-fuzz/build.sh"
