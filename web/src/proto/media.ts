// SPDX-License-Identifier: Apache-2.0
// What a message of media is, as plain values.

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
