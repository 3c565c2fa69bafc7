// SPDX-License-Identifier: Apache-2.0
// What a person is to others: name, line, picture; and the end of an account.
import { assert, desktop, register, scenario } from "./people.mjs";

/** A picture of 640 × 480, made by the page. */
const picture = (page) =>
  page.evaluate(async () => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [640, 480];
    const context = canvas.getContext("2d");
    context.fillStyle = "#37b";
    context.fillRect(0, 0, 640, 480);
    context.fillStyle = "#fc3";
    context.beginPath();
    context.arc(320, 240, 150, 0, 7);
    context.fill();
    const bytes = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
    return [...new Uint8Array(await bytes.arrayBuffer())];
  });

const loaded = (image) => image.evaluate((it) => it.decode().then(() => [it.naturalWidth, it.naturalHeight]));

scenario("name, line and picture are shown to others as they change", async (stage) => {
  const { people } = await stage.pair();
  const [ada, ben] = people;
  await ben.openChat(ada);
  await ada.click("nav-settings");
  await ada.click("settings-profile");
  await ada.fill("settings-name", "Ada of the Harbour");
  await ada.click("settings-name-save");
  await ben.at("conversation-header").getByText("Ada of the Harbour").waitFor();
  await ada.fill("settings-signature", "Low tide at seven.");
  await ada.click("settings-signature-save");

  const buffer = Buffer.from(await picture(ada.page));
  await ada.at("settings-avatar").setInputFiles({
    name: "me.txt",
    mimeType: "image/png",
    buffer: Buffer.from("no"),
  });
  await ada.page.getByText("This file is not a picture").waitFor();
  await ada.at("settings-avatar").setInputFiles({ name: "me.png", mimeType: "image/png", buffer });
  await ada.at("crop").waitFor();
  await ada.at("crop-zoom").fill("1.5");
  await ada.shot("crop");
  await ada.accessible("cropping");
  await ada.click("crop-use");
  await ada.at("crop").waitFor({ state: "detached" });
  assert.deepEqual(await loaded(ada.page.locator(".profile img")), [512, 512]);
  await ada.shot("profile");
  await ada.accessible("the profile");

  assert.deepEqual(await loaded(ben.at("conversation-header").locator("img")), [512, 512]);
  await ben.click("conversation-header");
  await ben.at("person-signature").getByText("Low tide at seven.").waitFor();
  await ben.shot("person-avatar");
  await ben.accessible("a contact with a picture");

  await ada.click("settings-avatar-remove");
  await ben.page.locator("[data-testid=person] img").waitFor({ state: "detached" });
  await ben.page.locator("[data-testid=person] .avatar").getByText("AO").waitFor();
});

scenario("a deleted account leaves its messages under another name, and nobody can write to it", async (stage) => {
  const { people } = await stage.pair();
  const [ada, ben] = people;
  await ben.openChat(ada);
  await ben.write("Remember me.");
  await ada.openChat(ben);
  await ada.sees("Remember me.");
  await ben.goChats();
  await ben.click("nav-settings");
  await ben.click("settings-delete");
  await ben.fill("settings-delete-password", "not the password");
  await ben.click("settings-delete-yes");
  await ben.page.getByText("This is not your current password.").waitFor();
  await ben.shot("delete-account");
  await ben.accessible("deleting the account");
  await ben.fill("settings-delete-password", ben.account.password);
  await ben.click("settings-delete-yes");
  await ben.page.locator("[data-testid=ending][data-ending=deleted]").waitFor();
  await ben.tryLogIn(ben.account.password);
  await ben.at("form-error").waitFor();

  await ada.at("conversation-header").getByText("Deleted account").waitFor();
  await ada.at("standing").getByText("This account was deleted").waitFor();
  assert.equal(await ada.at("composer").count(), 0);
  await ada.sees("Remember me.");
  await ada.shot("deleted");
  await ada.click("conversation-header");
  await ada.page.locator("[data-testid=person][data-state=deleted]").waitFor();
  assert.equal(await ada.at("person-block").count(), 0);
  await ada.click("back");
  await ada.goChats();
  await ada.at("chat-list").getByText("Deleted account").waitFor();
});

scenario("the only administrator is told to make someone else one before leaving", async (stage) => {
  const [account] = await stage.accounts();
  const ada = await stage.person(account);
  await ada.logIn();
  await ada.click("nav-settings");
  await ada.click("settings-delete");
  await ada.fill("settings-delete-password", ada.account.password);
  await ada.click("settings-delete-yes");
  await ada.page.getByText("You are the only administrator").waitFor();
});

scenario("sound and notifications are chosen in the settings, on a desktop", async (stage) => {
  const account = await register(stage.server, "ada", "Ada");
  const ada = await stage.person(account, desktop);
  await ada.logIn();
  await ada.click("nav-settings");
  await ada.click("settings-notifications");
  const sound = (on) => ada.page.locator(`[data-testid=notifications-sound][aria-checked=${on}]`);
  await sound(true).waitFor();
  await ada.click("notifications-sound");
  await sound(false).waitFor();
  await ada.page.reload();
  await sound(false).waitFor();
  await ada.shot("notifications-desktop");
  await ada.accessible("notifications");
});
