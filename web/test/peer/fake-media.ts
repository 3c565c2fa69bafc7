// SPDX-License-Identifier: Apache-2.0
// The media routes of a server in memory: tus 1.0.0 uploads, the cookie, and fetching with ranges. Speaks fetch's Request and Response.

export class FakeMedia {
  readonly uploads = new Map<string, { length: number; bytes: Uint8Array<ArrayBuffer> }>();
  /** Larger uploads are refused. */
  limit = 100 * 1024 * 1024;
  /** Called before a request is answered; throwing is a broken connection. */
  intercept: (method: string, path: string) => Response | void = () => {};
  readonly seen: string[] = [];
  private made = 0;

  constructor(private readonly mayUpload: (token: string) => boolean = () => true) {}

  readonly fetch: typeof fetch = async (input, init) => {
    init?.signal?.throwIfAborted();
    const request = new Request(new URL(input as string, "http://fake"), init);
    return this.answer(request);
  };

  async answer(request: Request): Promise<Response> {
    const path = new URL(request.url).pathname;
    this.seen.push(`${request.method} ${path}`);
    const word = this.intercept(request.method, path);
    if (word) return word;
    if (path.startsWith("/media/")) return this.fetched(path.slice(7), request);
    const token = request.headers.get("Authorization")?.replace("Bearer ", "") ?? "";
    if (!this.mayUpload(token)) return problem(401, "TOKEN_INVALID");
    if (path === "/v1/media/session") return new Response(null, { status: 204 });
    if (path === "/v1/media" && request.method === "POST") return this.begin(request);
    const upload = this.uploads.get(path.split("/").at(-1) ?? "");
    if (!upload) return problem(404, "NOT_FOUND");
    const offset = (): HeadersInit => ({ "Upload-Offset": `${upload.bytes.length}`, "Tus-Resumable": "1.0.0" });
    if (request.method === "HEAD") return new Response(null, { status: 200, headers: offset() });
    if (Number(request.headers.get("Upload-Offset")) !== upload.bytes.length) return problem(409, "CONFLICT");
    const piece = new Uint8Array(await request.arrayBuffer());
    const bytes = new Uint8Array(upload.bytes.length + piece.length);
    bytes.set(upload.bytes);
    bytes.set(piece, upload.bytes.length);
    upload.bytes = bytes;
    return new Response(null, { status: 204, headers: offset() });
  }

  private begin(request: Request): Response {
    const length = Number(request.headers.get("Upload-Length"));
    if (length > this.limit) return problem(413, "QUOTA_EXCEEDED");
    this.made += 1;
    const id = `m${"a".repeat(20)}${String(this.made).padStart(5, "2")}`;
    this.uploads.set(id, { length, bytes: new Uint8Array() });
    return new Response(null, { status: 201, headers: { Location: `/v1/media/${id}` } });
  }

  private fetched(id: string, request: Request): Response {
    const upload = this.uploads.get(id);
    if (!upload || upload.bytes.length < upload.length) return problem(404, "NOT_FOUND");
    const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get("Range") ?? "");
    const headers = { "Accept-Ranges": "bytes" };
    if (!range) return new Response(upload.bytes, { headers });
    const first = Number(range[1]);
    const last = range[2] ? Math.min(Number(range[2]), upload.length - 1) : upload.length - 1;
    const place = { ...headers, "Content-Range": `bytes ${first}-${last}/${upload.length}` };
    return new Response(upload.bytes.slice(first, last + 1), { status: 206, headers: place });
  }
}

function problem(status: number, code: string): Response {
  return new Response(JSON.stringify({ code }), { status, headers: { "Content-Type": "application/problem+json" } });
}
