// SPDX-License-Identifier: Apache-2.0
// Keeps this device the same as the server: dispatches hello, heads and updates to the logs, and tells the sink what changed.
// No I/O of its own: requests go through `Requests`, time through `World`, results through `SyncSink`.
import type { Failure } from "../proto/methods";
import { directLog, isConversation, isDirect, isGroup, peerOf, userLog } from "../proto/log-name";
import { toHead, type Entry, type Hello, type Update } from "../proto/values";
import type { World } from "../link/world";
import { CursorReport } from "./cursor-report";
import { listContacts } from "./contact-list";
import { emptyHead, LogState } from "./log-state";
import { Outbox, type OutboxItem, type Upload } from "./outbox";
import { entryOf, type StoredAs } from "./outbox-item";
import { Reader } from "./reader";
import type { Requests } from "./requests";
import { SettingsReport } from "./settings-report";
import type { Remembered, SyncSink } from "./sink";
import { foldUserLog } from "./user-log";

export interface SyncOptions {
  self: string;
  requests: Requests;
  world: World;
  sink: SyncSink;
  remembered: Remembered;
  /** Brings the bytes of a message to the server. */
  upload?: Upload;
}

export class Sync {
  readonly outbox: Outbox;
  readonly settings: SettingsReport;
  private readonly logs = new Map<string, LogState>();
  private readonly reader: Reader;
  private readonly cursors: CursorReport;
  private readonly asked = new Set<string>();
  private readonly self: string;
  private readonly sink: SyncSink;
  private epoch: number;
  private token: Uint8Array;
  private headsDone = false;

  constructor(private readonly options: SyncOptions) {
    const { requests, world, remembered } = options;
    this.self = options.self;
    this.sink = options.sink;
    this.epoch = remembered.epoch;
    this.token = remembered.resumeToken;
    for (const record of remembered.logs) this.logs.set(record.head.log, new LogState(record, this.self));
    this.outbox = new Outbox(
      requests,
      world,
      {
        changed: (item) => this.sink.outbox(item, false),
        gone: (item) => this.sink.outbox(item, true),
        stored: (item, appended) => this.stored(item, appended),
        unblocked: (log) => this.reader.want(log),
        uploading: (item, part) => this.sink.uploading?.(item, part),
      },
      options.upload,
    );
    this.reader = new Reader(requests, world, {
      stateOf: (log) => this.logs.get(log),
      blocked: (log) => this.outbox.blocks(log),
      joined: (log, entries, replaced) => this.joined(log, entries, { replaced, live: false }),
      lost: (log) => this.beginAnew(log),
      listContacts: (done) => this.listContacts(done),
      idle: () => this.settle(),
    });
    this.cursors = new CursorReport(
      requests,
      world,
      this.self,
      (log) => this.logs.get(log),
      (log) => this.reported(log),
    );
    const host = {
      stateOf: (log: string) => this.logs.get(log),
      changed: (log: string) => this.tell(log),
      draft: (log: string, text: string) => this.sink.draft(log, text),
    };
    const drafts = new Map(remembered.drafts);
    this.settings = new SettingsReport(requests, world, host, drafts, () => this.logs.keys());
    this.outbox.load(remembered.outbox);
  }

  get resumeToken(): Uint8Array {
    return this.token;
  }

  hello(hello: Hello): void {
    this.headsDone = false;
    this.asked.clear();
    if (this.newEpoch(hello.epoch)) return;
    if (hello.self) this.sink.self(hello.self);
    if (hello.settings) this.sink.settings(hello.settings);
    this.settings.hello();
    // Sends first, then reading: see Outbox.
    this.outbox.connected();
    this.reader.connected();
    this.state(userLog(this.self));
    const own = directLog(this.self, this.self);
    if (!this.logs.has(own)) this.askHead(own);
    for (const [log, state] of this.logs) if (state.missing()) this.reader.want(log);
    this.cursors.connected();
    for (const log of this.logs.keys()) if (isConversation(log)) this.cursors.moved(log, 0);
  }

  disconnected(): void {
    this.outbox.disconnected();
    this.reader.disconnected();
    this.cursors.disconnected();
    this.settings.disconnected();
    this.sink.caughtUp(false);
  }

  update(update: Update): void {
    switch (update.kind) {
      case "entry":
        if (!this.newEpoch(update.epoch)) this.live(update.entry);
        break;
      case "cursor":
        if (this.logs.get(update.log)?.mergeCursor(update.cursor)) this.reported(update.log);
        break;
      case "heads":
        for (const head of update.heads) {
          if (this.newEpoch(head.epoch)) return;
          this.head(head);
        }
        if (update.done) this.headsEnd(update.resumeToken);
        break;
      case "behind":
        if (this.newEpoch(update.epoch)) return;
        if (!this.logs.has(update.log)) return this.askHead(update.log);
        this.state(update.log).noteSeq(update.head);
        this.reader.want(update.log);
        break;
    }
  }

  /** Pages back in a conversation. null = it could not be read now. */
  older(log: string, limit: number, done: (entries: Entry[] | null) => void): void {
    this.reader.older(log, limit, done);
  }

  /** The cache does not hold what the position claims. */
  reread(log: string): void {
    this.beginAnew(log);
    this.reader.want(log);
  }

