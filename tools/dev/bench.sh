# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# Measuring: the release build under the load of its own `godwit bench`, on loopback. Results are JSON below build/bench.

# run_bench [arguments of tools/bench/matrix.py]
run_bench() {
  mkdir -p build/bench
  python3 tools/bench/matrix.py --godwit build/release/godwit --out build/bench "$@"
}
