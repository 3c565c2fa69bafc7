// SPDX-License-Identifier: Apache-2.0

/** Full jitter: a random share of min(cap, base · 2ⁿ), in milliseconds. `random` is 0 ≤ x < 1. */
export function fullJitter(attempt: number, random: number, baseMs = 500, capMs = 60_000): number {
  return Math.floor(random * Math.min(capMs, baseMs * 2 ** attempt));
}
