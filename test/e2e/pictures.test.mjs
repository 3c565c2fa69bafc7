// SPDX-License-Identifier: Apache-2.0
// The pictures of the README: build/e2e/readme-*.png.
import { stat } from "node:fs/promises";
import path from "node:path";
import { assert, befriend, Client, desktop, phone, register, scenario } from "./people.mjs";
import { results } from "./server.mjs";

const MOST_BYTES = 150_000;

/** Lets two people say `lines` ["<text of one", ">text of the other"] by script. */
async function talk(server, one, other, log, lines) {
  const clients = { "<": await Client.connect(server, one.token), ">": await Client.connect(server, other.token) };
  for (const line of lines) await clients[line[0]].send(log, line.slice(1));
  for (const client of Object.values(clients)) await client.close();
}

async function picture(person, name) {
  await person.page.evaluate(() => document.fonts.ready);
  await person.shot(name);
  const { size } = await stat(path.join(results, `${name}.png`));
  assert.ok(size <= MOST_BYTES, `${name}.png has ${size} bytes`);
}

scenario("a conversation in English on a phone, in light colours", async (stage) => {
  const nora = await register(stage.server, "nora", "Nora Field");
  const tom = await register(stage.server, "tom.weaver", "Tom Weaver");
  const log = await befriend(stage.server, tom, nora, "Hi Nora, it’s Tom from the bird walk.");
  const page = await stage.person(nora, { ...phone, colorScheme: "light", deviceScaleFactor: 2 });
  await page.logIn();
  const other = await stage.person(tom);
  await other.logIn();
  await other.openChat(nora);
  await page.openChat(tom);
  await talk(stage.server, nora, tom, log, [
    "<Hello Tom! Good to hear from you.",
    ">Are you going out to the mudflats on Sunday? The godwits should be back.",
    "<Yes! Low tide is at 7:40, so early.",
    ">Ouch. I’ll bring the coffee ☕",
  ]);
  await page.write("Deal. I have a spare pair of binoculars for you.");
  await page.sees("Deal. I have a spare pair of binoculars for you.", "read");
  await other.write("Perfect, see you at the old pier then!");
  await page.sees("Perfect, see you at the old pier then!");
  await picture(page, "readme-phone-en");
});

scenario("a conversation in Chinese on a phone, in dark colours", async (stage) => {
  const lin = await register(stage.server, "linxiao", "林晓");
  const zhou = await register(stage.server, "zhouyuan", "周远");
  const log = await befriend(stage.server, lin, zhou, "周远你好，我是观鸟群的林晓。");
  const page = await stage.person(lin, { ...phone, locale: "zh-CN", colorScheme: "dark", deviceScaleFactor: 2 });
  await page.logIn();
  const other = await stage.person(zhou, { ...phone, locale: "zh-CN" });
  await other.logIn();
  await other.openChat(lin);
  await page.openChat(zhou);
  await talk(stage.server, lin, zhou, log, [
    ">你好你好，上次的照片拍得真好！",
    "<谢谢！这周日早上去滩涂吗？斑尾塍鹬应该到了。",
    ">去！几点退潮？",
    "<七点四十，得早点出发。",
    ">那我带早饭，豆浆油条怎么样？😋",
  ]);
  await page.write("太好了，我多带一副望远镜给你。");
  await page.sees("太好了，我多带一副望远镜给你。", "read");
  await other.write("好，老码头见！");
  await page.sees("好，老码头见！");
  await picture(page, "readme-phone-zh");
  await page.goChats();
  await page.shot("chats-zh-dark");
  await page.click("nav-settings");
  await page.shot("settings-zh-dark");
});

scenario("two panes on a desktop", async (stage) => {
  const nora = await register(stage.server, "nora", "Nora Field");
  const people = [];
  for (const [handle, name, lines] of [
    ["aunt.may", "May Field", [">Your parcel has arrived 📦", "<Wonderful, thank you!"]],
    ["jonas", "Jonas Berg", ["<How did the talk go?", ">Really well, they asked for a second one."]],
    ["priya", "Priya Nair", [">The draft is in your inbox.", ">Could you look at chapter three first?"]],
    ["tom.weaver", "Tom Weaver", [">Morning! Did you see the forecast?", "<Sun until noon, hardly any wind."]],
  ]) {
    const other = await register(stage.server, handle, name);
    const log = await befriend(stage.server, other, nora, "Hello Nora");
    await talk(stage.server, nora, other, log, lines);
    people.push(other);
  }
  const tom = people.at(-1);
  const page = await stage.person(nora, { ...desktop, colorScheme: "light" });
  await page.logIn();
  const other = await stage.person(tom);
  await other.logIn();
  await other.openChat(nora);
  await page.openChat(tom);
  await other.write("Then let’s walk out to the point. Here is the tide table: https://tides.example/harbour");
  await page.page.getByText("Then let’s walk out").first().waitFor();
  await page.write("Perfect. Low tide is at 7:40, so I’d start at six.");
  await other.sees("Perfect. Low tide is at 7:40, so I’d start at six.");
  await other.write("Six it is. I’ll bring the coffee ☕");
  await page.sees("Six it is. I’ll bring the coffee ☕");
  await page.sees("Perfect. Low tide is at 7:40, so I’d start at six.", "read");
  await picture(page, "readme-desktop");
  await page.page.emulateMedia({ colorScheme: "dark" });
  await page.shot("desktop-dark");
  await page.click("nav-contacts");
  await page.page.locator("[data-testid=contact-row]").first().click();
  await page.at("person").waitFor();
  await page.shot("desktop-contacts-dark");
});
