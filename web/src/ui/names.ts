// SPDX-License-Identifier: Apache-2.0
// What people are called on the screens, where names need words of the chosen language.
import { nameOf } from "../model/names";
import type { Chat } from "../model/state";
import type { Contact, User } from "../proto/values";
import { t } from "./i18n";

/** An alias does not outlive the account it was given to. */
export function personName(contact: Contact | undefined, user: User | undefined): string {
  return (contact?.user ?? user)?.deleted ? t("person.deleted") : nameOf(contact, user);
}

export function chatName(chat: Chat): string {
  if (chat.saved) return t("chats.saved");
  return chat.peer.deleted ? t("person.deleted") : chat.name;
}
