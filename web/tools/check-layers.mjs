// SPDX-License-Identifier: Apache-2.0
// Imports go leftwards only, no feature knows another, files stay readable, and each says its licence.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

// "worker" is a program of its own: it may import itself only.
const LAYERS = ["worker", "proto", "transport", "link", "sync", "store", "model", "ui", "features", "app"];
const MAX_LINES = 300;
const web = dirname(dirname(fileURLToPath(import.meta.url)));
const source = join(web, "src");
const problems = [];

function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((item) => {
    const path = join(folder, item.name);
    if (item.isDirectory()) return item.name === "gen" ? [] : filesBelow(path);
    return [path];
  });
}

for (const path of [...filesBelow(source), ...filesBelow(join(web, "test")), ...filesBelow(join(web, "tools"))]) {
  if (!/\.(ts|tsx|css|mjs)$/.test(path)) continue;
  const name = relative(web, path);
  const text = readFileSync(path, "utf8");
  if (!text.slice(0, 80).includes("SPDX-License-Identifier: Apache-2.0")) problems.push(`${name}: no SPDX line`);
  const lines = text.split("\n").length - 1;
  if (lines > MAX_LINES) problems.push(`${name}: ${lines} lines, at most ${MAX_LINES}`);
  if (/\bclass \w*Manager\b/.test(text)) problems.push(`${name}: a class called Manager`);
  if (/(:|<|as) any\b/.test(text) && !name.endsWith(".mjs")) problems.push(`${name}: any`);
  if (!path.startsWith(source + sep)) continue;

  const [layer, feature] = relative(source, path).split(sep);
  const own = LAYERS.indexOf(layer);
  if (own < 0) problems.push(`${name}: is in no layer`);
  for (const match of text.matchAll(/(?:from|import)\s+"(\.[^"]+)"/g)) {
    const target = resolve(dirname(path), match[1]);
    const found = [target, `${target}.ts`, `${target}.tsx`].some((file) => existsSync(file) && statSync(file).isFile());
    if (!found) problems.push(`${name}: ${match[1]} does not exist`);
    const [otherLayer, otherFeature] = relative(source, target).split(sep);
    const other = LAYERS.indexOf(otherLayer);
    if (other < 0 || other > own) problems.push(`${name}: imports ${match[1]}, which is right of it`);
    if (layer === "features" && otherLayer === "features" && feature !== otherFeature) {
      problems.push(`${name}: imports another feature, ${match[1]}`);
    }
  }
}

for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exit(1);
