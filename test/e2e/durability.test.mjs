// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { test } from "node:test";
import { befriend, Client, clientId, Disconnected, register } from "./client.mjs";
import { Server } from "./server.mjs";

const ROUNDS = 12;
const fast = { "limits.device_request_burst": 100_000, "limits.device_requests_per_second": 100_000 };

/**
 * Sends with several requests in flight until the connection is cut; answers go into `messages` [{id, text, seq}].
 * Calls `begun` at the first answer.
 */
async function sendUntilCut(client, log, messages, label, begun) {
  const worker = async (name) => {
    for (let at = 0; ; at += 1) {
      const message = { id: clientId(), text: `${label} ${name} ${at}`, seq: 0 };
      messages.push(message);
      message.seq = await client.send(log, message.text, message.id);
      begun();
      begun = () => {};
    }
  };
  const ends = await Promise.allSettled(["a", "b", "c", "d"].map(worker));
  for (const { reason } of ends) if (!(reason instanceof Disconnected)) throw reason;
}

test(`the server is killed ${ROUNDS} times: every acknowledged message is stored once, in its place`, async () => {
  const server = await Server.start({ set: fast, logName: "kill-rounds" });
  try {
    const ada = await register(server, "ada");
    const ben = await register(server, "ben");
    const log = await befriend(server, ada, ben);
    const messages = [];
    let repeated = 0;
    let stored = 0;
    for (let round = 1; round <= ROUNDS; round += 1) {
      const client = await Client.connect(server, ada.token);
      const before = messages.length;
      const kill = () => setTimeout(() => server.kill(), Math.random() * 200);
      await sendUntilCut(client, log, messages, `round ${round}`, kill);
      await server.ended;
      await server.startAgain();

      // What got no answer is sent again under the same id: the server stores it, or says where it has it.
      const retry = await Client.connect(server, ada.token);
      const texts = (await retry.readLog(log)).map(({ text }) => text);
      for (const { seq, text } of messages)
        if (seq !== 0) assert.equal(texts[seq - 1], text, "acknowledged, so stored");
      for (const message of messages.slice(before)) {
        if (message.seq !== 0) continue;
        message.seq = await retry.send(log, message.text, message.id);
        repeated += 1;
        if (message.seq <= texts.length) stored += 1;
      }
      // An id that was answered already is answered the same again.
      const known = messages[before];
      assert.equal(await retry.send(log, known.text, known.id), known.seq);
      await retry.close();
    }

    const reader = await Client.connect(server, ben.token);
    const entries = await reader.readLog(log);
    assert.deepEqual(
      entries.map(({ seq }) => seq),
      entries.map((_, at) => at + 1),
      "no holes",
    );
    const sent = entries.slice(1); // the first says that they are contacts now
    assert.equal(sent.length, messages.length, "each once");
    for (const { seq, text } of messages) assert.equal(entries[seq - 1].text, text);
    assert.deepEqual(
      sent.map(({ messageIndex }) => Number(messageIndex)),
      sent.map((_, at) => at + 1),
      "counted",
    );
    await reader.close();
    assert.ok(repeated >= ROUNDS, "the kills came in the middle of sending");
    console.log(`${messages.length} messages; ${repeated} sent again after a kill, ${stored} of which had been stored`);
    assert.deepEqual(await server.stop(), { status: 0, signal: null });
  } finally {
    await server.clear();
  }
});
