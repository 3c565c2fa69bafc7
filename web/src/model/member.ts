// SPDX-License-Identifier: Apache-2.0
// A logged-in session at work: link, sync and store of one person in this tab.
//
// Each tab has a connection of its own. That is right without any election: sends carry client_ids, so a second tab repeating them
// is harmless; updates reach every connection; and the store takes only writes that lead forward (store/merge.ts). A leader tab
// would need Web Locks, which plain-http pages do not have.
import { Link, type LinkState } from "../link/link";
import type { World } from "../link/world";
import { type Answer, type MethodName, type RequestOf } from "../proto/methods";
import { toSettings, type Settings } from "../proto/people";
import type { Span } from "../proto/spans";
import { toContact, toUser, type Update } from "../proto/values";
import type { Session } from "../store/database";
import type { Loaded, Store } from "../store/store";
import { Sync } from "../sync/sync";
import type { SettingsReport } from "../sync/settings-report";
import { newItem, type MediaDraft, type OutboxItem, type Said } from "../sync/outbox-item";
import type { Dial } from "../transport/transport";
import { openMedia, upload, type Uploaded } from "../transport/upload";
import { ActivityList, ActivityReport } from "./activity";
import { Conversation } from "./conversation";
import { sourceOf } from "./conversation-source";
import type { Message } from "./fold";
import { MediaPass } from "./media-pass";
import { followMutes } from "./mute-clock";
import { Patience } from "./patience";
import { PresenceList } from "./presence";
import { Recorder } from "./recorder";
import type { State } from "./state";
import { unreadOf } from "./ticks";
import { newClientId } from "./uuid";
import type { LogChange } from "../sync/sink";

const ADOPT_MS = 15_000;

export interface MemberEvents {
  /** The server ended this device. */
  loggedOut(): void;
  /** Another tab began or ended a session. */
  sessionGone(): void;
  outboxKept(): void;
  arrived(change: LogChange): void;
}

export class Member {
  /** Tells others that this person types or records. */
  readonly activity: ActivityReport;
  private readonly presences: PresenceList;
  private readonly activities: ActivityList;
  private readonly link: Link;
  private readonly sync: Sync;
  private readonly recorder: Recorder;
  private readonly pass: MediaPass;
  private linkState: LinkState = "stopped";
  private complete = false;
  private readonly patience: Patience;
  private cancelAdopt: (() => void) | null = null;
  private readonly endMutes: () => void;

  constructor(
    private readonly state: State,
    private readonly store: Store,
    private readonly session: Session,
    loaded: Loaded,
    dial: Dial,
    private readonly world: World,
    events: MemberEvents,
  ) {
    state.self.value = session.self;
    state.records.value = new Map(loaded.logs.map((record) => [record.head.log, record]));
    state.contacts.value = new Map(loaded.contacts.map((row) => [row.user.id, row]));
    state.drafts.value = loaded.drafts;
    state.nowMs.value = world.wall();
    this.recorder = new Recorder(state, store, {
      sessionGone: () => events.sessionGone(),
      outboxKept: () => events.outboxKept(),
      outboxUnkept: () => (state.unkept.value += 1),
      arrived: (change) => {
        this.activities.arrived(change.entries);
        events.arrived(change);
      },
      caughtUp: (yes) => {
        this.complete = yes;
        this.showConnection();
      },
    });
    this.link = new Link({
      dial,
      world,
      token: session.token,
      resumeToken: () => this.sync.resumeToken,
      events: {
        state: (linkState) => this.onLink(linkState),
        hello: (hello) => {
          this.sync.hello(hello);
          this.presences.connected();
          this.pass.connected();
          this.patience.online();
        },
        update: (update) => this.update(update),
        loggedOut: () => events.loggedOut(),
      },
    });
    this.sync = new Sync({
      self: session.self.id,
      requests: this.link,
      world,
      sink: this.recorder,
      remembered: loaded,
      upload: ({ bytes, id }, signal, began, progress) =>
        upload({ token: session.token, bytes, id, signal, began, progress }),
    });
    this.patience = new Patience(world);
    this.pass = new MediaPass(world, () => openMedia(session.token), state.mediaOpened);
    this.presences = new PresenceList(this.link, state.presences);
    this.activities = new ActivityList(state.activities, world, session.self.id);
    this.activity = new ActivityReport(this.link, world);
    this.endMutes = followMutes(state, world);
  }

  /** What the person decides about conversations. */
  get settings(): SettingsReport {
    return this.sync.settings;
  }

  start(): void {
    this.link.start();
  }

  stop(): void {
    this.cancelAdopt?.();
    this.endMutes();
    this.activity.stop();
    this.pass.disconnected();
    this.link.stop();
  }

  nudge(): void {
    this.link.nudge();
    this.sync.outbox.nudge();
    this.showConnection();
  }

  /** A request for the person who waits for it: patient while the connection is being made, else it fails as DISCONNECTED. */
  async call<M extends MethodName>(name: M, request: RequestOf<M>): Promise<Answer<M>> {
    if (this.linkState !== "online" && this.linkState !== "refused") await this.patience.wait();
    return new Promise((resolve) => this.link.request(name, request, resolve));
  }

