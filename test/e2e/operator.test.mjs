// SPDX-License-Identifier: Apache-2.0
// What an operator does with the real binary: back up, restore, ask the doctor, measure, complete, read the manual.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { access, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { befriend, Client, clientId, register } from "./client.mjs";
import { binary, godwit, runProgram, Server } from "./server.mjs";

const fast = { "limits.device_request_burst": 100_000, "limits.device_requests_per_second": 100_000 };

/** A test with a server and a folder for what it makes beside it. */
function withServer(name, body, set = {}) {
  test(name, async (t) => {
    const server = await Server.start({ set, logName: name.replace(/[^a-z0-9]+/gi, "-").slice(0, 60) });
    const places = await mkdtemp(path.join(tmpdir(), "godwit-places-"));
    try {
      await body(server, places, t);
    } finally {
      await server.clear();
      await rm(places, { recursive: true, force: true });
    }
  });
}

const exists = (file) =>
  access(file).then(
    () => true,
    () => false,
  );

function fine(result) {
  assert.equal(result.status, 0, result.err + result.out);
  return result;
}

function refused(result, sentence) {
  assert.equal(result.status, 1, result.out);
  assert.match(result.err, sentence);
}

withServer(
  "a backup of a running server is restored with a new epoch, and devices agree with it",
  async (server, places) => {
    const ada = await register(server, "ada");
    const ben = await register(server, "ben");
    const log = await befriend(server, ada, ben);
    const client = await Client.connect(server, ada.token);
    for (let at = 0; at < 10; at += 1) await client.send(log, `before ${at}`);
    const backup = path.join(places, "backup");
    fine(await server.command(["backup", backup]));
    await client.send(log, "after the backup");
    await client.close();
    await server.stop();
    assert.equal((await stat(backup)).mode & 0o777, 0o700);

    const restored = path.join(places, "restored");
    const said = fine(await godwit(["restore", backup, "--data", restored]));
    const epoch = Number(/epoch (\d+)/.exec(said.out)[1]);
    assert.ok(epoch > 1);
    refused(await godwit(["restore", backup, "--data", restored]), /is not empty/);
    fine(await godwit(["doctor", "--data", restored, "--listen", "127.0.0.1:0"]));

    const old = server.folder;
    server.folder = restored;
    await server.startAgain();
    const later = await Client.connect(server, ben.token);
    const entries = await later.readLog(log);
    assert.deepEqual(
      entries.map(({ seq }) => seq),
      entries.map((_, at) => at + 1),
    );
    assert.equal(entries.at(-1).text, "before 9");
    await later.close();
    await server.stop();
    await rm(old, { recursive: true, force: true });
  },
);

withServer(
  "a backup that is killed leaves the source fine and is not taken for one",
  async (server, places) => {
    const ada = await register(server, "ada");
    const client = await Client.connect(server, ada.token);
    const log = `d.${ada.id}.${ada.id}`;
    const text = "x".repeat(16_000);
    for (let at = 0; at < 400; at += 40) {
      await Promise.all(Array.from({ length: 40 }, () => client.send(log, text)));
    }
    let interrupted = 0;
    for (let round = 0; round < 8; round += 1) {
      const backup = path.join(places, `backup-${round}`);
      const child = spawn(binary, ["backup", backup, "--data", server.folder], { stdio: "ignore" });
      const ended = once(child, "exit");
      const partial = `${backup}.incomplete`;
      while (child.exitCode === null && !(await exists(partial))) await new Promise((done) => setTimeout(done, 1));
      await new Promise((done) => setTimeout(done, round * 3));
      child.kill("SIGKILL");
      await ended;
      await client.send(log, `round ${round}`);
      if (await exists(backup)) {
        fine(await godwit(["restore", backup, "--data", path.join(places, `whole-${round}`)]));
        continue;
      }
      if (!(await exists(partial))) continue; // killed before it began
      interrupted += 1;
      // Only with the manifest, which comes last, is it whole; then nothing but the name was missing.
      const half = await godwit(["restore", partial, "--data", path.join(places, `half-${round}`)]);
      if (await exists(path.join(partial, "manifest.json"))) fine(half);
      else refused(half, /no whole backup/);
      refused(await server.command(["backup", backup]), /did not end/);
    }
    assert.ok(interrupted > 0, "at least one was killed in the middle");
    await client.close();
    await server.stop();
    fine(await server.command(["doctor", "--listen", "127.0.0.1:0"]));
  },
  fast,
);

