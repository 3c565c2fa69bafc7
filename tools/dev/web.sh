# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# The web app. Debian 12's Node is too old for its tools, so Node and npm come, at the versions and with the checksums of
# tools/node/package-lock.json, from the user's npm registry into the user's cache. Nothing is installed system-wide.

node_home=${XDG_CACHE_HOME:-$HOME/.cache}/godwit/node-$(sha256sum tools/node/package-lock.json | cut -c1-12)

have_web() { [[ -f web/package.json ]]; }
have_node() { [[ -x $node_home/bin/npm ]]; }

# Any npm can fetch it, once; the one of Debian if there is none.
if have_web && ! have_node && ! command -v npm >/dev/null; then packages_web=(npm); else packages_web=(); fi

# Puts that node and npm first on PATH; fetches them the first time.
need_node() {
  if ! have_node; then fetch_node; fi
  export PATH=$node_home/bin:$PATH
}

fetch_node() {
  local machine fresh
  case $(uname -m) in
    x86_64) machine=x64 ;;
    aarch64) machine=arm64 ;;
    *) die "there is no Node package for $(uname -m)" ;;
  esac
  command -v npm >/dev/null || install_packages npm
  say "Fetching Node and npm into $node_home"
  mkdir -p "$(dirname "$node_home")"
  fresh=$(mktemp -d "$node_home.XXXXXX")
  cp tools/node/package.json tools/node/package-lock.json "$fresh"
  (cd "$fresh" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2)
  mkdir "$fresh/bin" "$fresh/node_modules/node-linux-$machine/etc"
  ln -s "../node_modules/node-linux-$machine/bin/node" "$fresh/bin/node"
  ln -s ../node_modules/npm/bin/npm-cli.js "$fresh/bin/npm"
  ln -s ../node_modules/npm/bin/npx-cli.js "$fresh/bin/npx"
  # The registry, proxy and certificates that the machine's own npm is configured with hold for this one too.
  ln -s "$(npm config get globalconfig)" "$fresh/node_modules/node-linux-$machine/etc/npmrc"
  "$fresh/bin/node" --version >/dev/null
  rm -rf "$node_home"
  mv "$fresh" "$node_home"
}

# Both stamps stand in node_modules: without it they are void.
web_modules() {
  local stamp
  need_node
  stamp=$(cat web/package-lock.json tools/node/package-lock.json | sha256sum)
  if [[ $(cat web/node_modules/.godwit-modules 2>/dev/null) == "$stamp" ]]; then return; fi
  say "Installing the web app's modules"
  (cd web && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2)
  echo "$stamp" >web/node_modules/.godwit-modules
}

# Leaves the built app in web/dist; does nothing when no input changed since.
build_web() {
  local stamp
  if ! have_web; then return; fi
  stamp=$(web_inputs)
  if [[ -f web/dist/index.html && $(cat web/node_modules/.godwit-dist 2>/dev/null) == "$stamp" ]]; then return; fi
  web_modules
  say "Building the web app"
  (cd web && npm run --silent build >&2)
  [[ -f web/dist/index.html ]] || die "the web build left no web/dist/index.html"
  echo "$stamp" >web/node_modules/.godwit-dist
}

# One hash over the files that the build may read: all but the ignored ones; in an unpacked archive, all but the built ones.
web_inputs() {
  { git -c safe.directory="$root" ls-files -co --exclude-standard -z web proto tools/node 2>/dev/null ||
    find web proto tools/node -type f -not -path '*/node_modules/*' -not -path 'web/dist/*' -not -path '*/gen/*' -print0; } |
    while IFS= read -r -d '' file; do if [[ -f $file ]]; then printf '%s\0' "$file"; fi; done |
    LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum
}
