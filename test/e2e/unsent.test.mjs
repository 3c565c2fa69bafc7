// SPDX-License-Identifier: Apache-2.0
// Files that are not sent: cancelled, refused, or never begun.
import { randomBytes } from "node:crypto";
import { assert, scenario } from "./people.mjs";
import { amidst, media, pick, send } from "./sending.mjs";

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
