# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# Fuzzing: a libFuzzer program for each fuzz/<name>_fuzz.cpp. It begins with fuzz/corpus/<name> and the golden frames; what it finds goes to
# build/fuzz/found/<name> and is gone on from the next time, an input that breaks it to build/fuzz/crashes/<name>-….

fuzz_names() { find fuzz -maxdepth 1 -name '*_fuzz.cpp' -printf '%f\n' | sed 's/_fuzz\.cpp$//' | sort; }

# fuzz <name> <seconds>
fuzz() {
  local name=$1 seconds=$2 found=build/fuzz/found/$1 seeds=build/fuzz/seeds/$1 folders=()
  [[ $seconds =~ ^[1-9][0-9]*$ ]] || die "fuzz: '$seconds' is no number of seconds"
  [[ -f fuzz/${name}_fuzz.cpp ]] || die "fuzz: there is no target '$name'; there are: $(fuzz_names | xargs)"
  compile fuzz "${name}_fuzz"
  compile fuzz write_seeds
  mkdir -p "$found" build/fuzz/crashes
  build/fuzz/fuzz/write_seeds "$name" "$seeds"
  folders=("$found" "$seeds")
  if [[ -d fuzz/corpus/$name ]]; then folders+=("fuzz/corpus/$name"); fi
  export UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1} {ASAN,UBSAN}_SYMBOLIZER_PATH=/usr/lib/llvm-19/bin/llvm-symbolizer
  say "Fuzzing $name for $seconds s"
  if ! "build/fuzz/fuzz/${name}_fuzz" -max_total_time="$seconds" -max_len=8192 -timeout=10 -rss_limit_mb=2048 \
    -print_final_stats=1 -artifact_prefix="build/fuzz/crashes/$name-" "${folders[@]}" >"build/fuzz/$name.log" 2>&1; then
    grep -v '^#[0-9]*\s*\(NEW\|REDUCE\|pulse\|INITED\)' "build/fuzz/$name.log" | tail -60 >&2
    die "fuzz: $name broke on $(sed -n 's/.*Test unit written to //p' "build/fuzz/$name.log" | tail -1)"
  fi
  sed -n 's/^stat::number_of_executed_units: */executed: /p; s/^stat::new_units_added: */kept: /p' "build/fuzz/$name.log"
}
