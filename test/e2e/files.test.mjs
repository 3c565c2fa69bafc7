// SPDX-License-Identifier: Apache-2.0
// Voice messages and files, from one person's device to the other's and to nobody else's.
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { assert, befriend, phone, register, scenario } from "./people.mjs";
import { photograph } from "./photograph.mjs";
import { media, pick, send } from "./sending.mjs";

scenario("a voice message is recorded, sent and played", async (stage) => {
  const { people } = await stage.pair({ microphone: true });
  const [ada, ben] = people;
  await ada.openChat(ben);
  await ben.openChat(ada);
  await ada.click("voice");
  await ada.at("voice-bar").waitFor();
  await ben.at("activity").waitFor();
  await ada.page.waitForTimeout(2500);
  await ada.shot("media-recording");
  await ada.accessible("recording");
  await ada.click("voice");
  await media(ada, "voice").waitFor();
  const player = ben.at("voice-player");
  await player.waitFor();
  const length = await ben.at("voice-time").textContent();
  assert.match(length, /^0:(0[1-9]|1\d)$/);
  const bars = await player.locator(".voice-wave span").evaluateAll((all) => all.map((bar) => bar.style.blockSize));
  assert.ok(new Set(bars).size > 1, "the waveform shows the beeps");
  await ben.shot("media-voice");
  await ben.click("voice-play");
  await ben.page.locator("[data-testid=voice-player][data-state=playing]").waitFor();
  await ben.page.locator("[data-testid=voice-player][data-state=playing] .voice-wave .heard").first().waitFor();
  await ben.shot("media-voice-playing");
  await ben.page.locator("[data-testid=voice-player][data-state=stopped]").waitFor();
});

scenario("a recording that is slid away is not sent", async (stage) => {
  const { people } = await stage.pair({ microphone: true });
  const [ada, ben] = people;
  await ada.openChat(ben);
  await ada.at("voice").waitFor();
  const box = await ada.at("voice").boundingBox();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await ada.page.mouse.move(x, y);
  await ada.page.mouse.down();
  await ada.at("voice-bar").waitFor();
  await ada.page.waitForTimeout(800);
  await ada.page.mouse.move(x - 60, y);
  await ada.shot("media-sliding");
  await ada.page.mouse.move(x - 150, y);
  await ada.page.mouse.up();
  await ada.at("voice-bar").waitFor({ state: "detached" });
  await ada.write("Nothing was sent");
  await ada.sees("Nothing was sent", "delivered");
  assert.equal(await media(ada, "voice").count(), 0);
});

scenario("a file comes as it is, to be saved, and nobody else gets it", async (stage) => {
  const { people } = await stage.pair();
  const [ada, ben] = people;
  await ada.openChat(ben);
  await ben.openChat(ada);
  const buffer = randomBytes(700_000);
  await pick(ada, [
    {
      name: "tide table: März.bin",
      mimeType: "application/octet-stream",
      buffer,
    },
  ]);
  await ada.shot("media-file-sheet");
  await send(ada);
  const link = media(ben, "document").locator("a[href^='/media/']");
  await link.getByText("700 kB").waitFor();
  await ben.shot("media-file");
  const answer = await ben.page.evaluate(
    async (address) => {
      const response = await fetch(address);
      return Object.fromEntries(response.headers);
    },
    await link.getAttribute("href"),
  );
  assert.match(answer["content-disposition"], /^attachment/);
  assert.equal(answer["x-content-type-options"], "nosniff");
  const [download] = await Promise.all([ben.page.waitForEvent("download"), link.click()]);
  assert.match(download.suggestedFilename(), /tide table.*\.bin$/);
  assert.deepEqual(await readFile(await download.path()), buffer);

  const eve = await stage.person(await register(stage.server, "eve", "Eve"), phone);
  await eve.logIn();
  const address = await link.getAttribute("href");
  const refused = await eve.page.evaluate((it) => fetch(it).then((response) => response.status), address);
  assert.equal(refused, 404);
  const nothing = await eve.page.evaluate((it) => fetch(it).then((response) => response.status), "/media/nosuchmedia");
  assert.equal(nothing, 404);
  const anonymous = await fetch(stage.server.address + address);
  assert.equal(anonymous.status, 401);

  await ben.goChats();
  await ben.click("nav-settings");
  await ben.click("settings-log-out");
  await ben.click("question-yes");
  await ben.at("login-handle").waitFor();
  const fresh = { cache: "no-store" };
  const after = await ben.page.evaluate(([it, how]) => fetch(it, how).then((row) => row.status), [address, fresh]);
  assert.equal(after, 401, "the cookie ends with the device");
});

scenario("all kinds together, in Chinese and dark colours", async (stage) => {
  const accounts = [await register(stage.server, "lin", "林晓"), await register(stage.server, "zhou", "周远")];
  await befriend(stage.server, ...accounts, "你好");
  const look = { ...phone, locale: "zh-CN", colorScheme: "dark" };
  const lin = await stage.person(accounts[0], look, { microphone: true });
  await lin.logIn();
  const zhou = await stage.person(accounts[1], look);
  await zhou.logIn();
  await lin.openChat(zhou);
  await zhou.openChat(lin);
  const buffer = await photograph(lin.page, 900, 500);
  await pick(lin, [
    { name: "滩涂.jpg", mimeType: "image/jpeg", buffer },
    { name: "潮汐表.pdf", mimeType: "application/pdf", buffer: randomBytes(40_000) },
  ]);
  await lin.fill("send-caption", "今天的滩涂");
  await lin.at("send-original").check();
  await lin.page.getByText("包含其中的位置和相机信息").waitFor();
  await lin.shot("media-sheet-zh");
  await lin.accessible("the sheet before sending, dark");
  await send(lin);
  await media(zhou, "document").getByText("潮汐表.pdf").waitFor();
  await lin.click("voice");
  await lin.at("voice-bar").waitFor();
  await lin.page.waitForTimeout(1500);
  await lin.click("voice");
  await zhou.at("voice-player").waitFor();
  await zhou.choose("今天的滩涂", "reply");
  await zhou.write("真漂亮！");
  await lin.sees("真漂亮！");
  await lin.shot("media-zh-dark");
  await lin.accessible("a conversation with media, dark");
  await lin.goChats();
  await lin.shot("media-chats-zh");
});
