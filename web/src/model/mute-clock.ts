// SPDX-License-Identifier: Apache-2.0
// Moves the state's time when the next mute ends, so that the list shows it.
import { effect } from "@preact/signals";
import type { World } from "../link/world";
import { FOR_GOOD } from "../proto/conversations";
import { settingsOf } from "../sync/settings-rules";
import type { State } from "./state";

/** Timers of browsers overflow beyond 2^31 ms. */
const LONGEST_MS = 24 * 3_600_000;

/** The answer ends it. */
export function followMutes(state: State, world: World): () => void {
  let cancel = (): void => {};
  const end = effect(() => {
    cancel();
    const now = state.nowMs.value;
    let next = FOR_GOOD;
    for (const record of state.records.value.values()) {
      const until = settingsOf(record).mutedUntilMs;
      if (until > now && until < next) next = until;
    }
    if (next === FOR_GOOD) return;
    const wait = Math.min(Math.max(0, next - world.wall()), LONGEST_MS);
    cancel = world.after(wait, () => (state.nowMs.value = world.wall()));
  });
  return () => {
    end();
    cancel();
  };
}