  /** The entry was visible to the person. */
  read(log: string, seq: number, messageIndex: number): void {
    const state = this.logs.get(log);
    if (!state?.markRead(seq, messageIndex)) return;
    this.tell(log);
    this.cursors.moved(log, 1);
  }

  /** Makes sure that a conversation is known. */
  open(log: string): void {
    if (this.logs.get(log)?.head.asOf === undefined) this.askHead(log);
  }

  private live(entry: Entry): void {
    const known = this.logs.has(entry.log);
    const state = this.state(entry.log);
    if (!known) this.askHead(entry.log);
    if (entry.clientId && entry.author === this.self) {
      this.outbox.recognise(entry.log, entry.clientId, entry.seq);
    }
    const applied = state.offer(entry);
    this.joined(entry.log, applied, { replaced: false, live: true });
    if (known && state.missing()) this.reader.wantSoon(entry.log);
  }

  /** The answer to a send says all there is to know of its entry. */
  private stored(item: OutboxItem, appended: StoredAs): void {
    if (!this.newEpoch(appended.epoch)) this.live(entryOf(item, this.self, appended));
  }

  private joined(log: string, entries: Entry[], how: { replaced: boolean; live: boolean }): void {
    const state = this.state(log);
    if (log === userLog(this.self)) foldUserLog(entries, this.sink, this.settings, (change) => this.membership(change));
    this.sink.log({ log, record: state.record, entries: isConversation(log) ? entries : [], ...how });
    this.outbox.reached(log, state.position);
    // What happened to a group is in its head: name, rules, who may write.
    const changed = how.live && isGroup(log) && entries.some(({ body }) => body?.kind === "group");
    if (changed || state.head.unsure) this.askHead(log);
    if (isConversation(log) && entries.length > 0) this.cursors.moved(log, entries.length);
  }

  /** Who is out keeps what was read, and nothing more comes. */
  private membership({ log, member, by }: { log: string; member: boolean; by: string }): void {
    if (member) return this.askHead(log);
    const state = this.logs.get(log);
    if (!state) return;
    state.head = { ...state.head, maySend: false, role: "none", left: by === this.self, seq: state.position };
    this.tell(log);
  }

  private head(head: ReturnType<typeof toHead>): void {
    const state = this.state(head.log);
    const settings = this.settings.ofHead(head.log, head.settings);
    state.mergeHead(settings ? { ...head, settings } : head);
    this.tell(head.log);
    if (state.missing()) this.reader.want(head.log);
    if (isConversation(head.log)) this.cursors.moved(head.log, 0);
  }

  private headsEnd(resumeToken: Uint8Array): void {
    this.headsDone = true;
    this.token = resumeToken;
    this.sink.resumeToken(resumeToken, this.epoch);
    // The user log is asked for in any case: one cheap request against a missed contact change.
    this.askHead(userLog(this.self));
    this.settings.headsDone();
    this.settle();
  }

  private settle(): void {
    this.sink.caughtUp(this.headsDone && !this.reader.busy);
  }

  private askHead(log: string): void {
    if (this.asked.has(log)) return;
    this.asked.add(log);
    this.options.requests.request("getHead", { log }, (answer) => {
      this.asked.delete(log);
      if (!answer.ok || !answer.value.head) return;
      const head = toHead(answer.value.head);
      if (!this.newEpoch(head.epoch)) this.head(head);
    });
  }

  private listContacts(done: (failure: Failure | null) => void): void {
    listContacts(this.options.requests, (listed) => {
      if (!listed.ok) return done(listed.failure);
      this.sink.contacts(listed.rows, true);
      this.state(userLog(this.self)).startAt(listed.seq);
      this.tell(userLog(this.self));
      done(null);
    });
  }

  private beginAnew(log: string): void {
    const state = this.state(log);
    state.range = null;
    this.askHead(log);
  }

  /** The server knows how far the person has read: it can tell what calls them after that. */
  private reported(log: string): void {
    this.tell(log);
    if (this.state(log).head.unsure) this.askHead(log);
  }

  private tell(log: string): void {
    const state = this.state(log);
    this.sink.log({ log, record: state.record, entries: [], replaced: false, live: false });
  }

  private state(log: string): LogState {
    let state = this.logs.get(log);
    if (!state) {
      const head = emptyHead(log, this.epoch);
      if (isDirect(log) && peerOf(log, this.self) === this.self) head.maySend = true;
      state = new LogState({ head, range: null, read: { seq: 0, index: 0 } }, this.self);
      this.logs.set(log, state);
    }
    return state;
  }

  /** Answers whether everything begins anew because the server's store is another one. */
  private newEpoch(epoch: number): boolean {
    if (epoch === this.epoch) return false;
    const first = this.epoch === 0;
    this.epoch = epoch;
    if (first) {
      for (const state of this.logs.values()) state.head = { ...state.head, epoch };
      return false;
    }
    this.logs.clear();
    this.token = new Uint8Array();
    this.sink.epoch(epoch);
    this.outbox.epochChanged();
    this.disconnected();
    // A listing asked for with the old resume token may leave logs out.
    this.options.requests.again();
    return true;
  }
}
