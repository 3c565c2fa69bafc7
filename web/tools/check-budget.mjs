// SPDX-License-Identifier: Apache-2.0
// Fails when the first load is heavier than its budget (gzip): what index.html names, and what that imports without being asked.
// Screens that are loaded when first shown are listed, and each has to stay below a limit of its own.
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const budgets = { js: 95_000, css: 15_000 };
/** The decoder of QR codes is the heaviest, and only some browsers need it. */
const LATER = 60_000;

const dist = new URL("../dist/", import.meta.url);
const read = (name) => readFileSync(new URL(name, dist));
const weigh = (name) => gzipSync(read(name), { level: 9 }).length;

const first = new Set(
  [
    ...read("index.html")
      .toString()
      .matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g),
  ].map((m) => m[1]),
);
for (const name of first) {
  if (!name.endsWith(".js")) continue;
  for (const [, other] of read(name)
    .toString()
    .matchAll(/(?:\bimport|\bfrom)\s*"\.\/([^"]+)"/g))
    first.add(`assets/${other}`);
}
let over = false;
for (const [kind, budget] of Object.entries(budgets)) {
  const size = [...first].filter((name) => name.endsWith(`.${kind}`)).reduce((sum, name) => sum + weigh(name), 0);
  console.log(`${kind}: ${(size / 1000).toFixed(1)} kB gz of ${budget / 1000} kB`);
  over ||= size > budget || size === 0;
}
for (const file of readdirSync(new URL("assets/", dist))) {
  const name = `assets/${file}`;
  if (first.has(name)) continue;
  const size = weigh(name);
  console.log(`later: ${(size / 1000).toFixed(1)} kB gz ${file}`);
  over ||= size > LATER;
}
if (over) process.exit(1);