  open(log: string): void {
    if (this.state.conversation.value?.log === log) return;
    const record = this.state.records.value.get(log);
    this.sync.open(log);
    if (this.state.chat(log)?.settings.unreadSeq) this.settings.change(log, { unreadSeq: 0 });
    const unread = record ? unreadOf(record, this.state.self.value.id) : 0;
    const source = sourceOf(this.state, this.store, this.recorder, this.sync, this.world);
    this.state.conversation.value = new Conversation(log, source, unread);
  }

  close(): void {
    this.state.conversation.value = null;
  }

  send(log: string, text: string, replyTo = 0, spans: Span[] = []): void {
    this.enqueue(log, "text", 0, text, { replyTo, spans });
  }

  /** `spans`: of the caption. */
  sendMedia(log: string, media: MediaDraft, replyTo = 0, spans: Span[] = []): void {
    this.enqueue(log, "media", 0, "", { media, replyTo, spans });
  }

  /** An empty emoji takes the reaction back. */
  react(log: string, seq: number, emoji: string): void {
    this.enqueue(log, "reaction", seq, emoji);
  }

  /** Brings bytes to the server outside of a message (a profile's picture). */
  upload(bytes: Blob, progress?: (sent: number) => void): Promise<Uploaded> {
    return upload({ token: this.session.token, bytes, ...(progress ? { progress } : {}) });
  }

  edit(log: string, message: Message, text: string, spans: Span[] = []): void {
    this.enqueue(log, "edit", message.seq, text, { spans });
  }

  recall(log: string, message: Message): void {
    this.enqueue(log, "recall", message.seq, "");
  }

  retry(clientId: string): void {
    this.unsent(clientId, (item) => this.sync.outbox.retry(item, newClientId()));
  }

  /** Stops the upload of an unsent message until it is released, also over a reload. */
  holdUpload(clientId: string, held: boolean): void {
    this.unsent(clientId, (item) => (held ? this.sync.outbox.hold(item) : this.sync.outbox.release(item)));
  }

  discard(clientId: string): void {
    this.unsent(clientId, (item) => this.sync.outbox.discard(item));
  }

  read(log: string, seq: number, messageIndex: number): void {
    this.sync.read(log, seq, messageIndex);
  }

  draft(log: string, text: string): void {
    this.settings.draft(log, text);
  }

  /** Resolves when what was reported so far, drafts too, is in the store. */
  async settled(): Promise<void> {
    await this.recorder.settled();
  }

  /** Absent fields stay as they are. */
  async setProfile(profile: RequestOf<"setProfile">): Promise<Answer<"setProfile">> {
    const answer = await this.call("setProfile", profile);
    if (answer.ok && answer.value.self) this.recorder.self(toUser(answer.value.self));
    return answer;
  }

  async setSettings(settings: Settings): Promise<Answer<"setSettings">> {
    const answer = await this.call("setSettings", { settings });
    if (answer.ok) this.recorder.settings(toSettings(answer.value.settings));
    return answer;
  }

  /** A request about a contact: its answer is the new row. */
  async contact<
    M extends "findUser" | "requestContact" | "answerContact" | "setContactAlias" | "deleteContact" | "blockUser",
  >(name: M, request: RequestOf<M>): Promise<Answer<M>> {
    const answer = await this.call(name, request);
    if (answer.ok && answer.value.contact && name !== "findUser") {
      this.recorder.contacts([toContact(answer.value.contact)], false);
    }
    return answer;
  }

  /** Another tab keeps items: should it be gone before they are sent, they are ours after a while. */
  adoptSoon(): void {
    this.cancelAdopt ??= this.world.after(ADOPT_MS, () => {
      this.cancelAdopt = null;
      void this.store.outboxItems().then((items) => {
        const old = this.world.wall() - ADOPT_MS / 2;
        this.sync.outbox.load(items.filter((item) => item.createdMs < old && !item.failure));
      });
    });
  }

  private unsent(clientId: string, act: (item: OutboxItem) => void): void {
    const item = this.sync.outbox.items().find((row) => row.clientId === clientId);
    if (item) act(item);
  }

  private enqueue(log: string, kind: OutboxItem["kind"], target: number, text: string, more: Said = {}): void {
    const epoch = this.state.records.value.get(log)?.head.epoch ?? 0;
    const what = { log, kind, target, text, epoch, clientId: newClientId(), createdMs: this.world.wall() };
    this.sync.outbox.add(newItem(what, more));
  }

  private update(update: Update): void {
    if (update.kind === "presence") this.presences.changed(update.presence);
    else if (update.kind === "activity") this.activities.changed(update.change);
    else this.sync.update(update);
  }

  private onLink(linkState: LinkState): void {
    const before = this.linkState;
    this.linkState = linkState;
    if (before === "online" && linkState !== "online") {
      this.sync.disconnected();
      this.pass.disconnected();
      this.presences.disconnected();
      this.activities.disconnected();
      this.activity.disconnected();
    }
    this.showConnection();
  }

  private showConnection(): void {
    const states = { stopped: "connecting", connecting: "connecting", waiting: "waiting", refused: "refused" } as const;
    if (this.linkState === "online") this.state.connection.value = this.complete ? "online" : "updating";
    else this.state.connection.value = navigator.onLine ? states[this.linkState] : "offline";
  }
}
