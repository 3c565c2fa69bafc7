// SPDX-License-Identifier: Apache-2.0
// Replies and reactions.
import { assert, scenario, until } from "./people.mjs";

const fast = { "limits.device_request_burst": 1000 };

scenario("a reply leads to what it answers, far back in the conversation", { set: fast }, async (stage) => {
  const { people, accounts, log } = await stage.pair();
  const [ada, ben] = people;
  const script = await stage.client(accounts[0]);
  await script.send(log, "When is low tide?");
  for (let at = 0; at < 150; at += 1) await script.send(log, `line ${at}`);
  await ben.openChat(ada);
  await ada.openChat(ben);
  await ben.readConversation();
  await ben.choose("When is low tide?", "reply");
  await ben.at("replying").getByText("When is low tide?").waitFor();
  await ben.write("At seven");
  await ada.sees("At seven");
  const quote = ada.message("At seven").getByTestId("quote");
  await quote.waitFor();
  await ada.shot("reply");
  await quote.click();
  await ada.sees("When is low tide?");
  await until("it is in view", () => ada.message("When is low tide?").evaluate(inView));
  await ada.shot("reply-source");
});

/** Runs in the page. */
function inView(element) {
  const { top, bottom } = element.getBoundingClientRect();
  return top >= 0 && bottom <= window.innerHeight;
}

scenario("a finger that moves a message to the right answers it", async (stage) => {
  const { people } = await stage.pair();
  const [ada, ben] = people;
  await ada.openChat(ben);
  await ben.openChat(ada);
  await ada.write("Shall we go?");
  await ben.sees("Shall we go?");
  const box = await ben.message("Shall we go?").boundingBox();
  const touch = await ben.context.newCDPSession(ben.page);
  const [x, y] = [box.x + 40, box.y + box.height / 2];
  const points = (dx) => [{ x: x + dx, y }];
  await touch.send("Input.dispatchTouchEvent", {
    type: "touchStart",
    touchPoints: points(0),
  });
  for (let dx = 8; dx <= 72; dx += 8) {
    await touch.send("Input.dispatchTouchEvent", {
      type: "touchMove",
      touchPoints: points(dx),
    });
  }
  await ben.shot("swipe");
  await touch.send("Input.dispatchTouchEvent", {
    type: "touchEnd",
    touchPoints: [],
  });
  await ben.at("replying").getByText("Shall we go?").waitFor();
  await ben.write("Yes");
  await ada.message("Yes").getByTestId("quote").getByText("Shall we go?").waitFor();
});

scenario("reactions are seen by both, changed and taken back", async (stage) => {
  const { people } = await stage.pair();
  const [ada, ben] = people;
  await ada.openChat(ben);
  await ben.openChat(ada);
  await ada.write("Low tide at seven");
  await ben.sees("Low tide at seven");
  await ben.message("Low tide at seven").getByTestId("message-text").click({ button: "right" });
  await ben.shot("reaction-menu");
  await ben.accessible("the menu of a message");
  await ben.at("react").first().click();
  const reaction = (person) => person.message("Low tide at seven").getByTestId("reaction");
  for (const person of [ada, ben]) await reaction(person).getByText("👍 1").waitFor();
  await reaction(ada).click();
  for (const person of [ada, ben]) await reaction(person).getByText("👍 2").waitFor();
  await ada.shot("reactions");
  await ada.accessible("a message with reactions");

  await ben.message("Low tide at seven").getByTestId("message-text").click({ button: "right" });
  await ben.click("react-more");
  await ben.fill("emoji-search", "crab");
  await ben.at("emoji").first().click();
  await reaction(ada).getByText("🦀 1").waitFor();
  await reaction(ada).getByText("👍 1").waitFor();
  await ben.page.reload();
  await reaction(ben).getByText("🦀 1").click();
  await reaction(ada).getByText("🦀 1").waitFor({ state: "detached" });
  assert.equal(await reaction(ada).count(), 1);
});
