// SPDX-License-Identifier: Apache-2.0
import { encode } from "uqr";
import decode from "jsqr";
import { describe, expect, it } from "vitest";
import { linkIn } from "../../src/features/devices/link-text";

const LINK = "abcdefghijklmnopqrstuvwxyz";

describe("the link of a code", () => {
  it.each([
    [`https://chat.example/#/link/${LINK}`, LINK],
    [`  http://127.0.0.1:8080/#/link/${LINK}\n`, LINK],
    [LINK, LINK],
    ["https://chat.example/", ""],
    ["https://chat.example/#/chat/d.1.2", ""],
    [`https://chat.example/#/link/${LINK}/more`, ""],
    ["WIFI:S:home;P:secret;;", ""],
    ["hello", ""],
    ["", ""],
  ])("in %j is %j", (text, link) => expect(linkIn(text)).toBe(link));

  it("survives being drawn and read", () => {
    const address = `https://chat.example/#/link/${LINK}`;
    const { data, size } = encode(address, { ecc: "M", border: 3 });
    const scale = 4;
    const side = size * scale;
    const pixels = new Uint8ClampedArray(side * side * 4).fill(255);
    for (let y = 0; y < side; y += 1) {
      for (let x = 0; x < side; x += 1) {
        if (data[Math.floor(y / scale)]?.[Math.floor(x / scale)])
          pixels.fill(0, (y * side + x) * 4, (y * side + x) * 4 + 3);
      }
    }
    expect(linkIn(decode(pixels, side, side)?.data ?? "")).toBe(LINK);
  });
});
