// SPDX-License-Identifier: Apache-2.0
// One frame of the wire: kind byte, header, body (docs/protocol.md §2). On a WebSocket each binary message is one frame.

export const MAX_FRAME_BYTES = 262_144;

export const Kind = { request: 1, response: 2, update: 3, ping: 4, pong: 5, goingAway: 6 } as const;

const FLAG_COMPRESSED = 0x10;
const FLAG_MORE = 0x20;
const FLAG_ERROR = 0x40;
const FLAG_RESERVED = 0x80;

export type Frame =
  | { kind: "request"; correlation: number; method: number; body: Uint8Array }
  | { kind: "response"; correlation: number; error: boolean; body: Uint8Array }
  | { kind: "update"; body: Uint8Array }
  | { kind: "ping" }
  | { kind: "pong" }
  | { kind: "goingAway"; body: Uint8Array };

/** The bytes are not a frame of version 1. */
export class MalformedFrame extends Error {}

function pushVarint(out: number[], value: number): void {
  let rest = value;
  while (rest >= 0x80) {
    out.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  out.push(rest);
}

function join(head: number[], body?: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(head.length + (body?.length ?? 0));
  bytes.set(head);
  if (body) bytes.set(body, head.length);
  return bytes;
}

export function encodeFrame(frame: Frame): Uint8Array<ArrayBuffer> {
  const head: number[] = [Kind[frame.kind]];
  switch (frame.kind) {
    case "request":
      pushVarint(head, frame.correlation);
      pushVarint(head, frame.method);
      return join(head, frame.body);
    case "response":
      head[0] = Kind.response | (frame.error ? FLAG_ERROR : 0);
      pushVarint(head, frame.correlation);
      return join(head, frame.body);
    case "update":
    case "goingAway":
      return join(head, frame.body);
    case "ping":
    case "pong":
      return join(head);
  }
}

/** Reads a varint of at most 32 bits; returns the value and the offset behind it. */
function readVarint(bytes: Uint8Array, at: number): [value: number, next: number] {
  let value = 0;
  for (let index = 0; index < 5; index += 1) {
    const byte = bytes[at + index];
    if (byte === undefined) throw new MalformedFrame("varint is cut");
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) {
      if (value > 0xffff_ffff) break;
      return [value, at + index + 1];
    }
  }
  throw new MalformedFrame("varint is over 32 bits");
}

export function decodeFrame(bytes: Uint8Array): Frame {
  if (bytes.length > MAX_FRAME_BYTES) throw new MalformedFrame("frame is too large");
  const first = bytes[0];
  if (first === undefined) throw new MalformedFrame("frame is empty");
  if (first & (FLAG_COMPRESSED | FLAG_MORE | FLAG_RESERVED)) throw new MalformedFrame("flags of no use in version 1");
  const kind = first & 0x0f;
  const error = (first & FLAG_ERROR) !== 0;
  if (error && kind !== Kind.response) throw new MalformedFrame("only responses carry the error flag");
  switch (kind) {
    case Kind.request: {
      const [correlation, afterCorrelation] = readVarint(bytes, 1);
      const [method, next] = readVarint(bytes, afterCorrelation);
      return { kind: "request", correlation, method, body: bytes.subarray(next) };
    }
    case Kind.response: {
      const [correlation, next] = readVarint(bytes, 1);
      return { kind: "response", correlation, error, body: bytes.subarray(next) };
    }
    case Kind.update:
      return { kind: "update", body: bytes.subarray(1) };
    case Kind.goingAway:
      return { kind: "goingAway", body: bytes.subarray(1) };
    case Kind.ping:
    case Kind.pong:
      if (bytes.length !== 1) throw new MalformedFrame("ping and pong have no body");
      return { kind: kind === Kind.ping ? "ping" : "pong" };
    default:
      throw new MalformedFrame(`kind ${kind} is unknown`);
  }
}
