// SPDX-License-Identifier: Apache-2.0
import { expect, it } from "vitest";
import { upload } from "../../src/transport/upload";
import { FakeMedia } from "../peer/fake-media";

const MIB = 1024 * 1024;
const sample = new Uint8Array(3 * MIB).map((_, at) => (at * 31) % 251);
const same = (bytes: Uint8Array | undefined): boolean => Buffer.compare(bytes ?? new Uint8Array(), sample) === 0;
const blob = new Blob([sample]);

it("brings all bytes to the server, piece by piece", async () => {
  const media = new FakeMedia();
  const steps: number[] = [];
  const answer = await upload({ token: "t", bytes: blob, fetch: media.fetch, progress: (sent) => steps.push(sent) });
  expect(answer.ok).toBe(true);
  expect(same([...media.uploads.values()][0]?.bytes)).toBe(true);
  expect(steps).toEqual([0, 1, 2, 3, 4, 5, 6].map((n) => n * 512 * 1024));
});

it("goes on where a broken attempt stopped", async () => {
  const media = new FakeMedia();
  let id = "";
  let left = 2;
  media.intercept = (method) => {
    if (method === "PATCH" && (left -= 1) < 0) throw new TypeError("network");
  };
  const began = (name: string) => (id = name);
  const cut = await upload({ token: "t", bytes: blob, fetch: media.fetch, began });
  expect(cut).toMatchObject({ ok: false, failure: { code: "DISCONNECTED", retry: "later" } });
  media.intercept = () => {};
  media.seen.length = 0;
  expect(await upload({ token: "t", bytes: blob, id, fetch: media.fetch })).toEqual({ ok: true, id });
  expect(media.seen.filter((line) => line.startsWith("POST"))).toEqual([]);
  expect(media.seen.filter((line) => line.startsWith("PATCH"))).toHaveLength(4);
  expect(same(media.uploads.get(id)?.bytes)).toBe(true);
});

it("asks for the offset again when the server holds another one, as after a lost answer", async () => {
  const media = new FakeMedia();
  let once = true;
  const lossy: typeof fetch = async (input, init) => {
    const response = await media.fetch(input, init);
    const lost = init?.method === "PATCH" && once;
    once &&= !lost;
    return lost ? new Response("{}", { status: 409 }) : response;
  };
  expect((await upload({ token: "t", bytes: blob, fetch: lossy })).ok).toBe(true);
  expect(same([...media.uploads.values()][0]?.bytes)).toBe(true);
});

it("begins anew when the server has forgotten the upload", async () => {
  const media = new FakeMedia();
  const answer = await upload({ token: "t", bytes: blob, id: "forgotten", fetch: media.fetch });
  expect(answer.ok && media.uploads.has(answer.id)).toBe(true);
});

it.each([
  [413, "QUOTA_EXCEEDED", "giveUp"],
  [507, "STORAGE_FULL", "giveUp"],
  [503, "OVERLOADED", "later"],
  [401, "TOKEN_INVALID", "logIn"],
])("tells status %i with %s as %s", async (status, code, retry) => {
  const media = new FakeMedia();
  media.intercept = () => new Response(JSON.stringify({ code }), { status });
  const answer = await upload({ token: "t", bytes: blob, fetch: media.fetch });
  expect(answer).toMatchObject({ ok: false, failure: { code, retry } });
});

it("gives up on a file that cannot be read any more", async () => {
  const media = new FakeMedia();
  const gone = new Blob(["bytes"]);
  gone.slice = () =>
    Object.assign(new Blob(), { arrayBuffer: () => Promise.reject(new DOMException("gone", "NotReadableError")) });
  const answer = await upload({ token: "t", bytes: gone, fetch: media.fetch });
  expect(answer).toMatchObject({ ok: false, failure: { code: "UNREADABLE", retry: "giveUp" } });
});

it("ends when it is cancelled", async () => {
  const media = new FakeMedia();
  const cancel = new AbortController();
  const progress = (sent: number): void => {
    if (sent > 0) cancel.abort();
  };
  const answer = await upload({ token: "t", bytes: blob, fetch: media.fetch, signal: cancel.signal, progress });
  expect(answer.ok).toBe(false);
  expect(media.seen.filter((line) => line.startsWith("PATCH"))).toHaveLength(1);
});
