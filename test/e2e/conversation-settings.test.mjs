// SPDX-License-Identifier: Apache-2.0
// What a person decides about a conversation holds on all of their devices: muted, pinned, archived, marked as unread, begun to write.
import { assert, befriend, desktop, register, scenario, until } from "./people.mjs";

/** Ada with a phone and a tablet, her contacts Ben (with a phone) and Cleo. */
async function begin(stage) {
  const accounts = [];
  for (const name of ["Ada", "Ben", "Cleo"]) accounts.push(await register(stage.server, name.toLowerCase(), name));
  const [ada, ben, cleo] = accounts;
  await befriend(stage.server, ada, ben);
  await befriend(stage.server, ada, cleo);
  const devices = [];
  for (const account of [ada, ada, ben]) devices.push(await stage.person(account));
  for (const device of devices) await device.logIn();
  return { accounts, devices };
}

/** Counts tones and the number on the icon instead of making them. */
const listen = () => {
  window.heard = { tones: 0, badge: -1 };
  AudioContext.prototype.createOscillator = ((make) =>
    function () {
      window.heard.tones += 1;
      return make.call(this);
    })(AudioContext.prototype.createOscillator);
  navigator.setAppBadge = async (count) => void (window.heard.badge = count);
  navigator.clearAppBadge = async () => void (window.heard.badge = 0);
};
const heard = (person) => person.page.evaluate(() => window.heard);

const sign = (person, other, testid) => person.row(other).getByTestId(testid);
const gone = (locator) => locator.waitFor({ state: "detached" });
/** The menu of a row, as a right button or a keyboard opens it. */
async function choose(person, other, ...items) {
  await person.row(other).click({ button: "right" });
  for (const item of items) await person.click(item);
}
const order = (person) =>
  person.page
    .locator("[data-testid=chat-list] [data-testid=chat-row]")
    .evaluateAll((rows) => rows.map((row) => row.dataset.handle));
const isOn = (person, testid, on) => person.page.locator(`[data-testid=${testid}][aria-checked=${on}]`).waitFor();

/** A finger rests on the row until the menu is there, and is lifted. */
async function longPress(person, other) {
  const box = await person.row(other).boundingBox();
  const touch = await person.context.newCDPSession(person.page);
  const touchPoints = [{ x: box.x + box.width / 2, y: box.y + box.height / 2 }];
  await touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints });
  await person.at("chat-pin").waitFor();
  await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  await touch.detach();
}

scenario("a muted conversation is silent on every device, until it is not muted any more", async (stage) => {
  const { accounts, devices } = await begin(stage);
  const [, benAccount] = accounts;
  const [phone, tablet, ben] = devices;
  await phone.page.addInitScript(listen);
  await phone.page.reload();
  await phone.online();

  await tablet.row(ben).click({ button: "right" });
  await tablet.at("chat-mute").waitFor();
  await tablet.shot("conversation-menu");
  await tablet.accessible("the menu of a conversation");
  await tablet.click("chat-mute");
  await tablet.at("mute-good").waitFor();
  await tablet.shot("conversation-mute");
  await tablet.accessible("the question for how long to mute");
  await tablet.click("mute-good");
  await sign(phone, benAccount, "chat-muted").waitFor();

  await phone.click("nav-settings"); // a gesture, without which no page may be heard
  await ben.openChat(accounts[0]);
  await ben.write("In silence");
  await phone.goChats();
  await sign(phone, benAccount, "unread-badge").waitFor();
  await phone.shot("conversations-muted");
  await phone.accessible("the chat list with a muted conversation");
  assert.deepEqual(await heard(phone), { tones: 0, badge: 0 });
  await phone.title("Godwit");

  // Among the details of the conversation it is taken back.
  await tablet.openChat(benAccount);
  await tablet.click("conversation-header");
  await isOn(tablet, "decide-muted", true);
  await tablet.shot("conversation-decisions");
  await tablet.accessible("the details of a conversation");
  await tablet.click("decide-muted");
  await isOn(tablet, "decide-muted", false);
  await gone(sign(phone, benAccount, "chat-muted"));
  // The first was read on the tablet.
  await ben.write("Out loud");
  await until("it sounds", async () => (await heard(phone)).tones > 0);
  await until("it counts", async () => (await heard(phone)).badge > 0);
});

