// SPDX-License-Identifier: Apache-2.0
// Groups as people meet them: made, talked in, led, come to by a link, left and dismissed.
import { photograph } from "./photograph.mjs";
import { assert, befriend, desktop, phone, register, scenario, until } from "./people.mjs";

/** Ada, who knows Ben and Cleo; each with a browser. */
async function three(stage) {
  const accounts = [];
  for (const name of ["Ada", "Ben", "Cleo"]) accounts.push(await register(stage.server, name.toLowerCase(), name));
  const [ada, ...others] = accounts;
  for (const other of others) await befriend(stage.server, ada, other);
  const people = [];
  for (const account of accounts) {
    const person = await stage.person(account, phone);
    await person.logIn();
    people.push(person);
  }
  return { accounts, people };
}

/** A group of the person with these people; where it is. */
async function makeGroup(person, name, others, { channel = false } = {}) {
  await person.click("nav-find");
  await person.click("new-group");
  await person.fill("group-name", name);
  if (channel) await person.click("group-channel");
  for (const other of others) await pick(person, other);
  await person.click("group-create");
  await person.at("composer").waitFor();
  return person.at("conversation").getAttribute("data-log");
}

const pick = (person, { handle }) => person.page.locator(`[data-testid=pick-contact][data-handle="${handle}"]`).click();
const chat = (person, log) => person.page.locator(`[data-testid=chat-row][data-log="${log}"]`);
const openGroup = async (person, log) => {
  if (!(await chat(person, log).isVisible())) await person.goChats();
  await chat(person, log).click();
  await person.at("conversation").waitFor();
};
const openPage = async (person, log) => {
  await openGroup(person, log);
  await person.at("conversation-header").click();
  await person.at("group-page").waitFor();
};
const event = (person, text) => person.at("group-event").getByText(text, { exact: true }).waitFor();
const memberRow = (person, { handle }) => person.page.locator(`[data-testid=group-member][data-handle="${handle}"]`);
const act = async (person, other, what) => {
  await memberRow(person, other).click();
  await person.click(what);
};

scenario("three people talk in a group, whoever is led sees what becomes of it", async (stage) => {
  const { accounts, people } = await three(stage);
  const [ada, ben, cleo] = people;
  const log = await makeGroup(ada, "Choir", [ben, cleo]);
  await event(ada, "You created “Choir”");
  await event(ada, "You added Ben, Cleo");
  await ada.write("Rehearsal at eight");
  await ada.sees("Rehearsal at eight", "sent");
  for (const person of [ben, cleo]) {
    await chat(person, log).getByText("Choir").waitFor();
    await openGroup(person, log);
    await person.sees("Rehearsal at eight");
    await event(person, "Ada created “Choir”");
  }
  // Ben and Cleo do not know each other, and see each other's names all the same.
  await ben.write("I bring the notes");
  await cleo.sees("I bring the notes");
  await cleo.at("message-author").getByText("Ben").waitFor();
  await cleo.choose("I bring the notes", "reply");
  await cleo.write("And I the tea");
  await ben.sees("And I the tea");
  await ben.at("quote").getByText("I bring the notes").waitFor();
  await cleo.shot("group-conversation");
  await cleo.accessible("a conversation of a group");

  await ada.at("conversation-header").click();
  await ada.at("group-page").waitFor();
  assert.equal(await ada.at("group-page").getAttribute("data-role"), "owner");
  await ada.click("group-edit");
  await ada.fill("group-edit-name", "Chamber choir");
  await ada.fill("group-edit-notice", "No rehearsal in August");
  const buffer = Buffer.from(await photograph(ada.page, 200, 200));
  await ada.at("group-avatar").setInputFiles({ name: "choir.jpg", mimeType: "image/jpeg", buffer });
  await ada.click("crop-use");
  await event(ben, "Ada changed the picture");
  await ben.page.locator("[data-testid=conversation-header] .avatar img").waitFor();
  await ada.click("group-save");
  await ada.at("group-notice").getByText("No rehearsal in August").waitFor();
  await event(ben, "Ada named the group “Chamber choir”");
  await ben.at("conversation-header").getByText("Chamber choir").waitFor();

  await cleo.at("conversation-header").click();
  await cleo.fill("group-nickname", "Clio");
  await cleo.click("group-nickname-save");
  await cleo.click("back");
  await event(ben, "Cleo is now “Clio” here");
  await ben.message("And I the tea").locator("xpath=..").getByTestId("message-author").getByText("Clio").waitFor();
  await act(ada, ben, "member-admin");
  await event(cleo, "Ada made Ben an admin");
  await act(ada, cleo, "member-mute");
  await cleo.at("standing").getByText("You cannot write here at the moment.").waitFor();
  await act(ada, cleo, "member-unmute");
  await cleo.at("composer").waitFor();
  await ada.shot("group-page");
  await ada.accessible("the page of a group");

  // An admin takes back what a member said, and the group becomes one in which admins write.
  await ben.choose("And I the tea", "recall");
  await cleo.at("message-recalled").getByText("Your message was recalled").waitFor();
  await ada.click("rule-send");
  await ada.page.locator("[data-testid=rule-send][aria-checked=true]").waitFor();
  await cleo.at("standing").getByText("Only those who lead it write here.").waitFor();
  await ben.write("Admins only, then");
  await cleo.sees("Admins only, then");

  // Out, and what is said from then on does not come any more.
  await act(ada, cleo, "member-remove");
  await cleo.at("standing").getByText("You are not in this group any more.").waitFor();
  await memberRow(ada, cleo).waitFor({ state: "detached" });
  await ben.write("Without Cleo");
  await ben.sees("Without Cleo", "sent");
  const outsider = await stage.client(accounts[2]);
  await assert.rejects(outsider.call("GetHead", { log }), { code: "NOT_FOUND" });
  assert.equal(await cleo.message("Without Cleo").count(), 0);
  await cleo.page.reload();
  await cleo.goChats();
  await cleo.row(ada).waitFor();

  // Handed over; the former owner leaves; the new one ends it.
  await act(ada, ben, "member-owner");
  await ada.click("question-yes");
  await ada.page.locator("[data-testid=group-page][data-role=admin]").waitFor();
  await ada.click("group-leave");
  await ada.click("question-yes");
  await ada.at("chat-list").waitFor();
  await chat(ada, log).waitFor({ state: "detached" });
  await event(ben, "Ada left");
  await ben.at("conversation-header").click();
  await ben.click("group-dismiss");
  await ben.click("question-yes");
  await ben.at("group-dismiss").waitFor({ state: "detached" });
  await ben.click("back");
  await ben.at("standing").getByText("This group was dismissed.").waitFor();
});

