// SPDX-License-Identifier: Apache-2.0
import type { Contact, User } from "../proto/values";

export const AVATAR_COLOURS = 8;

/** What the owner calls them, else what they call themselves, else the handle. */
export function nameOf(contact: Contact | undefined, user: User | undefined): string {
  return contact?.alias || contact?.user.name || user?.name || contact?.user.handle || user?.handle || "…";
}

/** One sign for East Asian names, else the first letters of the first two words. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u);
  const first = firstSign(words[0] ?? "");
  if (/[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/u.test(first)) return first;
  return (first + firstSign(words[1] ?? "")).toUpperCase();
}

function firstSign(word: string): string {
  return [...new Intl.Segmenter().segment(word)][0]?.segment ?? "";
}

export function colourOf(id: string): number {
  let hash = 0;
  for (let index = 0; index < id.length; index += 1) hash = (hash * 31 + id.charCodeAt(index)) >>> 0;
  return hash % AVATAR_COLOURS;
}
