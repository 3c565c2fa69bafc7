// SPDX-License-Identifier: Apache-2.0
import { signal } from "@preact/signals";
import { readTheme, writeTheme, type Theme } from "../store/settings";

export const theme = signal<Theme>("system");

export function startTheme(): void {
  apply(readTheme());
}

export function chooseTheme(next: Theme): void {
  writeTheme(next);
  apply(next);
}

function apply(next: Theme): void {
  theme.value = next;
  if (next === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = next;
}
