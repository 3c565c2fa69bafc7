// SPDX-License-Identifier: Apache-2.0
// UUID version 7 (RFC 9562 §5.7). Of our own because crypto.randomUUID makes version 4 and needs a secure context.

export function uuid7(timeMs: number, fill: (bytes: Uint8Array<ArrayBuffer>) => void): string {
  const bytes = new Uint8Array(16);
  fill(bytes);
  let rest = timeMs;
  for (let index = 5; index >= 0; index -= 1) {
    bytes[index] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

export function newClientId(): string {
  return uuid7(Date.now(), (bytes) => void crypto.getRandomValues(bytes));
}
