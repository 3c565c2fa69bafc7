// SPDX-License-Identifier: Apache-2.0
// Plain values about contacts.
import { ContactState as WireContactState, type Contact as WireContact } from "./gen/godwit/v1/entry_pb";
import { toUser, type User } from "./people";

export type ContactState = "none" | "outgoing" | "incoming" | "accepted";

export interface Contact {
  user: User;
  state: ContactState;
  alias: string;
  requestText: string;
  blocked: boolean;
  changedMs: number;
}

const contactStates: Record<number, ContactState> = {
  [WireContactState.OUTGOING]: "outgoing",
  [WireContactState.INCOMING]: "incoming",
  [WireContactState.ACCEPTED]: "accepted",
};

export function toContact(contact: WireContact | undefined): Contact {
  return {
    user: toUser(contact?.user),
    state: contactStates[contact?.state ?? 0] ?? "none",
    alias: contact?.alias ?? "",
    requestText: contact?.requestText ?? "",
    blocked: contact?.blocked ?? false,
    changedMs: Number(contact?.changedMs ?? 0n),
  };
}
