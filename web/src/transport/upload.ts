// SPDX-License-Identifier: Apache-2.0
// Brings bytes to the server by tus 1.0.0 (docs/protocol.md, "Media"): an upload is made, then grows piece by piece, and can be taken up
// again where it stopped. One call is one attempt; who calls decides about the next.
import { disconnected, type Failure, type FailureCode } from "../proto/methods";

const PIECE_BYTES = 512 * 1024;
/** So often may the server contradict our offset before the attempt ends. */
const MAX_CORRECTIONS = 3;

export interface UploadOptions {
  /** The device's token. */
  token: string;
  bytes: Blob;
  /** Names an earlier attempt with the same bytes; empty = none. One the server has forgotten is begun anew. */
  id?: string;
  signal?: AbortSignal;
  /** The upload has this id now; with it a later attempt goes on where this one stops. */
  began?(id: string): void;
  /** So many bytes are at the server. */
  progress?(sent: number): void;
  /** For tests. */
  fetch?: typeof fetch;
}

export type Uploaded = { ok: true; id: string } | { ok: false; failure: Failure };

class Refused extends Error {
  constructor(
    readonly status: number,
    readonly failure: Failure,
  ) {
    super(failure.code);
  }
}

/** Answers the media id once all bytes are at the server. Never throws. */
export async function upload(options: UploadOptions): Promise<Uploaded> {
  try {
    return { ok: true, id: await run(options) };
  } catch (error) {
    return { ok: false, failure: error instanceof Refused ? error.failure : disconnected };
  }
}

async function run(options: UploadOptions): Promise<string> {
  const { bytes } = options;
  let id = options.id ?? "";
  let offset = id ? await offsetOf(options, id) : null;
  let corrections = 0;
  if (offset === null) {
    id = await begin(options);
    offset = 0;
  }
  for (;;) {
    options.progress?.(offset);
    if (offset >= bytes.size) return id;
    try {
      offset = await append(options, id, offset);
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 409 || corrections >= MAX_CORRECTIONS) throw error;
      corrections += 1;
      const known = await offsetOf(options, id);
      if (known === null) throw error;
      offset = known;
    }
  }
}

async function begin(options: UploadOptions): Promise<string> {
  const response = await ask(options, "/v1/media", "POST", { "Upload-Length": `${options.bytes.size}` });
  const id = response.headers.get("Location")?.split("/").at(-1) ?? "";
  if (!id) throw new Error("the answer names no upload");
  options.began?.(id);
  return id;
}

/** How much of an upload the server holds; null = it does not know it. */
async function offsetOf(options: UploadOptions, id: string): Promise<number | null> {
  try {
    return offsetIn(await ask(options, `/v1/media/${id}`, "HEAD"), options.bytes.size);
  } catch (error) {
    if (error instanceof Refused && (error.status === 404 || error.status === 410)) return null;
    throw error;
  }
}

async function append(options: UploadOptions, id: string, offset: number): Promise<number> {
  const headers = { "Upload-Offset": `${offset}`, "Content-Type": "application/offset+octet-stream" };
  const piece = await pieceOf(options.bytes, offset);
  const next = offsetIn(await ask(options, `/v1/media/${id}`, "PATCH", headers, piece), options.bytes.size);
  if (next <= offset) throw new Error("the upload does not grow");
  return next;
}

/** A file that was chosen may be changed, moved or deleted before it is read; trying again does not help then. */
async function pieceOf(bytes: Blob, offset: number): Promise<ArrayBuffer> {
  try {
    return await bytes.slice(offset, offset + PIECE_BYTES).arrayBuffer();
  } catch (error) {
    throw new Refused(0, { code: "UNREADABLE", detail: String(error), retry: "giveUp", retryAfterMs: 0 });
  }
}

function offsetIn(response: Response, size: number): number {
  const text = response.headers.get("Upload-Offset") ?? "";
  const offset = Number(text);
  if (!/^\d+$/.test(text) || offset > size) throw new Error(`an offset of "${text}" for ${size} bytes`);
  return offset;
}

async function ask(
  options: UploadOptions,
  path: string,
  method: string,
  headers: Record<string, string> = {},
  body?: ArrayBuffer,
): Promise<Response> {
  options.signal?.throwIfAborted();
  const response = await (options.fetch ?? fetch)(path, {
    method,
    headers: { Authorization: `Bearer ${options.token}`, "Tus-Resumable": "1.0.0", ...headers },
    ...(body ? { body } : {}),
    ...(options.signal ? { signal: options.signal } : {}),
  });
  if (response.ok) return response;
  throw new Refused(response.status, await failureOf(response));
}

/** The problem (RFC 9457) as a failure; what the server does not explain is judged by its status. */
async function failureOf(response: Response): Promise<Failure> {
  const problem = (await response.json().catch(() => ({}))) as { code?: string; detail?: string };
  const { status } = response;
  const byStatus: FailureCode = status === 413 ? "TOO_LARGE" : status === 404 ? "NOT_FOUND" : "INVALID";
  const passing = status === 408 || status === 409 || status === 425 || status === 429 || status >= 500;
  const full = problem.code === "STORAGE_FULL";
  return {
    code: (problem.code as FailureCode | undefined) ?? (passing ? "OVERLOADED" : byStatus),
    detail: problem.detail ?? "",
    retry: status === 401 ? "logIn" : passing && !full ? "later" : "giveUp",
    retryAfterMs: Math.max(0, Number(response.headers.get("Retry-After") ?? 0) || 0) * 1000,
  };
}

/** Takes the cookie away, and what the browser kept of media. Nothing to be done when the server cannot be reached. */
export function closeMedia(): void {
  void fetch("/v1/media/session", { method: "DELETE" }).catch(() => {});
}

/** Lets this browser fetch /media/<id> for `<img>`, `<audio>`, `<video>` and downloads: the answer sets a cookie. */
export async function openMedia(token: string): Promise<boolean> {
  try {
    const response = await fetch("/v1/media/session", {
      method: "POST",
      headers: { Authorization: `Bearer ${token}` },
    });
    return response.ok;
  } catch {
    return false;
  }
}
