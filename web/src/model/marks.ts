// SPDX-License-Identifier: Apache-2.0
// What people type as **bold**, _italic_, ~~strike~~, ||spoiler||, `code`, ```block``` and [text](https://…) becomes a plain text with
// ranges, and is shown with its marks again when it is edited. A backslash before a mark makes it an ordinary sign.
import { isSafeUrl, MAX_SPANS, type Span, type SpanKind } from "../proto/spans";
import type { MediaDraft } from "../sync/outbox-item";
import { pieces } from "./links";

export interface Marked {
  text: string;
  spans: Span[];
}

/** Somebody who was picked while writing: "@Ben", or everyone. */
export interface Pick {
  /** With the @. */
  text: string;
  /** Empty = all. */
  user: string;
}

const pairs = [
  ["**", "bold"],
  ["~~", "strike"],
  ["||", "spoiler"],
  ["_", "italic"],
] as const;

const markOf: Partial<Record<SpanKind, string>> = { code: "`", pre: "```" };
for (const [mark, kind] of pairs) markOf[kind] = mark;

const WORD = /[\p{L}\p{N}_]/u;
const LINK = /\[([^[\]\n]{1,500})\]\(((?:https?:\/\/|mailto:)[^\s()]{1,2000})\)/iy;
const BLOCK = /```\n?([^]*?\S[^]*?)\n?```/y;
const CODE = /`([^`\n]*[^`\s][^`\n]*)`/y;

type Token =
  | { kind: "text"; text: string }
  | { kind: "whole"; text: string; span: SpanKind; url?: string }
  | { kind: "mark"; text: string; span: SpanKind; opens: boolean; closes: boolean };

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** Signs that could begin or end something. */
function startsMark(text: string, at: number): boolean {
  return /^(\*\*|~~|\|\||[_`[])/.test(text.slice(at, at + 2));
}

function wholeAt(text: string, at: number): { token: Token; length: number } | null {
  const found = (pattern: RegExp, span: SpanKind) => {
    const hit = match(pattern, text, at);
    return hit && { token: { kind: "whole" as const, text: hit[1] ?? "", span }, length: hit[0].length };
  };
  if (text[at] === "`") return found(BLOCK, "pre") ?? found(CODE, "code");
  const link = text[at] === "[" ? match(LINK, text, at) : null;
  if (!link?.[2] || !link[1]?.trim() || !isSafeUrl(link[2])) return null;
  return { token: { kind: "whole", text: link[1], span: "link", url: link[2] }, length: link[0].length };
}

function markAt(text: string, at: number): Extract<Token, { kind: "mark" }> | null {
  const pair = pairs.find(([mark]) => text.startsWith(mark, at));
  if (!pair) return null;
  const [mark, span] = pair;
  const before = text.charAt(at - 1);
  const after = text.charAt(at + mark.length);
  // Within a word an underline is a letter: snake_case.
  const inWord = (sign: string): boolean => span === "italic" && WORD.test(sign);
  return {
    kind: "mark",
    text: mark,
    span,
    opens: after !== "" && !/\s/.test(after) && !inWord(before),
    closes: before !== "" && !/\s/.test(before) && !inWord(after),
  };
}

/** Where addresses stand: nothing in them is a mark. */
function addresses(text: string): Map<number, number> {
  const found = new Map<number, number>();
  let at = 0;
  for (const piece of pieces(text)) {
    if (piece.kind === "link") found.set(at, piece.text.length);
    at += piece.text.length;
  }
  return found;
}

function tokens(text: string): Token[] {
  const out: Token[] = [];
  const links = addresses(text);
  let plain = "";
  const flush = (): void => {
    if (plain) out.push({ kind: "text", text: plain });
    plain = "";
  };
  for (let at = 0; at < text.length;) {
    const link = links.get(at);
    const slashes = /^\\+/.exec(text.slice(at))?.[0].length ?? 0;
    if (link) {
      plain += text.slice(at, at + link);
      at += link;
    } else if (slashes > 0) {
      const marked = startsMark(text, at + slashes);
      plain += "\\".repeat(marked ? Math.floor(slashes / 2) : slashes);
      at += slashes;
      if (marked && slashes % 2 === 1) {
        plain += text.charAt(at);
        at += 1;
        // The second half of a double mark is no mark either.
        if (text.charAt(at - 1) === text.charAt(at) && "*~|".includes(text.charAt(at))) {
          plain += text.charAt(at);
          at += 1;
        }
      }
    } else {
      const whole = wholeAt(text, at);
      const mark = whole ? null : markAt(text, at);
      if (whole || mark) flush();
      if (whole) out.push(whole.token);
      else if (mark) out.push(mark);
      else plain += text.charAt(at);
      at += whole?.length ?? mark?.text.length ?? 1;
    }
  }
  flush();
  return out;
}

/** Which marks belong together: index of the one that opens → of the one that closes. At most so many. */
function matched(list: Token[], most: number): Map<number, number> {
  const found = new Map<number, number>();
  const open: number[] = [];
  let left = most - list.filter((token) => token.kind === "whole").length;
  list.forEach((token, at) => {
    if (token.kind !== "mark") return;
    const place = open.findLastIndex((index) => {
      const opener = list[index];
      return opener?.kind === "mark" && opener.span === token.span;
    });
    const opener = open[place];
    if (token.closes && opener !== undefined && at > opener + 1 && left > 0) {
      found.set(opener, at);
      open.length = place;
      left -= 1;
    } else if (token.opens) open.push(at);
  });
  return found;
}

