// SPDX-License-Identifier: Apache-2.0
// A GIF without what it tells besides its pictures (GIF89a, https://www.w3.org/Graphics/GIF/spec-gif89a.txt): comments, plain text and
// all application data (XMP is one) but the number of loops go. Its pictures stay bit for bit.

const IMAGE = 0x2c;
const EXTENSION = 0x21;
const TRAILER = 0x3b;
const GRAPHIC_CONTROL = 0xf9;
const APPLICATION = 0xff;
const LOOPS = ["NETSCAPE2.0", "ANIMEXTS1.0"];

/** null = it is not built as a GIF is. What follows its end goes too. */
export function bareGif(bytes: Uint8Array): Uint8Array<ArrayBuffer> | null {
  const head = String.fromCharCode(...bytes.subarray(0, 6));
  if (head !== "GIF87a" && head !== "GIF89a") return null;
  const kept: [from: number, to: number][] = [];
  let at = 13 + tableBytes(bytes[10]);
  kept.push([0, at]);
  while (at < bytes.length) {
    const begin = at;
    const kind = bytes[at];
    if (kind === TRAILER) {
      kept.push([at, at + 1]);
      return join(bytes, kept);
    }
    if (kind === IMAGE) at = pastBlocks(bytes, begin + 10 + tableBytes(bytes[begin + 9]) + 1);
    else if (kind === EXTENSION) at = pastBlocks(bytes, begin + 2);
    else return null;
    const label = bytes[begin + 1];
    const name = String.fromCharCode(...bytes.subarray(begin + 3, begin + 14));
    const loops = label === APPLICATION && LOOPS.includes(name);
    if (kind === IMAGE || label === GRAPHIC_CONTROL || loops) kept.push([begin, at]);
  }
  return null;
}

/** Of a colour table, by the byte that announces it. */
function tableBytes(flags = 0): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}

/** Behind a chain of blocks, each with its length in front; the last is empty. */
function pastBlocks(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] !== 0) at += 1 + (bytes[at] ?? 0);
  return at + 1;
}

function join(bytes: Uint8Array, parts: [number, number][]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, [from, to]) => sum + to - from, 0));
  let at = 0;
  for (const [from, to] of parts) {
    whole.set(bytes.subarray(from, to), at);
    at += to - from;
  }
  return whole;
}
