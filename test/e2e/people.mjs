// SPDX-License-Identifier: Apache-2.0
// People with browsers. scenario(name, body) is a test with a server, browsers and a screenshot of each page if it fails.
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { Client, befriend, directLog, register } from "./client.mjs";
import { results, root, Server } from "./server.mjs";

const axe = await readFile(path.join(root, "web/node_modules/axe-core/axe.min.js"), "utf8");
const { chromium } = createRequire(path.join(root, "web/package.json"))("playwright-core");

const launch = {
  executablePath: "/usr/bin/chromium",
  headless: true,
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
};
export const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, locale: "en-GB" };
export const desktop = { viewport: { width: 1280, height: 800 }, locale: "en-GB" };
const WAIT_MS = 20_000;

let browser = null;
after(async () => (await browser)?.close());

/** Asks again and again until the answer is true. */
export async function until(what, question, wait = WAIT_MS) {
  const end = Date.now() + wait;
  for (;;) {
    if (await question()) return;
    if (Date.now() > end) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
}

export function scenario(name, options, body = options) {
  const { set = {}, flags = [] } = body === options ? {} : options;
  const file = name.replace(/[^a-z0-9]+/gi, "-").slice(0, 60);
  test(name, async () => {
    const server = await Server.start({ set, flags, logName: file });
    const stage = new Stage(server);
    try {
      await body(stage);
      for (const person of stage.people) assert.deepEqual(person.complaints, [], `${person.handle}'s page complains`);
      await stage.closeBrowsers();
      if (server.running)
        assert.deepEqual(await server.stop(), { status: 0, signal: null }, "the server ends in order");
    } catch (error) {
      for (const [at, person] of stage.people.entries()) {
        await person.shot(`failed-${file}-${at}`).catch(() => {});
        if (person.complaints.length > 0) console.error(person.handle, person.complaints);
      }
      throw plain(error);
    } finally {
      await stage.closeBrowsers();
      await server.clear();
    }
  });
}

/** Without the colours that a JUnit file cannot hold. */
function plain(error) {
  const clean = (text) => text?.replace(/\x1b\[[0-9;]*m/g, "");
  error.message = clean(error.message);
  error.stack = clean(error.stack);
  delete error.log;
  return error;
}

class Stage {
  constructor(server) {
    this.server = server;
    this.people = [];
    this.folders = [];
    this.clients = [];
  }

  /**
   * Somebody at a browser that knows nothing yet. `persistent`: one that can be closed and opened again. `camera`: a film
   * (camera.mjs) that its camera sees. `microphone`: it has one, which hears a beep once a second.
   */
  async person(account, device = phone, { persistent = false, camera = "", microphone = false } = {}) {
    const person = new Person(this.server, account, device);
    Object.assign(person, { camera, microphone });
    this.people.push(person);
    if (persistent || camera || microphone) {
      person.profile = await mkdtemp(path.join(tmpdir(), "godwit-profile-"));
      this.folders.push(person.profile);
    }
    await person.openBrowser();
    return person;
  }

  /**
   * Two people who are contacts and logged in, and the name of their conversation. `persistent` is for the other's browser, `microphone`
   * for the one's.
   */
  async pair({ persistent = false, microphone = false } = {}) {
    const accounts = await this.accounts();
    const people = [];
    for (const account of accounts) {
      const other = people.length > 0;
      const person = await this.person(account, phone, {
        persistent: persistent && other,
        microphone: microphone && !other,
      });
      await person.logIn();
      people.push(person);
    }
    return { people, accounts, log: directLog(...accounts) };
  }

  /** Two accounts that are contacts. */
  async accounts() {
    const one = await register(this.server, "ada", "Ada");
    const other = await register(this.server, "ben", "Ben");
    await befriend(this.server, one, other);
    return [one, other];
  }

  /** A script client, logged in. */
  async client(account) {
    const client = await Client.connect(this.server, account.token);
    this.clients.push(client);
    return client;
  }

  async closeBrowsers() {
    for (const client of this.clients.splice(0)) await client.close();
    for (const person of this.people.splice(0)) await person.closeBrowser();
    for (const folder of this.folders.splice(0)) await rm(folder, { recursive: true, force: true });
  }
}

class Person {
  constructor(server, account, device) {
    this.server = server;
    this.account = account;
    this.device = device;
    this.profile = "";
    this.camera = "";
    this.microphone = false;
    this.complaints = [];
  }

  get handle() {
    return this.account.handle;
  }

  async openBrowser(address = "/") {
    if (this.profile) {
      const devices = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"];
      const film = this.camera ? [`--use-file-for-fake-video-capture=${this.camera}`] : [];
      const args = this.camera || this.microphone ? [...launch.args, ...devices, ...film] : launch.args;
      this.context = await chromium.launchPersistentContext(this.profile, { ...launch, ...this.device, args });
    } else {
      browser ??= chromium.launch(launch);
      this.context = await (await browser).newContext(this.device);
    }
    this.context.setDefaultTimeout(WAIT_MS);
    await this.openPage(address);
  }

  async closeBrowser() {
    await this.context?.close();
    this.context = null;
  }

  async openPage(address = "/") {
    this.page = await this.context.newPage();
    this.page.on("pageerror", (error) => this.complaints.push(String(error)));
    this.page.on("console", (line) => {
      // That a server is away, or refuses, is said by the page; the browser says it too.
      const expected = /WebSocket connection|ERR_CONNECTION|Failed to load resource/;
      if (line.type() === "error" && !expected.test(line.text())) this.complaints.push(line.text());
    });
    await this.page.goto(this.server.address + address);
  }

  at(testid) {
    return this.page.getByTestId(testid);
  }

  async click(testid) {
    await this.at(testid).click();
  }

  async fill(testid, text) {
    await this.at(testid).fill(text);
  }

  /** What axe finds wrong with the page as it stands; nothing, or the test fails. */
  async accessible(where) {
    const { violations } = await this.page.evaluate(`(() => { ${axe}; return axe.run(); })()`);
    const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`);
    assert.deepEqual(told, [], `axe on ${where}`);
  }

  /** The screenshot build/e2e/<name>.png, once nothing moves any more. */
  async shot(name) {
    await this.page.screenshot({ path: path.join(results, `${name}.png`), animations: "disabled", timeout: 5000 });
  }

  async register({ name, password } = this.account) {
    await this.click("to-register");
    await this.fillRegistration({ name, password });
    await this.click("register-submit");
    await this.at("nav-chats").waitFor();
  }

  async fillRegistration({ name, password }) {
    await this.fill("register-handle", this.handle);
    await this.fill("register-name", name);
    await this.fill("register-password", password);
  }

  async logIn(password = this.account.password) {
    await this.tryLogIn(password);
    await this.at("nav-chats").waitFor();
    await this.online();
  }

  async tryLogIn(password) {
    await this.fill("login-handle", this.handle);
    await this.fill("login-password", password);
    await this.click("login-submit");
  }

  async connection(state) {
    await this.page.locator(`[data-testid=connection-state][data-state=${state}]`).waitFor({ state: "attached" });
  }

  online() {
    return this.connection("online");
  }

  async title(text) {
    await until(`the title of ${this.handle}'s page is ${text}`, async () => (await this.page.title()) === text);
  }

  row(other) {
    return this.page.locator(`[data-testid=chat-row][data-handle="${other.handle}"]`);
  }

  /** Opens the conversation with the other from the list of chats. */
  async openChat(other) {
    if (!(await this.row(other).isVisible())) await this.goChats();
    await this.row(other).click();
    await this.at("composer").waitFor();
  }

  async goChats() {
    await this.at("back").or(this.at("nav-chats")).filter({ visible: true }).first().waitFor();
    if (await this.at("back").isVisible()) await this.click("back");
    if (await this.at("nav-chats").isVisible()) await this.click("nav-chats");
    await this.at("chat-list").waitFor();
  }

  async write(text) {
    await this.fill("composer", text);
    await this.click("send");
  }

  /** The bubble with exactly this text; with a status, an own one that has come so far. */
  message(text, status = "") {
    const having = this.page.getByTestId("message-text").filter({ hasText: exactly(text) });
    return this.page.locator(`[data-testid=message]${status && `[data-status=${status}]`}`).filter({ has: having });
  }

  async sees(text, status = "") {
    await this.message(text, status).waitFor();
  }

  /** Opens the menu of a message as a right button or a long press does, and chooses. */
  async choose(text, item) {
    await this.message(text).getByTestId("message-text").click({ button: "right" });
    await this.click(item);
  }

  /** All messages of the open conversation, read by scrolling from its end to its beginning: [{seq, text, own}]. */
  async readConversation() {
    await this.page.locator("[role=log]").waitFor();
    const found = await this.page.evaluate(scrollThrough);
    assert.equal(found.problem, "");
    return found.messages;
  }
}

const exactly = (text) => new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`);

/** Runs in the page. */
async function scrollThrough() {
  const list = document.querySelector("[role=log]");
  const frame = () => new Promise((resolve) => requestAnimationFrame(() => resolve()));
  const messages = new Map();
  let problem = "";
  const look = () => {
    let last = 0;
    const rows = [...list.querySelectorAll("[data-index]")].sort((a, b) => a.dataset.index - b.dataset.index);
    for (const row of rows) {
      const bubble = row.querySelector("[data-testid=message]");
      if (!bubble) continue;
      const seq = Number(bubble.dataset.seq);
      const text = bubble.querySelector("[data-testid=message-text]").innerText;
      if (seq === 0) problem ||= `not stored: ${text}`;
      if (seq !== 0 && seq <= last) problem ||= `seq ${seq} after ${last}`;
      if (messages.has(seq) && messages.get(seq).text !== text) problem ||= `seq ${seq} has two texts`;
      last = seq;
      messages.set(seq, { seq, text, own: bubble.dataset.own === "true" });
    }
    return list.querySelector("[data-testid=started]") !== null;
  };
  list.scrollTop = list.scrollHeight;
  await frame();
  const end = Date.now() + 15_000;
  for (;;) {
    await frame();
    const beginning = look();
    if (list.scrollTop <= 0 && beginning) break;
    if (Date.now() > end) {
      problem ||= "the beginning of the conversation does not come";
      break;
    }
    list.scrollTop -= list.clientHeight * 0.6;
  }
  return { problem, messages: [...messages.values()].sort((a, b) => a.seq - b.seq) };
}

export { assert, Client, befriend, directLog, register };
