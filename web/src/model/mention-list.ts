// SPDX-License-Identifier: Apache-2.0
// Whom one may call while writing in a group.
import type { GroupMember } from "../proto/groups";
import type { Pick } from "./marks";

/** A member, or all of them. */
export interface Callable {
  /** Empty = all. */
  user: string;
  /** What everyone there calls them. */
  name: string;
  handle: string;
  /** Names that find them: also those that only the reader uses. */
  found: string[];
}

/** The begun name before the caret, and where its @ stands; null = none is being written. */
export function begunAt(text: string, caret: number): { at: number; query: string } | null {
  const hit = /(?:^|[^A-Za-z0-9._@-])@([^\s@]{0,32})$/u.exec(text.slice(0, caret));
  if (!hit) return null;
  const query = hit[1] ?? "";
  return { at: caret - query.length - 1, query };
}

export function callable({ user, nickname }: GroupMember, alias: string): Callable {
  const name = nickname || user.name || user.handle;
  return { user: user.id, name, handle: user.handle, found: [name, user.name, user.handle, alias].filter(Boolean) };
}

/** Those whose names fit, the best first. */
export function fitting(people: readonly Callable[], query: string): Callable[] {
  const wanted = query.toLocaleLowerCase();
  const rank = ({ found }: Callable): number => {
    const names = found.map((name) => name.toLocaleLowerCase());
    if (names.some((name) => name.startsWith(wanted))) return 0;
    return names.some((name) => name.includes(wanted)) ? 1 : 2;
  };
  return people
    .map((one) => ({ one, place: rank(one) }))
    .filter(({ place }) => place < 2)
    .sort((a, b) => a.place - b.place || Number(b.one.user === "") - Number(a.one.user === ""))
    .map(({ one }) => one);
}

/** What is written for them: their name, or the handle where the name would mean somebody picked before. */
export function pickOf({ user, name, handle }: Callable, before: readonly Pick[]): Pick {
  const text = `@${name}`;
  const taken = before.some((pick) => pick.text === text && pick.user !== user);
  return { text: taken && handle ? `@${handle}` : text, user };
}
