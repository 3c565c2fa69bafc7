// SPDX-License-Identifier: Apache-2.0
// Where the person is: the part of the address behind "#". A plain file server is enough for it.
import { signal } from "@preact/signals";

const plain = [
  "chats",
  "contacts",
  "settings",
  "find",
  "new-group",
  "devices",
  "profile",
  "privacy",
  "notifications",
  "archived",
] as const;

export type PlainScreen = (typeof plain)[number];

export type Route =
  | { screen: PlainScreen }
  /** Letting another device in; `link` is empty until its code is scanned. */
  | { screen: "link"; link: string }
  /** `at`: seq of the message to show. */
  | { screen: "chat"; log: string; at?: number }
  /** `log`: in that conversation only. */
  | { screen: "search"; log: string }
  | { screen: "person"; user: string }
  | { screen: "group"; log: string }
  /** An invitation to a group. */
  | { screen: "join"; code: string };

export function parseRoute(hash: string): Route {
  const [screen = "", name = "", more = ""] = hash.replace(/^#\/?/, "").split("/");
  const known = plain.find((one) => one === screen);
  if (known) return { screen: known };
  if (screen === "link") return { screen, link: /^[\w.~-]{1,128}$/.test(name) ? name : "" };
  const conversation = /^(d\.\d+\.\d+|g\.\d+)$/.test(name);
  if (screen === "chat" && conversation)
    return /^\d{1,15}$/.test(more) ? { screen, log: name, at: Number(more) } : { screen, log: name };
  if (screen === "search") return { screen, log: conversation ? name : "" };
  if (screen === "group" && /^g\.\d+$/.test(name)) return { screen, log: name };
  if (screen === "join" && /^[\w-]{1,64}$/.test(name)) return { screen, code: name };
  if (screen === "person" && /^\d+$/.test(name)) return { screen, user: name };
  return { screen: "chats" };
}

export function hashOf(route: Route): string {
  switch (route.screen) {
    case "chat":
      return `#/chat/${route.log}${route.at ? `/${route.at}` : ""}`;
    case "search":
      return route.log ? `#/search/${route.log}` : "#/search";
    case "group":
      return `#/group/${route.log}`;
    case "join":
      return `#/join/${route.code}`;
    case "person":
      return `#/person/${route.user}`;
    case "link":
      return route.link ? `#/link/${route.link}` : "#/link";
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
