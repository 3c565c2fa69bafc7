// SPDX-License-Identifier: Apache-2.0
// `npm run mock`: the built app with the FakeServer behind it, under the content security policy of the real server.
// DEMO=1 makes it a demo server with a few people.
import { readFileSync, existsSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { WebSocketServer, type WebSocket } from "ws";
import { FakeConnection } from "./fake-connection";
import { FakeMedia } from "./fake-media";
import { FakeServer } from "./fake-server";
import { JsonDoor } from "./json-door";

const port = Number(process.env["PORT"] ?? 8090);
const dist = process.env["DIST"] ?? join(process.cwd(), "dist");
const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".webmanifest": "application/manifest+json",
};
const policy =
  "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self'; worker-src 'self'; " +
  "manifest-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const fake = new FakeServer();
const media = new FakeMedia((token) => fake.tokens.has(token));
const sockets = new Set<WebSocket>();
let down = false;

if (process.env["DEMO"]) {
  fake.demo = true;
  const people = [
    ["amelia", "Amelia Hart", "Harbour master"],
    ["chen", "陈小雨", "慢慢来，比较快"],
    ["ben", "Ben Okafor", ""],
  ].map(([handle = "", name = "", signature = ""]) =>
    Object.assign(fake.register(handle, "password", name), { signature }),
  );
  for (const one of people) for (const other of people) if (one.id < other.id) fake.befriend(one.id, other.id);
}

const http = createServer((request, response) => {
  const path = new URL(request.url ?? "/", "http://localhost").pathname;
  // Switches for looking at the app without its server.
  if (path === "/mock/down" || path === "/mock/up") {
    down = path === "/mock/down";
    if (down) for (const socket of sockets) socket.terminate();
    response.end("ok");
    return;
  }
  if (path.startsWith("/v1/media") || path.startsWith("/media/")) {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const method = request.method ?? "GET";
      const body = method === "PATCH" ? { body: new Uint8Array(Buffer.concat(parts)) } : {};
      const headers = request.headers as Record<string, string>;
      void media.answer(new Request(`http://fake${path}`, { method, headers, ...body })).then(async (answer) => {
        response.writeHead(answer.status, Object.fromEntries(answer.headers));
        response.end(Buffer.from(await answer.arrayBuffer()));
      });
    });
    return;
  }
  const file = join(dist, path === "/" ? "index.html" : path);
  if (!file.startsWith(dist) || !existsSync(file)) {
    response.writeHead(404).end();
    return;
  }
  const headers = {
    "content-type": types[extname(file)] ?? "application/octet-stream",
    "cache-control": path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache",
    "content-security-policy": policy,
  };
  response.writeHead(200, headers).end(readFileSync(file));
});

const server = new WebSocketServer({
  noServer: true,
  handleProtocols: (offered) => (offered.has("godwit.v1.json") ? "godwit.v1.json" : "godwit.v1"),
});
http.on("upgrade", (request, socket, head) => {
  if (down) return void socket.destroy();
  server.handleUpgrade(request, socket, head, (websocket) => {
    sockets.add(websocket);
    const json = websocket.protocol === "godwit.v1.json";
    const door = new JsonDoor((frame) => connection.receive(frame));
    const connection = new FakeConnection(
      fake,
      (frame) => {
        const text = json ? door.send(frame) : null;
        if (!json) websocket.send(frame);
        else if (text) websocket.send(text);
      },
      () => websocket.close(),
    );
    websocket.on("message", (data: Buffer) => {
      if (json) door.receive(data.toString());
      else connection.receive(new Uint8Array(data));
    });
    websocket.on("close", () => {
      connection.end();
      sockets.delete(websocket);
    });
  });
});
http.listen(port, "127.0.0.1", () => {
  console.log(`mock on http://127.0.0.1:${(http.address() as AddressInfo).port}/`);
});
