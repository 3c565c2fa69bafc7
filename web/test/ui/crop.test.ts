// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { MAX_ZOOM, squareOf, within } from "../../src/ui/crop";

const wide = { width: 400, height: 200 };

describe("the square of an avatar", () => {
  it("is the middle of the picture at first", () => {
    expect(squareOf(wide, { zoom: 1, x: 0, y: 0 })).toEqual({ x: 100, y: 0, side: 200 });
    expect(squareOf({ width: 200, height: 400 }, { zoom: 1, x: 0, y: 0 })).toEqual({ x: 0, y: 100, side: 200 });
  });

  it("shrinks with the zoom about its middle", () => {
    expect(squareOf(wide, { zoom: 2, x: 0, y: 0 })).toEqual({ x: 150, y: 50, side: 100 });
  });

  it.each([
    [
      { zoom: 1, x: 1000, y: 50 },
      { zoom: 1, x: 100, y: 0 },
    ],
    [
      { zoom: 2, x: -1000, y: -1000 },
      { zoom: 2, x: -150, y: -50 },
    ],
    [
      { zoom: 99, x: 0, y: 0 },
      { zoom: MAX_ZOOM, x: 0, y: 0 },
    ],
    [
      { zoom: 0, x: 0, y: 0 },
      { zoom: 1, x: 0, y: 0 },
    ],
  ])("stays within the picture: %j", (wanted, kept) => {
    const crop = within(wide, wanted);
    expect(crop).toEqual(kept);
    const { x, y, side } = squareOf(wide, crop);
    expect(x >= 0 && y >= 0 && x + side <= wide.width && y + side <= wide.height).toBe(true);
  });
});
