#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs the client library into a temporary prefix, builds examples/hello.cpp against it by CMake and by pkg-config, and runs both
# against the real server: install_test.sh BUILD-FOLDER CXX CXX-FLAGS LINK-FLAGS
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
build=$1 cxx=$2 flags=$3 link=$4
work=$(mktemp -d "${TMPDIR:-/tmp}/godwit-install-XXXXXX")
server=
finish() {
  if [[ -n $server ]]; then kill "$server" 2>/dev/null || true; fi
  rm -rf "$work"
}
trap finish EXIT

cmake --build "$build" --target godwit_client_archive godwit
cmake --install "$build" --prefix "$work/prefix" --component client >/dev/null

cmake -S "$root/test/install/by_cmake" -B "$work/by_cmake" -G Ninja -DCMAKE_PREFIX_PATH="$work/prefix" \
  -DCMAKE_CXX_COMPILER="$cxx" -DCMAKE_CXX_FLAGS="$flags" -DCMAKE_EXE_LINKER_FLAGS="$link" \
  -DEXAMPLE="$root/examples/hello.cpp" >/dev/null
cmake --build "$work/by_cmake" >/dev/null

export PKG_CONFIG_PATH=$work/prefix/lib/pkgconfig:$work/prefix/lib/$(dpkg-architecture -qDEB_HOST_MULTIARCH 2>/dev/null || true)/pkgconfig
# shellcheck disable=SC2046,SC2086
"$cxx" -std=c++23 $flags "$root/examples/hello.cpp" -o "$work/by_pkg_config" $link \
  $(pkg-config --cflags --libs godwit-client)

"$build/godwit" serve --data "$work/data" --listen 127.0.0.1:0 >"$work/out" 2>"$work/err" &
server=$!
for _ in $(seq 100); do
  address=$(sed -n 's|^Godwit is ready at \(http://[0-9.:]*\) .*|\1|p' "$work/out")
  [[ -n $address ]] && break
  sleep 0.1
done
[[ -n $address ]] || { cat "$work/err" >&2; exit 1; }

[[ $("$work/by_cmake/hello" "$address" ada "a long password" "hello from cmake") == "hello from cmake" ]]
[[ $("$work/by_pkg_config" "$address" ben "a long password" "hello from pkg-config") == "hello from pkg-config" ]]
! "$work/by_cmake/hello" "$address" ada "a long password" "the handle is taken" 2>"$work/complaint"
grep -q "taken" "$work/complaint"
echo "the installed library works by both ways"
