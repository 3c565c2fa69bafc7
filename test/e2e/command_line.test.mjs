// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { Client, register } from "./client.mjs";
import { godwit, Server } from "./server.mjs";

/** A test with a server but without browsers. */
function withServer(name, body, set = {}) {
  test(name, async () => {
    const server = await Server.start({ set, logName: name.replace(/[^a-z0-9]+/gi, "-").slice(0, 60) });
    try {
      await body(server);
    } finally {
      await server.clear();
    }
  });
}

function refuses(result, sentence, status = 1) {
  assert.equal(result.status, status, result.err);
  assert.match(result.err, sentence);
  assert.equal(result.err.trim().split("\n").length, 1, "one sentence");
  assert.equal(result.out, "");
}

async function logIn(server, handle, password) {
  const client = await Client.connect(server);
  try {
    return (await client.call("LogIn", { handle, password })).self;
  } finally {
    await client.close();
  }
}

withServer("a second server on a used folder, or a used port, refuses with a sentence", async (server) => {
  refuses(
    await server.command(["serve", "--listen", "127.0.0.1:0", "--set", "log.level=off"]),
    /^godwit: .*(use|running)/,
  );
  const port = [
    "serve",
    "--data",
    `${server.folder}/other`,
    "--listen",
    `127.0.0.1:${server.port}`,
    "--set",
    "log.level=off",
  ];
  refuses(await godwit(port), /^godwit: .*\b(in use|address|listen)/i);
  await register(server, "ada"); // and the first goes on
});

withServer("accounts and invites are managed beside the running server and without it", async (server) => {
  for (const running of [true, false]) {
    const handle = running ? "ada" : "ben";
    const added = await server.command(["user", "add", handle, "--name", `Name of ${handle}`], {
      input: "a first password\n",
    });
    assert.equal(added.status, 0, added.err);
    assert.match(added.out, new RegExp(`^made @${handle}`));
    refuses(await server.command(["user", "add", handle], { input: "a first password\n" }), /this handle is taken/);
    refuses(await server.command(["user", "add", "X!"], { input: "a first password\n" }), /^godwit: .*handle/i);
    refuses(await server.command(["user", "add", `${handle}2`], { input: "short\n" }), /^godwit: .*password/i);
    const listed = await server.command(["user", "list"]);
    assert.match(listed.out, new RegExp(`^\\d+ +@${handle} +Name of ${handle}`, "m"));
    const set = await server.command(["user", "passwd", handle], { input: "a second password\n" });
    assert.equal(set.status, 0, set.err);
    refuses(await server.command(["user", "passwd", "nobody"], { input: "a second password\n" }), /^godwit: /);
    const invite = await server.command(["invite", "create"]);
    assert.equal(invite.status, 0, invite.err);
    assert.match(invite.out, /^\S+\n$/);
    if (running) assert.deepEqual(await server.stop(), { status: 0, signal: null });
  }
  await server.startAgain();
  assert.equal((await logIn(server, "ada", "a second password")).name, "Name of ada");
  assert.equal((await logIn(server, "ben", "a second password")).name, "Name of ben");
  await assert.rejects(logIn(server, "ben", "a first password"), { code: "WRONG_CREDENTIALS" });
});

withServer("a password set by the command line logs all devices out", async (server) => {
  const ada = await register(server, "ada");
  const client = await Client.connect(server, ada.token);
  const set = await server.command(["user", "passwd", "ada"], { input: "a second password\n" });
  assert.equal(set.status, 0, set.err);
  await client.closed;
  assert.equal(client.goingAway?.reason, "ERROR_CODE_TOKEN_INVALID");
  await assert.rejects(Client.connect(server, ada.token), { code: "TOKEN_INVALID" });
});

test("a mistake in the configuration is told in one sentence", async () => {
  const check = (args, env = {}) => godwit(["config", "check", ...args], { env });
  refuses(await check(["--set", "server.dat=x"]), /unknown option 'server\.dat'; did you mean 'server\.data'\?/);
  refuses(await check(["--set", "server.lanes=many"]), /server\.lanes must be a number from 0 to 64, not 'many'/);
  refuses(await check(["--set", "accounts.registration=maybe"]), /accounts\.registration must be one of/);
  refuses(await check(["--set", "nonsense"]), /--set takes section\.key=value/);
  refuses(
    await check([], { GODWIT_LOG__LEVL: "info" }),
    /GODWIT_LOG__LEVL: unknown option 'log\.levl'; did you mean 'log\.level'/,
  );
  refuses(await check(["--config", "/nowhere/godwit.toml"]), /^godwit: .*nowhere/);
  refuses(await godwit(["serve", "--data", "/proc/nowhere", "--set", "log.level=off"]), /^godwit: .*\/proc\/nowhere/);
  refuses(await godwit(["serve", "--listen", "here", "--data", "/nonexistent-godwit/x"]), /^godwit: /);
  assert.equal((await godwit(["nonsense"])).status, 2);
  assert.equal((await check([])).status, 0);
});

withServer("what config show prints is a configuration", async (server) => {
  const shown = await godwit(["config", "show", "--set", "server.drain_seconds=7"]);
  assert.equal(shown.status, 0);
  const file = path.join(server.folder, "shown.toml");
  await writeFile(file, shown.out);
  const again = await godwit(["config", "show", "--config", file]);
  assert.equal(again.out, shown.out);
  assert.match(shown.out, /^drain_seconds = 7$/m);
  await writeFile(file, "[server]\nlanes = \n");
  refuses(await godwit(["config", "check", "--config", file]), /shown\.toml:2/);
});

withServer("SIGTERM drains: requests are answered, clients are told, and the status is 0", async (server) => {
  const ada = await register(server, "ada");
  const client = await Client.connect(server, ada.token);
  const log = `d.${ada.id}.${ada.id}`;
  const sends = Array.from({ length: 20 }, (_, at) => client.send(log, `note ${at}`));
  await sends[0];
  assert.deepEqual(await server.stop(), { status: 0, signal: null });
  await client.closed;
  assert.equal(client.goingAway?.reason, "ERROR_CODE_GOING_AWAY");
  const answers = await Promise.allSettled(sends);
  await server.startAgain();
  const again = await Client.connect(server, ada.token);
  const stored = await again.readLog(log);
  for (const [at, answer] of answers.entries()) {
    if (answer.status === "fulfilled") assert.equal(stored[answer.value - 1].text, `note ${at}`);
  }
  await again.close();
  assert.deepEqual(await server.stop(), { status: 0, signal: null });
});

withServer("health, metrics and the page are served beside the socket", async (server) => {
  assert.equal((await fetch(`${server.address}/healthz`)).status, 200);
  assert.equal((await fetch(`${server.address}/readyz`)).status, 200);
  assert.match(await (await fetch(`${server.address}/metrics`)).text(), /^# HELP godwit_/m);
  const page = await fetch(server.address);
  assert.match(page.headers.get("content-type"), /^text\/html/);
  assert.ok(page.headers.get("content-security-policy"));
  assert.equal((await fetch(`${server.address}/no-such-file.js`)).status, 404);
  assert.equal((await fetch(server.address, { method: "POST", body: "x" })).status, 405);
});