withServer(
  "a server that is killed during a backup comes back with all it acknowledged",
  async (server, places) => {
    const ada = await register(server, "ada");
    const client = await Client.connect(server, ada.token);
    const log = `d.${ada.id}.${ada.id}`;
    const text = "y".repeat(16_000);
    for (let at = 0; at < 400; at += 40) {
      await Promise.all(Array.from({ length: 40 }, () => client.send(log, text, clientId())));
    }
    const backing = server.command(["backup", path.join(places, "backup")]);
    while (!(await exists(path.join(places, "backup.incomplete", "godwit.db")))) {
      if (await exists(path.join(places, "backup"))) break;
      await new Promise((done) => setTimeout(done, 1));
    }
    await server.kill();
    await backing;
    await server.startAgain();
    const again = await Client.connect(server, ada.token);
    assert.equal((await again.readLog(log)).length, 400);
    await again.close();
  },
  fast,
);

withServer("the doctor finds a running server well, and says what is wrong elsewhere", async (server, places) => {
  const listen = ["--listen", `127.0.0.1:${server.port}`];
  const well = fine(await server.command(["doctor", "--json", ...listen]));
  const findings = Object.fromEntries(JSON.parse(well.out).map((row) => [row.subject, row]));
  assert.match(findings.server.what, /runs and answers/);
  assert.match(findings.port.what, /held by the running server/);
  assert.equal(findings.store.verdict, "good");

  const other = await godwit(["doctor", "--data", path.join(places, "new"), ...listen]);
  assert.equal(other.status, 1);
  assert.match(other.out, /✗ port +.*is held by process \d+/);
  assert.match(other.out, /→ stop it, or name another port/);
  assert.equal(await exists(path.join(places, "new")), false, "looking makes nothing");
  const wrong = await godwit(["doctor", "--set", "server.dat=x"]);
  assert.equal(wrong.status, 1);
  assert.match(wrong.out, /did you mean 'server\.data'/);
});

withServer(
  "a load is measured from the command line",
  async (server, places) => {
    await server.stop();
    fine(await server.command(["bench", "prepare", "--users", "20"]));
    const tokens = path.join(server.folder, "bench-tokens.jsonl");
    assert.equal((await stat(tokens)).mode & 0o777, 0o600);
    refused(await server.command(["bench", "prepare", "--users", "3"]), /even number/);
    await server.startAgain();
    refused(await server.command(["bench", "prepare", "--users", "2"]), /another godwit uses/);
    const json = path.join(places, "result.json");
    const load = ["bench", "direct", "--url", server.address, "--tokens", tokens, "--warm-up", "0.2"];
    for (const more of [
      ["--in-flight", "4"],
      ["--rate", "300", "--encoding", "websocket"],
    ]) {
      const run = fine(await godwit([...load, "--pairs", "10", "--seconds", "1", "--json", json, ...more]));
      assert.match(run.out, /0 lost, 0 duplicated, 0 out of order/);
      const result = JSON.parse(await readFile(json, "utf8"));
      assert.equal(result.connections, 20);
      assert.ok(result.acked_per_second > 0);
      assert.ok(result.server_cpu_us_per_message > 0);
      for (const times of [result.ack_ms, result.deliver_ms]) {
        assert.ok(times.p50 > 0 && times.p50 <= times.p99 && times.p99 <= times.p999 && times.p999 <= times.max);
      }
      assert.deepEqual([result.lost, result.duplicated, result.out_of_order], [0, 0, 0]);
    }
    refused(await godwit([...load, "--seconds", "1", "--pairs", "11"]), /prepare more/);
    assert.equal((await godwit([...load, "--rate", "5", "--in-flight", "2"])).status, 2);
  },
  fast,
);

