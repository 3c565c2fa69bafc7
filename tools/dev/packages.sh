# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# The Debian packages of each job. need <job>… installs those that are missing, and nothing when none is.

packages_build=(
  clang-19 lld-19 cmake ninja-build ccache pkg-config git ca-certificates protobuf-compiler
  libboost1.81-dev libboost-json1.81-dev libprotobuf-dev libssl-dev libsqlite3-dev libsodium-dev libzstd-dev
  libcurl4-openssl-dev libspdlog-dev libfmt-dev libcli11-dev libtomlplusplus-dev prometheus-cpp-dev libutf8proc-dev libqrencode-dev
  libpng-dev
)
packages_test=(
  libclang-rt-19-dev llvm-19 libgtest-dev libgmock-dev python3 python3-protobuf python3-websockets curl procps xz-utils
  chromium fonts-noto-cjk fonts-noto-color-emoji
)
packages_lint=(clang-format-19 python3)
packages_tidy=(clang-tidy-19)
packages_bench=(mosquitto)
packages_chaos=(python3 python3-protobuf faketime)

need() {
  local job package list missing=()
  for job in "$@"; do
    list="packages_${job}[@]"
    for package in "${!list}"; do
      installed "$package" || missing+=("$package")
    done
  done
  if ((${#missing[@]})); then install_packages "${missing[@]}"; fi
}

installed() { [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed ]]; }

install_packages() {
  local as_root=()
  command -v apt-get >/dev/null || die "this system has no apt; install what corresponds to: $*"
  if ((EUID != 0)); then
    command -v sudo >/dev/null || die "these packages are missing and need root or sudo to install: $*"
    as_root=(sudo)
  fi
  say "Installing $# packages: $*"
  local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive
    apt-get -q -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3 -o Dpkg::Use-Pty=0)
  "${apt[@]}" update >&2
  "${apt[@]}" install -y --no-install-recommends "$@" >&2
}
