# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# Compiling: the lanes are the presets of CMakePresets.json; each has its folder build/<lane>.

# As many jobs as there are cores, but at least 1.5 GB of memory for each.
jobs_here() {
  local cores by_memory
  cores=$(nproc)
  by_memory=$(awk '/^MemAvailable/ { print int($2 / 1500000) }' /proc/meminfo)
  if ((by_memory < 1)); then by_memory=1; fi
  echo $((cores < by_memory ? cores : by_memory))
}

# compile <lane> <target>
compile() {
  local lane=$1 target=$2 web=
  if have_web && [[ $lane != tsan ]]; then web=$root/web/dist; fi
  # Two checkouts share the compiler cache: paths below the checkout do not count.
  export CCACHE_BASEDIR=$root CCACHE_NOHASHDIR=1
  say "Compiling $target ($lane)"
  cmake --preset "$lane" -DGODWIT_WEB_DIR="$web" >"build/$lane.configure.log" 2>&1 ||
    { cat "build/$lane.configure.log" >&2; die "configuring failed"; }
  cmake --build "build/$lane" --target "$target" --parallel "$(jobs_here)" >&2
}

mkdir -p build
