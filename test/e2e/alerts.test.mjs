// SPDX-License-Identifier: Apache-2.0
// What a person hears and sees of messages in conversations that are not in view.
import { assert, desktop, scenario, until } from "./people.mjs";

/** Counts tones, notifications and badges instead of making them. */
const listen = () => {
  window.heard = { tones: 0, badge: -1, notes: [] };
  AudioContext.prototype.createOscillator = ((make) =>
    function () {
      window.heard.tones += 1;
      return make.call(this);
    })(AudioContext.prototype.createOscillator);
  navigator.setAppBadge = async (count) => void (window.heard.badge = count);
  navigator.clearAppBadge = async () => void (window.heard.badge = 0);
  ServiceWorkerRegistration.prototype.showNotification = async (title, { body, tag }) =>
    void window.heard.notes.push({ title, body, tag });
};
const heard = (person) => person.page.evaluate(() => window.heard);

scenario(
  "a message elsewhere sounds and counts, one in view does not, nor one's own or a missed one",
  async (stage) => {
    const { people, accounts, log } = await stage.pair();
    const [ada, ben] = people;
    const second = await stage.client(accounts[0]);
    await ada.page.addInitScript(listen);
    await ada.page.reload();
    await ada.online();
    await ada.click("nav-settings"); // a gesture, without which no page may be heard
    await ben.openChat(ada);
    await ben.write("One");
    await until("it sounds", async () => (await heard(ada)).tones === 2);
    await until("the badge says one", async () => (await heard(ada)).badge === 1);
    await ada.title("(1) Godwit");

    await ada.goChats();
    await ada.openChat(ben);
    await until("the badge is gone", async () => (await heard(ada)).badge === 0);
    await ben.write("Two, in view");
    await ada.sees("Two, in view");
    await second.send(log, "Three, of my own from elsewhere");
    await ada.sees("Three, of my own from elsewhere");
    assert.equal((await heard(ada)).tones, 2);

    await ada.goChats();
    await ada.context.setOffline(true);
    await ada.connection("offline");
    await ben.write("Four, missed");
    await ben.sees("Four, missed", "sent");
    await ada.context.setOffline(false);
    await ada.online();
    await ada.row(ben).getByTestId("unread-badge").waitFor();
    assert.equal((await heard(ada)).tones, 2);

    await ada.click("nav-settings");
    await ada.click("settings-notifications");
    await ada.click("notifications-sound");
    await ben.write("Five, in silence");
    await until("it is counted", async () => (await heard(ada)).badge === 2);
    assert.equal((await heard(ada)).tones, 2);
    assert.deepEqual((await heard(ada)).notes, []);
  },
);

scenario("a hidden page shows a notification when that was switched on, one for each conversation", async (stage) => {
  const { people, log } = await stage.pair();
  const [ada, ben] = people;
  await ada.context.grantPermissions(["notifications"], {
    origin: stage.server.address,
  });
  await ada.page.addInitScript(listen);
  await ada.page.reload();
  await until("the service worker serves", () => ada.page.evaluate(() => !!navigator.serviceWorker.controller));
  await ada.click("nav-settings");
  await ada.click("settings-notifications");
  await ben.openChat(ada);
  const hide = (state) =>
    ada.page.evaluate((now) => {
      Object.defineProperty(document, "visibilityState", {
        configurable: true,
        get: () => now,
      });
      document.dispatchEvent(new Event("visibilitychange"));
    }, state);
  await hide("hidden");
  await ben.write("Not switched on yet");
  await until("it sounds", async () => (await heard(ada)).tones === 2);
  assert.deepEqual((await heard(ada)).notes, []);
  await hide("visible");
  await ada.click("notifications-system");
  await ada.page.locator("[data-testid=notifications-system][aria-checked=true]").waitFor();
  await ada.shot("notifications");
  await hide("hidden");
  await ben.write("Are you there?");
  await until("it is shown", async () => (await heard(ada)).notes.length === 1);
  assert.deepEqual((await heard(ada)).notes, [{ title: "Ben", body: "Are you there?", tag: log }]);
});

scenario("the screens about people in Chinese and dark colours, on a phone and on a desktop", async (stage) => {
  const { people, accounts } = await stage.pair();
  const [, ben] = people;
  for (const [device, name] of [
    [undefined, "phone"],
    [desktop, "desktop"],
  ]) {
    const options = {
      ...(device ?? ben.device),
      locale: "zh-CN",
      colorScheme: "dark",
    };
    const ada = await stage.person(accounts[0], options);
    await ada.at("qr-open").waitFor();
    await ada.shot(`zh-dark-${name}-log-in`);
    await ada.click("qr-open");
    await ada.at("qr-code").waitFor();
    await ada.shot(`zh-dark-${name}-code`);
    await ada.accessible(`the code, ${name}`);
    await ada.click("qr-back");
    await ada.logIn();
    await ada.openChat(ben);
    await ada.at("presence").getByText("在线").waitFor();
    await ada.shot(`zh-dark-${name}-conversation`);
    if (name === "phone") await ada.click("back");
    await ada.click("nav-settings");
    await ada.at("settings-privacy").waitFor();
    await ada.shot(`zh-dark-${name}-settings`);
    await ada.accessible(`settings, ${name}`);
    for (const screen of ["profile", "privacy", "notifications", "devices", "link"]) {
      await ada.click(`settings-${screen}`);
      await ada.page.locator(".pane-detail .page").waitFor();
      await ada.shot(`zh-dark-${name}-${screen}`);
      await ada.accessible(`${screen}, ${name}`);
      if (name === "phone") await ada.click("back");
    }
    await ada.click("settings-delete");
    await ada.at("settings-delete-password").waitFor();
    await ada.shot(`zh-dark-${name}-delete`);
    await ada.accessible(`deleting, ${name}`);
  }
});
