// SPDX-License-Identifier: Apache-2.0
import type { Contact, Entry } from "../proto/values";
import type { SettingsReport } from "./settings-report";
import type { SyncSink } from "./sink";

/** What the entries of the user log say, each to whom it concerns. */
export function foldUserLog(
  entries: Entry[],
  sink: SyncSink,
  settings: SettingsReport,
  membership: (change: { log: string; member: boolean; by: string }) => void,
): void {
  const rows: Contact[] = [];
  for (const { body } of entries) {
    if (body?.kind === "contactChanged") rows.push(body.contact);
    if (body?.kind === "profileChanged") sink.self(body.user);
    if (body?.kind === "settingsChanged") sink.settings(body.settings);
    if (body?.kind === "conversationChanged") settings.tell(body.log, body.settings);
    if (body?.kind === "membershipChanged") membership(body);
  }
  if (rows.length > 0) sink.contacts(rows, false);
}
