// SPDX-License-Identifier: Apache-2.0
// Makes src/ui/gen/emoji-<language>.ts: per group a text of lines "emoji<TAB>words to find it by". Does nothing when it is newer than the lock file.
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Newer ones are missing from the fonts of many devices. */
const NEWEST = 15;
/** The group of skin tones and hair, which stand for nothing alone. */
const COMPONENTS = 2;

const web = dirname(dirname(fileURLToPath(import.meta.url)));
const target = join(web, "src", "ui", "gen");
const data = (language) =>
  JSON.parse(readFileSync(join(web, "node_modules", "emojibase-data", language, "data.json"), "utf8"));

/** Without the selector that asks for a picture where a picture comes anyway: as keyboards write it. */
const plain = (emoji) => emoji.replace(/(\p{Emoji_Presentation})\uFE0F/gu, "$1");

for (const language of ["en", "zh"]) {
  const file = join(target, `emoji-${language}.ts`);
  const newest = Math.max(
    statSync(join(web, "package-lock.json")).mtimeMs,
    statSync(fileURLToPath(import.meta.url)).mtimeMs,
  );
  if (existsSync(file) && statSync(file).mtimeMs >= newest) continue;
  const groups = [];
  for (const row of data(language).toSorted((a, b) => (a.order ?? 0) - (b.order ?? 0))) {
    if (row.group === undefined || row.group === COMPONENTS || row.version > NEWEST) continue;
    const words = [...new Set([row.label, ...(row.tags ?? [])])].join(" ").toLowerCase();
    (groups[row.group] ??= []).push(`${plain(row.emoji)}\t${words}`);
  }
  mkdirSync(target, { recursive: true });
  const texts = groups.filter(Boolean).map((lines) => `  ${JSON.stringify(lines.join("\n"))},\n`);
  writeFileSync(
    file,
    `// SPDX-License-Identifier: Apache-2.0\nexport const groups: string[] = [\n${texts.join("")}];\n`,
  );
}
