// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { messageIn } from "../../src/model/single";
import type { Body, Entry } from "../../src/proto/values";

const entry = (seq: number, body: Body | null): Entry => {
  return { log: "d.1.2", seq, author: "1", timeMs: seq, messageIndex: seq, clientId: "", body, overlay: null };
};
const text = (seq: number, words: string) => entry(seq, { kind: "text", text: words });

describe("a single message", () => {
  const held = [text(5, "a"), text(6, "b"), entry(7, { kind: "edit", target: 5, text: "A" }), entry(8, null)];
  it("is as its later entries made it", () => {
    expect(messageIn(held, 5, "1")).toMatchObject({ text: "A", edited: true });
    expect(messageIn([...held, entry(9, { kind: "recall", target: 6 })], 6, "1")?.kind).toBe("recalled");
  });
  it("is nothing where there is nothing to show", () => expect(messageIn(held, 8, "1")).toBeNull());
  it("is not known outside of what is held", () => {
    expect(messageIn(held, 4, "1")).toBeUndefined();
    expect(messageIn(held, 9, "1")).toBeUndefined();
    expect(messageIn([], 1, "1")).toBeUndefined();
  });
});
