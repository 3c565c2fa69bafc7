// SPDX-License-Identifier: Apache-2.0
import { expect, it } from "vitest";
import { bareGif } from "../../src/features/conversation/gif";

const text = (words: string): number[] => [...new TextEncoder().encode(words)];
const block = (words: string): number[] => [words.length, ...text(words)];

/** 1 × 1, a colour table of two. */
const head = [...text("GIF89a"), 1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255];
const loops = [0x21, 0xff, ...block("NETSCAPE2.0"), 3, 1, 0, 0, 0];
const control = [0x21, 0xf9, 4, 0, 10, 0, 0, 0];
const image = [0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0];
const comment = [0x21, 0xfe, ...block("lat=48.2;lon=16.4"), 0];
const xmp = [0x21, 0xff, ...block("XMP DataXMP"), ...block("<exif:GPSLatitude>48,12N"), 0];
const gif = (...parts: number[][]) => Uint8Array.from(parts.flat());

it("keeps the pictures, their times and the loops, and nothing that a maker wrote", () => {
  const found = bareGif(gif(head, comment, loops, xmp, control, image, comment, control, image, [0x3b], text("GPS")));
  expect(found).toEqual(gif(head, loops, control, image, control, image, [0x3b]));
});

it.each([
  ["another kind", Uint8Array.from(text("\u00ffPNG....."))],
  ["one that ends early", gif(head, control, image)],
  ["one with a block of no known kind", gif(head, [0x11, 0], image, [0x3b])],
  ["nothing", new Uint8Array()],
])("does not vouch for %s", (_what, bytes) => expect(bareGif(bytes)).toBeNull());
