// SPDX-License-Identifier: Apache-2.0
// What can be done about a message beside answering and changing it.
import type { Message } from "../../model/fold";
import type { Member } from "../../model/member";
import type { Chat } from "../../model/state";
import { atLeast } from "../../proto/groups";
import { t } from "../../ui/i18n";
import "../../ui/about-texts";
import type { MenuItem } from "../../ui/menu";
import { pin } from "./ask";

/** Everyone in a conversation of two; in a group whoever its rule allows. */
export function mayPin({ group, maySend, record }: Chat): boolean {
  return maySend && (!group || atLeast(record.head.role ?? "none", group.rules.pin ?? "admin"));
}

/** `message` is stored, and nothing about it is under way. */
export function actionsFor(message: Message, chat: Chat, member: Member): MenuItem[] {
  const items: MenuItem[] = [];
  if (mayPin(chat)) {
    const pinned = chat.record.head.pins?.includes(message.seq) ?? false;
    items.push({
      testid: pinned ? "unpin" : "pin",
      label: t(pinned ? "menu.unpin" : "menu.pin"),
      icon: "pin",
      act: () => void pin(member, chat.log, message.seq, !pinned),
    });
  }
  return items;
}
