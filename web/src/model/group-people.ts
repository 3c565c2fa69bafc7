// SPDX-License-Identifier: Apache-2.0
// Who the people of a group are: asked for by id when they first appear, because a group may be large. Loaded with the first group.
import "../proto/group-methods";
import { toMember, type GroupMember } from "../proto/groups";
import type { Entry } from "../proto/values";
import type { Member } from "./member";
import { nicknameKey, type State } from "./state";

const AT_ONCE = 100;
const asked = new WeakMap<State, Set<string>>();

export async function learnPeople(state: State, member: Member, log: string, ids: Iterable<string>): Promise<void> {
  const known = asked.get(state) ?? new Set();
  asked.set(state, known);
  const fresh = [...new Set(ids)].filter((id) => id !== "0" && !known.has(nicknameKey(log, id)));
  for (let at = 0; at < fresh.length; at += AT_ONCE) {
    const users = fresh.slice(at, at + AT_ONCE);
    for (const id of users) known.add(nicknameKey(log, id));
    const answer = await member.call("getMembers", { log, users });
    if (!answer.ok) {
      for (const id of users) known.delete(nicknameKey(log, id));
      return;
    }
    keepPeople(state, log, answer.value.members.map(toMember));
  }
}

export function keepPeople(state: State, log: string, members: GroupMember[]): void {
  const people = new Map(state.people.value);
  const nicknames = new Map(state.nicknames.value);
  for (const { user, nickname } of members) {
    people.set(user.id, user);
    nicknames.set(nicknameKey(log, user.id), nickname);
  }
  state.people.value = people;
  state.nicknames.value = nicknames;
}

/** Those who changed what they are called, in the order in which they did. */
export function followNicknames(state: State, log: string, entries: readonly Entry[]): void {
  const nicknames = new Map(state.nicknames.value);
  for (const { author, body } of entries) {
    if (body?.kind === "group" && body.event.act === "nickname") {
      nicknames.set(nicknameKey(log, author), body.event.text ?? "");
    }
  }
  state.nicknames.value = nicknames;
}
