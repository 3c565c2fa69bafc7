// SPDX-License-Identifier: Apache-2.0
// The page without its server, and the change to a new version of it.
import { createServer, request } from "node:http";
import { connect } from "node:net";
import { assert, phone, register, scenario, until } from "./people.mjs";

const controlled = (person) =>
  until("the service worker serves the page", () => person.page.evaluate(() => !!navigator.serviceWorker.controller));

scenario("a reload without the server opens the app with what is kept", async (stage) => {
  const { people } = await stage.pair();
  const [ada, ben] = people;
  await ada.openChat(ben);
  await ada.write("Kept for later.");
  await ada.sees("Kept for later.", "sent");
  await controlled(ada);
  const names = await ada.page.evaluate(async () => {
    const found = [];
    for (const name of await caches.keys()) {
      for (const { url } of await (await caches.open(name)).keys()) found.push(new URL(url).pathname);
    }
    return found;
  });
  assert.ok(names.includes("/") && names.some((name) => /assets\/settings-.*\.js/.test(name)), names.join(" "));
  assert.ok(!names.some((name) => name.startsWith("/v1") || name.startsWith("/media")), names.join(" "));

  await stage.server.kill();
  await ada.connection("waiting");
  await ada.page.reload();
  await ada.sees("Kept for later.");
  await ada.connection("waiting");
  await ada.shot("offline-conversation");
  await ada.goChats();
  await ada.row(ben).waitFor();
  await ada.shot("offline-chats");
  // Screens that were never opened are there as well.
  await ada.click("nav-settings");
  await ada.click("settings-privacy");
  await ada.page.getByText("Known once the server is reached.").waitFor();
  await ada.accessible("privacy without a connection");
});

/** What stands between browser and server: passes everything on, except that the service worker can be made a newer one. */
class Proxy {
  constructor(server) {
    this.target = server;
    this.version = "";
    this.http = createServer((asked, answer) => this.pass(asked, answer));
    this.http.on("upgrade", (asked, socket, head) => this.passSocket(asked, socket, head));
  }

  async listen() {
    await new Promise((resolve) => this.http.listen(0, "127.0.0.1", resolve));
    this.address = `http://127.0.0.1:${this.http.address().port}`;
    return this;
  }

  pass(asked, answer) {
    const { method, url } = asked;
    const headers = { ...asked.headers, host: `127.0.0.1:${this.target.port}` };
    delete headers["if-none-match"];
    const passed = request({ host: "127.0.0.1", port: this.target.port, method, path: url, headers }, async (from) => {
      const parts = [];
      for await (const part of from) parts.push(part);
      let body = Buffer.concat(parts);
      if (url === "/sw.js" && this.version) {
        body = Buffer.from(body.toString().replace(/[0-9a-f]{16}(?=[`"'])/, this.version));
      }
      const rest = { ...from.headers, "content-length": body.length };
      delete rest["transfer-encoding"];
      answer.writeHead(from.statusCode, rest).end(body);
    });
    passed.on("error", () => answer.destroy());
    asked.pipe(passed);
  }

  passSocket(asked, socket, head) {
    const there = connect(this.target.port, "127.0.0.1", () => {
      const lines = Object.entries(asked.headers).map(([name, value]) => `${name}: ${value}`);
      there.write(`GET ${asked.url} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
      there.write(head);
      there.pipe(socket);
      socket.pipe(there);
    });
    there.on("error", () => socket.destroy());
    socket.on("error", () => there.destroy());
  }

  close() {
    this.http.closeAllConnections();
    this.http.close();
  }
}

scenario("a new version waits, says so, and takes over without losing a draft", async (stage) => {
  const proxy = await new Proxy(stage.server).listen();
  try {
    const one = await register(stage.server, "ada", "Ada");
    const ada = await stage.person(one, phone);
    ada.server = { address: proxy.address };
    await ada.page.goto(proxy.address);
    await ada.logIn();
    await controlled(ada);
    assert.equal(await ada.at("update").count(), 0);
    await ada.row(ada).click();
    const other = await ada.context.newPage();
    await other.goto(`${proxy.address}/#/settings`);
    await other.getByTestId("settings-privacy").waitFor();
    proxy.version = "0123456789abcdef";
    await ada.page.evaluate(async () => void (await (await navigator.serviceWorker.getRegistration()).update()));
    await ada.at("update").waitFor();
    await ada.shot("update");
    await ada.accessible("a waiting version");
    const before = await ada.page.evaluate(() => caches.keys());
    await ada.fill("composer", "Not sent yet");
    await ada.click("update-apply");
    await ada.at("update").waitFor({ state: "detached" });
    await until("the draft is back", async () => {
      const box = ada.at("composer");
      return (await box.count()) > 0 && (await box.inputValue()) === "Not sent yet";
    });
    const after = await ada.page.evaluate(() => caches.keys());
    assert.ok(after.includes("godwit-shell-0123456789abcdef"), after.join(" "));
    assert.equal(before.length, 2, before.join(" "));
    await ada.online();
    // The other tab goes on, with screens of its version too, until it is told to change as well.
    await other.getByTestId("settings-privacy").click();
    await other.getByTestId("privacy-invisible").waitFor();
    await other.getByTestId("update-apply").click();
    await other.getByTestId("update").waitFor({ state: "detached" });
    await other.getByTestId("privacy-invisible").waitFor();
  } finally {
    await stage.closeBrowsers();
    proxy.close();
  }
});
