// SPDX-License-Identifier: Apache-2.0
// Where the person is: the part of the address behind "#". A plain file server is enough for it.
import { signal } from "@preact/signals";

export type Route =
  | { screen: "chats" }
  | { screen: "contacts" }
  | { screen: "settings" }
  | { screen: "find" }
  | { screen: "chat"; log: string }
  | { screen: "person"; user: string };

export function parseRoute(hash: string): Route {
  const [screen = "", name = ""] = hash.replace(/^#\/?/, "").split("/");
  if (screen === "contacts" || screen === "settings" || screen === "find") return { screen };
  if (screen === "chat" && /^d\.\d+\.\d+$/.test(name)) return { screen, log: name };
  if (screen === "person" && /^\d+$/.test(name)) return { screen, user: name };
  return { screen: "chats" };
}

export function hashOf(route: Route): string {
  switch (route.screen) {
    case "chat":
      return `#/chat/${route.log}`;
    case "person":
      return `#/person/${route.user}`;
    default:
      return `#/${route.screen}`;
  }
}

export const route = signal<Route>({ screen: "chats" });
let depth = 0;

export function startRouting(): void {
  const read = (): void => {
    route.value = parseRoute(location.hash);
  };
  read();
  window.addEventListener("hashchange", read);
}

export function go(next: Route): void {
  const hash = hashOf(next);
  if (location.hash === hash) return;
  depth += 1;
  location.hash = hash;
}

/** Back to where the person came from, or to `fallback` when the page began here. */
export function goBack(fallback: Route): void {
  if (depth > 0) {
    depth -= 1;
    history.back();
  } else {
    location.replace(hashOf(fallback));
  }
}
