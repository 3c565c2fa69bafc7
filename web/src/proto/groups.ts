// SPDX-License-Identifier: Apache-2.0
// Plain values about groups: what they are and allow, who is in them, and what happens to them.
import type {
  EntryBody,
  Group as WireGroup,
  GroupMember as WireMember,
  GroupRules as WireRules,
} from "./gen/godwit/v1/entry_pb";
import { toUser, type User } from "./people";

/** Each may do what those before may. */
export const roles = ["none", "member", "admin", "owner"] as const;
export type Role = (typeof roles)[number];

export function atLeast(role: Role, least: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(least);
}

export interface GroupRules {
  send: Role;
  invite: Role;
  editProfile: Role;
  joinApproval: boolean;
  historyForNew: boolean;
  slowModeS: number;
  membersHidden: boolean;
  /** Absent in what an older page kept: admins; so is the next one. */
  mentionAll?: Role;
  pin?: Role;
}

export interface Group {
  name: string;
  avatar: string;
  description: string;
  notice: string;
  channel: boolean;
  rules: GroupRules;
  memberCount: number;
  dismissed: boolean;
  createdMs: number;
}

export interface GroupMember {
  user: User;
  role: Role;
  nickname: string;
  mutedUntilMs: number;
}

/** Something that happened to a group, for its line in the conversation. */
export interface GroupEvent {
  act: "created" | "added" | "joined" | "removed" | "left" | "role" | "changed" | "nickname" | "muted" | "dismissed";
  users: string[];
  role?: Role;
  /** What has a new value; the name, the nickname. */
  text?: string;
  fields?: ("name" | "avatar" | "description" | "notice" | "rules")[];
  untilMs?: number;
}

export function toRole(role: number): Role {
  return roles[role] ?? "none";
}

function toRules(rules: WireRules | undefined): GroupRules {
  const least = (role: number | undefined): Role => toRole(role || 1);
  return {
    send: least(rules?.send),
    invite: least(rules?.invite),
    editProfile: least(rules?.editProfile),
    joinApproval: rules?.joinApproval ?? false,
    historyForNew: rules?.historyForNew ?? false,
    slowModeS: rules?.slowModeS ?? 0,
    membersHidden: rules?.membersHidden ?? false,
    mentionAll: toRole(rules?.mentionAll || 2),
    pin: toRole(rules?.pin || 2),
  };
}

export function toGroup(group: WireGroup): Group {
  const { name, avatar, description, notice, channel, memberCount, dismissed } = group;
  const createdMs = Number(group.createdMs);
  return { name, avatar, description, notice, channel, rules: toRules(group.rules), memberCount, dismissed, createdMs };
}

export function toMember(member: WireMember): GroupMember {
  return {
    user: toUser(member.user),
    role: toRole(member.role),
    nickname: member.nickname,
    mutedUntilMs: Number(member.mutedUntilMs),
  };
}

/** null = an entry about something else. */
export function toGroupEvent({ kind }: EntryBody, author: string): GroupEvent | null {
  switch (kind.case) {
    case "groupCreated":
      return { act: "created", users: [], text: kind.value.name };
    case "membersAdded":
      return { act: kind.value.byLink ? "joined" : "added", users: kind.value.users };
    case "membersRemoved": {
      const left = kind.value.users.length === 1 && kind.value.users[0] === author;
      return { act: left ? "left" : "removed", users: kind.value.users };
    }
    case "roleChanged":
      return { act: "role", users: [kind.value.user], role: toRole(kind.value.role) };
    case "groupChanged": {
      const { name, avatar, description, notice, rules } = kind.value;
      const values = { name, avatar, description, notice, rules };
      const fields = (["name", "avatar", "description", "notice", "rules"] as const).filter(
        (field) => values[field] !== undefined,
      );
      return { act: "changed", users: [], fields, text: name ?? notice ?? "" };
    }
    case "nicknameChanged":
      return { act: "nickname", users: [], text: kind.value.nickname };
    case "memberMuted":
      return { act: "muted", users: [kind.value.user], untilMs: Number(kind.value.untilMs) };
    case "groupDismissed":
      return { act: "dismissed", users: [] };
    default:
      return null;
  }
}
