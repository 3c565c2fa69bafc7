// SPDX-License-Identifier: Apache-2.0
// `npm run mock`: the built app with the FakeServer behind it, under the content security policy of the real server.
import { readFileSync, existsSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { WebSocketServer, type WebSocket } from "ws";
import { FakeConnection } from "./fake-connection";
import { FakeMedia } from "./fake-media";
import { FakeServer } from "./fake-server";

const port = Number(process.env["PORT"] ?? 8090);
const dist = join(process.cwd(), "dist");
const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".webmanifest": "application/manifest+json",
};
const policy =
  "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self' ws: wss:; " +
  "object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

const fake = new FakeServer();
const media = new FakeMedia((token) => fake.tokens.has(token));
const sockets = new Set<WebSocket>();
let down = false;

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
  const type = types[extname(file)] ?? "application/octet-stream";
  response.writeHead(200, { "content-type": type, "content-security-policy": policy }).end(readFileSync(file));
});

const server = new WebSocketServer({ noServer: true, handleProtocols: () => "godwit.v1" });
http.on("upgrade", (request, socket, head) => {
  if (down) return void socket.destroy();
  server.handleUpgrade(request, socket, head, (websocket) => {
    sockets.add(websocket);
    const connection = new FakeConnection(
      fake,
      (frame) => websocket.send(frame),
      () => websocket.close(),
    );
    websocket.on("message", (data: Buffer) => connection.receive(new Uint8Array(data)));
    websocket.on("close", () => {
      connection.end();
      sockets.delete(websocket);
    });
  });
});
http.listen(port, "127.0.0.1", () => console.log(`mock on http://127.0.0.1:${port}/`));
