// SPDX-License-Identifier: Apache-2.0
// A picked file → what a message is made of. Pictures are drawn anew, which leaves camera data and location behind.
import type { MediaDraft } from "../../sync/outbox";

const LONGEST_PX = 2048;
const THUMBNAIL_PX = 400;
const QUALITY = 0.82;
/** Below this a thumbnail saves nothing. */
const SMALL_BYTES = 150_000;
const PATIENCE_MS = 8000;

const noFile = { id: "", type: "", size: 0 };

/** What cannot be read as picture or video goes as a file. */
export async function prepare(file: File): Promise<MediaDraft> {
  if (/^image\/(jpeg|png|webp|gif|avif)$/.test(file.type)) return pictureOf(file).catch(() => documentOf(file));
  if (/^video\//.test(file.type)) return videoOf(file).catch(() => documentOf(file));
  return documentOf(file);
}

/** The longest side is at most `longest`; nothing grows. */
export function fitted(width: number, height: number, longest: number): { width: number; height: number } {
  const scale = Math.min(1, longest / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** A name the server takes: no slash, backslash or control character, at most 255 bytes, its ending kept. */
export function fileName(name: string): string {
  const clean = name.replace(/[\u0000-\u001f\u007f-\u009f/\\]/g, "_") || "file";
  const bytes = (text: string): number => new TextEncoder().encode(text).length;
  const ending = /\.[^.]{1,16}$/.exec(clean)?.[0] ?? "";
  const stem = [...clean.slice(0, clean.length - ending.length)];
  while (stem.length > 0 && bytes(stem.join("") + ending) > 255) stem.pop();
  return stem.join("") + ending;
}

function documentOf(file: File): MediaDraft {
  const body = { kind: "document", file: noFile, name: fileName(file.name), caption: "" } as const;
  return { body, files: [{ slot: "file", bytes: file, id: "", whole: false }] };
}

async function pictureOf(file: File): Promise<MediaDraft> {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  // Drawing would stop a GIF.
  const moving = file.type === "image/gif";
  const size = moving
    ? { width: bitmap.width, height: bitmap.height }
    : fitted(bitmap.width, bitmap.height, LONGEST_PX);
  const bytes = moving ? file : await draw(bitmap, size, file.type === "image/jpeg" ? "image/jpeg" : "image/webp");
  const small = bytes.size > SMALL_BYTES ? await draw(bitmap, fitted(size.width, size.height, THUMBNAIL_PX)) : null;
  bitmap.close();
  const files: MediaDraft["files"] = [{ slot: "file", bytes, id: "", whole: false }];
  if (small && !moving) files.push({ slot: "thumbnail", bytes: small, id: "", whole: false });
  const rest = { thumbHash: new Uint8Array(), original: moving, caption: "" };
  return { body: { kind: "picture", file: noFile, thumbnail: null, ...size, ...rest }, files };
}

function draw(
  source: CanvasImageSource,
  { width, height }: { width: number; height: number },
  type = "image/jpeg",
): Promise<Blob> {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  canvas.getContext("2d")?.drawImage(source, 0, 0, width, height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("cannot encode"))), type, QUALITY);
  });
}

async function videoOf(file: File): Promise<MediaDraft> {
  const url = URL.createObjectURL(file);
  try {
    const video = Object.assign(document.createElement("video"), { muted: true, preload: "auto", src: url });
    await new Promise((resolve, reject) => {
      video.onloadeddata = resolve;
      video.onerror = reject;
      setTimeout(reject, PATIENCE_MS);
    });
    const [width, height] = [video.videoWidth, video.videoHeight];
    if (width === 0 || height === 0) return documentOf(file);
    const durationMs = Number.isFinite(video.duration) ? Math.round(video.duration * 1000) : 0;
    const poster = await draw(video, fitted(width, height, THUMBNAIL_PX));
    const rest = { width, height, durationMs, thumbHash: new Uint8Array(), caption: "" };
    return {
      body: { kind: "video", file: noFile, poster: null, ...rest },
      files: [
        { slot: "file", bytes: file, id: "", whole: false },
        { slot: "poster", bytes: poster, id: "", whole: false },
      ],
    };
  } finally {
    URL.revokeObjectURL(url);
  }
}
