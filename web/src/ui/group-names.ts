// SPDX-License-Identifier: Apache-2.0
// What the people of a group are called: as the reader calls them, as they call themselves there, or by their name.
import { nicknameKey, type State } from "../model/state";
import { t } from "./i18n";
import { personName } from "./names";

export function memberName(state: State, log: string, id: string): string {
  const person = state.personOf(id);
  if (!person) return "…";
  const contact = state.contacts.value.get(id);
  const nickname = state.nicknames.value.get(nicknameKey(log, id));
  return nickname && !contact?.alias && !person.deleted ? nickname : personName(contact, person);
}

/** As memberName, with "you" for oneself. */
export function memberNameOrYou(state: State, log: string, id: string): string {
  return id === state.self.value.id ? t("chat.you") : memberName(state, log, id);
}
