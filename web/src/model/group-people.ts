// SPDX-License-Identifier: Apache-2.0
// Who the people of a group are: asked for by id when they first appear, because a group may be large. Loaded with the first group.
import "../proto/group-methods";
import { toMember } from "../proto/groups";
import type { Member } from "./member";
import type { State } from "./state";

const AT_ONCE = 100;
const asked = new WeakMap<State, Set<string>>();

export async function learnPeople(state: State, member: Member, log: string, ids: Iterable<string>): Promise<void> {
  const known = asked.get(state) ?? new Set();
  asked.set(state, known);
  const fresh = [...new Set(ids)].filter((id) => id !== "0" && !state.personOf(id) && !known.has(`${log} ${id}`));
  for (let at = 0; at < fresh.length; at += AT_ONCE) {
    const users = fresh.slice(at, at + AT_ONCE);
    for (const id of users) known.add(`${log} ${id}`);
    const answer = await member.call("getMembers", { log, users });
    if (!answer.ok) {
      for (const id of users) known.delete(`${log} ${id}`);
      return;
    }
    keepPeople(
      state,
      answer.value.members.map((row) => toMember(row).user),
    );
  }
}

export function keepPeople(state: State, people: { id: string; handle: string; name: string }[]): void {
  if (people.length === 0) return;
  const all = new Map(state.people.value);
  for (const person of people) all.set(person.id, person);
  state.people.value = all;
}
