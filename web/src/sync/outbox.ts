// SPDX-License-Identifier: Apache-2.0
// What the person did and the server has not confirmed. Items of a log go out one after another: with several in flight, one that is
// refused for a moment (RATE_LIMITED, OVERLOADED) would be overtaken by the next. A repeat carries the same client_id, so that sending
// twice is harmless. What was in flight when the connection broke holds back the reading of that
// log (see `blocks`): otherwise its entry would come back without client_id and be shown beside the unsent item.
import type { Failure, FailureCode } from "../proto/methods";
import type { Appended } from "../proto/gen/godwit/v1/messages_pb";
import { fullJitter } from "../link/backoff";
import type { World } from "../link/world";
import { contentOf, isUploaded, spansOf, type OutboxItem, type StoredAs } from "./outbox-item";
import { bringFiles, noUpload, type Upload } from "./outbox-upload";
import type { Requests } from "./requests";

export type { Upload } from "./outbox-upload";
export { isUploaded, mediaOf, type MediaDraft, type MediaFile, type OutboxItem } from "./outbox-item";

const GIVE_UP_MS = 7 * 24 * 3600 * 1000;

export interface OutboxEvents {
  /** So much of a message's bytes, 0 to 1, is at the server. */
  uploading?(item: OutboxItem, part: number): void;
  changed(item: OutboxItem): void;
  gone(item: OutboxItem): void;
  stored(item: OutboxItem, appended: StoredAs): void;
  /** The log may be read now. */
  unblocked(log: string): void;
}

interface Line {
  items: OutboxItem[];
  inFlight: Set<string>;
  /** Sent on an earlier connection, outcome unknown. */
  uncertain: Set<string>;
  attempt: number;
  cancelPause: (() => void) | null;
  /** The upload under way; texts may overtake it, other files may not. */
  upload: { clientId: string; cancel: AbortController } | null;
}

export class Outbox {
  private readonly lines = new Map<string, Line>();
  private online = false;

  constructor(
    private readonly requests: Requests,
    private readonly world: World,
    private readonly events: OutboxEvents,
    private readonly upload: Upload = noUpload,
  ) {}

  /** Items found in the store: they may have been sent by a page that is gone, or by another tab. */
  load(items: OutboxItem[]): void {
    for (const item of [...items].sort((a, b) => a.createdMs - b.createdMs)) {
      const line = this.line(item.log);
      if (line.items.some((known) => known.clientId === item.clientId)) continue;
      line.items.push(item);
      if (!item.failure && isUploaded(item)) line.uncertain.add(item.clientId);
      this.events.changed(item);
      if (this.online) this.pump(item.log);
    }
  }

  add(item: OutboxItem): void {
    this.line(item.log).items.push(item);
    this.events.changed(item);
    this.pump(item.log);
  }

  has(log: string, clientId: string): boolean {
    return this.line(log).items.some((item) => item.clientId === clientId);
  }

  items(): OutboxItem[] {
    return [...this.lines.values()].flatMap((line) => line.items);
  }

  /** Puts a failed item at the end of its line again. */
  retry(item: OutboxItem, freshId: string): void {
    this.remove(item.log, item.clientId);
    const again = item.failure === "EXPIRED" || item.failure === "CLIENT_ID_REUSED" ? freshId : item.clientId;
    this.add({ ...item, clientId: again, createdMs: this.world.wall(), failure: null, seq: 0 });
  }

  /** The upload stops; its bytes so far stay at the server. Other files go on. */
  hold(item: OutboxItem): void {
    if (isUploaded(item)) return;
    item.paused = true;
    this.events.changed({ ...item });
    this.stopUpload(item);
  }

  release(item: OutboxItem): void {
    delete item.paused;
    this.events.changed({ ...item });
    this.pump(item.log);
  }

  discard(item: OutboxItem): void {
    this.remove(item.log, item.clientId);
  }

  connected(): void {
    this.online = true;
    for (const log of this.lines.keys()) this.pump(log);
  }

  /** The network is back: what waits for a better moment is tried now. */
  nudge(): void {
    for (const [log, line] of this.lines) {
      line.cancelPause?.();
      line.cancelPause = null;
      line.attempt = 0;
      this.pump(log);
    }
  }

  disconnected(): void {
    this.online = false;
    for (const line of this.lines.values()) {
      line.cancelPause?.();
      line.cancelPause = null;
      line.attempt = 0;
      line.upload?.cancel.abort();
      line.upload = null;
    }
  }

  /** Resending is under way in this log: do not read it yet. */
  blocks(log: string): boolean {
    return (this.lines.get(log)?.uncertain.size ?? 0) > 0;
  }

  /** An own entry came as an update before (or instead of) the answer. */
  recognise(log: string, clientId: string, seq: number): void {
    const item = this.lines.get(log)?.items.find((row) => row.clientId === clientId);
    if (item) this.settle(log, item, seq);
  }

  /** The log is held up to `position`: stored items below it are part of it now. */
  reached(log: string, position: number): void {
    for (const item of [...(this.lines.get(log)?.items ?? [])]) {
      if (item.seq > 0 && item.seq <= position) this.remove(log, item.clientId);
    }
  }

  /** Seqs of the old epoch name nothing any more. Messages stay: they are sent again. */
  epochChanged(): void {
    for (const item of this.items()) {
      const message = item.kind === "text" || item.kind === "media";
      if (message && item.seq === 0) {
        delete item.replyTo;
        for (const file of item.media?.files ?? []) Object.assign(file, { id: "", whole: false });
      } else this.remove(item.log, item.clientId);
    }
  }

