// SPDX-License-Identifier: Apache-2.0
// One thing the person did that the server has not confirmed, as it is kept and as it is sent.
import type { FailureCode, RequestOf } from "../proto/methods";
import type { Body, FileRef, MediaBody } from "../proto/values";

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
  /** Seq of the message that this one answers; absent = none. */
  replyTo?: number;
  media?: MediaDraft;
  /** Epoch in which `target` was named. */
  epoch: number;
  createdMs: number;
  /** Set = failed for good; the person decides. */
  failure: FailureCode | "EXPIRED" | null;
  /** Set = stored by the server under this seq; shown until the log's position reaches it. Not kept. */
  seq: number;
}

/** What the item says as an entry. */
export function bodyOf(item: OutboxItem): Body {
  const { kind, target, text } = item;
  if (kind === "media") return item.media ? mediaOf(item.media) : { kind: "unsupported" };
  if (kind === "reaction") return { kind, target, emoji: text };
  if (kind === "text") return { kind, text };
  return kind === "edit" ? { kind, target, text } : { kind, target };
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

/** What the item says in a request. */
export function contentOf(item: OutboxItem): NonNullable<RequestOf<"sendMessage">["content"]> {
  const body = item.media ? mediaOf(item.media) : null;
  const file = (ref: FileRef | null) => (ref ? { id: ref.id } : undefined);
  switch (body?.kind) {
    case "picture": {
      const { kind, thumbnail, ...rest } = body;
      const small = thumbnail ? { thumbnail: { id: thumbnail.id } } : {};
      return { case: kind, value: { ...rest, file: file(body.file), ...small } as never };
    }
    case "video": {
      const { kind, poster, ...rest } = body;
      const first = poster ? { poster: { id: poster.id } } : {};
      return { case: kind, value: { ...rest, file: file(body.file), ...first } as never };
    }
    case "voice":
    case "document": {
      const { kind, ...rest } = body;
      return { case: kind, value: { ...rest, file: file(body.file) } } as never;
    }
    default:
      return { case: "text", value: { text: item.text } };
  }
}
