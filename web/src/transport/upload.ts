// SPDX-License-Identifier: Apache-2.0
// Puts small pictures into the server's media store: tus 1.0.0 at /v1/media, in one piece, without resuming.
import { disconnected, type Failure } from "../proto/methods";

export type Uploaded = { ok: true; id: string } | { ok: false; failure: Failure };

const VERSION = { "tus-resumable": "1.0.0" };

export async function upload(bytes: Blob, token: string): Promise<Uploaded> {
  const headers = { ...VERSION, authorization: `Bearer ${token}` };
  try {
    const made = await fetch("/v1/media", {
      method: "POST",
      headers: { ...headers, "upload-length": `${bytes.size}` },
    });
    const place = made.headers.get("location");
    if (!made.ok || !place) return refused(made.status);
    const sent = await fetch(place, {
      method: "PATCH",
      headers: { ...headers, "upload-offset": "0", "content-type": "application/offset+octet-stream" },
      body: bytes,
    });
    return sent.ok ? { ok: true, id: place.slice(place.lastIndexOf("/") + 1) } : refused(sent.status);
  } catch {
    return { ok: false, failure: disconnected };
  }
}

/** Gives this browser the cookie with which pictures at /media/<id> can be seen. A picture that cannot be shown has a stand-in. */
export async function openMedia(token: string): Promise<void> {
  await fetch("/v1/media/session", { method: "POST", headers: { authorization: `Bearer ${token}` } }).catch(() => {});
}

function refused(status: number): Uploaded {
  const codes = {
    401: "UNAUTHENTICATED",
    403: "FORBIDDEN",
    413: "TOO_LARGE",
    429: "RATE_LIMITED",
    507: "STORAGE_FULL",
  };
  const code = codes[status as keyof typeof codes] as Failure["code"] | undefined;
  return { ok: false, failure: { code: code ?? "INVALID", detail: "", retry: "giveUp", retryAfterMs: 0 } };
}