/** What was typed, as it is sent. */
export function fromMarks(typed: string, picks: readonly Pick[] = []): Marked {
  const list = tokens(typed);
  if (list.filter((token) => token.kind === "whole").length > MAX_SPANS) return { text: typed, spans: [] };
  const opens = matched(list, MAX_SPANS);
  const closes = new Map([...opens].map(([opener, closer]) => [closer, opener]));
  const spans: Span[] = [];
  const begun = new Map<number, Span>();
  let text = "";
  list.forEach((token, at) => {
    const opener = closes.get(at);
    if (token.kind === "whole") {
      const more = token.url ? { url: token.url } : {};
      spans.push({ kind: token.span, from: text.length, to: text.length + token.text.length, ...more });
      text += token.text;
    } else if (token.kind === "mark" && opens.has(at)) {
      const span = { kind: token.span, from: text.length, to: text.length };
      spans.push(span);
      begun.set(at, span);
    } else if (opener !== undefined) {
      const span = begun.get(opener);
      if (span) span.to = text.length;
    } else text += token.text;
  });
  return { text, spans: sorted([...spans, ...callsIn(text, spans, picks)]).slice(0, MAX_SPANS) };
}

/** A file whose caption was typed. */
export function markedDraft(draft: MediaDraft): { draft: MediaDraft; spans: Span[] } {
  const { body } = draft;
  if (!("caption" in body)) return { draft, spans: [] };
  const { text, spans } = fromMarks(body.caption);
  return { draft: { ...draft, body: { ...body, caption: text } }, spans };
}

/** Ascending, the longer first; what was around stays around. */
function sorted(spans: Span[]): Span[] {
  return spans
    .map((span, at) => ({ span, at }))
    .sort((a, b) => a.span.from - b.span.from || b.span.to - a.span.to || a.at - b.at)
    .map(({ span }) => span);
}

/** Finds those who were picked again: their names may have moved since, or be gone. */
function callsIn(text: string, spans: readonly Span[], picks: readonly Pick[]): Span[] {
  const calls: Span[] = [];
  const crosses = (from: number, to: number) => (span: Span) => {
    const literal = span.kind === "code" || span.kind === "pre" || span.kind === "link";
    const apart = span.to <= from || span.from >= to;
    const nested = (span.from <= from && span.to >= to) || (span.from >= from && span.to <= to);
    return !apart && (literal || !nested);
  };
  // "@Anna" before "@Ann".
  for (const { text: name, user } of [...picks].sort((a, b) => b.text.length - a.text.length)) {
    for (let from = text.indexOf(name); from >= 0 && name.length > 1; from = text.indexOf(name, from + 1)) {
      const to = from + name.length;
      const taken = calls.some((call) => call.from < to && call.to > from);
      const goesOn = /[A-Za-z0-9_]$/.test(name) && /^[A-Za-z0-9_]/.test(text.slice(to));
      if (taken || goesOn || spans.some(crosses(from, to))) continue;
      calls.push(user ? { kind: "mention", from, to, user } : { kind: "mentionAll", from, to });
    }
  }
  return calls;
}

/** The people that a text calls, to be found again when it is edited. */
export function picksOf(text: string, spans: readonly Span[]): Pick[] {
  return spans.flatMap(({ kind, from, to, user }) =>
    kind === "mention" || kind === "mentionAll" ? [{ text: text.slice(from, to), user: user ?? "" }] : [],
  );
}

/** Backslashes at the end, so that they do not take away the mark that follows. */
function doubled(text: string): string {
  let slashes = 0;
  while (text.charAt(text.length - 1 - slashes) === "\\") slashes += 1;
  return text + "\\".repeat(slashes);
}

/** A text with its marks, for editing: fromMarks gives the same text and ranges again. */
export function toMarks(text: string, spans: readonly Span[]): string {
  const links = addresses(text);
  let skip = 0;
  const part = (from: number, to: number, literal: boolean): string => {
    let out = "";
    for (let at = from; at < to; at += 1) {
      if (!literal) skip = Math.max(skip, at + (links.get(at) ?? 0));
      const escape = !literal && at >= skip && startsMark(text.slice(0, to), at);
      out = (escape ? `${doubled(out)}\\` : out) + text.charAt(at);
    }
    return out;
  };
  const render = (list: readonly Span[], from: number, to: number, literal: boolean): string => {
    let out = "";
    let at = from;
    for (let index = 0; index < list.length; index += 1) {
      const span = list[index];
      if (!span || span.from < at) continue;
      const inner = list.slice(index + 1).filter((row) => row.from >= span.from && row.to <= span.to);
      const whole = span.kind === "code" || span.kind === "pre" || span.kind === "link";
      const body = render(whole ? [] : inner, span.from, span.to, whole || literal);
      const before = out + part(at, span.from, literal);
      const inside = wrapped(span, whole ? body : doubled(body));
      out = (startsMark(inside, 0) && !literal ? doubled(before) : before) + inside;
      at = span.to;
    }
    return out + part(at, to, literal);
  };
  return render(spans, 0, text.length, false);
}

function wrapped(span: Span, body: string): string {
  if (span.kind === "link") {
    const url = (span.url ?? "").replace(/\(/g, "%28").replace(/\)/g, "%29");
    return url ? `[${body}](${url})` : body;
  }
  if (span.kind === "pre") return `\`\`\`\n${body}\n\`\`\``;
  const mark = markOf[span.kind] ?? "";
  return mark + body + mark;
}
