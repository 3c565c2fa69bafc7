# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# clang-tidy over the sources that are shipped. A file takes 5–15 s of processor time, nearly all of it for the headers of the libraries,
# so CI looks at what changed and, in turns, at a part of the rest: after that many commits it has seen everything.
tidy_turns=25

tidy_sources() { find src -name '*.cpp' -not -path '*/test/*' -not -path '*/contract/*' | LC_ALL=C sort; }

# tidy_changed [base]: sources that differ from where this branch left base (main; on main itself, from the commit before), and for a header
# the source of its name or else one that includes it.
tidy_changed() {
  local base=${1:-} file header user
  if [[ ! $base ]]; then
    base=$(git merge-base HEAD main 2>/dev/null || true)
    if [[ ! $base || $base == "$(git rev-parse HEAD)" ]]; then base=HEAD~1; fi
  fi
  git rev-parse --verify --quiet "$base^{commit}" >/dev/null || die "tidy: there is no commit '$base' to compare with"
  { git diff --name-only --diff-filter=d "$base" -- src && git ls-files --others --exclude-standard -- src; } |
    while IFS= read -r file; do
      case $file in
        */test/* | */contract/*) ;;
        *.cpp) echo "$file" ;;
        *.h)
          header=${file##*/}
          user=$(find "src/$(cut -d/ -f2 <<<"$file")" -name "${header%.h}.cpp" | head -1)
          if [[ ! $user ]]; then user=$(tidy_sources | xargs grep -lE "^#include \"([a-z_/]*/)?$header\"" | head -1 || true); fi
          if [[ $user ]]; then echo "$user"; fi
          ;;
      esac
    done | LC_ALL=C sort -u
}

# A large change is not looked at whole in CI: the first sixty files, and the rest by their turns.
tidy_some() {
  local files
  mapfile -t files
  if ((${#files[@]} > 60)); then say "clang-tidy: $((${#files[@]} - 60)) more files changed; ./dev tidy --changed looks at all"; fi
  printf '%s\n' "${files[@]:0:60}" | sed '/^$/d'
}

# One part of tidy_turns, another with each commit.
tidy_turn() {
  local number
  number=$(git rev-list --count HEAD 2>/dev/null || date +%j)
  tidy_sources | awk -v turns="$tidy_turns" -v now="$((10#$number % tidy_turns))" 'NR % turns == now'
}

tidy_one() {
  local verdict=passed out
  out=$(clang-tidy-19 --quiet -p build/asan "$1" 2>&1) || verdict=failed
  if [[ $verdict == failed ]]; then grep -v 'warnings\? generated\.$\|^Suppressed ' <<<"$out" >&2; fi
  echo "$verdict $1" >>build/results/tidy/tidy.txt
}

# Runs over the files of the input.
run_tidy() {
  rm -rf build/results/tidy
  mkdir -p build/results/tidy
  export -f tidy_one
  say "clang-tidy"
  xargs -r -P "$(jobs_here)" -I{} bash -c 'tidy_one {}'
  if [[ ! -f build/results/tidy/tidy.txt ]]; then echo "nothing to look at" && return; fi
  python3 tools/dev/results.py build/results/tidy tidy
}
