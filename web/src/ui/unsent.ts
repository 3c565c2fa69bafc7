// SPDX-License-Identifier: Apache-2.0
// What was chosen or recorded and is not in the store yet would be gone with the page. The browser asks before it lets it go; where it
// does not (a phone that ends a page), the next page says what was lost.

const UNSENT = "godwit.unsent";
const held = new Set<{ count: number }>();

/** So many files are on this page only, until the answer is called. */
export function holdUnsent(count: number): () => void {
  const row = { count };
  held.add(row);
  note();
  return () => {
    held.delete(row);
    note();
  };
}

/** How many files the page before this one, in this tab, took with it. Says it once. */
export function takeLost(): number {
  const count = Number(sessionStorage.getItem(UNSENT) ?? 0);
  note();
  return Number.isFinite(count) ? count : 0;
}

function note(): void {
  const count = [...held].reduce((sum, row) => sum + row.count, 0);
  if (count > 0) {
    sessionStorage.setItem(UNSENT, `${count}`);
    window.addEventListener("beforeunload", ask);
  } else {
    sessionStorage.removeItem(UNSENT);
    window.removeEventListener("beforeunload", ask);
  }
}

function ask(event: BeforeUnloadEvent): void {
  event.preventDefault();
}
