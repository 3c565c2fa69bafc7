// SPDX-License-Identifier: Apache-2.0
// The JSON form of the protocol ("godwit.v1.json") in front of a FakeConnection, for script clients.
import { create, fromBinary, fromJson, toBinary, toJson, type JsonValue } from "@bufbuild/protobuf";
import { decodeFrame, encodeFrame } from "../../src/proto/frame";
import { ErrorSchema } from "../../src/proto/gen/godwit/v1/error_pb";
import { GoingAwaySchema, UpdateSchema } from "../../src/proto/gen/godwit/v1/session_pb";
import { methods, type MethodName } from "../../src/proto/methods";

type AnySchema = typeof methods.hello.request;

export class JsonDoor {
  private readonly asked = new Map<number, MethodName>();

  constructor(private readonly toServer: (frame: Uint8Array<ArrayBuffer>) => void) {}

  receive(text: string): void {
    const { id, method, params } = JSON.parse(text) as { id: number; method: string; params: JsonValue };
    const name = `${method.charAt(0).toLowerCase()}${method.slice(1)}` as MethodName;
    const schema = methods[name].request as unknown as AnySchema;
    this.asked.set(id, name);
    const body = toBinary(schema, params ? fromJson(schema, params) : create(schema));
    this.toServer(encodeFrame({ kind: "request", correlation: id, method: methods[name].number, body }));
  }

  /** A frame of the server as text; null = nothing to say. */
  send(bytes: Uint8Array): string | null {
    const frame = decodeFrame(bytes);
    if (frame.kind === "update")
      return JSON.stringify({ update: toJson(UpdateSchema, fromBinary(UpdateSchema, frame.body)) });
    if (frame.kind === "goingAway") {
      return JSON.stringify({ goingAway: toJson(GoingAwaySchema, fromBinary(GoingAwaySchema, frame.body)) });
    }
    if (frame.kind !== "response") return null;
    const id = frame.correlation;
    const name = this.asked.get(id);
    if (!name) return null;
    this.asked.delete(id);
    if (frame.error) return JSON.stringify({ id, error: toJson(ErrorSchema, fromBinary(ErrorSchema, frame.body)) });
    const schema = methods[name].response as unknown as AnySchema;
    return JSON.stringify({ id, result: toJson(schema, fromBinary(schema, frame.body)) });
  }
}