scenario("a link leads strangers to a group, after an admin's word where it wants that", async (stage) => {
  const { people } = await three(stage);
  const [ada, ben, cleo] = people;
  const log = await makeGroup(ada, "Hikers", []);
  await ada.write("Before anybody came");
  await ada.sees("Before anybody came", "sent");
  await ada.at("conversation-header").click();
  await ada.click("link-new");
  const link = await ada.at("group-link").getAttribute("data-address");
  assert.match(link, /#\/join\/[\w-]{22}$/);
  await ada.shot("group-link");
  await ada.accessible("a group's link");

  await ben.page.goto(link);
  await ben.at("join-page").getByText("Hikers").waitFor();
  await ben.shot("join");
  await ben.accessible("an invitation");
  await ben.click("join-yes");
  await ben.at("composer").waitFor();
  await event(ben, "You came by a link");
  assert.equal(await ben.message("Before anybody came").count(), 0, "what was said before is not for newcomers");
  await ben.write("Hello, hikers");
  await ada.click("rule-approval");
  await ada.page.locator("[data-testid=rule-approval][aria-checked=true]").waitFor();
  await ada.click("rule-history");
  await ada.page.locator("[data-testid=rule-history][aria-checked=true]").waitFor();

  await cleo.page.goto(link);
  await cleo.fill("join-text", "Cleo, from the train");
  await cleo.click("join-yes");
  await cleo.at("join-waiting").waitFor();
  await ada.page.reload();
  const wish = ada.page.locator("[data-testid=wish][data-handle=cleo]");
  await wish.getByText("Cleo, from the train").waitFor();
  await ada.shot("group-wish");
  await wish.getByTestId("wish-accept").click();
  await wish.waitFor({ state: "detached" });
  await openGroup(cleo, log);
  await cleo.sees("Before anybody came");
  await cleo.sees("Hello, hikers");
  await event(ben, "Ada let Cleo in");

  await ada.click("link-revoke");
  await ada.at("group-link").waitFor({ state: "detached" });
  const late = await stage.person(await register(stage.server, "dan", "Dan"), desktop);
  await late.logIn();
  await late.page.goto(link);
  await late.at("join-failed").waitFor();
});

scenario("an invitation that is opened by somebody who is not logged in leads on after that", async (stage) => {
  const { people } = await three(stage);
  const [ada] = people;
  await makeGroup(ada, "Readers", []);
  await ada.at("conversation-header").click();
  await ada.click("link-new");
  const link = await ada.at("group-link").getAttribute("data-address");
  const dan = await stage.person({ handle: "dan", name: "Dan", password: "password of dan" });
  await dan.page.goto(link);
  await dan.page.reload();
  await dan.click("to-register");
  await dan.fillRegistration(dan.account);
  await dan.click("register-submit");
  await dan.click("join-yes");
  await dan.at("composer").waitFor();
  await dan.write("Found it");
  await dan.sees("Found it", "sent");
});

scenario("a channel is read by many and written by few, in Chinese and dark on a desktop", async (stage) => {
  const { accounts, people } = await three(stage);
  const [ada, ben] = people;
  const log = await makeGroup(ada, "News", [ben], { channel: true });
  await ada.write("First issue");
  await openGroup(ben, log);
  await ben.sees("First issue");
  await ben.at("standing").getByText("Only those who lead it write here.").waitFor();
  await until("the badge of Ben is gone", async () => (await ben.page.title()) === "Godwit");

  const zh = await stage.person(accounts[1], { ...desktop, locale: "zh-CN", colorScheme: "dark" });
  await zh.logIn();
  await openPage(zh, log);
  await zh.shot("zh-dark-desktop-group-page");
  await zh.accessible("the page of a group in Chinese");
  await openGroup(zh, log);
  await zh.sees("First issue");
  await zh.shot("zh-dark-desktop-channel");
});
