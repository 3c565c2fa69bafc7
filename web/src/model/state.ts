// SPDX-License-Identifier: Apache-2.0
// What the screens show, as signals. Values are replaced, never changed in place.
import { computed, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import { directLog, isConversation, isGroup, peerOf } from "../proto/log-name";
import type { Group } from "../proto/groups";
import type { ConversationSettings } from "../proto/conversations";
import type { Demo, Settings } from "../proto/people";
import type { Contact, Registration, User } from "../proto/values";
import type { LogRecord } from "../sync/log-state";
import type { OutboxItem } from "../sync/outbox";
import { isArchived, isMarked, isMuted, settingsOf } from "../sync/settings-rules";
import type { Activities } from "./activity";
import { nameOf } from "./names";
import type { Presences } from "./presence";
import { unreadOf } from "./ticks";
import type { Conversation } from "./conversation";

/** `offline` = this device has no network; `waiting` = the server does not answer; `refused` = this page is too old for it. */
export type Connection = "offline" | "connecting" | "waiting" | "updating" | "online" | "refused";

export type Phase = "loading" | "anonymous" | "member" | "broken";

/** Why nobody is logged in here any more, for the log-in page. */
export type Ending = "loggedOut" | "deleted";

/** A conversation as the chat list shows it. */
export interface Chat {
  log: string;
  record: LogRecord;
  /** The other person; self for the note to self. */
  peer: User;
  contact: Contact | undefined;
  name: string;
  saved: boolean;
  group: Group | undefined;
  unread: number;
  /** Unread messages that call the reader. */
  mentions: number;
  maySend: boolean;
  sortMs: number;
  settings: ConversationSettings;
  muted: boolean;
  /** Not in the list, but among the archived ones. */
  archived: boolean;
  /** Shows as unread though nothing is. */
  marked: boolean;
}

export class State {
  readonly phase: Signal<Phase> = signal("loading");
  readonly self: Signal<User> = signal({ id: "0", handle: "", name: "" });
  /** null = not known before the first connection. */
  readonly settings: Signal<Settings | null> = signal(null);
  readonly connection: Signal<Connection> = signal("connecting");
  /** null = the server has not answered yet. */
  readonly registration: Signal<Registration | null> = signal(null);
  /** Told to anonymous callers only. */
  readonly demo: Signal<Demo | null> = signal(null);
  /** This is a demo server; remembered from before the log-in. */
  readonly isDemo: Signal<boolean> = signal(false);
  readonly ending: Signal<Ending | null> = signal(null);
  readonly records: Signal<ReadonlyMap<string, LogRecord>> = signal(new Map());
  readonly contacts: Signal<ReadonlyMap<string, Contact>> = signal(new Map());
  readonly outbox: Signal<readonly OutboxItem[]> = signal([]);
  readonly drafts: Signal<ReadonlyMap<string, string>> = signal(new Map());
  /** How much of an unsent message's bytes is at the server, 0 to 1, by client_id. */
  readonly uploads: Signal<ReadonlyMap<string, number>> = signal(new Map());
  readonly conversation: Signal<Conversation | null> = signal(null);
  /** People that are no contacts: those of groups. */
  readonly people: Signal<ReadonlyMap<string, User>> = signal(new Map());
  /** What people call themselves in a group, by nicknameKey. */
  readonly nicknames: Signal<ReadonlyMap<string, string>> = signal(new Map());
  readonly presences: Signal<Presences> = signal(new Map());
  /** How often this browser was let into the media store, 0 = /media/<id> is closed; pictures that failed before are tried again then. */
  readonly mediaOpened: Signal<number> = signal(0);
  /** How many messages this browser had no room to keep until they are sent. */
  readonly unkept: Signal<number> = signal(0);
  readonly activities: Signal<Activities> = signal(new Map());
  /** Moves when a mute ends. */
  readonly nowMs: Signal<number> = signal(0);

  /** The pinned ones, then the others, the newest first; archived ones among them. */
  readonly chats: ReadonlySignal<Chat[]> = computed(() => {
    const chats: Chat[] = [];
    for (const record of this.records.value.values()) {
      if (!isConversation(record.head.log) || record.head.left) continue;
      const chat = this.chatOf(record);
      if (record.head.seq > 0 || chat.saved || this.outbox.value.some((item) => item.log === chat.log)) {
        chats.push(chat);
      }
    }
    return chats.sort((a, b) => b.settings.pinnedMs - a.settings.pinnedMs || b.sortMs - a.sortMs);
  });

  /** What is muted or put away calls nobody. */
  readonly unread: ReadonlySignal<number> = computed(() =>
    this.chats.value.reduce((sum, chat) => sum + (chat.muted || chat.archived ? 0 : chat.unread || +chat.marked), 0),
  );

  readonly incoming: ReadonlySignal<Contact[]> = computed(() =>
    [...this.contacts.value.values()]
      .filter((row) => row.state === "incoming" && !row.blocked)
      .sort((a, b) => b.changedMs - a.changedMs),
  );

  chat(log: string): Chat | undefined {
    const record = this.records.value.get(log);
    return record ? this.chatOf(record) : undefined;
  }

  /** The log of the conversation with a person. */
  logWith(user: string): string {
    return directLog(this.self.value.id, user);
  }

  reset(): void {
    this.records.value = new Map();
    this.contacts.value = new Map();
    this.outbox.value = [];
    this.drafts.value = new Map();
    this.uploads.value = new Map();
    this.mediaOpened.value = 0;
    this.unkept.value = 0;
    this.conversation.value = null;
    this.people.value = new Map();
    this.nicknames.value = new Map();
    this.presences.value = new Map();
    this.activities.value = new Map();
    this.settings.value = null;
  }

  private standingOf(record: LogRecord): Pick<Chat, "settings" | "muted" | "archived" | "marked"> {
    const settings = settingsOf(record);
    const now = this.nowMs.value;
    return {
      settings,
      muted: isMuted(settings, now),
      archived: isArchived(record, settings, now),
      marked: isMarked(record, settings),
    };
  }

  private chatOf(record: LogRecord): Chat {
    const self = this.self.value;
    const { head } = record;
    if (isGroup(head.log)) return this.groupChat(record);
    const peerId = peerOf(head.log, self.id);
    const saved = peerId === self.id;
    const contact = saved ? undefined : this.contacts.value.get(peerId);
    const member = head.members.find((user) => user.id === peerId);
    // The contact row and the head are as old as their last change: an account deleted in either is deleted.
    const gone = member?.deleted ? member : undefined;
    const peer = saved ? self : (gone ?? contact?.user ?? member ?? { id: peerId, handle: "", name: "" });
    return {
      log: head.log,
      record,
      peer,
      contact,
      name: nameOf(contact, peer),
      saved,
      group: undefined,
      unread: unreadOf(record, self.id),
      mentions: head.mentions ?? 0,
      maySend: saved || (contact && !peer.deleted ? contact.state === "accepted" && !contact.blocked : false),
      sortMs: Math.max(head.lastMessage?.timeMs ?? contact?.changedMs ?? 0, this.lastUnsent(head.log)),
      ...this.standingOf(record),
    };
  }

  private groupChat(record: LogRecord): Chat {
    const { head } = record;
    const group = head.group;
    return {
      log: head.log,
      record,
      peer: { id: head.log.slice(2), handle: "", name: group?.name ?? "", avatar: group?.avatar ?? "" },
      contact: undefined,
      name: group?.name || "…",
      saved: false,
      group,
      unread: unreadOf(record, this.self.value.id),
      mentions: head.mentions ?? 0,
      maySend: head.maySend,
      sortMs: Math.max(head.lastMessage?.timeMs ?? group?.createdMs ?? 0, this.lastUnsent(head.log)),
      ...this.standingOf(record),
    };
  }

  private lastUnsent(log: string): number {
    const last = this.outbox.value.findLast(
      (item) => item.log === log && (item.kind === "text" || item.kind === "media"),
    );
    return last?.createdMs ?? 0;
  }

  /** What is known of a person by their id. */
  personOf(id: string): User | undefined {
    if (id === this.self.value.id) return this.self.value;
    return this.contacts.value.get(id)?.user ?? this.people.value.get(id);
  }
}

export function nicknameKey(log: string, user: string): string {
  return `${log} ${user}`;
}
