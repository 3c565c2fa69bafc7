// SPDX-License-Identifier: Apache-2.0
// `godwit login`, `send`, `tail` and `chat`: the client library in processes of its own, killed at any moment.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { open, readFile, rm, stat } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { befriend, Client, directLog, register } from "./client.mjs";
import { binary, godwit, root, Server } from "./server.mjs";

/** Runs the body with a server, and with `as(profile)` to run verbs as somebody. */
function withServer(name, body) {
  test(name, async () => {
    const server = await Server.start({ logName: name.replace(/[^a-z0-9]+/gi, "-").slice(0, 60) });
    const env = { XDG_CONFIG_HOME: `${server.folder}/config`, XDG_DATA_HOME: `${server.folder}/share` };
    const as = (profile) => ({
      env: { ...env, GODWIT_PROFILE: profile },
      run: (args, input = "") => godwit(args, { env: { ...env, GODWIT_PROFILE: profile }, input }),
      start: (args, stdio) => spawn(binary, args, { env: { ...process.env, ...env, GODWIT_PROFILE: profile }, stdio }),
    });
    try {
      await body(server, as);
    } finally {
      await server.clear();
    }
  });
}

async function logIn(server, person, shell) {
  const done = await shell.run(["login", server.address, person.handle], `${person.password}\n`);
  assert.equal(done.status, 0, done.err);
}

function refuses(result, sentence) {
  assert.equal(result.status, 1, result.out + result.err);
  assert.match(result.err, sentence);
  assert.equal(result.err.trim().split("\n").length, 1, "one sentence");
}

async function textsOf(server, person, log) {
  const client = await Client.connect(server, person.token);
  const entries = await client.readLog(log);
  await client.close();
  return entries.filter((entry) => entry.text).map((entry) => entry.text);
}

const parseLines = (text) =>
  text
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));

