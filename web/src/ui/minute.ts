// SPDX-License-Identifier: Apache-2.0
// A signal that moves each minute while the page is visible, for texts such as "5 minutes ago".
import { signal } from "@preact/signals";

export const minute = signal(0);

export function startMinutes(): void {
  const move = (): void => {
    if (document.visibilityState === "visible") minute.value = Date.now();
  };
  move();
  setInterval(move, 60_000);
  document.addEventListener("visibilitychange", move);
}
