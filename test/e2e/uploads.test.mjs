// SPDX-License-Identifier: Apache-2.0
// Uploads that something comes between: they go on by themselves, and what was sent arrives once.
import { assert, Client, scenario } from "./people.mjs";
import { amidst, bytesOf, grown, media } from "./sending.mjs";

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
