// SPDX-License-Identifier: Apache-2.0
// Entries about messages that are no messages: what is pinned, when messages disappear, which ones the reader does not want to see.
import type { EntryBody } from "./gen/godwit/v1/entry_pb";

export type ConversationBody =
  | { kind: "pin"; target: number; pinned: boolean }
  /** 0 = from here on messages stay. */
  | { kind: "expiryChanged"; seconds: number }
  /** In the user log. */
  | { kind: "messagesHidden"; log: string; seqs: number[] };

/** null = a body of something else. */
export function toConversationBody({ kind }: EntryBody): ConversationBody | null {
  switch (kind.case) {
    case "pin":
      return { kind: "pin", target: Number(kind.value.target), pinned: kind.value.pinned };
    case "expiryChanged":
      return { kind: "expiryChanged", seconds: kind.value.seconds };
    case "messagesHidden":
      return { kind: "messagesHidden", log: kind.value.log, seqs: kind.value.seqs.map(Number) };
    default:
      return null;
  }
}
