// SPDX-License-Identifier: Apache-2.0
// A text and its ranges as nested parts, and as one plain line.
import type { Span } from "../proto/spans";

export type Part = string | { span: Span; parts: Part[] };

/** `spans` ascending, the longer first; those that cross another are left out. */
export function partsOf(text: string, spans: readonly Span[] | undefined, from = 0, to = text.length): Part[] {
  const parts: Part[] = [];
  let at = from;
  (spans ?? []).forEach((span, index) => {
    if (span.from < at || span.to > to) return;
    if (span.from > at) parts.push(text.slice(at, span.from));
    parts.push({ span, parts: partsOf(text, spans?.slice(index + 1), span.from, span.to) });
    at = span.to;
  });
  if (at < to) parts.push(text.slice(at, to));
  return parts;
}

/** For previews: what is to be opened by a tap stays covered. */
export function covered(text: string, spans: readonly Span[] | undefined): string {
  let out = text;
  for (const { kind, from, to } of spans ?? []) {
    if (kind !== "spoiler") continue;
    const cover = [...text.slice(from, to)].map((sign) => (/\s/.test(sign) ? sign : "▒".repeat(sign.length))).join("");
    out = out.slice(0, from) + cover + out.slice(to);
  }
  return out;
}
