// SPDX-License-Identifier: Apache-2.0
// Entries about messages that are no messages: what is pinned, when messages disappear, which ones the reader does not want to see.
import type { EntryBody } from "./gen/godwit/v1/entry_pb";
import type { Head as WireHead } from "./gen/godwit/v1/sync_pb";

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

/** What a head says of messages. Absent in what an older page kept. */
export interface MessagesHead {
  /** Seq of the last entry that these take into account. */
  asOf?: number;
  /** Messages after the read mark that call the reader. */
  mentions?: number;
  /** The first of them; 0 = none, or not known. */
  firstMention?: number;
  /** These have to be asked for again: what is known does not tell all. */
  unsure?: boolean;
  /** Seqs of the pinned messages, the last pinned first. */
  pins?: number[];
  /** Messages disappear after so many seconds; 0 = they stay. */
  expiryS?: number;
}

export function toMessagesHead({ seq, mentions, firstMention, pins, expiryS }: WireHead): Required<MessagesHead> {
  const [asOf, first] = [Number(seq), Number(firstMention)];
  return { asOf, mentions, firstMention: first, unsure: false, pins: pins.map(Number), expiryS };
}
