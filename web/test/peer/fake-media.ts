// SPDX-License-Identifier: Apache-2.0
// Uploads and downloads of the FakeServer: tus 1.0.0 at /v1/media, and /media/<id> for whoever has the cookie.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { FakeServer } from "./fake-server";

interface Stored {
  length: number;
  bytes: Buffer;
}

export class FakeMedia {
  private readonly files = new Map<string, Stored>();

  constructor(private readonly server: FakeServer) {}

  /** Answers whether the path is one of media. */
  answer(request: IncomingMessage, response: ServerResponse, path: string): boolean {
    if (path.startsWith("/media/")) this.show(request, response, path.slice("/media/".length));
    else if (path === "/v1/media/session") this.open(request, response);
    else if (path === "/v1/media") this.begin(request, response);
    else if (path.startsWith("/v1/media/")) void this.append(request, response, path.slice("/v1/media/".length));
    else return false;
    return true;
  }

  private allowed(request: IncomingMessage): boolean {
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1] ?? "";
    return this.server.tokens.has(token);
  }

  private open(request: IncomingMessage, response: ServerResponse): void {
    if (!this.allowed(request)) return void response.writeHead(401).end();
    response.writeHead(204, { "set-cookie": "godwit_media=yes; Path=/media; HttpOnly; SameSite=Strict" }).end();
  }

  private begin(request: IncomingMessage, response: ServerResponse): void {
    if (!this.allowed(request)) return void response.writeHead(401).end();
    const id = `media${this.files.size}`.padEnd(26, "a");
    this.files.set(id, { length: Number(request.headers["upload-length"]), bytes: Buffer.alloc(0) });
    response.writeHead(201, { location: `/v1/media/${id}`, "tus-resumable": "1.0.0" }).end();
  }

  private async append(request: IncomingMessage, response: ServerResponse, id: string): Promise<void> {
    const file = this.files.get(id);
    if (!this.allowed(request) || !file) return void response.writeHead(404).end();
    if (Number(request.headers["upload-offset"]) !== file.bytes.length) return void response.writeHead(409).end();
    for await (const part of request) file.bytes = Buffer.concat([file.bytes, part as Buffer]);
    response.writeHead(204, { "upload-offset": `${file.bytes.length}`, "tus-resumable": "1.0.0" }).end();
  }

  private show(request: IncomingMessage, response: ServerResponse, id: string): void {
    const file = this.files.get(id);
    if (!request.headers.cookie?.includes("godwit_media=yes")) return void response.writeHead(401).end();
    if (!file || file.bytes.length < file.length) return void response.writeHead(404).end();
    response.writeHead(200, { "content-type": "image/jpeg", "cache-control": "private, max-age=3600" }).end(file.bytes);
  }
}
