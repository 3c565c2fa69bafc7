// SPDX-License-Identifier: Apache-2.0
// The door to the network: something that carries whole frames. Tests put a scripted peer behind it.

export interface WireEvents {
  opened(): void;
  frame(bytes: Uint8Array): void;
  /** Once, also when opening failed; nothing comes after it. */
  closed(): void;
}

export interface Wire {
  /** Ignored once closed. */
  send(frame: Uint8Array<ArrayBuffer>): void;
  /** Idempotent; `closed` does not come after it. */
  close(): void;
}

export type Dial = (events: WireEvents) => Wire;
