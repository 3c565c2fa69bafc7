// SPDX-License-Identifier: Apache-2.0
// Fails when the first load is heavier than its budget (gzip).
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const budgets = { js: 95_000, css: 15_000 };
const folder = new URL("../dist/assets/", import.meta.url);
let over = false;
for (const [kind, budget] of Object.entries(budgets)) {
  const files = readdirSync(folder).filter((name) => name.endsWith(`.${kind}`));
  const size = files.reduce((sum, name) => sum + gzipSync(readFileSync(new URL(name, folder)), { level: 9 }).length, 0);
  console.log(`${kind}: ${(size / 1000).toFixed(1)} kB gz of ${budget / 1000} kB`);
  over ||= size > budget;
}
if (over) process.exit(1);
