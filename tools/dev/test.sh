# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# Running tests and lints. Each part leaves its result in build/results/<lane>; tools/dev/results.py adds them up.

# run_tests <lane> <filter>: without a filter, a part that has no tests fails.
run_tests() {
  local lane=$1 filter=$2 results=$root/build/results/$1 parts=(ctest) failed=0 chosen=(--no-tests=error) chosen_web=()
  if [[ $filter ]]; then
    chosen=(--no-tests=ignore --tests-regex "$filter")
    chosen_web=(--passWithNoTests --testNamePattern "$filter")
  fi
  rm -rf "$results"
  mkdir -p "$results"
  export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_stack_use_after_return=1:strict_string_checks=1}
  export UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1} TSAN_OPTIONS=${TSAN_OPTIONS:-second_deadlock_stack=1}
  export {ASAN,UBSAN,TSAN,LSAN}_SYMBOLIZER_PATH=/usr/lib/llvm-19/bin/llvm-symbolizer

  say "Tests of the server ($lane)"
  ctest --test-dir "build/$lane" --parallel "$(jobs_here)" --output-on-failure \
    "${chosen[@]}" --output-junit "$results/ctest.xml" || failed=1

  if [[ $lane == asan ]] && have_web; then
    parts+=(web)
    web_modules
    say "Tests of the web app"
    (cd web && npm test --silent -- "${chosen_web[@]}" \
      --reporter=default --reporter=junit --outputFile.junit="$results/web.xml") || failed=1
  fi

  # The end-to-end tests start GODWIT_BIN themselves and write GODWIT_JUNIT.
  if [[ $lane == asan && -x test/e2e/run ]]; then
    parts+=(e2e)
    need_node
    say "End-to-end tests"
    GODWIT_BIN=$root/build/asan/godwit GODWIT_JUNIT=$results/e2e.xml test/e2e/run ${filter:+"$filter"} || failed=1
  fi
  python3 tools/dev/results.py "$results" "${parts[@]}" && ((failed == 0))
}

cpp_files() { find src test -name '*.h' -print0 -o -name '*.cpp' -print0; }

run_lints() {
  local results=$root/build/results/lint lint
  rm -rf "$results"
  mkdir -p "$results"
  check format eval 'cpp_files | xargs -0r clang-format-19 --dry-run -Werror --ferror-limit=1'
  check tests_of_the_lints python3 -m unittest discover -q -s tools/lint -p 'test_*.py'
  check tests_of_the_results python3 -m unittest discover -q -s tools/dev -p 'test_*.py'
  check tests_of_the_bench python3 -m unittest discover -q -s tools/bench -p 'test_*.py'
  for lint in tools/lint/*.py; do
    if [[ $lint != */test_* && $lint != */_* ]]; then check "$(basename "$lint" .py)" python3 "$lint"; fi
  done
  if have_web; then
    web_modules
    check web_types npm --prefix web run --silent check # first: it generates what the other looks at
    check web_lint npm --prefix web run --silent lint
  fi
  python3 tools/dev/results.py "$results" lint
}

# check <name> <command…>: one lint; its result is a line of lint.txt.
check() {
  local name=$1 verdict=passed
  shift
  say "lint: $name"
  "$@" >&2 || verdict=failed
  echo "$verdict $name" >>"$root/build/results/lint/lint.txt"
}
