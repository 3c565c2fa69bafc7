// SPDX-License-Identifier: Apache-2.0
// One device of a person on virtual time: link and sync, with a sink that only remembers.
import { Link } from "../../src/link/link";
import type { Settings } from "../../src/proto/people";
import type { Contact, Entry, User } from "../../src/proto/values";
import type { LogRecord } from "../../src/sync/log-state";
import type { OutboxItem } from "../../src/sync/outbox";
import type { LogChange, Remembered, SyncSink } from "../../src/sync/sink";
import { Sync } from "../../src/sync/sync";
import { FakeNetwork } from "./fake-network";
import type { FakeServer, FakeUser } from "./fake-server";
import type { VirtualWorld } from "./virtual-world";

export class Device implements SyncSink {
  readonly network: FakeNetwork;
  readonly link: Link;
  readonly sync: Sync;
  readonly entries = new Map<string, Entry[]>();
  readonly records = new Map<string, LogRecord>();
  readonly people = new Map<string, Contact>();
  readonly drafts = new Map<string, string>();
  readonly outboxItems = new Map<string, OutboxItem>();
  selfName = "";
  ownSettings: Settings | null = null;
  complete = false;
  epochs: number[] = [];
  loggedOut = false;
  private made = 0;

  constructor(
    server: FakeServer,
    private readonly world: VirtualWorld,
    readonly user: FakeUser,
    remembered: Partial<Remembered> = {},
  ) {
    this.network = new FakeNetwork(server, world);
    const token = server.token(user);
    this.link = new Link({
      dial: this.network.dial,
      world,
      token,
      resumeToken: () => this.sync.resumeToken,
      events: {
        state: (state) => {
          if (state !== "online") this.sync.disconnected();
        },
        hello: (hello) => this.sync.hello(hello),
        update: (update) => this.sync.update(update),
        loggedOut: () => (this.loggedOut = true),
      },
    });
    this.sync = new Sync({
      self: user.id,
      requests: this.link,
      world,
      sink: this,
      remembered: { epoch: 0, resumeToken: new Uint8Array(), logs: [], outbox: [], ...remembered },
    });
  }

  start(): this {
    this.link.start();
    return this;
  }

  send(log: string, text: string, more: Partial<OutboxItem> = {}): string {
    this.made += 1;
    const clientId = `${this.user.handle}-${this.made}`;
    const createdMs = this.world.wall();
    const item = { clientId, log, kind: "text", target: 0, text, epoch: 1, createdMs, failure: null, seq: 0 } as const;
    this.sync.outbox.add({ ...item, ...more });
    return clientId;
  }

  texts(log: string): string[] {
    return (this.entries.get(log) ?? []).flatMap((entry) => (entry.body?.kind === "text" ? [entry.body.text] : []));
  }

  seqs(log: string): number[] {
    return (this.entries.get(log) ?? []).map((entry) => entry.seq);
  }

  log(change: LogChange): void {
    this.records.set(change.log, change.record);
    const held = change.replaced ? [] : (this.entries.get(change.log) ?? []);
    const fresh = change.entries;
    const older = fresh.length > 0 && held.length > 0 && (fresh.at(-1)?.seq ?? 0) < (held[0]?.seq ?? 0);
    this.entries.set(change.log, older ? [...fresh, ...held] : [...held, ...fresh]);
  }

  contacts(rows: Contact[], whole: boolean): void {
    if (whole) this.people.clear();
    for (const row of rows) this.people.set(row.user.id, row);
  }

  self(user: User): void {
    this.selfName = user.name;
  }

  settings(settings: Settings): void {
    this.ownSettings = settings;
  }

  draft(log: string, text: string): void {
    if (text) this.drafts.set(log, text);
    else this.drafts.delete(log);
  }

  outbox(item: OutboxItem, gone: boolean): void {
    if (gone) this.outboxItems.delete(item.clientId);
    else this.outboxItems.set(item.clientId, { ...item });
  }

  resumeToken(): void {}

  epoch(epoch: number): void {
    this.epochs.push(epoch);
    this.entries.clear();
    this.records.clear();
  }

  caughtUp(yes: boolean): void {
    this.complete = yes;
  }
}
