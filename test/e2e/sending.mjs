// SPDX-License-Identifier: Apache-2.0
// What people do to send files, and what is seen of them.
import { randomBytes } from "node:crypto";
import { assert, until } from "./people.mjs";

/** Chooses files; the sheet before sending is there. */
export async function pick(person, files) {
  await person.at("attach-input").setInputFiles(files);
  await person.at("send-sheet").waitFor();
}

/** Sends what the sheet shows, once it is prepared. */
export async function send(person) {
  await person.page.locator("[data-testid=send-files]:enabled").click();
  await person.at("send-sheet").waitFor({ state: "detached" });
}

/** The messages of a kind: picture, video, voice, document. */
export function media(person, kind) {
  return person.page.locator(`[data-testid=media][data-kind=${kind}]`);
}

/** The last picture of the conversation, once it has come from the server: {width, height} in pixels of the file. */
export async function pictured(person) {
  const image = person.at("picture").last().locator("img[src^='/media/']");
  await image.waitFor();
  return image.evaluate(async (it) => {
    await it.decode();
    return { width: it.naturalWidth, height: it.naturalHeight };
  });
}

/** What the person's browser gets from an address. */
export async function bytesOf(person, address) {
  const text = await person.page.evaluate(async (it) => {
    const bytes = new Uint8Array(await (await fetch(it)).arrayBuffer());
    let letters = "";
    for (const byte of bytes) letters += String.fromCharCode(byte);
    return btoa(letters);
  }, address);
  return Buffer.from(text, "base64");
}

/** Makes each piece of this page's uploads wait so long. */
export async function slowUploads(person, waitMs) {
  await person.page.route("**/v1/media/*", async (route) => {
    if (route.request().method() === "PATCH") await new Promise((resolve) => setTimeout(resolve, waitMs));
    await route.continue().catch(() => {}); // the page may be gone meanwhile
  });
}

const BYTES = 5_000_000;
const PIECE_WAIT_MS = 350;

/** Ada sends a file that takes some seconds, and is in the middle of it; how many uploads her page has begun so far is counted. */
export async function amidst(stage) {
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
export async function grown(person, least) {
  await person.at("upload-progress").waitFor();
  await until(`the upload is past ${least}`, async () => (await part(person)) >= least);
  assert.ok((await part(person)) < 0.9, "the upload is not over yet");
}
