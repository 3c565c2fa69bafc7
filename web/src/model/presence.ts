// SPDX-License-Identifier: Apache-2.0
// Who is there. Known only while this device itself is connected; a person of whom nothing is known is not in the map.
import type { Signal } from "@preact/signals";
import { toPresence, type Presence } from "../proto/people";
import type { Requests } from "../sync/requests";

export type Presences = ReadonlyMap<string, Presence>;

export class PresenceList {
  /** Users of whom an update came while the listing was under way: the update is newer. */
  private readonly newer = new Set<string>();
  private listing = 0;

  constructor(
    private readonly requests: Requests,
    private readonly presences: Signal<Presences>,
  ) {}

  /** After each hello: asks for everyone; changes follow as updates. */
  connected(): void {
    this.newer.clear();
    this.listing += 1;
    const listing = this.listing;
    this.requests.request("listPresence", {}, (answer) => {
      if (!answer.ok || listing !== this.listing) return;
      const kept = [...this.presences.value].filter(([user]) => this.newer.has(user));
      const listed = answer.value.presences.map((row): [string, Presence] => [row.user, toPresence(row)]);
      this.presences.value = new Map([...listed, ...kept]);
    });
  }

  changed(presence: Presence): void {
    this.newer.add(presence.user);
    this.presences.value = new Map(this.presences.value).set(presence.user, presence);
  }

  /** Who was there may have left: what was last seen stays true, "online" does not. */
  disconnected(): void {
    this.listing += 1;
    this.presences.value = new Map([...this.presences.value].filter(([, row]) => !row.online));
  }
}
