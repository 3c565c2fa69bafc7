// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { answerFor } from "../../src/worker/answer";

const ORIGIN = "https://chat.example";
const FILES = ["/", "/icon.svg", "/manifest.webmanifest", "/assets/index-1a.js"];
const ask = (path: string, mode = "cors", method = "GET"): string => {
  const answer = answerFor(new URL(path, ORIGIN), method, mode, ORIGIN, FILES);
  return answer.from === "shell" ? answer.path : "network";
};

describe("the service worker answers", () => {
  it.each([
    ["/", "/"],
    ["/?invite=abc", "/"],
    ["/index.html", "/"],
    ["/some/page", "/"],
  ])("a visit of %s with the page", (path, page) => expect(ask(path, "navigate")).toBe(page));

  it.each(["/icon.svg", "/manifest.webmanifest", "/assets/index-1a.js", "/assets/settings-of-an-older-version.js"])(
    "%s from what it keeps",
    (path) => expect(ask(path)).toBe(path),
  );
});

describe("the service worker leaves to the server", () => {
  it.each([
    "/v1/media",
    "/v1/media/abc",
    "/v1/ws",
    "/media/abc",
    "/healthz",
    "/readyz",
    "/metrics",
    "/sw.js",
    "/unknown.js",
    "https://elsewhere.example/icon.svg",
  ])("%s", (path) => expect(ask(path)).toBe("network"));

  it.each(["/media/abc", "/v1/anything", "/healthz", "/file.pdf"])("a visit of %s", (path) =>
    expect(ask(path, "navigate")).toBe("network"),
  );

  it("everything that is not a GET", () => {
    expect(ask("/", "navigate", "POST")).toBe("network");
    expect(ask("/icon.svg", "cors", "HEAD")).toBe("network");
  });
});
