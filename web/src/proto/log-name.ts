// SPDX-License-Identifier: Apache-2.0
// Names of logs (docs/protocol.md §4). Ids go beyond 2^53, so they are compared as bigint.

export function directLog(a: string, b: string): string {
  return BigInt(a) <= BigInt(b) ? `d.${a}.${b}` : `d.${b}.${a}`;
}

export function userLog(user: string): string {
  return `u.${user}`;
}

export function isDirect(log: string): boolean {
  return log.startsWith("d.");
}

export function isGroup(log: string): boolean {
  return log.startsWith("g.");
}

/** What people talk in: anything but a user log. */
export function isConversation(log: string): boolean {
  return isDirect(log) || isGroup(log);
}

/** The two users of a direct conversation as seen by `self`: the other one, or self for the note to self. */
export function peerOf(log: string, self: string): string {
  const [, a = "", b = ""] = log.split(".");
  return a === self ? b : a;
}
