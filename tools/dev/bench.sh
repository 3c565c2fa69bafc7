# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# Measuring: the release build under the load of its own `godwit bench`, on loopback. Results are JSON below build/bench.

# run_bench [recovery|group] [arguments of tools/bench/matrix.py, or of the one named]
run_bench() {
  local what=matrix
  case ${1:-} in recovery | group) what=$1 && shift ;; esac
  mkdir -p build/bench
  python3 "tools/bench/$what.py" --godwit build/release/godwit --out build/bench "$@"
}
