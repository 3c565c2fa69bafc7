// SPDX-License-Identifier: Apache-2.0
// One anonymous question on a connection of its own: hello, the request, close. For registering, logging in and looking at the server.
import { decodeFrame, encodeFrame } from "../proto/frame";
import {
  decodeFailure,
  decodeResponse,
  disconnected,
  encodeRequest,
  methods,
  type Answer,
  type Failure,
  type MethodName,
  type RequestOf,
} from "../proto/methods";
import { toHello, type Hello } from "../proto/values";
import type { Dial } from "../transport/transport";
import { CLIENT_NAME } from "./link";
import type { World } from "./world";

const TIMEOUT_MS = 15_000;
/** The server holds this one for 20 s. */
const AWAIT_TIMEOUT_MS = 35_000;

export type OnceName = "register" | "logIn" | "beginDeviceLogIn" | "awaitDeviceLogIn";

export type HelloAnswer = { ok: true; value: Hello } | { ok: false; failure: Failure };

export function lookAtServer(dial: Dial, world: World, done: (answer: HelloAnswer) => void): void {
  ask(dial, world, "hello", { minVersion: 1, maxVersion: 1, client: CLIENT_NAME }, (answer) =>
    done(answer.ok ? { ok: true, value: toHello(answer.value) } : answer),
  );
}

/** The answer ends the question: `done` is not called then. */
export function askOnce<M extends OnceName>(
  dial: Dial,
  world: World,
  name: M,
  request: RequestOf<M>,
  done: (answer: Answer<M>) => void,
): () => void {
  return ask(dial, world, name, request, done);
}

function ask<M extends MethodName>(
  dial: Dial,
  world: World,
  name: M,
  request: RequestOf<M>,
  done: (answer: Answer<M>) => void,
): () => void {
  let over = false;
  const end = (): void => {
    over = true;
    cancel();
    wire.close();
  };
  const finish = (answer: Answer<M>): void => {
    if (over) return;
    end();
    done(answer);
  };
  const timeout = name === "awaitDeviceLogIn" ? AWAIT_TIMEOUT_MS : TIMEOUT_MS;
  const cancel = world.after(timeout, () => finish({ ok: false, failure: disconnected }));
  const send = <N extends MethodName>(correlation: number, method: N, body: RequestOf<N>): void =>
    wire.send(
      encodeFrame({
        kind: "request",
        correlation,
        method: methods[method].number,
        body: encodeRequest(method, body),
      }),
    );
  const wire = dial({
    opened: () => {
      if (name !== "hello") send(1, "hello", { minVersion: 1, maxVersion: 1, client: CLIENT_NAME });
      send(2, name, request);
    },
    frame: (bytes) => {
      const frame = decodeFrame(bytes);
      if (frame.kind === "goingAway") finish({ ok: false, failure: disconnected });
      if (frame.kind !== "response") return;
      if (frame.error) finish({ ok: false, failure: decodeFailure(frame.body) });
      else if (frame.correlation === 2) finish({ ok: true, value: decodeResponse(name, frame.body) });
    },
    closed: () => finish({ ok: false, failure: disconnected }),
  });
  return () => {
    if (!over) end();
  };
}
