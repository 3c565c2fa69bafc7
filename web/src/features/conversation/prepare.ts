// SPDX-License-Identifier: Apache-2.0
// A picked file → what a message is made of. Pictures are drawn anew, which leaves camera data and location behind.
import { rgbaToThumbHash } from "thumbhash";
import type { MediaDraft } from "../../sync/outbox";
import { bareGif } from "./gif";

const LONGEST_PX = 2048;
const THUMBNAIL_PX = 400;
/** A ThumbHash is made of at most this. */
const HASH_PX = 100;
const QUALITY = 0.82;
/** Below this a thumbnail saves nothing. */
const SMALL_BYTES = 150_000;
const PATIENCE_MS = 8000;
/** Behind any end. */
const FAR_S = 1e7;

const noFile = { id: "", type: "", size: 0 };

/** What the file tells about its maker when it is sent: nothing; what a video tells; or a picture's camera and location. */
export type Keeps = "nothing" | "video" | "picture";

export interface Prepared {
  draft: MediaDraft;
  keeps: Keeps;
}

/** What cannot be read as picture or video goes as a file. `original`: a picture's bytes stay as they are. */
export async function prepare(file: File, original = false): Promise<Prepared> {
  if (mayHoldPicture(file) || (await looksLikePicture(file))) {
    const draft = await pictureOf(file, original).catch(() => null);
    if (!draft) return { draft: documentOf(file), keeps: "picture" };
    return { draft, keeps: original ? "picture" : "nothing" };
  }
  if (!/^video\//.test(file.type)) return { draft: documentOf(file), keeps: "nothing" };
  return { draft: await videoOf(file).catch(() => documentOf(file)), keeps: "video" };
}

/** A picture that a camera may have made, by type or, where the system knows none, by ending. */
export function mayHoldPicture({ type, name }: { type: string; name: string }): boolean {
  if (/^image\//.test(type)) return !/^image\/svg/.test(type);
  return /\.(jpe?g|png|webp|gif|avif|hei[cf]|tiff?|dng|cr[23]|nef|arw|raf|orf|rw2|jxl|jp2)$/i.test(name);
}

/** What a file without a name that says so begins with: JPEG, PNG, GIF, TIFF and raw, RIFF (WebP), or the box of HEIC and AVIF. */
async function looksLikePicture(file: File): Promise<boolean> {
  if (file.type) return false;
  const head = new Uint8Array(
    await file
      .slice(0, 12)
      .arrayBuffer()
      .catch(() => new ArrayBuffer()),
  );
  const text = String.fromCharCode(...head);
  if (/^(\xff\xd8\xff|\x89PNG|GIF8|II\*\0|MM\0\*)/.test(text)) return true;
  return /^RIFF[^]{4}WEBP/.test(text) || /^[^]{4}ftyp(hei|hev|mif1|msf1|avi)/.test(text);
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

/** The draft with these words under it. A voice message has none. */
export function captioned(draft: MediaDraft, caption: string): MediaDraft {
  return "caption" in draft.body ? { ...draft, body: { ...draft.body, caption } } : draft;
}

function documentOf(file: File): MediaDraft {
  const body = { kind: "document", file: noFile, name: fileName(file.name), caption: "" } as const;
  return { body, files: [{ slot: "file", bytes: file, id: "", whole: false }] };
}

async function pictureOf(file: File, original: boolean): Promise<MediaDraft> {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  try {
    // Drawing would stop a GIF; and others could not see a kind that only some browsers know.
    const moving = file.type === "image/gif";
    const kept = original && /^image\/(jpeg|png|webp|avif|gif)$/.test(file.type);
    const whole = moving || kept;
    const size = whole
      ? { width: bitmap.width, height: bitmap.height }
      : fitted(bitmap.width, bitmap.height, LONGEST_PX);
    // JPEG cannot be transparent.
    const type = /^image\/(png|webp|avif)$/.test(file.type) ? "image/webp" : "image/jpeg";
    const bytes = kept ? file : moving ? await bareGifOf(file) : await draw(bitmap, size, type);
    const smaller = fitted(size.width, size.height, THUMBNAIL_PX);
    const small = bytes.size > SMALL_BYTES ? await draw(bitmap, smaller, type) : null;
    const files: MediaDraft["files"] = [{ slot: "file", bytes, id: "", whole: false }];
    if (small && !moving) files.push({ slot: "thumbnail", bytes: small, id: "", whole: false });
    const rest = { thumbHash: hashOf(bitmap, size), original: kept, caption: "" };
    return { body: { kind: "picture", file: noFile, thumbnail: null, ...size, ...rest }, files };
  } finally {
    bitmap.close();
  }
}

async function bareGifOf(file: File): Promise<Blob> {
  const bytes = bareGif(new Uint8Array(await file.arrayBuffer()));
  if (!bytes) throw new Error("not a whole GIF");
  return new Blob([bytes], { type: file.type });
}

function canvasOf(source: CanvasImageSource, width: number, height: number) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d");
  if (!context) throw new Error("cannot draw");
  context.drawImage(source, 0, 0, width, height);
  return { canvas, context };
}

function draw(
  source: CanvasImageSource,
  { width, height }: { width: number; height: number },
  type = "image/jpeg",
): Promise<Blob> {
  const { canvas } = canvasOf(source, width, height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("cannot encode"))), type, QUALITY);
  });
}

function hashOf(source: CanvasImageSource, size: { width: number; height: number }): Uint8Array {
  const { width, height } = fitted(size.width, size.height, HASH_PX);
  const { context } = canvasOf(source, width, height);
  return rgbaToThumbHash(width, height, context.getImageData(0, 0, width, height).data);
}

/** Seconds; 0 = not to be found out. A recording made in a browser says it is endless, until it is asked for its end. */
async function lengthOf(video: HTMLVideoElement): Promise<number> {
  if (video.duration === Infinity) {
    await after(video, "durationchange", () => (video.currentTime = FAR_S));
    await after(video, "seeked", () => (video.currentTime = 0));
  }
  return Number.isFinite(video.duration) ? video.duration : 0;
}

/** Resolves when it has happened, or does not happen. */
function after(video: HTMLVideoElement, name: string, act: () => void): Promise<void> {
  return new Promise((resolve) => {
    video.addEventListener(name, () => resolve(), { once: true });
    setTimeout(resolve, PATIENCE_MS);
    act();
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
    const size = { width: video.videoWidth, height: video.videoHeight };
    if (size.width === 0 || size.height === 0) return documentOf(file);
    const durationMs = Math.round((await lengthOf(video)) * 1000);
    const poster = await draw(video, fitted(size.width, size.height, THUMBNAIL_PX));
    const rest = { ...size, durationMs, thumbHash: hashOf(video, size), caption: "" };
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
