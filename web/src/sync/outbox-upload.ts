// SPDX-License-Identifier: Apache-2.0
// Brings the files of one unsent message to the server, one after another.
import { disconnected, type Failure } from "../proto/methods";
import type { MediaFile } from "./outbox-item";

export type Upload = (
  file: MediaFile,
  signal: AbortSignal,
  began: (id: string) => void,
  progress: (sent: number) => void,
) => Promise<{ ok: true; id: string } | { ok: false; failure: Failure }>;

/** Where nothing can be uploaded. */
export const noUpload: Upload = () => Promise.resolve({ ok: false, failure: { ...disconnected, retry: "giveUp" } });

interface Watch {
  /** What is known of the files has changed, and should be kept. */
  changed(): void;
  /** So much of all bytes, 0 to 1, is at the server. */
  sent(part: number): void;
  /** More of a file is at the server than this attempt found there. */
  grows(): void;
}

/** One attempt; null = all are at the server. A file remembers its upload, so that the next attempt goes on from there. */
export async function bringFiles(
  files: MediaFile[],
  upload: Upload,
  signal: AbortSignal,
  watch: Watch,
): Promise<Failure | null> {
  const total = files.reduce((sum, file) => sum + file.bytes.size, 0);
  let before = 0;
  for (const file of files) {
    if (!file.whole) {
      const began = (id: string): void => {
        file.id = id;
        watch.changed();
      };
      let known = Infinity;
      const progress = (sent: number): void => {
        if (sent > known) watch.grows();
        known = sent;
        watch.sent(total > 0 ? (before + sent) / total : 1);
      };
      const answer = await upload(file, signal, began, progress);
      if (signal.aborted) return disconnected;
      if (!answer.ok) return answer.failure;
      Object.assign(file, { id: answer.id, whole: true });
      watch.changed();
    }
    before += file.bytes.size;
  }
  return null;
}
