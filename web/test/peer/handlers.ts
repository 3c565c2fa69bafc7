// SPDX-License-Identifier: Apache-2.0
// What answers a request in the FakeServer.
import type { fromBinary } from "@bufbuild/protobuf";
import { ErrorCode, Retry } from "../../src/proto/gen/godwit/v1/error_pb";
import type { MethodName, methods, ResponseOf } from "../../src/proto/methods";

type Full<M extends MethodName> = ReturnType<typeof fromBinary<(typeof methods)[M]["request"]>>;
type Init<M extends MethodName> = Partial<ResponseOf<M>> | Record<string, unknown>;
export type Handler<M extends MethodName> = (request: Full<M>, user: string) => Init<M>;
export type Handlers = { [M in MethodName]?: Handler<M> };

/** Thrown by handlers. */
export class Refusal extends Error {
  constructor(
    readonly code: ErrorCode,
    readonly retry: Retry = Retry.GIVE_UP,
  ) {
    super(ErrorCode[code]);
  }
}
