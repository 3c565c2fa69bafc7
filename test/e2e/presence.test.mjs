// SPDX-License-Identifier: Apache-2.0
// Who is there, who types, and what each person lets others see of it.
import { assert, scenario, until } from "./people.mjs";

const doing = (person) => person.at("activity");

scenario("presence and typing show between two people, and go by themselves", async (stage) => {
  const { people } = await stage.pair();
  const [ada, ben] = people;
  await ada.row(ben).getByTestId("online").waitFor();
  await ada.openChat(ben);
  await ada.at("conversation-header").getByText("online").waitFor();

  await ben.openChat(ada);
  await ben.at("composer").pressSequentially("Hel");
  await doing(ada).getByText("typing…").waitFor();
  await ada.shot("typing");
  await ada.goChats();
  await ada.at("chat-activity").getByText("typing…").waitFor();
  await ada.shot("chats-typing");
  await ada.accessible("the chat list while somebody types");
  // Nothing more is typed: it expires.
  await ada.at("chat-activity").waitFor({ state: "detached", timeout: 9000 });

  await ben.at("composer").pressSequentially("lo");
  await ada.at("chat-activity").waitFor();
  await ben.click("send");
  await ada.at("chat-activity").waitFor({ state: "detached", timeout: 3000 });

  await ben.at("composer").pressSequentially("more");
  await ada.at("chat-activity").waitFor();
  await ben.fill("composer", "");
  await ada.at("chat-activity").waitFor({ state: "detached", timeout: 3000 });

  await ben.at("composer").pressSequentially("again");
  await ada.at("chat-activity").waitFor();
  await ben.click("back");
  await ada.at("chat-activity").waitFor({ state: "detached", timeout: 3000 });

  // Ben is away for longer than a lost connection takes to come back.
  await ben.page.close();
  await ada.row(ben).getByTestId("online").waitFor({ state: "detached", timeout: 45_000 });
  await ada.openChat(ben);
  await ada.at("conversation-header").getByText("last seen").waitFor();
  await ada.shot("last-seen");
  await ada.click("conversation-header");
  await ada.at("presence").getByText("last seen").waitFor();
  await ada.accessible("a contact's page");
});

scenario("without a connection nobody is shown as online", async (stage) => {
  const { people } = await stage.pair();
  const [ada, ben] = people;
  await ada.row(ben).getByTestId("online").waitFor();
  await stage.server.kill();
  await ada.row(ben).getByTestId("online").waitFor({ state: "detached" });
  assert.equal(await ada.at("online").count(), 0);
});

scenario("an invisible person is seen offline, and one without read receipts gives and gets none", async (stage) => {
  const { people } = await stage.pair();
  const [ada, ben] = people;
  await ada.row(ben).getByTestId("online").waitFor();
  await ben.click("nav-settings");
  await ben.click("settings-privacy");
  await ben.click("privacy-invisible");
  await ben.page.locator("[data-testid=privacy-invisible][aria-checked=true]").waitFor();
  await ada.row(ben).getByTestId("online").waitFor({ state: "detached" });
  await ben.click("privacy-read-receipts");
  await ben.page.locator("[data-testid=privacy-read-receipts][aria-checked=false]").waitFor();
  await ben.shot("privacy");
  await ben.accessible("privacy");

  await ada.openChat(ben);
  await ada.write("Do you read this?");
  await ben.openChat(ada);
  await ben.sees("Do you read this?");
  await ada.sees("Do you read this?", "delivered");

  // It holds on every device, and after a reload.
  await ben.page.reload();
  await ben.goChats();
  await ben.click("nav-settings");
  await ben.click("settings-privacy");
  await ben.page.locator("[data-testid=privacy-invisible][aria-checked=true]").waitFor();
  await ben.click("privacy-invisible");
  await ben.page.locator("[data-testid=privacy-invisible][aria-checked=false]").waitFor();
  await ada.at("conversation-header").getByText("online").waitFor();
});

scenario("a person who is not findable is not found by the handle", async (stage) => {
  const { people, accounts } = await stage.pair();
  const [ada] = people;
  await ada.click("nav-settings");
  await ada.click("settings-privacy");
  await ada.click("privacy-findable");
  await ada.page.locator("[data-testid=privacy-findable][aria-checked=false]").waitFor();
  const eve = await stage.person({
    handle: "eve",
    name: "Eve",
    password: "password of eve",
  });
  await eve.register();
  await eve.click("nav-find");
  await eve.fill("find-handle", accounts[0].handle);
  await eve.click("find-submit");
  await eve.page.getByText("Nobody here has that handle.").waitFor();
  await ada.click("privacy-findable");
  await until("she can be found again", async () => {
    await eve.click("find-submit");
    return (await eve.at("request-send").count()) > 0;
  });
});