withServer("the same load goes to an MQTT broker, where there is one", async (server, places, t) => {
  await server.stop();
  fine(await server.command(["bench", "prepare", "--users", "4"]));
  const port = server.port; // free again
  const file = path.join(places, "mosquitto.conf");
  await writeFile(file, `listener ${port} 127.0.0.1\nallow_anonymous true\npersistence false\nlog_type none\n`);
  const broker = spawn("mosquitto", ["-c", file], { stdio: "ignore" });
  const missing = await Promise.race([once(broker, "error").then(() => true), once(broker, "spawn").then(() => false)]);
  if (missing) return t.skip("no mosquitto here");
  try {
    const load = [
      "bench",
      "direct",
      "--url",
      server.address,
      "--tokens",
      path.join(server.folder, "bench-tokens.jsonl"),
    ];
    const run = () => godwit([...load, "--encoding", "mqtt", "--pairs", "2", "--in-flight", "4", "--seconds", "1"]);
    let result = await run();
    for (let tries = 0; /cannot connect/.test(result.err) && tries < 50; tries += 1) result = await run();
    assert.match(fine(result).out, /0 lost, 0 duplicated, 0 out of order/);
    assert.doesNotMatch(result.out, /^messages +0 sent/m);
  } finally {
    broker.kill();
    await once(broker, "exit");
  }
});

withServer("people are administered beside a running server and without one", async (server) => {
  const ada = await register(server, "ada"); // the first: an administrator
  const ben = await register(server, "ben");
  const logIn = async (password) => {
    const body = JSON.stringify({ handle: "ben", password });
    const headers = { "content-type": "application/json" };
    const answer = await (await fetch(`${server.address}/v1/sessions`, { method: "POST", headers, body })).json();
    return answer.code ?? "in";
  };
  const counts = async () => {
    const { out } = fine(await server.command(["admin", "counts"]));
    return Object.fromEntries(
      out
        .trim()
        .split("\n")
        .map((line) => line.split(/ +/)),
    );
  };
  const audit = async (...more) => {
    const rows = fine(await server.command(["admin", "audit", ...more]))
      .out.trim()
      .split("\n");
    return rows.map((row) => row.replace(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ +/, "").replace(/ +/g, " "));
  };

  const client = await Client.connect(server, ben.token);
  assert.deepEqual([(await counts()).users, (await counts()).sessions], ["2", "1"]);
  const made = fine(await server.command(["user", "passwd", "ben", "--generate"]));
  assert.match(made.out, /^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}\n$/);
  assert.match(made.err, /all devices are logged out/);
  await client.closed;
  assert.equal(await logIn(made.out.trim()), "in");
  refused(await server.command(["user", "passwd", "ben"], { input: "short\n" }), /8-256 bytes/);
  fine(await server.command(["user", "passwd", "ben"], { input: "a given password\n" }));
  assert.equal(await logIn(made.out.trim()), "WRONG_CREDENTIALS");
  fine(await server.command(["user", "disable", "ben"]));
  assert.equal(await logIn("a given password"), "FORBIDDEN");
  assert.equal((await counts()).disabled, "1");
  const shown = fine(await server.command(["user", "find", "BEN"])).out;
  assert.match(shown, /@ben .*\(disabled\)\n.*, 0 devices logged in\n$/);
  fine(await server.command(["user", "enable", "ben"]));
  assert.equal(await logIn("a given password"), "in");
  for (const verb of [
    ["admin", "remove", "ada"],
    ["user", "disable", "ada"],
  ]) {
    refused(await server.command(verb), /the last administrator/);
  }

  const asked = () =>
    fetch(`${server.address}/v1/admin/users/${ben.id}/disabled`, {
      method: "PUT",
      headers: { "content-type": "application/json", authorization: `Bearer ${ada.token}` },
      body: JSON.stringify({ disabled: false }),
    });
  assert.equal((await asked()).status, 200);
  fine(await server.command(["admin", "add", "ben"]));
  fine(await server.command(["admin", "remove", "ada"]));
  assert.equal((await asked()).status, 403);

  await server.stop();
  fine(await server.command(["user", "disable", "ada"]));
  refused(await server.command(["user", "find", "cleo"]), /no such user/);
  assert.match(fine(await server.command(["user", "find", "ada"])).out, /\(disabled\)/);
  assert.equal((await counts()).sessions, "0");
  assert.deepEqual(await audit("--limit", "3"), [
    "cli user.disable @ada",
    "cli admin.remove @ada",
    "cli admin.add @ben",
  ]);
  assert.deepEqual((await audit()).slice(3), [
    "@ada user.enable @ben",
    "cli user.enable @ben",
    "cli user.disable @ben",
    "cli user.password @ben",
    "cli user.password @ben",
  ]);
  await server.startAgain();
  const out = await fetch(`${server.address}/v1/contacts`, { headers: { authorization: `Bearer ${ada.token}` } });
  assert.equal((await out.json()).code, "TOKEN_INVALID", "disabled while no server ran");
});