  private line(log: string): Line {
    let line = this.lines.get(log);
    if (!line) {
      line = { items: [], inFlight: new Set(), uncertain: new Set(), attempt: 0, cancelPause: null, upload: null };
      this.lines.set(log, line);
    }
    return line;
  }

  private pump(log: string): void {
    const line = this.line(log);
    let filesWait = line.upload !== null;
    for (const item of [...line.items]) {
      if (!this.online || line.cancelPause || line.inFlight.size > 0) return;
      if (item.failure || item.paused || item.seq > 0 || line.inFlight.has(item.clientId)) continue;
      if (this.world.wall() - item.createdMs > GIVE_UP_MS) this.fail(line, item, "EXPIRED");
      else if (item.kind === "media" && filesWait) continue;
      else if (isUploaded(item)) this.send(line, item);
      else {
        filesWait = true;
        void this.bring(line, item);
      }
    }
  }

  private async bring(line: Line, item: OutboxItem): Promise<void> {
    const upload = { clientId: item.clientId, cancel: new AbortController() };
    line.upload = upload;
    const current = (): boolean => line.upload === upload;
    const failure = await bringFiles(item.media?.files ?? [], this.upload, upload.cancel.signal, {
      changed: () => current() && this.events.changed({ ...item }),
      sent: (part) => current() && this.events.uploading?.(item, part),
      grows: () => (line.attempt = 0),
    });
    if (!current()) return;
    line.upload = null;
    if (failure?.retry === "giveUp") this.fail(line, item, failure.code);
    else if (failure) this.pause(item.log, line, failure.retryAfterMs);
    this.pump(item.log);
  }

  private send(line: Line, item: OutboxItem): void {
    line.inFlight.add(item.clientId);
    const name = { log: item.log, clientId: item.clientId };
    const target = BigInt(item.target);
    const done = (
      answer: { ok: true; value: { appended?: Appended | undefined } } | { ok: false; failure: Failure },
    ): void => {
      line.inFlight.delete(item.clientId);
      if (answer.ok) this.confirm(line, item, answer.value.appended);
      else this.refused(line, item, answer.failure);
    };
    if (item.kind === "text" || item.kind === "media") {
      const message = { content: contentOf(item), spans: spansOf(item), replyTo: BigInt(item.replyTo ?? 0) };
      this.requests.request("sendMessage", { ...name, ...message }, done);
    } else if (item.kind === "reaction")
      this.requests.request("setReaction", { ...name, target, emoji: item.text }, done);
    else if (item.kind === "edit")
      this.requests.request("editMessage", { ...name, target, text: { text: item.text }, spans: spansOf(item) }, done);
    else this.requests.request("recallMessage", { ...name, target }, done);
  }

  private confirm(line: Line, item: OutboxItem, appended: Appended | undefined): void {
    line.attempt = 0;
    const seq = Number(appended?.seq ?? 0n);
    this.settle(item.log, item, seq);
    this.events.stored(item, {
      epoch: Number(appended?.epoch ?? 0n),
      seq,
      timeMs: Number(appended?.timeMs ?? 0n),
      messageIndex: Number(appended?.messageIndex ?? 0n),
    });
    this.pump(item.log);
  }

  private refused(line: Line, item: OutboxItem, failure: Failure): void {
    if (!line.items.includes(item) || item.seq > 0) return;
    if (failure.code === "DISCONNECTED" || failure.retry === "logIn") {
      line.uncertain.add(item.clientId);
    } else if (failure.retry === "giveUp") {
      this.fail(line, item, failure.code);
      this.pump(item.log);
    } else {
      if (failure.code !== "INDETERMINATE") this.clear(line, item);
      this.pause(item.log, line, failure.retryAfterMs);
    }
  }

  private pause(log: string, line: Line, afterMs: number): void {
    if (line.cancelPause) return;
    const jitter = fullJitter(line.attempt, this.world.random());
    line.attempt += 1;
    line.cancelPause = this.world.after(afterMs > 0 ? afterMs + jitter : 100 + jitter, () => {
      line.cancelPause = null;
      this.pump(log);
    });
  }

  private fail(line: Line, item: OutboxItem, failure: FailureCode | "EXPIRED"): void {
    item.failure = failure;
    // A reaction is no message that could be shown as failed, and sent again: it is taken back.
    if (item.kind === "reaction") return this.remove(item.log, item.clientId);
    this.events.changed({ ...item });
    this.clear(line, item);
  }

  private settle(log: string, item: OutboxItem, seq: number): void {
    if (item.seq === 0) {
      item.seq = seq;
      this.events.changed({ ...item });
    }
    this.clear(this.line(log), item);
  }

  private clear(line: Line, item: OutboxItem): void {
    if (line.uncertain.delete(item.clientId) && line.uncertain.size === 0) this.events.unblocked(item.log);
  }

  private remove(log: string, clientId: string): void {
    const line = this.line(log);
    const item = line.items.find((row) => row.clientId === clientId);
    if (!item) return;
    line.items = line.items.filter((row) => row !== item);
    this.events.gone(item);
    this.clear(line, item);
    this.stopUpload(item);
  }

  /** Its line goes on with the next. */
  private stopUpload(item: OutboxItem): void {
    const line = this.line(item.log);
    if (line.upload?.clientId !== item.clientId) return;
    line.upload.cancel.abort();
    line.upload = null;
    this.pump(item.log);
  }
}
