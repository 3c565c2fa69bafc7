// SPDX-License-Identifier: Apache-2.0
// One thing the person did that the server has not confirmed, as it is kept and as it is sent.
import type { FailureCode, RequestOf } from "../proto/methods";
import { fromSpans, type Span } from "../proto/spans";
import type { Body, Entry, MediaBody } from "../proto/values";

/** One of the files of a message: its bytes stay here until the message is stored. */
export interface MediaFile {
  slot: "file" | "thumbnail" | "poster";
  bytes: Blob;
  /** Names the upload; empty = not begun. */
  id: string;
  whole: boolean;
}

export interface MediaDraft {
  /** What will be sent; the ids of its files are filled in when they are uploaded. */
  body: MediaBody;
  files: MediaFile[];
}

export interface OutboxItem {
  clientId: string;
  log: string;
  kind: "text" | "edit" | "recall" | "media" | "reaction";
  /** Seq of the edited or recalled message, or of the one reacted to; 0 for a message. */
  target: number;
  /** A reaction: the emoji. */
  text: string;
  /** Ranges of the text, or of the caption; absent = none. */
  spans?: Span[];
  /** Seq of the message that this one answers; absent = none. */
  replyTo?: number;
  media?: MediaDraft;
  /** Epoch in which `target` was named. */
  epoch: number;
  createdMs: number;
  /** Set = failed for good; the person decides. */
  failure: FailureCode | "EXPIRED" | null;
  /** The person stopped the upload for now. */
  paused?: boolean;
  /** Set = stored by the server under this seq; shown until the log's position reaches it. Not kept. */
  seq: number;
}

/** What a message has beside its text. */
export type Said = Pick<OutboxItem, "media" | "replyTo" | "spans">;

export function newItem(
  what: Pick<OutboxItem, "clientId" | "log" | "kind" | "target" | "text" | "epoch" | "createdMs">,
  { media, replyTo = 0, spans = [] }: Said,
): OutboxItem {
  return {
    ...what,
    failure: null,
    seq: 0,
    ...(media ? { media } : {}),
    ...(replyTo > 0 ? { replyTo } : {}),
    ...(spans.length > 0 ? { spans } : {}),
  };
}

/** What the item says as an entry. */
export function bodyOf(item: OutboxItem): Body {
  const { kind, target, text } = item;
  if (kind === "media") return item.media ? mediaOf(item.media) : { kind: "unsupported" };
  if (kind === "reaction") return { kind, target, emoji: text };
  if (kind === "text") return { kind, text };
  return kind === "edit" ? { kind, target, text } : { kind, target };
}

/** What the server says of an entry that it made. */
export interface StoredAs {
  epoch: number;
  seq: number;
  timeMs: number;
  messageIndex: number;
}

export function entryOf(item: OutboxItem, author: string, { seq, timeMs, messageIndex }: StoredAs): Entry {
  const { log, clientId, replyTo, spans } = item;
  return {
    ...{ log, seq, author, timeMs, messageIndex, clientId },
    body: bodyOf(item),
    overlay: null,
    ...(replyTo ? { replyTo } : {}),
    ...(spans ? { spans } : {}),
  };
}

/** The body with what is known of its files. */
export function mediaOf({ body, files }: MediaDraft): MediaBody {
  const ref = (slot: MediaFile["slot"]) => {
    const file = files.find((row) => row.slot === slot);
    return file ? { id: file.id, type: file.bytes.type, size: file.bytes.size } : null;
  };
  const file = ref("file") ?? body.file;
  if (body.kind === "picture") return { ...body, file, thumbnail: ref("thumbnail") };
  return body.kind === "video" ? { ...body, file, poster: ref("poster") } : { ...body, file };
}

export function isUploaded({ media }: OutboxItem): boolean {
  return media?.files.every((file) => file.whole) ?? true;
}

/** Its ranges, for a request. */
export function spansOf({ media, text, spans = [] }: OutboxItem) {
  return fromSpans(media && "caption" in media.body ? media.body.caption : text, spans);
}

/** What the item says in a request. The server fills in type and size of the files. */
export function contentOf(item: OutboxItem): NonNullable<RequestOf<"sendMessage">["content"]> {
  const body = item.media ? mediaOf(item.media) : null;
  if (!body) return { case: "text", value: { text: item.text } };
  const file = { id: body.file.id };
  switch (body.kind) {
    case "picture": {
      const { width, height, thumbHash, original, caption } = body;
      const small = body.thumbnail ? { thumbnail: { id: body.thumbnail.id } } : {};
      return { case: "picture", value: { file, ...small, width, height, thumbHash, original, caption } };
    }
    case "video": {
      const { width, height, durationMs, thumbHash, caption } = body;
      const first = body.poster ? { poster: { id: body.poster.id } } : {};
      return { case: "video", value: { file, ...first, width, height, durationMs, thumbHash, caption } };
    }
    case "voice":
      return { case: "voice", value: { file, durationMs: body.durationMs, waveform: body.waveform } };
    case "document":
      return { case: "document", value: { file, name: body.name, caption: body.caption } };
  }
}
