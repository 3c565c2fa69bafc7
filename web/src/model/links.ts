// SPDX-License-Identifier: Apache-2.0
// Finds links in a text. Only http, https and mailto ever become links; everything else stays text.

export type Piece = { kind: "text"; text: string } | { kind: "link"; text: string; href: string };

// A link ends at white space, quotes, angle brackets, and at East Asian letters and punctuation, which follow it without a space.
// All lengths are bounded, so that no text takes more than linear time.
const BREAK = String.raw`\s<>"'\u2018-\u201f\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af\uff00-\uffef`;
const CANDIDATE = new RegExp(
  String.raw`(?:https?:\/\/|www\.)[^${BREAK}]{1,2048}|(?:mailto:)?[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}`,
  "gi",
);

export function pieces(text: string): Piece[] {
  const out: Piece[] = [];
  let at = 0;
  for (const match of text.matchAll(CANDIDATE)) {
    const start = match.index;
    const link = trimEnd(match[0]);
    const href = hrefOf(link);
    if (!href || (start > 0 && /[A-Za-z0-9@/]/.test(text.charAt(start - 1)))) continue;
    if (start > at) out.push({ kind: "text", text: text.slice(at, start) });
    out.push({ kind: "link", text: link, href });
    at = start + link.length;
  }
  if (at < text.length) out.push({ kind: "text", text: text.slice(at) });
  return out;
}

/** Punctuation that ends a sentence is not part of the link; a closing bracket is, when it was opened inside. */
function trimEnd(link: string): string {
  let end = link.length;
  for (;;) {
    const last = link.charAt(end - 1);
    const opening = last === ")" ? "(" : last === "]" ? "[" : "";
    if (opening) {
      const inside = link.slice(0, end);
      if (inside.split(opening).length >= inside.split(last).length) return inside;
      end -= 1;
    } else if (/[.,;:!?*_~`]/.test(last)) {
      end -= 1;
    } else {
      return link.slice(0, end);
    }
  }
}

function hrefOf(link: string): string | null {
  const lower = link.toLowerCase();
  const href = lower.startsWith("www.")
    ? `https://${link}`
    : /^(https?:\/\/|mailto:)/.test(lower)
      ? link
      : `mailto:${link}`;
  try {
    const url = new URL(href);
    if (url.protocol === "mailto:") return url.href;
    return (url.protocol === "http:" || url.protocol === "https:") && url.hostname !== "" ? url.href : null;
  } catch {
    return null;
  }
}