scenario("what is pinned stays on top, what is archived comes back with a message, unless muted", async (stage) => {
  const { accounts, devices } = await begin(stage);
  const [, benAccount, cleoAccount] = accounts;
  const [phone, tablet, ben] = devices;
  const cleo = await stage.client(cleoAccount);
  const withCleo = await phone.row(cleoAccount).getAttribute("data-log");
  await ben.openChat(accounts[0]);
  await ben.write("First");
  await sign(phone, benAccount, "unread-badge").waitFor();

  await longPress(phone, benAccount);
  await phone.click("chat-pin");
  await sign(tablet, benAccount, "chat-pinned").waitFor();
  assert.equal(await phone.at("conversation").count(), 0, "a long press opens the menu and nothing else");
  await cleo.send(withCleo, "Newer");
  for (const device of [phone, tablet]) {
    await sign(device, cleoAccount, "unread-badge").waitFor();
    assert.deepEqual((await order(device)).slice(0, 2), ["ben", "cleo"]);
  }
  await phone.shot("conversations-pinned");
  await choose(tablet, benAccount, "chat-pin");
  await until("the newest is first", async () => (await order(phone))[0] === "cleo");

  await choose(phone, benAccount, "chat-archive");
  for (const device of [phone, tablet]) {
    await device.at("archived-row").waitFor();
    await gone(device.row(benAccount));
  }
  await tablet.shot("conversations-archived-row");
  await tablet.accessible("the chat list with an archive");
  await tablet.click("archived-row");
  await tablet.row(benAccount).waitFor();
  await tablet.shot("conversations-archived");
  await tablet.accessible("the archive");
  await tablet.goChats();
  await ben.write("Back again");
  for (const device of [phone, tablet]) {
    await device.row(benAccount).waitFor();
    await gone(device.at("archived-row"));
  }

  // Muted, it did not go back by itself; archived and muted, it stays there.
  await choose(phone, benAccount, "chat-mute", "mute-good");
  await sign(tablet, benAccount, "chat-muted").waitFor();
  await choose(tablet, benAccount, "chat-archive");
  await gone(phone.row(benAccount));
  await ben.write("Unheard");
  await phone.click("archived-row");
  await phone.row(benAccount).getByText("Unheard").waitFor();
  assert.equal(await phone.at("nav-chats-badge").textContent(), "1", "Cleo's");
  await choose(phone, benAccount, "chat-archive");
  await tablet.row(benAccount).waitFor();
  await phone.at("archived-list").waitFor({ state: "detached" });
  await phone.goChats();
  // On a wide screen the archive stands beside the list.
  const desk = await stage.person(accounts[0], desktop);
  await desk.logIn();
  await choose(desk, cleoAccount, "chat-archive");
  await gone(phone.row(cleoAccount));
  await desk.click("archived-row");
  await desk.page.locator("[data-testid=archived-list]").getByText("Cleo").waitFor();
  await desk.shot("conversations-archived-desktop");
  await desk.accessible("the archive on a wide screen");
});

scenario("a mark as unread and a draft are there on the other device, and end on both", async (stage) => {
  const { accounts, devices } = await begin(stage);
  const [, benAccount] = accounts;
  const [phone, tablet, ben] = devices;
  await ben.openChat(accounts[0]);
  await ben.write("Read me");
  await sign(phone, benAccount, "unread-badge").waitFor();
  await phone.openChat(benAccount);
  await phone.sees("Read me");
  await phone.goChats();
  await gone(sign(phone, benAccount, "unread-badge"));
  await choose(phone, benAccount, "chat-unread");
  for (const device of [phone, tablet]) await sign(device, benAccount, "unread-dot").waitFor();
  await phone.shot("conversations-marked");
  await phone.accessible("the chat list with a conversation that is marked as unread");
  await phone.title("(1) Godwit");
  // What was read before has been reported meanwhile; opening it is what ends the mark.
  await ben.sees("Read me", "read");
  await sign(tablet, benAccount, "unread-dot").waitFor();
  await tablet.openChat(benAccount);
  await gone(sign(phone, benAccount, "unread-dot"));
  await tablet.goChats();

  await phone.openChat(benAccount);
  await phone.fill("composer", "Half a sen");
  await phone.goChats();
  await phone.row(benAccount).getByText("Draft:").waitFor();
  await tablet.row(benAccount).getByText("Draft: Half a sen").waitFor();
  await tablet.shot("conversations-draft");
  await tablet.accessible("the chat list with a draft");
  await tablet.openChat(benAccount);
  assert.equal(await tablet.at("composer").inputValue(), "Half a sen");
  // The phone has it open, too, and did not write on: it follows.
  await phone.openChat(benAccount);
  await tablet.fill("composer", "Half a sentence");
  await until("the phone has the rest", async () => (await phone.at("composer").inputValue()) === "Half a sentence");
  await tablet.click("send");
  await ben.sees("Half a sentence");
  await until("nothing is left on the phone", async () => (await phone.at("composer").inputValue()) === "");

  // Without a network it is kept, and brought along.
  await phone.goChats();
  await phone.context.setOffline(true);
  await phone.connection("offline");
  await phone.openChat(benAccount);
  await phone.fill("composer", "From the tunnel");
  await phone.goChats();
  await phone.row(benAccount).getByText("Draft: From the tunnel").waitFor();
  await choose(phone, benAccount, "chat-pin");
  await sign(phone, benAccount, "chat-pinned").waitFor();
  await tablet.goChats();
  assert.equal(await sign(tablet, benAccount, "chat-pinned").count(), 0);
  await phone.context.setOffline(false);
  await sign(tablet, benAccount, "chat-pinned").waitFor();
  await tablet.row(benAccount).getByText("Draft: From the tunnel").waitFor();
});
