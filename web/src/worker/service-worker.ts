// SPDX-License-Identifier: Apache-2.0
// Keeps the app itself (never a person's data) so that it opens without the server. One cache for each version of the app.
//
// A new version waits until a page says "apply": its files are ready by then, and nobody loses a draft to a surprise reload.
/// <reference lib="webworker" />
import { answerFor } from "./answer";

declare const self: ServiceWorkerGlobalScope;
/** Put in by vite.worker.config.ts: all files of the app, and a name for exactly this set of them. */
declare const SHELL_FILES: readonly string[];
declare const SHELL_VERSION: string;

const PREFIX = "godwit-shell-";
const CACHE = PREFIX + SHELL_VERSION;

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll(SHELL_FILES.map((path) => new Request(path, { cache: "no-cache" })))),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(tidy().then(() => self.clients.claim()));
});

/** Tabs of the version before may still load a screen of theirs: its files are kept until the next version. */
async function tidy(): Promise<void> {
  const shells = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  for (const name of shells.slice(0, -1)) await caches.delete(name);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const answer = answerFor(new URL(request.url), request.method, request.mode, self.location.origin, SHELL_FILES);
  if (answer.from === "network") return;
  event.respondWith(fromCache(answer.path, request));
});

async function fromCache(path: string, request: Request): Promise<Response> {
  const ours = await (await caches.open(CACHE)).match(path);
  // Files under /assets/ carry a hash of their content in their name: those of another version are right as well.
  return ours ?? (path.startsWith("/assets/") ? await caches.match(path) : undefined) ?? fetch(request);
}

self.addEventListener("message", (event) => {
  if (event.data === "apply") void self.skipWaiting();
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const { hash } = event.notification.data as { hash: string };
  event.waitUntil(show(hash));
});

async function show(hash: string): Promise<void> {
  const [page] = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (!page) return void (await self.clients.openWindow(`/${hash}`));
  await page.focus();
  page.postMessage(hash);
}
