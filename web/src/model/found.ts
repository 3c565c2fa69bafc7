// SPDX-License-Identifier: Apache-2.0
// What a search found, as pieces of text with the words marked.
import type { Entry } from "../proto/values";
import { isMedia } from "../proto/values";

export interface Piece {
  text: string;
  found: boolean;
}

/** Characters shown before the first word that was found. */
const BEFORE = 32;
const MOST = 240;

/** The text that the ranges of an answer point into: current text or caption, of a document its name before. */
export function searchedText({ body, overlay }: Entry): string {
  const edited = overlay && overlay.editedSeq > 0 ? overlay.text : null;
  if (body?.kind === "text") return edited ?? body.text;
  if (!isMedia(body)) return "";
  const caption = edited ?? ("caption" in body ? body.caption : "");
  if (body.kind !== "document") return caption;
  return body.name && caption ? `${body.name}\n${caption}` : body.name + caption;
}

/** `ranges`: pairs of offset and length in bytes of UTF-8, ascending. */
export function piecesOf(text: string, ranges: readonly number[]): Piece[] {
  const bytes = new TextEncoder().encode(text);
  const decoder = new TextDecoder();
  const cut = (from: number, to: number): string => decoder.decode(bytes.subarray(from, to));
  const pieces: Piece[] = [];
  let at = 0;
  for (let index = 0; index + 1 < ranges.length; index += 2) {
    const from = ranges[index] ?? 0;
    const to = from + (ranges[index + 1] ?? 0);
    if (from < at || to > bytes.length) continue;
    if (from > at) pieces.push({ text: cut(at, from), found: false });
    pieces.push({ text: cut(from, to), found: true });
    at = to;
  }
  if (at < bytes.length) pieces.push({ text: cut(at, bytes.length), found: false });
  return shortened(pieces);
}

function shortened(pieces: Piece[]): Piece[] {
  const [first, ...rest] = pieces;
  if (!first) return pieces;
  const points = [...first.text];
  const begin =
    !first.found && rest.length > 0 && points.length > BEFORE
      ? { ...first, text: `…${points.slice(-BEFORE).join("")}` }
      : first;
  let left = MOST;
  const shown: Piece[] = [];
  for (const piece of [begin, ...rest]) {
    if (left <= 0) break;
    const part = [...piece.text].slice(0, left);
    left -= part.length;
    shown.push({ ...piece, text: part.join("") });
  }
  return shown;
}
