// SPDX-License-Identifier: Apache-2.0
// What the people of a group are called.
import type { State } from "../model/state";
import { t } from "./i18n";
import { personName } from "./names";

export function memberName(state: State, id: string): string {
  const person = state.personOf(id);
  return person ? personName(state.contacts.value.get(id), person) : "…";
}

/** As memberName, with "you" for oneself. */
export function memberNameOrYou(state: State, id: string): string {
  return id === state.self.value.id ? t("chat.you") : memberName(state, id);
}
