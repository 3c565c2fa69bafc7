// SPDX-License-Identifier: Apache-2.0
// REST against its own published description: the description is valid OpenAPI 3.1, and every answer fits what it says.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import path from "node:path";
import { randomUUID } from "node:crypto";
import { pathToFileURL } from "node:url";
import { after, test } from "node:test";
import { root, Server } from "./server.mjs";

const web = createRequire(path.join(root, "web/package.json"));
const { Validator } = await import(pathToFileURL(web.resolve("@seriousme/openapi-schema-validator")).href);
const Ajv = web("ajv/dist/2020.js");

const PASSWORD = "correct horse battery";
let server;
let description;
let schemas;
/** operationIds that were answered with success. */
const called = new Set();

/** Not a hook: those run also when a filter leaves no test. */
async function begin() {
  if (server) return;
  server = await Server.start({ logName: "rest" });
  description = await (await fetch(`${server.address}/v1/openapi.json`)).json();
  schemas = new Ajv({ strict: false });
  schemas.addSchema({ $id: "godwit:api", ...structuredClone(description) });
}
after(() => server?.clear());

/** The route of a path: {template, operation}. */
function describe(verb, target) {
  const pieces = target.split("?")[0].split("/");
  for (const [template, item] of Object.entries(description.paths)) {
    const names = template.split("/");
    const fits = names.length === pieces.length && names.every((name, i) => name.startsWith("{") || name === pieces[i]);
    if (fits && item[verb.toLowerCase()]) return { template, operation: item[verb.toLowerCase()] };
  }
  throw new Error(`${verb} ${target} is not in the description`);
}

const escape = (name) => name.replaceAll("~", "~0").replaceAll("/", "~1");

function check(pointer, value) {
  const validate = schemas.compile({ $ref: `godwit:api#${pointer}` });
  assert.ok(validate(value), `${pointer}: ${JSON.stringify(validate.errors)} in ${JSON.stringify(value)}`);
}

/** Calls, and holds question and answer against the description. */
async function call(verb, target, { token, body, key } = {}) {
  const { template, operation } = describe(verb, target);
  const pointer = `/paths/${escape(template)}/${verb.toLowerCase()}`;
  if (body) check(`${pointer}/requestBody/content/application~1json/schema`, body);
  const response = await fetch(server.address + target, {
    method: verb,
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(body ? { "content-type": "application/json" } : {}),
      ...(key ? { "idempotency-key": key } : {}),
    },
    body: body ? JSON.stringify(body) : undefined,
  });
  const answer = await response.json();
  assert.equal(response.headers.get("x-content-type-options"), "nosniff");
  if (operation.responses[response.status]) {
    check(`${pointer}/responses/${response.status}/content/application~1json/schema`, answer);
    called.add(operation.operationId);
  } else {
    assert.equal(response.headers.get("content-type"), "application/problem+json");
    check("/components/schemas/Problem", answer);
    assert.equal(answer.status, response.status);
  }
  return { status: response.status, answer };
}

/** Likewise what goes and comes as bytes and headers. */
async function move(verb, target, { token, headers = {}, bytes } = {}) {
  const { operation } = describe(verb, target);
  const needed = (operation.parameters ?? []).filter((one) => one.in === "header" && one.required);
  for (const { name } of needed) assert.ok(name.toLowerCase() in headers, `${operation.operationId} needs ${name}`);
  const response = await fetch(server.address + target, {
    method: verb,
    headers: { ...(token ? { authorization: `Bearer ${token}` } : {}), ...headers },
    body: bytes,
  });
  const described = operation.responses[response.status];
  if (!described) assert.fail(`${verb} ${target}: ${response.status} ${await response.text()}`);
  for (const name of Object.keys(described.headers ?? {})) assert.ok(response.headers.get(name), name);
  called.add(operation.operationId);
  return response;
}

async function register(handle) {
  const { status, answer } = await call("POST", "/v1/accounts", { body: { handle, password: PASSWORD, name: handle } });
  assert.equal(status, 201);
  return { id: answer.self.id, token: answer.token, handle };
}

test("the description of the API is valid OpenAPI 3.1", async () => {
  await begin();
  const validator = new Validator();
  const result = await validator.validate(structuredClone(description));
  assert.ok(result.valid, JSON.stringify(result.errors));
  assert.equal(validator.version, "3.1");
});

