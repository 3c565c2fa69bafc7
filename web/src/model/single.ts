// SPDX-License-Identifier: Apache-2.0
// Single messages by their seq: from the window of a conversation where it holds them, else from the server.
import { toEntry, type Entry } from "../proto/values";
import { fold, type Message } from "./fold";
import type { Member } from "./member";

/** null = there is nothing to show; undefined = not in the window. */
export function messageIn(entries: readonly Entry[], seq: number, self: string): Message | null | undefined {
  const low = entries[0]?.seq;
  const high = entries.at(-1)?.seq;
  if (low === undefined || high === undefined || seq < low || seq > high) return undefined;
  const about = entries.filter((entry) => {
    const { body } = entry;
    return entry.seq === seq || ((body?.kind === "edit" || body?.kind === "recall") && body.target === seq);
  });
  return fold(about, [], self)[0] ?? null;
}

/** At most 50. Those that are not to be had have null; the answer is null when the server did not answer. */
export async function readMessages(
  member: Member,
  log: string,
  seqs: readonly number[],
  self: string,
): Promise<Map<number, Message | null> | null> {
  const answer = await member.call("readEntries", { log, seqs: seqs.map(BigInt) });
  if (!answer.ok) return null;
  const entries = answer.value.entries.map(toEntry);
  return new Map(
    seqs.map((seq) => [
      seq,
      messageIn(
        entries.filter((row) => row.seq === seq),
        seq,
        self,
      ) ?? null,
    ]),
  );
}
