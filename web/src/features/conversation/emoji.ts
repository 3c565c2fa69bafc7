// SPDX-License-Identifier: Apache-2.0
// Emoji and the words they are found by; see tools/generate-emoji.mjs for the texts.

const RECENT = 32;

export interface Emoji {
  emoji: string;
  words: string;
}

/** One group's text of lines "emoji<TAB>words". */
export function emojiOf(group: string): Emoji[] {
  return group.split("\n").map((line) => {
    const [emoji = "", words = ""] = line.split("\t");
    return { emoji, words };
  });
}

/** Those of whose words each word of the query begins one; Chinese has no gaps between words, so there it may stand anywhere. */
export function found(all: readonly Emoji[], query: string): string[] {
  const parts = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (parts.length === 0) return [];
  const fits = (words: string): boolean =>
    parts.every((part) => (/^[\x00-\x7f]+$/.test(part) ? ` ${words}`.includes(` ${part}`) : words.includes(part)));
  return all.filter((row) => fits(row.words) || parts.includes(row.emoji)).map((row) => row.emoji);
}

/** The ones used last, once this one was used. */
export function used(recent: readonly string[], emoji: string): string[] {
  return [emoji, ...recent.filter((other) => other !== emoji)].slice(0, RECENT);
}