/** What administrators call; the first person of a server is one. */
async function administer(amy, done) {
  const { answer: admin } = await call("POST", "/v1/sessions", { body: { handle: "amy", password: `${PASSWORD}!` } });
  const cat = await register("cat");
  const before = await done(admin, "GET", "/v1/admin/counts");
  assert.equal(before.users, "2", "amy and cat: bob has deleted the account");
  assert.ok(BigInt(before.bytes) > 0n);
  assert.ok(BigInt(before.entries) > 0n);
  const forbidden = await call("GET", "/v1/admin/counts", { token: cat.token });
  assert.deepEqual([forbidden.status, forbidden.answer.code], [403, "FORBIDDEN"]);

  const put = (name, body) => done(admin, "PUT", `/v1/admin/users/${cat.id}/${name}`, { body });
  const first = await done(admin, "GET", "/v1/admin/users?limit=1");
  assert.deepEqual(
    first.accounts.map(({ user }) => user.handle),
    ["amy"],
  );
  const second = await done(admin, "GET", `/v1/admin/users?after=${amy.id}`);
  assert.deepEqual(
    second.accounts.map(({ user }) => user.handle),
    ["cat"],
  );
  await put("administrator", { administrator: true });
  await done(cat, "GET", "/v1/admin/counts");
  await put("administrator", { administrator: false });
  const last = await call("PUT", `/v1/admin/users/${amy.id}/administrator`, {
    token: admin.token,
    body: { administrator: false },
  });
  assert.deepEqual([last.status, last.answer.code], [409, "CONFLICT"]);

  const report = { user: amy.id, reason: "REPORT_REASON_SPAM", text: "again and again" };
  await done(cat, "POST", "/v1/reports", { body: report });
  const { reports } = await done(admin, "GET", "/v1/admin/reports?limit=5");
  assert.deepEqual([reports.length, reports[0].userHandle, reports[0].text], [1, "amy", "again and again"]);
  await done(admin, "PUT", `/v1/admin/reports/${reports[0].id}/outcome`, { body: { outcome: "talked to amy" } });
  assert.equal((await done(admin, "GET", "/v1/admin/reports?closed=true")).reports[0].outcome, "talked to amy");

  await put("disabled", { disabled: true });
  assert.equal((await call("GET", "/v1/contacts", { token: cat.token })).answer.code, "TOKEN_INVALID");
  const { account } = await done(admin, "GET", "/v1/admin/users/cat");
  assert.deepEqual([account.disabled, account.devices ?? 0], [true, 0]);
  await put("disabled", { disabled: false });
  const { password } = await put("password", {});
  assert.equal((await call("POST", "/v1/sessions", { body: { handle: "cat", password } })).status, 201);
  assert.deepEqual(await put("password", { password: PASSWORD }), {});

  const { rows } = await done(admin, "GET", "/v1/admin/audit?limit=3");
  assert.deepEqual(
    rows.map(({ act, actorHandle, targetHandle }) => [actorHandle, act, targetHandle]),
    [
      ["amy", "user.password", "cat"],
      ["amy", "user.password", "cat"],
      ["amy", "user.enable", "cat"],
    ],
  );
  const older = await done(admin, "GET", `/v1/admin/audit?before=${rows[2].id}`);
  assert.deepEqual(
    older.rows.map(({ act }) => act),
    ["user.disable", "admin.remove", "admin.add"],
  );
}

