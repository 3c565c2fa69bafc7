// SPDX-License-Identifier: Apache-2.0
// Which requests of the page the service worker answers. What belongs to a person never passes through a cache of ours.

export type Source = { from: "network" } | { from: "shell"; path: string };

/** Paths that are the server's, whatever their method. */
const SERVER = ["/v1/", "/media/", "/healthz", "/readyz", "/metrics"];

export function answerFor(url: URL, method: string, mode: string, origin: string, files: readonly string[]): Source {
  const network = { from: "network" } as const;
  if (method !== "GET" || url.origin !== origin) return network;
  if (SERVER.some((start) => url.pathname === start || (start.endsWith("/") && url.pathname.startsWith(start)))) {
    return network;
  }
  if (mode === "navigate") {
    // As the server does: a path that does not look like a file is the page.
    const page = !url.pathname.slice(url.pathname.lastIndexOf("/")).includes(".") || url.pathname === "/index.html";
    return page ? { from: "shell", path: "/" } : network;
  }
  if (files.includes(url.pathname) || url.pathname.startsWith("/assets/")) return { from: "shell", path: url.pathname };
  return network;
}
