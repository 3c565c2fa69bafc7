// SPDX-License-Identifier: Apache-2.0
// Who may ask for what: every request of the protocol × every kind of caller, over WebSocket and, where there is a call, over REST. A
// request without a row fails. The rows are the documentation of it.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { after, test } from "node:test";
import { befriend, Client, clientId, Refusal, register } from "./client.mjs";
import { root, Server } from "./server.mjs";

// The columns: nobody; a device that was logged out; a stranger to the group; somebody who was removed from it; a member; one of its
// admins; its owner; an administrator of the server, who is a stranger to the group.
const CALLERS = ["nobody", "revoked", "stranger", "former", "member", "admin", "owner", "administrator"];

// What they get: U unauthenticated, T token invalid, N not found, F forbidden, C no contact, o none of these. "-": it would change who
// the others are, and is not tried.
const CODES = { U: "UNAUTHENTICATED", T: "TOKEN_INVALID", N: "NOT_FOUND", F: "FORBIDDEN", C: "NOT_A_CONTACT" };
const id = () => ({ clientId: clientId() });
const inGroup = (more) => (scene) => ({ log: scene.log, ...id(), ...more?.(scene) });
const ofGroup = (more) => (scene) => ({ log: scene.log, ...more?.(scene) });
const none = () => ({});

