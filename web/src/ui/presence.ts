// SPDX-License-Identifier: Apache-2.0
// Presence and activity in words.
import { lastSeen } from "../model/dates";
import type { State } from "../model/state";
import { language, t } from "./i18n";
import { minute } from "./minute";

/** Empty = not known, and then nothing is to be shown. */
export function presenceText(state: State, user: string): string {
  const presence = state.presences.value.get(user);
  if (!presence) return "";
  if (presence.online) return t("presence.online");
  if (presence.lastSeenMs === 0) return "";
  const now = Math.max(minute.value, Date.now());
  return t("presence.last-seen", { when: lastSeen(presence.lastSeenMs, now, language.value) });
}

export function isOnline(state: State, user: string): boolean {
  return state.presences.value.get(user)?.online ?? false;
}

/** Empty = nothing is being done there. */
export function activityText(state: State, log: string): string {
  const doing = state.activities.value.get(log)?.activity;
  if (!doing) return "";
  return doing === "recording" ? t("presence.recording") : t("presence.typing");
}
