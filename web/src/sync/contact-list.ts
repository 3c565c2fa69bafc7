// SPDX-License-Identifier: Apache-2.0
import type { Failure } from "../proto/methods";
import { toContact, type Contact } from "../proto/values";
import type { Requests } from "./requests";

export type Listed = { ok: true; rows: Contact[]; seq: number } | { ok: false; failure: Failure };

/** All contacts, and the seq of the user log from which to follow it. */
export function listContacts(requests: Requests, done: (listed: Listed) => void): void {
  const rows: Contact[] = [];
  let seq: number | null = null;
  const page = (after: string): void =>
    requests.request("listContacts", { after }, (answer) => {
      if (!answer.ok) return done(answer);
      rows.push(...answer.value.contacts.map(toContact));
      // Pages are read one after another: only what the first one is as of holds for all of them.
      seq ??= Number(answer.value.userSeq);
      const last = rows.at(-1);
      if (answer.value.more && last) page(last.user.id);
      else done({ ok: true, rows, seq });
    });
  page("0");
}
