// SPDX-License-Identifier: Apache-2.0
// Presence and activity in words.
import { lastSeen } from "../model/dates";
import type { State } from "../model/state";
import type { Presence } from "../proto/people";
import { language, t } from "./i18n";
import { minute } from "./minute";

/** Of contacts only: what was known of somebody who is none any more is not true for long. */
function presenceOf(state: State, user: string): Presence | undefined {
  const contact = state.contacts.value.get(user);
  const visible = contact?.state === "accepted" && !contact.blocked && !contact.user.deleted;
  return visible ? state.presences.value.get(user) : undefined;
}

/** Empty = not known, and then nothing is to be shown. */
export function presenceText(state: State, user: string): string {
  const presence = presenceOf(state, user);
  if (!presence) return "";
  if (presence.online) return t("presence.online");
  if (presence.lastSeenMs === 0) return "";
  const now = Math.max(minute.value, Date.now());
  return t("presence.last-seen", { when: lastSeen(presence.lastSeenMs, now, language.value, t("presence.just-now")) });
}

export function isOnline(state: State, user: string): boolean {
  return presenceOf(state, user)?.online ?? false;
}

/** Empty = nothing is being done there. */
export function activityText(state: State, log: string): string {
  const doing = state.activities.value.get(log)?.activity;
  if (!doing) return "";
  return doing === "recording" ? t("presence.recording") : t("presence.typing");
}
