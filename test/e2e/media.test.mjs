// SPDX-License-Identifier: Apache-2.0
// Pictures and videos, from one person's device to the other's.
import { randomBytes } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { assert, Client, scenario } from "./people.mjs";
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
