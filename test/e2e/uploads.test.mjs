// SPDX-License-Identifier: Apache-2.0
// Uploads that something comes between: they go on by themselves, and what was sent arrives once.
import { randomBytes } from "node:crypto";
import { assert, Client, scenario, until } from "./people.mjs";
import { bytesOf, media, pick, send, slowUploads } from "./sending.mjs";

const BYTES = 5_000_000;
const PIECE_WAIT_MS = 350;

/** Ada sends a file that takes some seconds, and is in the middle of it; how many uploads her page has begun so far is counted. */
async function amidst(stage) {
  const { people, accounts, log } = await stage.pair();
  const [ada, ben] = people;
  await ada.openChat(ben);
  await ben.openChat(ada);
  await slowUploads(ada, PIECE_WAIT_MS);
  const begun = [];
  ada.page.on("request", (request) => {
    if (request.method() === "POST" && request.url().endsWith("/v1/media")) begun.push(request.url());
  });
  const buffer = randomBytes(BYTES);
  await pick(ada, [{ name: "tide.bin", mimeType: "application/octet-stream", buffer }]);
  await send(ada);
  await grown(ada, 0.2);
  return { ada, ben, accounts, log, buffer, begun };
}

const part = (person) => person.at("upload-progress").evaluate((bar) => bar.value);

/** The upload has come so far, and is not at its end. */
async function grown(person, least) {
  await person.at("upload-progress").waitFor();
  await until(`the upload is past ${least}`, async () => (await part(person)) >= least);
  assert.ok((await part(person)) < 0.9, "the upload is not over yet");
}

async function arrivesOnce(stage, { ada, ben, accounts, log, buffer, begun }) {
  const link = media(ben, "document").locator("a[href^='/media/']");
  await link.waitFor();
  await media(ada, "document").locator("a[href^='/media/']").waitFor();
  assert.equal(await ada.at("upload-progress").count(), 0);
  assert.ok(buffer.equals(await bytesOf(ben, await link.getAttribute("href"))), "the same bytes");
  const script = await Client.connect(stage.server, accounts[1].token);
  const files = (await script.readLog(log)).filter((entry) => entry.body?.document);
  await script.close();
  assert.equal(files.length, 1, "one message");
  assert.equal(begun.length, 1, "one upload");
}

scenario("an upload goes on after the page was loaded anew, and is delivered once", async (stage) => {
  const sending = await amidst(stage);
  const { ada } = sending;
  await ada.page.reload();
  await grown(ada, 0.1);
  await ada.shot("upload-after-reload");
  await arrivesOnce(stage, sending);
});

scenario("an upload goes on after the server was killed and started again", async (stage) => {
  const sending = await amidst(stage);
  const { ada } = sending;
  await stage.server.kill();
  await ada.connection("waiting");
  await ada.shot("upload-without-server");
  await stage.server.startAgain();
  await arrivesOnce(stage, sending);
});

scenario("an upload goes on after the network was away", async (stage) => {
  const sending = await amidst(stage);
  const { ada } = sending;
  await ada.context.setOffline(true);
  await ada.connection("offline");
  await ada.context.setOffline(false);
  await arrivesOnce(stage, sending);
});

scenario("an upload can be paused, also over a reload, and goes on when it is resumed", async (stage) => {
  const sending = await amidst(stage);
  const { ada } = sending;
  await ada.click("upload-pause");
  await ada.at("upload-resume").waitFor();
  await ada.shot("upload-paused");
  await ada.accessible("a paused upload");
  await ada.page.reload();
  await ada.at("upload-resume").waitFor();
  await ada.online();
  await ada.write("Texts are not held up");
  await sending.ben.sees("Texts are not held up");
  assert.equal(await media(sending.ben, "document").count(), 0);
  await ada.click("upload-resume");
  await arrivesOnce(stage, sending);
});

scenario("an upload that is cancelled is gone, and the next goes out", async (stage) => {
  const { ada, ben } = await amidst(stage);
  await pick(ada, [{ name: "next.txt", mimeType: "text/plain", buffer: Buffer.from("next") }]);
  await send(ada);
  await ada.at("upload-cancel").first().click();
  await ada.page.unroute("**/v1/media/*");
  await media(ben, "document").getByText("next.txt").waitFor();
  assert.equal(await media(ben, "document").count(), 1);
  assert.equal(await media(ada, "document").count(), 1);
});

scenario(
  "a file that is refused says why, and is sent when it is tried again",
  { set: { "media.max_bytes": 1_000_000 } },
  async (stage) => {
    const { people } = await stage.pair();
    const [ada, ben] = people;
    await ada.openChat(ben);
    await pick(ada, [
      {
        name: "tide.bin",
        mimeType: "application/octet-stream",
        buffer: randomBytes(1_500_000),
      },
    ]);
    await send(ada);
    await ada.at("upload-retry").waitFor();
    await ada.shot("upload-refused");
    await stage.server.stop();
    stage.server.set["media.max_bytes"] = 2_000_000;
    await stage.server.startAgain();
    await ada.online();
    await ada.click("upload-retry");
    await ben.openChat(ada);
    await media(ben, "document").getByText("tide.bin").waitFor();
  },
);

scenario("files that were chosen and not sent are missed after a reload", async (stage) => {
  const { people } = await stage.pair();
  const [ada, ben] = people;
  await ada.openChat(ben);
  const file = (name) => ({
    name,
    mimeType: "text/plain",
    buffer: Buffer.from(name),
  });
  await pick(ada, [file("a.txt"), file("b.txt")]);
  let asked = 0;
  ada.page.on("dialog", (dialog) => {
    asked += 1;
    void dialog.accept();
  });
  await ada.page.reload();
  await ada.at("toast").getByText("2 files were not sent").waitFor();
  await ada.shot("upload-lost");
  assert.ok(asked <= 1);
  await ada.page.reload();
  await ada.at("composer").waitFor();
  assert.equal(await ada.at("toast").count(), 0);
});
