// SPDX-License-Identifier: Apache-2.0
// Makes src/proto/gen from ../proto with protoc and protoc-gen-es. Does nothing when the output is newer than its input.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const web = dirname(dirname(fileURLToPath(import.meta.url)));
const source = join(web, "..", "proto");
const target = join(web, "src", "proto", "gen");
const stamp = join(target, ".stamp");

const files = readdirSync(join(source, "godwit", "v1"))
  .filter((name) => name.endsWith(".proto"))
  .map((name) => join("godwit", "v1", name));
const inputs = [...files.map((name) => join(source, name)), join(web, "package-lock.json")];
const newest = Math.max(...inputs.map((name) => statSync(name).mtimeMs));

if (!existsSync(stamp) || statSync(stamp).mtimeMs < newest) {
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  const plugin = join(web, "node_modules", ".bin", "protoc-gen-es");
  execFileSync(
    "protoc",
    [`--plugin=protoc-gen-es=${plugin}`, `--es_out=${target}`, "--es_opt=target=ts", `-I${source}`, ...files],
    { stdio: "inherit" },
  );
  writeFileSync(stamp, "");
}
