// SPDX-License-Identifier: Apache-2.0
import { fromBinary, toJson } from "@bufbuild/protobuf";
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { decodeFrame, encodeFrame, MalformedFrame, MAX_FRAME_BYTES, type Frame } from "../../src/proto/frame";
import { ErrorSchema } from "../../src/proto/gen/godwit/v1/error_pb";
import { GoingAwaySchema, UpdateSchema } from "../../src/proto/gen/godwit/v1/session_pb";
import { adminMethods } from "../../src/proto/admin-methods";
import { groupMethods } from "../../src/proto/group-methods";
import { methods } from "../../src/proto/methods";
import { searchMethods } from "../../src/proto/search-methods";

const all = { ...methods, ...groupMethods, ...searchMethods, ...adminMethods };

const body = new Uint8Array([10, 20, 30]);

describe("a frame", () => {
  const frames: [string, Frame, number[]][] = [
    ["request", { kind: "request", correlation: 7, method: 30, body }, [1, 7, 30, 10, 20, 30]],
    ["long correlation", { kind: "request", correlation: 300, method: 30, body }, [1, 0xac, 2, 30, 10, 20, 30]],
    ["response", { kind: "response", correlation: 7, error: false, body }, [2, 7, 10, 20, 30]],
    ["error", { kind: "response", correlation: 7, error: true, body }, [0x42, 7, 10, 20, 30]],
    ["update", { kind: "update", body }, [3, 10, 20, 30]],
    ["ping", { kind: "ping" }, [4]],
    ["pong", { kind: "pong" }, [5]],
    ["going away", { kind: "goingAway", body }, [6, 10, 20, 30]],
  ];
  it.each(frames)("of kind %s has its documented bytes and comes back whole", (_name, frame, bytes) => {
    expect([...encodeFrame(frame)]).toEqual(bytes);
    expect(decodeFrame(new Uint8Array(bytes))).toEqual(frame);
  });

  it("carries the greatest correlation", () => {
    const frame: Frame = { kind: "request", correlation: 0xffff_ffff, method: 1, body };
    expect(decodeFrame(encodeFrame(frame))).toEqual(frame);
  });

  const malformed: [string, number[]][] = [
    ["is empty", []],
    ["has an unknown kind", [7]],
    ["has kind zero", [0]],
    ["is compressed", [0x13, 1]],
    ["is continued", [0x23, 1]],
    ["has the reserved flag", [0x83, 1]],
    ["has the error flag on an update", [0x43, 1]],
    ["ends within a varint", [2, 0x80]],
    ["has a varint of more than 32 bits", [2, 0xff, 0xff, 0xff, 0xff, 0x1f]],
    ["has a varint without end", [2, 0x80, 0x80, 0x80, 0x80, 0x80, 1]],
    ["is a ping with a body", [4, 0]],
  ];
  it.each(malformed)("that %s is refused", (_name, bytes) => {
    expect(() => decodeFrame(new Uint8Array(bytes))).toThrow(MalformedFrame);
  });

  it("over the limit is refused", () => {
    expect(() => decodeFrame(new Uint8Array(MAX_FRAME_BYTES + 1).fill(3))).toThrow(MalformedFrame);
  });
});

// The server's tests write these; both sides must read the same in them.
const folder = new URL("../../../proto/golden/", import.meta.url);
const index = new URL("index.json", folder);
interface Golden {
  name: string;
  file: string;
  json: unknown;
}
const golden: Golden[] = existsSync(index) ? (JSON.parse(readFileSync(index, "utf8")) as Golden[]) : [];

/** What the JSON form of the wire says of a frame; responses do not name their method, so the row's JSON decides. */
function meaning(frame: Frame, expected: unknown): unknown {
  switch (frame.kind) {
    case "request": {
      const found = Object.entries(all).find(([, method]) => method.number === frame.method);
      if (!found) return { id: frame.correlation, method: frame.method };
      const [name, { request }] = found;
      const params = toJson(request, fromBinary(request as typeof methods.hello.request, frame.body) as never);
      return { id: frame.correlation, method: name.charAt(0).toUpperCase() + name.slice(1), params };
    }
    case "response": {
      const id = frame.correlation;
      if (frame.error) return { id, error: toJson(ErrorSchema, fromBinary(ErrorSchema, frame.body)) };
      const results = Object.values(all).map(({ response }) => {
        try {
          return toJson(response, fromBinary(response as typeof methods.hello.response, frame.body) as never);
        } catch {
          return null;
        }
      });
      const wanted = JSON.stringify((expected as { result?: unknown }).result);
      return { id, result: results.find((row) => JSON.stringify(row) === wanted) ?? results[0] };
    }
    case "update":
      return { update: toJson(UpdateSchema, fromBinary(UpdateSchema, frame.body)) };
    case "goingAway":
      return { goingAway: toJson(GoingAwaySchema, fromBinary(GoingAwaySchema, frame.body)) };
    default:
      return { [frame.kind]: {} };
  }
}

describe.skipIf(golden.length === 0)("the golden frame", () => {
  it.each(golden.map((row) => [row.name, row] as const))("%s reads as its JSON says", (_name, row) => {
    const bytes = new Uint8Array(readFileSync(new URL(row.file, folder)));
    const frame = decodeFrame(bytes);
    expect(meaning(frame, row.json)).toEqual(row.json);
    expect([...encodeFrame(frame)]).toEqual([...bytes]);
  });
});
