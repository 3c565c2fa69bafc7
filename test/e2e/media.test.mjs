// SPDX-License-Identifier: Apache-2.0
// Pictures, files and voice messages, from one person's device to the other's.
import { randomBytes } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { assert, befriend, Client, phone, register, scenario } from "./people.mjs";
import { MAKER, photograph } from "./photograph.mjs";
import { bytesOf, media, pick, pictured, send } from "./sending.mjs";

/** Whether any file of the server's folder has these bytes in it. */
async function stored(folder, needle) {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const name of names.filter((row) => row.isFile())) {
    if ((await readFile(path.join(name.parentPath, name.name))).includes(needle)) return true;
  }
  return false;
}

scenario("a picture is seen by the other, without what the camera wrote into it", async (stage) => {
  const { people } = await stage.pair();
  const [ada, ben] = people;
  await ada.openChat(ben);
  await ben.openChat(ada);
  const buffer = await photograph(ada.page, 3000, 2000);
  assert.ok(buffer.includes(MAKER));
  await pick(ada, [{ name: "IMG_1.jpg", mimeType: "image/jpeg", buffer }]);
  await ada.at("send-file").and(ada.page.locator("[data-kind=picture]")).waitFor();
  await ada.page.getByText("lose their location and camera data").waitFor();
  await ada.fill("send-caption", "The old pier");
  await ada.shot("media-send-sheet");
  await ada.accessible("the sheet before sending");
  await ada.click("send-files");

  await ben.sees("The old pier");
  const small = await pictured(ben);
  assert.ok(small.width > 0 && small.width <= 400, `the thumbnail is ${small.width} wide`);
  await ada.sees("The old pier", "read");
  await ada.shot("media-picture-own");
  await ben.shot("media-picture-other");
  await ben.accessible("a conversation with a picture");

  await ben.click("picture");
  const whole = ben.at("viewer").locator("img");
  assert.deepEqual(
    await whole.evaluate((it) => it.decode().then(() => [it.naturalWidth, it.naturalHeight])),
    [2048, 1365],
  );
  const bytes = await bytesOf(ben, await whole.getAttribute("src"));
  assert.ok(!bytes.includes("Exif") && !bytes.includes(MAKER), "the file tells nothing");
  assert.equal(await stored(stage.server.folder, MAKER), false, "nor does anything at the server");
  await ben.shot("media-viewer");
  await ben.click("viewer-close");
});

scenario("an original picture keeps what the camera wrote, and the person is told before", async (stage) => {
  const { people } = await stage.pair();
  const [ada, ben] = people;
  await ada.openChat(ben);
  await ben.openChat(ada);
  const buffer = await photograph(ada.page, 800, 600);
  await pick(ada, [{ name: "IMG_2.jpg", mimeType: "image/jpeg", buffer }]);
  await ada.at("send-original").check();
  await ada.page.getByText("with the location and camera data in them").waitFor();
  await ada.shot("media-original");
  await ada.click("send-files");
  await pictured(ben);
  await ben.click("picture");
  const source = await ben.at("viewer").locator("img").getAttribute("src");
  assert.deepEqual(await bytesOf(ben, source), buffer);
});

scenario("a picture that this browser cannot read goes only as a file, and only when that is wanted", async (stage) => {
  const { people } = await stage.pair();
  const [ada, ben] = people;
  await ada.openChat(ben);
  await ben.openChat(ada);
  const buffer = Buffer.concat([Buffer.from("\0\0\0\x18ftypheic", "latin1"), Buffer.from(MAKER), randomBytes(2000)]);
  await pick(ada, [{ name: "IMG_3.HEIC", mimeType: "image/heic", buffer }]);
  await ada.at("send-agree").waitFor();
  assert.equal(await ada.at("send-files").isDisabled(), true);
  await ada.shot("media-agree");
  await ada.at("send-agree").check();
  await ada.click("send-files");
  await media(ben, "document").getByText("IMG_3.HEIC").waitFor();
});