withServer("a person logs in, sends, follows and logs out", async (server, as) => {
  const ada = await register(server, "ada");
  const ben = await register(server, "ben");
  const shell = as("ada");
  refuses(await shell.run(["send", "@ben", "too early"]), /not logged in/);
  refuses(await shell.run(["login", server.address, "ada"], "not the password\n"), /wrong password/);
  refuses(await shell.run(["login", "ftp://x", "ada"], "x\n"), /begins with https/);
  await logIn(server, ada, shell);
  const file = await stat(path.join(shell.env.XDG_CONFIG_HOME, "godwit/ada.json"));
  assert.equal(file.mode & 0o777, 0o600);
  refuses(await shell.run(["send", "@nobody", "hello"]), /there is no @nobody/);
  refuses(await shell.run(["send", "@ben", "hello"]), /not accepted you as a contact/);
  await befriend(server, ada, ben);
  assert.deepEqual(await shell.run(["send", "@ben", "hello ben"]), { status: 0, signal: null, out: "", err: "" });
  assert.equal((await shell.run(["send", "ben", "-"], "two\nlines\n")).status, 0);
  assert.deepEqual(await textsOf(server, ben, directLog(ada, ben)), ["hello ben", "two\nlines"]);

  assert.equal((await shell.run(["tail", "--once"])).out, "", "what was there before is history");
  assert.equal((await shell.run(["send", "me", "remember \u{1b}[2J the \u{9b}milk"])).status, 0);
  const human = await shell.run(["tail", "--once"]);
  assert.match(human.out, /^\d{4}-\d\d-\d\d [\d:]{8} \[@ada 1\] @ada: remember \\x1b\[2J the \\x9bmilk\n$/);
  assert.equal((await shell.run(["send", "me", "more"])).status, 0);
  const [entry] = parseLines((await shell.run(["tail", "--once", "--json"])).out);
  assert.deepEqual(entry.body, { text: { text: "more" } });
  assert.equal(entry.seq, "2");

  assert.equal((await shell.run(["logout"])).status, 0);
  refuses(await shell.run(["tail"]), /not logged in/);
  await assert.rejects(stat(path.join(shell.env.XDG_CONFIG_HOME, "godwit/ada.json")), { code: "ENOENT" });
});

withServer("tail ends cleanly at SIGINT and survives a restart of the server", async (server, as) => {
  const ada = await register(server, "ada");
  const shell = as("ada");
  await logIn(server, ada, shell);
  assert.equal((await shell.run(["tail", "--once"])).status, 0);
  const tail = shell.start(["tail", "--json"], ["ignore", "pipe", "ignore"]);
  let out = "";
  tail.stdout.on("data", (bytes) => (out += bytes));
  const printed = async (text) => {
    for (let i = 0; i < 300 && !out.includes(text); ++i) await sleep(100);
    assert.ok(out.includes(text), text);
  };
  assert.equal((await shell.run(["send", "me", "before"])).status, 0);
  await printed("before");
  refuses(await shell.run(["tail", "--once"]), /in use by another process/);
  await server.stop();
  await server.startAgain();
  assert.equal((await shell.run(["send", "me", "after"])).status, 0);
  await printed("after");
  const ended = once(tail, "exit");
  tail.kill("SIGINT");
  assert.deepEqual(await ended, [0, null]);
  assert.deepEqual(
    parseLines(out).map((entry) => entry.body.text.text),
    ["before", "after"],
  );
});

withServer("a tail that is killed again and again prints each entry once into its file", async (server, as) => {
  const ada = await register(server, "ada");
  const ben = await register(server, "ben");
  const log = await befriend(server, ada, ben);
  const shell = as("ben");
  await logIn(server, ben, shell);
  assert.equal((await shell.run(["tail", "--once"])).status, 0);
  const file = path.join(server.folder, "tail.json");
  const writer = await Client.connect(server, ada.token);
  const sent = [];
  const sending = (async () => {
    for (let i = 0; i < 150; ++i) {
      const text = `number ${i} ${"x".repeat(i * 7)}`;
      await writer.send(log, text);
      sent.push(text);
      await sleep(55); // a device may ask 20 times a second
    }
  })();
  const over = sending.then(() => true);
  let kills = 0;
  while (!(await Promise.race([over, sleep(1, false)]))) {
    const out = await open(file, "a");
    const tail = shell.start(["tail", "--json"], ["ignore", out.fd, "ignore"]);
    await sleep(150 + Math.random() * 700);
    const ended = once(tail, "exit");
    tail.kill("SIGKILL");
    await ended;
    await out.close();
    ++kills;
  }
  const out = await open(file, "a");
  const last = shell.start(["tail", "--json", "--once"], ["ignore", out.fd, "inherit"]);
  assert.deepEqual(await once(last, "exit"), [0, null]);
  await out.close();
  await writer.close();
  assert.ok(kills > 5, `${kills} kills`);
  const printed = parseLines(await readFile(file, "utf8"));
  assert.deepEqual(
    printed.filter((entry) => entry.log === log && entry.body?.text).map((entry) => entry.body.text.text),
    sent,
  );
  await rm(file);
});

withServer("a send that is killed again and again stores what it was given once", async (server, as) => {
  const ada = await register(server, "ada");
  const shell = as("ada");
  await logIn(server, ada, shell);
  const acknowledged = [];
  const given = [];
  for (let i = 0; i < 25; ++i) {
    const text = `number ${i}`;
    given.push(text);
    const process = shell.start(["send", "me", text], ["ignore", "ignore", "ignore"]);
    const ended = once(process, "exit");
    const timer = setTimeout(() => process.kill("SIGKILL"), 20 + Math.random() * 400);
    const [status] = await ended;
    clearTimeout(timer);
    if (status === 0) acknowledged.push(text);
  }
  assert.equal((await shell.run(["send", "me", "the last one"])).status, 0);
  const stored = await textsOf(server, ada, directLog(ada, ada));
  assert.equal(new Set(stored).size, stored.length, "nothing doubled");
  for (const text of acknowledged) assert.ok(stored.includes(text), `${text} was acknowledged`);
  assert.deepEqual(
    stored.filter((text) => text !== "the last one"),
    given.filter((text) => stored.includes(text)),
    "in order",
  );
  assert.equal(stored.at(-1), "the last one");
  assert.ok(acknowledged.length < given.length, "some were killed");
});

withServer("a message given while the server is away goes out with the next send", async (server, as) => {
  const ada = await register(server, "ada");
  const shell = as("ada");
  await logIn(server, ada, shell);
  assert.equal((await shell.run(["send", "me", "first"])).status, 0);
  await server.stop();
  const away = await shell.run(["send", "--timeout", "1", "me", "second"]);
  assert.equal(away.status, 1);
  await server.startAgain();
  assert.equal((await shell.run(["send", "me", "third"])).status, 0);
  assert.deepEqual(await textsOf(server, ada, directLog(ada, ada)), ["first", "second", "third"]);
});

withServer("files go out with their caption, and come back whole", async (server, as) => {
  const ada = await register(server, "ada");
  const shell = as("ada");
  await logIn(server, ada, shell);
  const picture = path.join(root, "docs/images/phone-zh.png");
  assert.equal((await shell.run(["tail", "--once"])).status, 0);
  assert.deepEqual(await shell.run(["send", "me", "--file", picture, "the\nmudflats"]), {
    status: 0,
    signal: null,
    out: "",
    err: "",
  });
  assert.equal((await shell.run(["send", "me", "--as", "document", "--file", picture, "--file", picture])).status, 0);
  refuses(await shell.run(["send", "@nobody", "--file", picture]), /./);
  const [first, ...rest] = parseLines((await shell.run(["tail", "--once", "--json"])).out);
  assert.equal(first.body.picture.caption, "the\nmudflats");
  assert.deepEqual(
    rest.map((entry) => entry.body.document.name),
    ["phone-zh.png", "phone-zh.png"],
  );
  const answer = await fetch(`${server.address}/media/${first.body.picture.file.id}`, {
    headers: { authorization: `Bearer ${ada.token}` },
  });
  assert.equal(answer.headers.get("content-type"), "image/png");
  assert.deepEqual(Buffer.from(await answer.arrayBuffer()), await readFile(picture));
});

withServer("two people talk, one of them in a terminal", async (server, as) => {
  const [ada, ben] = [await register(server, "ada"), await register(server, "ben", "Ben 本")];
  const log = await befriend(server, ada, ben);
  const shell = as("ada");
  await logIn(server, ada, shell);
  const chat = spawn("script", ["-qec", `stty rows 24 cols 80; ${binary} chat`, "/dev/null"], {
    env: { ...process.env, ...shell.env, LC_ALL: "C.UTF-8", TERM: "xterm" },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = once(chat, "exit");
  let screen = "";
  chat.stdout.on("data", (bytes) => (screen += bytes));
  const shows = async (text) => {
    for (let i = 0; i < 200 && !screen.includes(text); ++i) await sleep(100);
    assert.ok(screen.includes(text), `${text} in ${JSON.stringify(screen.slice(-3000))}`);
  };
  await shows("online");
  await shows("Ben 本");
  chat.stdin.write("\x1b[B"); // below the note to self
  chat.stdin.write("\r");
  await shows("@ben");
  chat.stdin.write("你好 from a terminal\r");
  await shows("from a terminal ✓");
  assert.deepEqual(await textsOf(server, ben, log), ["你好 from a terminal"]);
  const other = await Client.connect(server, ben.token);
  await other.send(log, "终端里的字也要对齐");
  await shows("终端里的字也要对齐");
  await other.close();
  chat.stdin.write("\x03");
  assert.deepEqual(await ended, [0, null]);
});
