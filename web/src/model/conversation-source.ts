// SPDX-License-Identifier: Apache-2.0
// Where the window of a conversation gets its entries: from the store, and what is older from the server.
import type { World } from "../link/world";
import type { Store } from "../store/store";
import type { Sync } from "../sync/sync";
import type { ConversationSource } from "./conversation";
import type { Recorder } from "./recorder";
import type { State } from "./state";

const PAGE = 60;
const PAUSE_MS = 1000;

export function sourceOf(state: State, store: Store, recorder: Recorder, sync: Sync, world: World): ConversationSource {
  return {
    record: (log) => state.records.value.get(log),
    cached: async (log, low, high) => {
      await recorder.settled();
      return store.entries(log, low, high).catch(() => []);
    },
    older: (log) => new Promise((resolve) => sync.older(log, PAGE, (rows) => resolve(!!rows))),
    pause: () => new Promise((resolve) => void world.after(PAUSE_MS, resolve)),
    reread: (log) => sync.reread(log),
  };
}