scenario("several pictures at once, by choosing, dropping and pasting", async (stage) => {
  const { people } = await stage.pair();
  const [ada, ben] = people;
  await ada.openChat(ben);
  await ben.openChat(ada);
  const files = [];
  for (const [at, colour] of ["#37b", "#b37", "#7b3"].entries()) {
    const buffer = await photograph(ada.page, 600 + at * 100, 400, colour);
    files.push({ name: `${at}.jpg`, mimeType: "image/jpeg", buffer });
  }
  await pick(ada, files.slice(0, 2));
  assert.equal(await ada.at("send-file").count(), 2);
  await ada.shot("media-several");
  await send(ada);
  for (const kind of ["drop", "paste"]) {
    await ada.at("composer").evaluate(
      (element, { kind, base64 }) => {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        const held = new DataTransfer();
        held.items.add(new File([bytes], "held.jpg", { type: "image/jpeg" }));
        const more = { bubbles: true, cancelable: true };
        element.dispatchEvent(
          kind === "drop"
            ? new DragEvent("drop", { ...more, dataTransfer: held })
            : new ClipboardEvent("paste", { ...more, clipboardData: held }),
        );
      },
      { kind, base64: files[2].buffer.toString("base64") },
    );
    await ada.at("send-sheet").waitFor();
    await send(ada);
  }
  await media(ben, "picture").nth(3).waitFor();
  await ben.shot("media-pictures");
});

scenario("a video comes with a first picture and plays", async (stage) => {
  const { people } = await stage.pair();
  const [ada, ben] = people;
  await ada.openChat(ben);
  await ben.openChat(ada);
  const film = await ada.page.evaluate(async () => {
    const canvas = Object.assign(document.createElement("canvas"), {
      width: 320,
      height: 240,
    });
    const context = canvas.getContext("2d");
    const recorder = new MediaRecorder(canvas.captureStream(20), {
      mimeType: "video/webm",
    });
    const parts = [];
    recorder.ondataavailable = (event) => parts.push(event.data);
    const ended = new Promise((resolve) => (recorder.onstop = resolve));
    recorder.start();
    for (let at = 0; at < 30; at += 1) {
      context.fillStyle = `hsl(${at * 12} 70% 50%)`;
      context.fillRect(0, 0, 320, 240);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    recorder.stop();
    await ended;
    const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
    return btoa(String.fromCharCode(...bytes));
  });
  await pick(ada, [
    {
      name: "tide.webm",
      mimeType: "video/webm",
      buffer: Buffer.from(film, "base64"),
    },
  ]);
  await ada.at("send-file").and(ada.page.locator("[data-kind=video]")).waitFor();
  await ada.page.getByText("A video is sent as it is").waitFor();
  await send(ada);
  const video = media(ben, "video").locator("video");
  await video.waitFor();
  assert.match(await video.getAttribute("poster"), /^\/media\//);
  const poster = await bytesOf(ben, await video.getAttribute("poster"));
  assert.ok(poster.length > 100);
  await video.evaluate((it) => it.play());
  assert.ok(await video.evaluate((it) => it.videoWidth === 320));
  const told = await media(ben, "video").locator("video").getAttribute("aria-label");
  assert.match(told, /0:0[12]/, "its length is known, though the file says it is endless");
  await ben.shot("media-video");
});

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
  assert.match(length, /^0:0[1-4]$/);
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

scenario("a recalled picture is gone from the other's view and from the server", async (stage) => {
  const { people, accounts, log } = await stage.pair();
  const [ada, ben] = people;
  await ada.openChat(ben);
  await ben.openChat(ada);
  const buffer = await photograph(ada.page, 900, 600);
  await pick(ada, [{ name: "a.jpg", mimeType: "image/jpeg", buffer }]);
  await ada.fill("send-caption", "Oops");
  await send(ada);
  await pictured(ben);
  const source = await ben.at("picture").locator("img").getAttribute("src");
  await ada.sees("Oops", "read");
  await ada.choose("Oops", "recall");
  await ben.at("message-recalled").waitFor();
  await ben.at("picture").waitFor({ state: "detached" });
  await ben.shot("media-recalled");
  const status = await ben.page.evaluate((it) => fetch(it, { cache: "no-store" }).then((row) => row.status), source);
  assert.equal(status, 404);
  const script = await Client.connect(stage.server, accounts[1].token);
  const entries = await script.readLog(log);
  await script.close();
  assert.equal(JSON.stringify(entries).includes(source.split("/").at(-1)), false);
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