async function eventually(question) {
  for (let tries = 0; !(await question()); tries += 1) {
    assert.ok(tries < 100, "waited in vain");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** What there is to do with a group; the two are contacts. */
async function lead(amy, bob, done) {
  const change = (who, verb, target, body) => done(who, verb, target, { ...(body && { body }), key: randomUUID() });
  const { head } = await change(amy, "POST", "/v1/groups", { name: "Readers", rules: { joinApproval: true } });
  const at = `/v1/logs/${head.log}`;
  await change(amy, "PATCH", `${at}/group`, { description: "We read." });
  const { link } = await done(amy, "POST", `${at}/links`, { body: { uses: 1 } });
  assert.equal((await done(amy, "GET", `${at}/links`)).links[0].code, link.code);
  assert.equal((await done(bob, "GET", `/v1/links/${link.code}`)).group.description, "We read.");
  const waiting = await done(bob, "POST", `/v1/links/${link.code}/joining`, { body: { text: "Me, too" } });
  assert.equal(waiting.head, undefined, "an admin has to answer");
  const { wishes } = await done(amy, "GET", `${at}/wishes`);
  assert.deepEqual([wishes[0].user.id, wishes[0].text], [bob.id, "Me, too"]);
  await done(amy, "PUT", `${at}/wishes/${bob.id}`, { body: { accept: true } });
  await done(amy, "DELETE", `${at}/links/${link.code}`);

  await change(bob, "PUT", `${at}/nickname`, { nickname: "Bookworm" });
  const { members } = await done(amy, "POST", `${at}/members/lookup`, { body: { users: [bob.id] } });
  assert.equal(members[0].nickname, "Bookworm");
  await change(amy, "PUT", `${at}/members/${bob.id}/mute`, { untilMs: String(Date.now() + 60_000) });
  await change(amy, "PUT", `${at}/members/${bob.id}/mute`, { untilMs: "0" });
  await change(amy, "PUT", `${at}/members/${bob.id}/role`, { role: "GROUP_ROLE_ADMIN" });
  const leading = await done(bob, "GET", `${at}/members?role=GROUP_ROLE_ADMIN&limit=10`);
  assert.equal(leading.members.length, 2);
  await change(amy, "POST", `${at}/members/removal`, { users: [bob.id] });
  await change(amy, "POST", `${at}/members`, { users: [bob.id] });
  await change(bob, "DELETE", `${at}/membership`);
  const gone = await call("GET", at, { token: bob.token });
  assert.deepEqual([gone.status, gone.answer.code], [404, "NOT_FOUND"]);
  await change(amy, "DELETE", `${at}/group`);
  assert.equal((await done(amy, "GET", at)).head.group.dismissed, true);
}

test("two people chat by REST alone, and every answer fits the description", async () => {
  await begin();
  const amy = await register("amy");
  const bob = await register("bob");
  const log = BigInt(amy.id) < BigInt(bob.id) ? `d.${amy.id}.${bob.id}` : `d.${bob.id}.${amy.id}`;
  const as = ({ token }, verb, target, more = {}) => call(verb, target, { token, ...more });
  const done = async (who, verb, target, more) => {
    const { status, answer } = await as(who, verb, target, more);
    assert.ok(status < 300, `${verb} ${target}: ${status} ${JSON.stringify(answer)}`);
    return answer;
  };

  const found = await done(amy, "GET", "/v1/users/bob");
  assert.equal(found.contact.user.id, bob.id);
  await done(amy, "PUT", `/v1/contacts/${bob.id}`, { body: { text: "It is me" } });
  await done(bob, "PUT", `/v1/contacts/${amy.id}/answer`, { body: { accept: true } });
  await done(amy, "PUT", `/v1/contacts/${bob.id}/alias`, { body: { alias: "Bobby" } });
  assert.equal((await done(amy, "GET", "/v1/contacts")).contacts[0].alias, "Bobby");

  const key = randomUUID();
  const text = { body: { text: { text: "hello 世界" } }, key };
  const first = await done(amy, "POST", `/v1/logs/${log}/messages`, text);
  const again = await done(amy, "POST", `/v1/logs/${log}/messages`, text);
  assert.deepEqual(again, first, "a repeat with the same key is stored once");
  const target = first.appended.seq;
  await done(amy, "PUT", `/v1/logs/${log}/messages/${target}`, {
    body: { text: { text: "edited" } },
    key: randomUUID(),
  });
  const page = await done(bob, "GET", `/v1/logs/${log}/entries?epoch=${first.appended.epoch}&limit=10`);
  assert.equal(page.entries[1].overlay.text, "edited");
  await done(bob, "POST", "/v1/cursors", { body: { advances: [{ log, epoch: page.epoch, read: page.head }] } });
  await done(bob, "PUT", `/v1/logs/${log}/messages/${target}/reaction`, { body: { emoji: "👍" }, key: randomUUID() });
  await done(bob, "PUT", `/v1/logs/${log}/messages/${target}/pin`, { body: { pinned: true }, key: randomUUID() });
  const { versions } = await done(bob, "GET", `/v1/logs/${log}/messages/${target}/versions?after=0`);
  assert.deepEqual(versions.map((one) => (one.body.text ?? one.body.edit).text).slice(1), ["edited"]);
  await done(amy, "GET", `/v1/logs/${log}/messages/${target}/readers`);
  const looked = await done(bob, "POST", `/v1/logs/${log}/entries/lookup`, { body: { seqs: [target] } });
  assert.equal(looked.entries[0].seq, target);
  assert.equal((await done(bob, "GET", `/v1/logs/${log}/position?timeMs=1`)).seq, "1");
  await done(bob, "POST", `/v1/logs/${log}/hidden`, { body: { seqs: ["1"] } });
  await done(bob, "PUT", `/v1/logs/${log}/expiry`, { body: { seconds: 86400 }, key: randomUUID() });
  await done(bob, "PUT", `/v1/logs/${log}/activity`, { body: { activity: "ACTIVITY_TYPING" } });
  const settings = { pinnedMs: "1767225600000", draft: "almost 写完" };
  await done(bob, "PUT", `/v1/conversations/${log}/settings`, { body: { settings } });
  assert.deepEqual((await done(bob, "GET", `/v1/logs/${log}`)).head.settings, settings);
  assert.equal((await done(amy, "GET", `/v1/logs/${log}`)).head.settings, undefined);
  await eventually(async () => {
    const { found } = await done(bob, "GET", `/v1/messages?query=edit&log=${log}&kind=SEARCH_KIND_TEXT`);
    return found?.length === 1 && found[0].entry.seq === target;
  });
  await done(amy, "DELETE", `/v1/logs/${log}/messages/${target}`, { key: randomUUID() });
  const head = await done(bob, "GET", `/v1/logs/${log}`);
  assert.ok(head.head.lastMessage.overlay.recalledSeq);

  const tus = { "tus-resumable": "1.0.0" };
  const picture = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 0, 1, 2, 3]);
  const upload = async () => {
    const headers = { ...tus, "upload-length": String(picture.length) };
    return (await move("POST", "/v1/media", { token: amy.token, headers })).headers.get("location");
  };
  const place = await upload();
  const patch = { ...tus, "upload-offset": "0", "content-type": "application/offset+octet-stream" };
  await move("PATCH", place, { token: amy.token, headers: patch, bytes: picture });
  const known = await move("HEAD", place, { token: amy.token, headers: tus });
  assert.equal(known.headers.get("upload-offset"), String(picture.length));
  const file = { file: { id: place.split("/").at(-1) }, name: "picture.jpg" };
  await done(amy, "POST", `/v1/logs/${log}/messages`, { body: { document: file }, key: randomUUID() });
  const got = await move("GET", `/media/${file.file.id}`, { token: bob.token });
  assert.deepEqual(new Uint8Array(await got.arrayBuffer()), picture);
  const cookie = (await move("POST", "/v1/media/session", { token: bob.token })).headers
    .get("set-cookie")
    .split(";")[0];
  const part = await move("GET", `/media/${file.file.id}`, { headers: { cookie, range: "bytes=0-1" } });
  assert.equal(part.status, 206);
  await move("DELETE", await upload(), { token: amy.token, headers: tus });
  await move("DELETE", "/v1/media/session");

  await lead(amy, bob, done);
  await done(amy, "PATCH", "/v1/account/profile", { body: { name: "Amy" } });
  await done(amy, "PUT", "/v1/account/settings", { body: { settings: { unlisted: true } } });
  assert.equal((await done(bob, "GET", "/v1/presence")).presences?.length ?? 0, 0, "REST alone is not being online");
  await done(bob, "PUT", `/v1/contacts/${amy.id}/block`, { body: { blocked: true } });
  const refused = await as(amy, "POST", `/v1/logs/${log}/messages`, {
    body: { text: { text: "?" } },
    key: randomUUID(),
  });
  assert.equal(refused.answer.code, "NOT_A_CONTACT");
  await done(bob, "DELETE", `/v1/contacts/${amy.id}`);

  await done(amy, "PUT", "/v1/account/password", { body: { oldPassword: PASSWORD, newPassword: `${PASSWORD}!` } });
  const wrong = await call("POST", "/v1/sessions", { body: { handle: "amy", password: PASSWORD } });
  assert.equal(wrong.answer.code, "WRONG_CREDENTIALS");
  const session = await call("POST", "/v1/sessions", { body: { handle: "amy", password: `${PASSWORD}!` } });
  assert.equal(session.status, 201);
  const { devices } = await done(session.answer, "GET", "/v1/devices");
  assert.equal(devices.length, 2);
  await done(session.answer, "DELETE", `/v1/devices/${devices[1].id}`);
  assert.equal((await as(amy, "GET", "/v1/contacts")).answer.code, "TOKEN_INVALID");
  await done(session.answer, "DELETE", "/v1/devices/others");
  await done(session.answer, "DELETE", "/v1/sessions/current");
  const out = await as(session.answer, "GET", "/v1/contacts");
  assert.equal(out.answer.code, "TOKEN_INVALID");
  await done(bob, "POST", "/v1/account/deletion", { body: { password: PASSWORD } });

  await administer(amy, done);
  const described = Object.values(description.paths).flatMap((item) => Object.values(item));
  const never = described.map(({ operationId }) => operationId).filter((name) => !called.has(name));
  assert.deepEqual(never, [], "each operation of the description was called with success");
});

test("a stranger without a token gets nothing but the ways in", async () => {
  await begin();
  for (const [template, item] of Object.entries(description.paths)) {
    for (const [verb, operation] of Object.entries(item)) {
      if (operation.security.length === 0) continue;
      const target = template.replaceAll("{target}", "1").replaceAll(/\{\w+\}/g, "1");
      if (verb === "head") {
        assert.equal((await fetch(server.address + target, { method: "HEAD" })).status, 401, template);
        continue;
      }
      const { status, answer } = await call(verb.toUpperCase(), target);
      assert.equal(status, 401, `${verb} ${template}: ${JSON.stringify(answer)}`);
    }
  }
});