const ROWS = {
  Hello: ["o T o o o o o o", () => ({ minVersion: 1, maxVersion: 1, client: "matrix" })],
  Register: ["o - o o o o o o", () => ({ handle: "ann", password: "a password", name: "Ann", deviceName: "d" })],
  LogIn: ["o - o o o o o o", () => ({ handle: "nobody.here", password: "a password", deviceName: "d" })],
  LogOut: ["U T - - - - - -", none],
  ChangePassword: ["U T o o o o o o", () => ({ oldPassword: "not the one", newPassword: "short" })],
  SetProfile: ["U T o o o o o o", () => ({ signature: "here" })],
  SetSettings: ["U T o o o o o o", () => ({ settings: {} })],
  DeleteAccount: ["U T o o o o o o", () => ({ password: "not the one" })],
  FindUser: ["U T o o o o o o", () => ({ handle: "member" })],
  RequestContact: ["U T o o o o o o", (scene) => ({ user: scene.people.bystander.id, text: "hi" })],
  AnswerContact: ["U T N N N N N N", (scene) => ({ user: scene.people.bystander.id, accept: true })],
  ListContacts: ["U T o o o o o o", none],
  SetContactAlias: ["U T o o o o o o", (scene) => ({ user: scene.people.bystander.id, alias: "B" })],
  DeleteContact: ["U T o o o o o o", (scene) => ({ user: scene.people.bystander.id })],
  BlockUser: ["U T o o o o o o", (scene) => ({ user: scene.people.bystander.id, blocked: false })],
  ReportUser: [
    "U T N N o o o N",
    ofGroup(({ people, target }) => ({ user: people.bystander.id, reason: "REPORT_REASON_SPAM", seqs: [target] })),
  ],
  SendMessage: ["U T N N o o o N", inGroup(() => ({ text: { text: "hello" } }))],
  EditMessage: ["U T N N o F F N", inGroup(({ target }) => ({ target, text: { text: "edited" } }))],
  RecallMessage: ["U T N N o o o N", inGroup(({ target }) => ({ target }))],
  SetReaction: ["U T N N o o o N", inGroup(({ target }) => ({ target, emoji: "👍" }))],
  PinMessage: ["U T N N F o o N", inGroup(({ target }) => ({ target, pinned: true }))],
  SetExpiry: ["U T N N F o o N", inGroup(() => ({ seconds: 0 }))],
  HideMessages: ["U T N N o o o N", ofGroup(({ target }) => ({ seqs: [target] }))],
  ReadEntries: ["U T N N o o o N", ofGroup(({ target }) => ({ seqs: [target] }))],
  FindEntry: ["U T N N o o o N", ofGroup(() => ({ timeMs: "1" }))],
  ListReaders: ["U T N N o o o N", ofGroup(({ target }) => ({ seq: target }))],
  ListVersions: ["U T N N o o o N", ofGroup(({ target }) => ({ seq: target }))],
  ReadLog: ["U T N N o o o N", ofGroup(({ epoch }) => ({ epoch, limit: 10 }))],
  GetHead: ["U T N N o o o N", ofGroup()],
  AdvanceCursors: ["U T o o o o o o", ({ log, epoch }) => ({ advances: [{ log, epoch, read: "1" }] })],
  ListDevices: ["U T o o o o o o", none],
  RevokeDevice: ["U T N N N N N N", () => ({ deviceId: "12345" })],
  RevokeOtherDevices: ["U T - - - - - -", none],
  BeginDeviceLogIn: ["o T o o o o o o", () => ({ deviceName: "d" })],
  AwaitDeviceLogIn: ["N T o o o o o o", () => ({ secret: "" })],
  GetDeviceLogIn: ["U T N N N N N N", () => ({ link: "A".repeat(22) })],
  AnswerDeviceLogIn: ["U T N N N N N N", () => ({ link: "A".repeat(22), number: 1 })],
  ListPresence: ["U T o o o o o o", none],
  SetActivity: ["U T N N o o o N", ofGroup(() => ({ activity: "ACTIVITY_TYPING" }))],
  SetConversation: ["U T N N o o o N", ofGroup(() => ({ settings: { mutedUntilMs: "1" } }))],
  SearchMessages: ["U T N N o o o N", ofGroup(() => ({ query: "hello" }))],
  CreateGroup: ["U T F F o F o F", (scene) => ({ ...id(), name: "New", members: [scene.people.member.id] })],
  SetGroup: ["U T N N F o o N", inGroup(() => ({ name: "Renamed" }))],
  AddMembers: ["U T N N F F o N", inGroup(({ people }) => ({ users: [people.friend.id] }))],
  RemoveMembers: ["U T N N F o o N", inGroup(({ people }) => ({ users: [people.plain.id] }))],
  LeaveGroup: ["U T N N o o o N", inGroup()],
  SetRole: ["U T N N F F o N", inGroup(({ people }) => ({ user: people.plain.id, role: "GROUP_ROLE_ADMIN" }))],
  SetNickname: ["U T N N o o o N", inGroup(() => ({ nickname: "Nick" }))],
  MuteMember: ["U T N N F o o N", inGroup(({ people }) => ({ user: people.plain.id, untilMs: "0" }))],
  DismissGroup: ["U T N N F F o N", inGroup()],
  ListMembers: ["U T N N o o o N", ofGroup()],
  GetMembers: ["U T N N o o o N", ofGroup(({ people }) => ({ users: [people.owner.id] }))],
  CreateGroupLink: ["U T N N o o o N", ofGroup()],
  ListGroupLinks: ["U T N N o o o N", ofGroup()],
  RevokeGroupLink: ["U T N N N o o N", ofGroup(({ code }) => ({ code }))],
  PreviewGroupLink: ["U T o o o o o o", ({ code }) => ({ code })],
  JoinGroup: ["U T o F o o o o", ({ code }) => ({ code })],
  ListJoinWishes: ["U T N N F o o N", ofGroup()],
  AnswerJoin: ["U T N N F N N N", ofGroup(({ people }) => ({ user: people.bystander.id, accept: true }))],
  ResetPassword: ["U T F F F F F o", (scene) => ({ user: scene.people.bystander.id })],
  SetDisabled: ["U T F F F F F o", (scene) => ({ user: scene.people.bystander.id, disabled: true })],
  SetAdministrator: ["U T F F F F F o", (scene) => ({ user: scene.people.bystander.id, administrator: false })],
  FindAccount: ["U T F F F F F o", () => ({ handle: "member" })],
  ListAccounts: ["U T F F F F F o", none],
  GetCounts: ["U T F F F F F o", none],
  ListAudit: ["U T F F F F F o", none],
  ListReports: ["U T F F F F F o", none],
  CloseReport: ["U T F F F F F N", () => ({ id: "12345" })],
};

let server;
let people;
let owner;
let description;
after(async () => {
  await owner?.close();
  await server?.clear();
});

