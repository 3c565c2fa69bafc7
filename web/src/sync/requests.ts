// SPDX-License-Identifier: Apache-2.0
// What sync needs of a link.
import type { Answer, MethodName, RequestOf } from "../proto/methods";

export interface Requests {
  /** `done` is called exactly once, possibly at once. */
  request<M extends MethodName>(name: M, request: RequestOf<M>, done: (answer: Answer<M>) => void): void;
  /** Reconnect with a fresh hello. */
  again(): void;
}
