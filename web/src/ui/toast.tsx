// SPDX-License-Identifier: Apache-2.0
// A short word at the bottom of the page, gone by itself; also read out by screen readers.
import { signal } from "@preact/signals";

const MS_A_CHARACTER = 70;

const text = signal("");
let timer: ReturnType<typeof setTimeout> | undefined;

export function toast(message: string): void {
  text.value = message;
  clearTimeout(timer);
  timer = setTimeout(
    () => {
      text.value = "";
    },
    Math.max(3500, message.length * MS_A_CHARACTER),
  );
}

export function Toast() {
  return (
    <div class="toast-place" role="status" aria-live="polite">
      {text.value && (
        <div class="toast" data-testid="toast">
          {text.value}
        </div>
      )}
    </div>
  );
}
