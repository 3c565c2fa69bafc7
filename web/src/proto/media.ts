// SPDX-License-Identifier: Apache-2.0
// What a message of media is, as plain values.
import type { EntryBody, File as WireFile } from "./gen/godwit/v1/entry_pb";

/** Bytes at the server. */
export interface FileRef {
  id: string;
  type: string;
  size: number;
}

export type MediaBody =
  | {
      kind: "picture";
      file: FileRef;
      thumbnail: FileRef | null;
      width: number;
      height: number;
      thumbHash: Uint8Array;
      original: boolean;
      caption: string;
    }
  | { kind: "voice"; file: FileRef; durationMs: number; waveform: Uint8Array }
  | {
      kind: "video";
      file: FileRef;
      poster: FileRef | null;
      width: number;
      height: number;
      durationMs: number;
      thumbHash: Uint8Array;
      caption: string;
    }
  | { kind: "document"; file: FileRef; name: string; caption: string };

function toFile(file: WireFile | undefined): FileRef {
  return { id: file?.id ?? "", type: file?.type ?? "", size: Number(file?.size ?? 0n) };
}

/** null = a body of something else. */
export function toMedia({ kind }: EntryBody): MediaBody | null {
  switch (kind.case) {
    case "picture": {
      const { width, height, thumbHash, original, caption, file, thumbnail } = kind.value;
      const small = thumbnail ? toFile(thumbnail) : null;
      return {
        kind: "picture",
        file: toFile(file),
        thumbnail: small,
        ...{ width, height, thumbHash, original, caption },
      };
    }
    case "voice": {
      const { file, durationMs, waveform } = kind.value;
      return { kind: "voice", file: toFile(file), durationMs, waveform };
    }
    case "video": {
      const { width, height, durationMs, thumbHash, caption, file, poster } = kind.value;
      const first = poster ? toFile(poster) : null;
      return { kind: "video", file: toFile(file), poster: first, ...{ width, height, durationMs, thumbHash, caption } };
    }
    case "document":
      return {
        kind: "document",
        file: toFile(kind.value.file),
        name: kind.value.name,
        caption: kind.value.caption,
      };
    default:
      return null;
  }
}