test("bash completes the real command line", async () => {
  const script = fine(await godwit(["completion", "bash"])).out;
  const offered = async (...words) => {
    const quoted = ["godwit", ...words].map((word) => `'${word}'`).join(" ");
    const asked = `COMP_WORDS=(${quoted}); COMP_CWORD=${words.length}; _godwit; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return fine(await runProgram("bash", ["-c", `${script}\n${asked}`]))
      .out.split("\n")
      .filter((line) => line !== "");
  };
  const commands = await offered("");
  for (const command of [
    "serve",
    "config",
    "user",
    "invite",
    "bench",
    "backup",
    "restore",
    "doctor",
    "completion",
    "man",
  ]) {
    assert.ok(commands.includes(command), command);
  }
  assert.deepEqual(await offered("bench", "d"), ["direct"]);
  assert.deepEqual(await offered("bench", "direct", "--encoding", "w"), ["websocket"]);
  assert.deepEqual((await offered("user", "")).filter((word) => !word.startsWith("-")).sort(), [
    "add",
    "disable",
    "enable",
    "find",
    "list",
    "passwd",
  ]);
  assert.ok((await offered("serve", "--l")).includes("--listen"));
  for (const shell of ["zsh", "fish"]) assert.match(fine(await godwit(["completion", shell])).out, /bench/);
  assert.equal((await godwit(["completion", "powershell"])).status, 2);
});

test("every subcommand has a manual page", async () => {
  const places = await mkdtemp(path.join(tmpdir(), "godwit-man-"));
  try {
    fine(await godwit(["man", "--folder", places]));
    const pages = await readdir(places);
    for (const name of ["godwit", "godwit-serve", "godwit-bench-direct", "godwit-user-add", "godwit-restore"]) {
      assert.ok(pages.includes(`${name}.1`), name);
    }
    assert.equal(
      fine(await godwit(["man", "bench", "direct"])).out,
      await readFile(path.join(places, "godwit-bench-direct.1"), "utf8"),
    );
    refused(await godwit(["man", "nonsense"]), /there is no `godwit nonsense`/);
    for (const page of pages) {
      const read = await runProgram("groff", ["-man", "-ww", "-z", "-Tutf8", path.join(places, page)]).catch(
        () => null,
      );
      if (read) assert.equal(read.err, "", page);
    }
  } finally {
    await rm(places, { recursive: true, force: true });
  }
});
