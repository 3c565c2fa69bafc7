// SPDX-License-Identifier: Apache-2.0
// A server to walk into, as its guests meet it; and the pictures of the README: build/e2e/readme-*.png.
import { stat } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { assert, desktop, phone, register, scenario } from "./people.mjs";
import { results, Server } from "./server.mjs";

const MOST_BYTES = 150_000;
const demo = { flags: ["--demo"] };
const guest = { handle: "guest", name: "", password: "" };
const names = ["Ada Moreno", "Ben Okafor", "Clara Lindqvist", "Dev Patel", "Ella Novak", "Finn O'Brien"];
const chinese = ["林晓雨", "王建国", "陈思远", "赵敏", "刘洋", "周婷"];

async function enter(person, handle) {
  await person.page.locator(`[data-testid=demo-person][data-handle=${handle}]`).click();
  await person.at("nav-chats").waitFor();
  await person.at("demo-banner").waitFor();
}

async function picture(person, name) {
  await person.page.evaluate(() => document.fonts.ready);
  await person.shot(name);
  const { size } = await stat(path.join(results, `${name}.png`));
  assert.ok(size <= MOST_BYTES, `${name}.png has ${size} bytes`);
}

/** All pictures of the open conversation have come from the server. */
async function loaded(person) {
  const seen = person.page.locator("[data-testid=picture] img").last();
  await seen.scrollIntoViewIfNeeded();
  await seen.evaluate((img) => img.decode());
  assert.ok((await seen.evaluate((img) => img.naturalWidth)) > 0);
}

scenario("a demo's people are entered with one tap, and every screen says that it is a demo", demo, async (stage) => {
  const one = await stage.person(guest);
  await one.at("demo-banner").waitFor();
  assert.deepEqual(await one.at("demo-person").locator(".row-name").allInnerTexts(), [...names, ...chinese]);
  await one.shot("demo-phone-log-in");
  await one.accessible("the demo's log-in page");
  await enter(one, "ada");
  await one.shot("demo-phone-chats");
  await one.row({ handle: "ben" }).click();
  await one.at("composer").waitFor();
  await one.at("demo-banner").waitFor();
  await one.page.reload();
  await one.at("composer").waitFor();
  await one.at("demo-banner").waitFor();
});

scenario("two guests of a demo talk to each other, and a bot talks to everyone", demo, async (stage) => {
  const [one, other] = [await stage.person(guest), await stage.person(guest)];
  await enter(one, "ada");
  await enter(other, "ben");
  await one.openChat({ handle: "ben" });
  await other.openChat({ handle: "ada" });
  await one.write("Bring her, and a hat");
  await other.sees("Bring her, and a hat");
  await one.goChats();
  await one.openChat({ handle: "echo" });
  await one.write("Is anyone there?");
  await one.page.locator("[data-testid=message]").getByText("Is anyone there?").nth(1).waitFor();
});

scenario("a demo goes on where it was, and is not made twice", demo, async (stage) => {
  const one = await stage.person(guest);
  await enter(one, "lin");
  await one.openChat({ handle: "ada" });
  await one.write("还在吗？");
  await one.sees("还在吗？");
  assert.deepEqual(await stage.server.stop(), { status: 0, signal: null });
  await stage.server.startAgain();
  await one.online();
  await one.sees("还在吗？");
  assert.equal(await one.at("message-text").getByText("还在吗？").count(), 1);
});

test("demos and real people keep to their own folders", async () => {
  const server = await Server.start({ logName: "no-demo" });
  await register(server, "ada", "Ada");
  await server.stop();
  const refused = await server.command(["serve", "--demo", "--listen", "127.0.0.1:0"]);
  assert.equal(refused.status, 1);
  assert.match(refused.err, /real people live in this data folder/);
  await server.clear();

  const stage = await Server.start({ ...demo, logName: "demo-only" });
  await stage.stop();
  const plain = await stage.command(["serve", "--listen", "127.0.0.1:0"]);
  assert.equal(plain.status, 1);
  assert.match(plain.err, /the data folder is a demo's/);
  await stage.clear();
});

scenario("pictures of a conversation on a phone in light colours and on a desktop", demo, async (stage) => {
  const ada = await stage.person(guest, { ...phone, colorScheme: "light", deviceScaleFactor: 1.5 });
  await enter(ada, "ada");
  await ada.openChat({ handle: "ben" });
  await ada.at("composer").waitFor();
  await picture(ada, "readme-phone-en");
  const wide = await stage.person(guest, { ...desktop, colorScheme: "light" });
  await enter(wide, "ella");
  await wide.openChat({ handle: "clara" });
  await loaded(wide);
  await picture(wide, "readme-desktop");
});

scenario("pictures of a conversation in Chinese on a phone in dark colours", demo, async (stage) => {
  const wang = await stage.person(guest, { ...phone, locale: "zh-CN", colorScheme: "dark", deviceScaleFactor: 1.5 });
  await enter(wang, "wang");
  await wang.shot("chats-zh-dark");
  await wang.openChat({ handle: "lin" });
  await loaded(wang);
  await picture(wang, "readme-phone-zh");
});
