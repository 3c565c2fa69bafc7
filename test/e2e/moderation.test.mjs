// SPDX-License-Identifier: Apache-2.0
// What an operator may do about what is said: a list of words, and a program of their own that is asked before each message.
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { Client, clientId, Refusal, register } from "./client.mjs";
import { Server } from "./server.mjs";

async function begin(t, logName, set) {
  const server = await Server.start({ logName, set });
  t.after(() => server.clear());
  const ann = await register(server, "ann");
  const client = await Client.connect(server, ann.token);
  t.after(() => client.close());
  const log = `d.${ann.id}.${ann.id}`;
  const say = (text, id = clientId()) => client.call("SendMessage", { log, clientId: id, text: { text } });
  const read = async () => (await client.readLog(log)).map(({ text, body }) => text ?? body.edit.text);
  return { ann, client, log, say, read };
}

const refusedAs = (code, detail) => (error) =>
  error instanceof Refusal && error.code === code && detail.test(error.message);

test("words of a list are not said", async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), "godwit-words-"));
  t.after(() => rm(folder, { recursive: true }));
  await writeFile(path.join(folder, "words"), "# not here\ncasino\n赌博\n");
  const { say, read } = await begin(t, "words", { "moderation.words": path.join(folder, "words") });
  await say("to the opera");
  await assert.rejects(say("to the CASINO"), refusedAs("FORBIDDEN", /does not allow/));
  await assert.rejects(say("我们去赌博吧"), refusedAs("FORBIDDEN", /does not allow/));
  assert.deepEqual(await read(), ["to the opera"]);
});

/** Answers as `answer` says: an object, or nothing at all. */
async function hookOf(t, answer) {
  const asked = [];
  const hook = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    asked.push({ ...JSON.parse(text), authorization: request.headers.authorization });
    const verdict = answer(asked.at(-1));
    if (!verdict) return response.writeHead(500).end();
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(verdict));
  });
  await new Promise((resolve) => hook.listen(0, "127.0.0.1", resolve));
  t.after(() => hook.close());
  t.after(() => hook.closeAllConnections());
  return { url: `http://127.0.0.1:${hook.address().port}/judge`, asked };
}

test("a program of the operator passes, changes and refuses, in the order of what was said", async (t) => {
  const hook = await hookOf(t, ({ text }) => {
    if (text.includes("bad")) return { action: "refuse", reason: "be nice" };
    return text.includes("shout") ? { action: "change", text: text.toLowerCase() } : { action: "pass" };
  });
  const { ann, client, log, say, read } = await begin(t, "hook", {
    "moderation.url": hook.url,
    "moderation.token": "secret",
  });
  await say("hello");
  await assert.rejects(say("bad words"), refusedAs("FORBIDDEN", /be nice/));
  const id = clientId();
  const first = await say("shout LOUD", id);
  const again = await say("shout LOUD", id);
  assert.equal(again.appended.seq, first.appended.seq, "a repeat is a repeat, whatever became of the text");
  await client.call("EditMessage", { log, clientId: clientId(), target: "1", text: { text: "shout AGAIN" } });
  await Promise.all(Array.from({ length: 20 }, (_, i) => say(`number ${i}`)));
  const numbers = Array.from({ length: 20 }, (_, i) => `number ${i}`);
  assert.deepEqual(await read(), ["shout again", "shout loud", "shout again", ...numbers]);
  assert.deepEqual(hook.asked[0], {
    author: ann.id,
    log,
    kind: "text",
    text: "hello",
    files: [],
    authorization: "Bearer secret",
  });
  assert.equal(hook.asked.find(({ kind }) => kind === "edit").target, "1");
});

test("while the program does not answer nothing is said, unless that is wanted", async (t) => {
  let down = true;
  const hook = await hookOf(t, () => (down ? null : { action: "pass" }));
  const strict = await begin(t, "hook-down", { "moderation.url": hook.url });
  await assert.rejects(strict.say("hello"), refusedAs("OVERLOADED", /does not answer/));
  down = false;
  await strict.say("hello now");
  assert.deepEqual(await strict.read(), ["hello now"]);
  down = true;
  const lenient = await begin(t, "hook-passed", { "moderation.url": hook.url, "moderation.when_down": "pass" });
  await lenient.say("hello");
  assert.deepEqual(await lenient.read(), ["hello"]);
});

test("who says too much to too many has to wait", async (t) => {
  const { say, read } = await begin(t, "traffic", { "limits.author_kib_per_second": 1 });
  const long = "x".repeat(3000);
  // Each costs about 6 of the 4 KiB that one may be ahead; it is paid afterwards.
  await say(long);
  await assert.rejects(say(long), refusedAs("RATE_LIMITED", /too many/));
  assert.equal((await read()).length, 1);
});
