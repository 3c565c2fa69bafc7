// SPDX-License-Identifier: Apache-2.0
// Ranges of a text. On the wire they count bytes of UTF-8, here UTF-16 code units, as strings of JavaScript do.
import { SpanKind as WireKind, type Span as WireSpan } from "./gen/godwit/v1/entry_pb";

const kinds = {
  bold: WireKind.BOLD,
  italic: WireKind.ITALIC,
  strike: WireKind.STRIKE,
  code: WireKind.CODE,
  pre: WireKind.PRE,
  link: WireKind.LINK,
  mention: WireKind.MENTION,
  mentionAll: WireKind.MENTION_ALL,
  spoiler: WireKind.SPOILER,
} as const;

export type SpanKind = keyof typeof kinds;

export interface Span {
  kind: SpanKind;
  /** UTF-16 code units; `to` is behind the last. */
  from: number;
  to: number;
  /** Of a link; absent = the text is the address. */
  url?: string;
  /** Of a mention. */
  user?: string;
}

/** What a request takes at most. */
export const MAX_SPANS = 100;

const names = new Map<number, SpanKind>(Object.entries(kinds).map(([name, kind]) => [kind, name as SpanKind]));

/** Bytes of UTF-8 that the code point beginning at `at` takes. A lone surrogate is sent as U+FFFD. */
function bytesAt(text: string, at: number): number {
  const point = text.codePointAt(at) ?? 0;
  return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
}

/** Calls `each` with both counts at the boundary of each code point, the end among them. */
function walk(text: string, each: (unit: number, byte: number) => void): void {
  let byte = 0;
  let unit = 0;
  while (unit < text.length) {
    each(unit, byte);
    const bytes = bytesAt(text, unit);
    byte += bytes;
    unit += bytes === 4 ? 2 : 1;
  }
  each(unit, byte);
}

/** Only web and mail addresses are ever followed. */
export function isSafeUrl(url: string): boolean {
  return /^(https?:\/\/|mailto:)[^\s]+$/i.test(url);
}

/** Kinds of a later version and ranges that do not fit are left out. */
export function toSpans(text: string, wire: readonly WireSpan[]): Span[] {
  if (wire.length === 0) return [];
  const units = new Map<number, number>();
  walk(text, (unit, byte) => units.set(byte, unit));
  return wire.flatMap(({ kind, offset, length, url, user }) => {
    const name = names.get(kind);
    const from = units.get(offset);
    const to = units.get(offset + length);
    if (!name || from === undefined || to === undefined || from >= to) return [];
    const more = { ...(name === "link" && url ? { url } : {}), ...(name === "mention" ? { user } : {}) };
    return [{ kind: name, from, to, ...more }];
  });
}

/** For a request. */
export function fromSpans(text: string, spans: readonly Span[]) {
  if (spans.length === 0) return [];
  const bytes = new Map<number, number>();
  walk(text, (unit, byte) => bytes.set(unit, byte));
  return spans.flatMap(({ kind, from, to, url, user }) => {
    const offset = bytes.get(from);
    const end = bytes.get(to);
    if (offset === undefined || end === undefined || offset >= end) return [];
    return [{ kind: kinds[kind], offset, length: end - offset, url: url ?? "", user: user ?? "0" }];
  });
}

/** Whether the text calls this person. */
export function mentions(spans: readonly Span[] | undefined, user: string): boolean {
  return spans?.some(({ kind, user: whom }) => kind === "mentionAll" || (kind === "mention" && whom === user)) ?? false;
}
