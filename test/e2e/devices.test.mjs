// SPDX-License-Identifier: Apache-2.0
// The devices of an account: seen, logged out from afar, and let in by a code.
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { film } from "./camera.mjs";
import { assert, desktop, register, scenario, until } from "./people.mjs";
import { root } from "./server.mjs";

const { encode } = createRequire(path.join(root, "web/package.json"))("uqr");

async function openDevices(person) {
  await person.click("nav-settings");
  await person.click("settings-devices");
  await person.at("devices").waitFor();
}

const storedNames = (page) =>
  page.evaluate(async () => {
    const open = indexedDB.open("godwit");
    const db = await new Promise((resolve, reject) => {
      open.onsuccess = () => resolve(open.result);
      open.onerror = () => reject(open.error);
    });
    const names = [...db.objectStoreNames];
    const counts = await Promise.all(
      names.map(
        (name) =>
          new Promise((resolve) => {
            const asked = db.transaction(name).objectStore(name).count();
            asked.onsuccess = () => resolve(asked.result);
          }),
      ),
    );
    db.close();
    return names.filter((_, at) => counts[at] > 0);
  });

scenario("a device that is logged out from afar says so and keeps nothing", async (stage) => {
  const account = await register(stage.server, "ada", "Ada");
  const here = await stage.person(account, desktop);
  await here.logIn();
  const there = await stage.person(account);
  await there.logIn();
  await openDevices(here);
  await here.page.locator("[data-testid=device][data-current=true]").waitFor();
  const others = here.page.locator("[data-testid=device][data-current=false][data-online=true]");
  await others.first().waitFor();
  await here.shot("devices");
  await here.accessible("devices");
  await others.first().getByTestId("device-revoke").click();
  await here.click("question-yes");
  await there.at("login-submit").waitFor();
  await there.page.locator("[data-testid=ending][data-ending=loggedOut]").waitFor();
  await there.shot("revoked");
  await there.accessible("the log-in page after a revocation");
  assert.deepEqual(await storedNames(there.page), []);
  await here.online();

  await there.logIn();
  assert.equal(await there.at("ending").count(), 0);
  await here.page.reload();
  await here.at("devices").waitFor();
  await here.click("devices-revoke-others");
  await here.click("question-yes");
  await there.page.locator("[data-testid=ending][data-ending=loggedOut]").waitFor();
  await until("no other device is listed", async () => (await here.at("device").count()) === 1);
});

scenario("a new device is let in by its code and the number it shows", async (stage) => {
  const account = await register(stage.server, "ada", "Ada");
  const old = await stage.person(account);
  await old.logIn();
  const fresh = await stage.person(account, desktop);
  await fresh.click("qr-open");
  await fresh.at("qr-code").waitFor();
  await fresh.shot("qr-log-in");
  await fresh.accessible("the code");
  const address = await fresh.at("qr-code").getAttribute("data-address");
  const number = await fresh.at("qr-number").innerText();
  assert.ok(address.startsWith(`${stage.server.address}/#/link/`), address);

  await old.click("nav-settings");
  await old.click("settings-link");
  await old.fill("link-paste", "https://elsewhere.example/");
  await old.click("link-paste-submit");
  await old.page.getByText("This is not the link of a code that Godwit shows.").waitFor();
  await old.shot("link-paste");
  await old.fill("link-paste", address);
  await old.click("link-paste-submit");
  await old.at("link-question").waitFor();
  assert.match(await old.at("link-device").innerText(), /Chrome/);
  assert.equal(await old.at("link-number").count(), 3);
  await old.shot("link-question");
  await old.accessible("the question");
  await old.at("link-number").getByText(number, { exact: true }).click();
  await old.at("link-done").waitFor();
  await fresh.at("nav-chats").waitFor();
  await fresh.online();
  await fresh.click("nav-settings");
  assert.equal(await fresh.at("settings-handle").innerText(), "@ada");
  await old.click("link-close");
  await until("both devices are listed", async () => (await old.at("device").count()) >= 2);
});

scenario("a wrong number, a decline and an unknown code let nobody in, and both sides say so", async (stage) => {
  const account = await register(stage.server, "ada", "Ada");
  const old = await stage.person(account);
  await old.logIn();
  const fresh = await stage.person(account);
  await fresh.click("qr-open");
  const shown = async () => {
    await fresh.at("qr-code").waitFor();
    const address = await fresh.at("qr-code").getAttribute("data-address");
    return {
      hash: new URL(address).hash,
      number: await fresh.at("qr-number").innerText(),
    };
  };
  const { hash, number } = await shown();
  await old.page.evaluate((to) => (location.hash = to), hash);
  const wrong = old.at("link-number").filter({ hasNotText: number }).first();
  await wrong.click();
  await old.at("link-failed").getByText("That is not the number it shows.").waitFor();
  await old.shot("link-wrong");
  await fresh.at("qr-over").waitFor();
  await fresh.shot("qr-refused");

  await fresh.click("qr-again");
  const next = await shown();
  assert.notEqual(next.hash, hash);
  await old.page.evaluate((to) => (location.hash = to), next.hash);
  await old.click("link-decline");
  await old.at("link-failed").getByText("The device was not let in.").waitFor();
  await fresh.at("qr-over").waitFor();

  await old.page.evaluate((to) => (location.hash = to), next.hash.slice(0, -2) + "77");
  await old.at("link-failed").getByText("This code is unknown").waitFor();
  assert.equal(await fresh.at("nav-chats").count(), 0);
});

scenario("a code scanned where nobody is logged in is answered after the log-in", async (stage) => {
  const account = await register(stage.server, "ada", "Ada");
  const fresh = await stage.person(account);
  await fresh.click("qr-open");
  await fresh.at("qr-code").waitFor();
  const address = await fresh.at("qr-code").getAttribute("data-address");
  const old = await stage.person(account);
  await old.page.goto("about:blank"); // as a new tab: without that, only the part behind "#" changes
  await old.page.goto(address);
  await old.page.getByText("Log in here first").waitFor();
  await old.tryLogIn(account.password);
  await old.at("link-question").waitFor();
});

scenario("a code is read with the camera", async (stage) => {
  const account = await register(stage.server, "ada", "Ada");
  const fresh = await stage.person(account);
  await fresh.click("qr-open");
  await fresh.at("qr-code").waitFor();
  const address = await fresh.at("qr-code").getAttribute("data-address");
  const folder = await mkdtemp(path.join(tmpdir(), "godwit-camera-"));
  try {
    const camera = path.join(folder, "code.y4m");
    await film(camera, encode(address, { ecc: "M", border: 4 }).data);
    const old = await stage.person(account, desktop, { camera });
    await old.logIn();
    await old.click("nav-settings");
    await old.click("settings-link");
    await old.click("link-scan");
    await old.at("link-question").waitFor();
    const number = await fresh.at("qr-number").innerText();
    await old.at("link-number").getByText(number, { exact: true }).click();
    await old.at("link-done").waitFor();
    await fresh.at("nav-chats").waitFor();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