async function begin() {
  if (server) return;
  const plenty = 1_000_000;
  server = await Server.start({
    logName: "authorisation",
    set: {
      "limits.device_request_burst": plenty,
      "limits.device_requests_per_second": plenty,
      "accounts.password_attempts": 10_000,
      "limits.max_connections_per_address": 4096,
    },
  });
  people = {};
  // The first to register is the administrator.
  for (const name of [
    "administrator",
    "owner",
    "admin",
    "member",
    "plain",
    "former",
    "stranger",
    "friend",
    "bystander",
    "revoked",
  ])
    people[name] = await register(server, name);
  for (const name of ["admin", "member", "plain", "former", "friend"])
    await befriend(server, people.owner, people[name]);
  const gone = await Client.connect(server, people.revoked.token);
  await gone.call("LogOut");
  await gone.close();
  owner = await Client.connect(server, people.owner.token);
  description = await (await fetch(`${server.address}/v1/openapi.json`)).json();
}

/** A group that nobody has done anything to yet. */
async function prepare() {
  const members = ["admin", "member", "plain", "former"].map((name) => people[name].id);
  const { head } = await owner.call("CreateGroup", { ...id(), name: "Matrix", members });
  const { log, epoch } = head;
  await owner.call("SetRole", { log, ...id(), user: people.admin.id, role: "GROUP_ROLE_ADMIN" });
  await owner.call("RemoveMembers", { log, ...id(), users: [people.former.id] });
  const { link } = await owner.call("CreateGroupLink", { log });
  const member = await Client.connect(server, people.member.token);
  const target = await member.send(log, "hello");
  await member.close();
  return { people, log, epoch, code: link.code, target };
}

async function bySocket(method, params, token) {
  let client;
  try {
    client = await Client.connect(server, token);
    await client.call(method, params);
    return "";
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return error.code;
  } finally {
    await client?.close();
  }
}

/** The call that stands for the request: {verb, template}; undefined = there is none. */
function callOf(method) {
  for (const [template, item] of Object.entries(description.paths)) {
    for (const [verb, operation] of Object.entries(item))
      if (operation.operationId === method) return { verb, template };
  }
  return undefined;
}

async function byCall({ verb, template }, params, token) {
  const { clientId: key, ...rest } = params;
  const target = template.replace(/\{(\w+)\}/g, (_, name) => {
    const value = rest[name];
    delete rest[name];
    return encodeURIComponent(value);
  });
  const plain = verb === "get" || verb === "delete";
  const query = plain ? `?${new URLSearchParams(rest)}` : "";
  const response = await fetch(server.address + target + query.replace(/^\?$/, ""), {
    method: verb.toUpperCase(),
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(plain ? {} : { "content-type": "application/json" }),
      ...(key ? { "idempotency-key": key } : {}),
    },
    body: plain ? undefined : JSON.stringify(rest),
  });
  const answer = await response.json();
  return response.ok ? "" : answer.code;
}

const shortOf = (code) => Object.keys(CODES).find((letter) => CODES[letter] === code) ?? "o";

test("every request has a row that says who may ask it", async () => {
  const schema = await readFile(path.join(root, "proto/godwit/v1/method.proto"), "utf8");
  const names = [...schema.matchAll(/^ {2}METHOD_(\w+) = [1-9]\d*;/gm)].map(([, name]) =>
    name.toLowerCase().replace(/(?:^|_)(\w)/g, (_, letter) => letter.toUpperCase()),
  );
  assert.ok(names.length > 50);
  assert.deepEqual(
    names.filter((name) => !ROWS[name]),
    [],
  );
  assert.deepEqual(
    Object.keys(ROWS).filter((name) => !names.includes(name)),
    [],
  );
});

for (const way of ["WebSocket", "REST"]) {
  test(`over ${way} everyone gets what they may have, and nobody more`, async () => {
    await begin();
    const wrong = [];
    let calls = 0;
    for (const [method, [expected, paramsOf]] of Object.entries(ROWS)) {
      const call = way === "REST" ? callOf(method) : true;
      if (!call) continue;
      const got = [];
      for (const [column, caller] of CALLERS.entries()) {
        if (expected.split(" ")[column] === "-") {
          got.push("-");
          continue;
        }
        const token = caller === "nobody" ? "" : people[caller].token;
        const params = paramsOf(await prepare());
        const code = way === "REST" ? await byCall(call, params, token) : await bySocket(method, params, token);
        got.push(shortOf(code));
        calls += 1;
      }
      if (got.join(" ") !== expected) wrong.push(`${method}: ${expected} expected, ${got.join(" ")} got`);
    }
    assert.deepEqual(wrong, []);
    assert.ok(calls > 200, `only ${calls} calls`);
  });
}
