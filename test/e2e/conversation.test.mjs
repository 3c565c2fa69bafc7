// SPDX-License-Identifier: Apache-2.0
import { assert, desktop, scenario, until } from "./people.mjs";

const account = (handle, name) => ({ handle, name, password: `password of ${handle}` });

scenario("two people register, find each other, and chat with marks and badges", async (stage) => {
  const ada = await stage.person(account("ada", "Ada"));
  await ada.shot("log-in");
  await ada.click("to-register");
  await ada.fillRegistration(ada.account);
  await ada.shot("register");
  await ada.click("register-submit");
  await ada.at("nav-chats").waitFor();
  await ada.shot("chats-empty");
  const ben = await stage.person(account("ben", "Ben"));
  await ben.register();

  await ada.click("nav-find");
  await ada.fill("find-handle", "nobody");
  await ada.click("find-submit");
  await ada.page.getByText("Nobody here has that handle.").waitFor();
  await ada.fill("find-handle", "@Ben");
  await ada.click("find-submit");
  await ada.fill("request-text", "Hi Ben, it is Ada from the harbour.");
  await ada.shot("request-write");
  await ada.click("request-send");
  await ada.at("request-sent").waitFor();

  await ben.page.getByTestId("nav-contacts-badge").getByText("1").waitFor();
  await ben.click("nav-contacts");
  await ben.page.getByText("Hi Ben, it is Ada from the harbour.").waitFor();
  await ben.shot("request-answer");
  await ben.click("request-accept");
  await ben.page.locator("[data-testid=contact-row][data-handle=ada][data-state=accepted]").waitFor();
  await ben.click("nav-chats");
  await ben.row(ada).waitFor();
  await ben.shot("chats-started");

  // Ben is away: sent. He is back: delivered. He looks: read.
  await ben.page.close();
  await ada.click("person-message");
  await ada.at("started").waitFor();
  await ada.write("Are you coming tomorrow?");
  await ada.sees("Are you coming tomorrow?", "sent");
  await ada.write("We meet at nine.");
  await ada.sees("We meet at nine.", "sent");
  await ada.shot("sent");
  await ben.openPage();
  await ada.sees("We meet at nine.", "delivered");
  await ben.row(ada).getByTestId("unread-badge").getByText("2", { exact: true }).waitFor();
  await ben.title("(2) Godwit");
  await ada.write("Bring the boat.");
  await ben.row(ada).getByTestId("unread-badge").getByText("3", { exact: true }).waitFor();
  await ben.title("(3) Godwit");
  await ben.at("nav-chats-badge").getByText("3", { exact: true }).waitFor();
  await ben.shot("chats-unread");
  await ada.sees("Bring the boat.", "delivered");
  await ada.shot("delivered");
  assert.equal(await ada.at("message").and(ada.page.locator("[data-status=read]")).count(), 0);

  await ben.openChat(ada);
  await ben.sees("Bring the boat.");
  await ben.title("Godwit");
  await ada.sees("Are you coming tomorrow?", "read");
  await ada.sees("Bring the boat.", "read");
  await ben.write("I am. 🚤");
  await ada.sees("I am. 🚤");
  await ben.sees("I am. 🚤", "read");
  await ada.shot("read");
  await ben.goChats();
  await ben.at("unread-badge").waitFor({ state: "detached" });
  await ben.shot("chats-read");
});

scenario("a second device of the same person shows the same and follows", async (stage) => {
  const {
    people: [ada, ben],
    accounts,
  } = await stage.pair();
  await ada.openChat(ben);
  await ben.openChat(ada);
  await ada.write("one");
  await ben.sees("one");
  await ben.write("two");
  await ada.sees("two");

  const tablet = await stage.person(accounts[0], desktop);
  await tablet.logIn();
  await tablet.openChat(ben);
  await tablet.sees("one", "read");
  await tablet.sees("two");
  await tablet.write("three, from the other device");
  await ada.sees("three, from the other device", "read");
  await ben.sees("three, from the other device");
  await tablet.shot("second-device");

  await ada.goChats();
  await tablet.page.goto("about:blank");
  await ben.write("four");
  await ada.row(ben).getByTestId("unread-badge").getByText("1", { exact: true }).waitFor();
  await tablet.page.goto(stage.server.address);
  await tablet.openChat(ben);
  await tablet.sees("four");
  await ada.at("unread-badge").waitFor({ state: "detached" });
  await ada.title("Godwit");
  await ada.openChat(ben);
  assert.deepEqual(await ada.readConversation(), await tablet.readConversation());
});

scenario("an edit and a recall are seen on the other side, also after a reload", async (stage) => {
  const {
    people: [ada, ben],
  } = await stage.pair();
  await ada.openChat(ben);
  await ben.openChat(ada);
  for (const text of ["See you on Munday.", "My secret is 1234.", "Bye!"]) await ada.write(text);
  await ben.sees("Bye!");

  await ada.message("See you on Munday.").getByTestId("message-text").click({ button: "right" });
  await ada.at("edit").waitFor();
  await ada.shot("message-menu");
  await ada.click("edit");
  await ada.at("editing").waitFor();
  await ada.shot("editing");
  await ada.write("See you on Monday.");
  await ben.sees("See you on Monday.");
  await ada.choose("My secret is 1234.", "recall");
  await ben.at("message-recalled").waitFor();
  await ada.at("re-edit").waitFor();

  const check = async (person) => {
    await person.sees("See you on Monday.");
    await person.message("See you on Monday.").getByTestId("message-edited").waitFor();
    await person.at("message-recalled").waitFor();
    await person.sees("Bye!");
    assert.equal(await person.page.getByText("1234").count(), 0);
    assert.equal(await person.page.getByText("Munday").count(), 0);
  };
  await check(ada);
  await check(ben);
  await ben.shot("edited-and-recalled");
  for (const person of [ada, ben]) {
    await person.page.reload();
    await check(person);
  }
  // A device that knows nothing yet reads it from the server.
  const tablet = await stage.person(ben.account);
  await tablet.logIn();
  await tablet.openChat(ada);
  await check(tablet);
});

scenario("who is blocked sees a refusal, and can write again once unblocked", async (stage) => {
  const {
    people: [ada, ben],
  } = await stage.pair();
  await ben.openChat(ada);
  await ada.openChat(ben);
  await ada.click("conversation-header");
  await ada.click("person-block");
  await ada.shot("block-question");
  await ada.click("question-yes");
  await ada.at("person-unblock").waitFor();
  await ada.shot("blocked-person");

  await ben.write("Can you read this?");
  await ben.sees("Can you read this?", "failed");
  await ben.shot("failed");
  await ben.message("Can you read this?").getByTestId("message-options").click();
  await ben.at("menu-note").getByText("You are not contacts.").waitFor();
  await ben.shot("failed-menu");
  await ben.click("retry");
  await ben.sees("Can you read this?", "failed");

  await ada.click("person-unblock");
  await ada.at("person-block").waitFor();
  // Whether the other may write again is known to the server alone, until it is tried.
  await until("the message is sent", async () => {
    if (await ben.message("Can you read this?", "failed").isVisible()) {
      await ben.message("Can you read this?", "failed").getByTestId("message-options").click();
      await ben.click("retry");
    }
    return !(await ben.message("Can you read this?", "failed").isVisible());
  });
  await ada.click("person-message");
  await ada.sees("Can you read this?");
  await ben.sees("Can you read this?", "read");
});

scenario("a person who was removed is told so in place of the composer", async (stage) => {
  const {
    people: [ada, ben],
  } = await stage.pair();
  await ben.openChat(ada);
  await ada.openChat(ben);
  await ada.click("conversation-header");
  await ada.click("person-delete");
  await ada.click("question-yes");
  await ben.at("standing").waitFor();
  await ben.shot("not-a-contact");
  assert.equal(await ben.at("composer").count(), 0);
});

scenario("text is shown as it was written, whatever it says", async (stage) => {
  const {
    people: [ada, ben],
    accounts,
    log,
  } = await stage.pair();
  await ada.openChat(ben);
  await ben.openChat(ada);
  const texts = [
    `<img src=x onerror="document.title='owned'"> <b>&amp;</b>`,
    `javascript:alert(1) https://example.org/a?b=c&d=<e>`,
    "x".repeat(300),
    "first line\nsecond line\n\n  fourth, indented",
    "שלום עולם — مرحبا — 你好 — 👩‍👩‍👧‍👦🇨🇭",
    "长".repeat(5000),
  ];
  const client = await stage.client(accounts[0]);
  for (const text of texts) {
    await ada.write(text);
    await until("it is stored", async () => (await client.readLog(log)).at(-1).text === text);
  }
  await ben.page
    .getByTestId("jump-to-end")
    .or(ben.page.locator(`[data-seq="${texts.length + 1}"]`))
    .first()
    .waitFor();
  assert.deepEqual(
    (await ben.readConversation()).map(({ text }) => text),
    texts,
  );
  for (const person of [ada, ben]) {
    assert.equal(await person.page.locator("[data-testid=message] img, [data-testid=message] b").count(), 0);
    assert.equal(await person.page.locator("[data-testid=message] a:not([href^='https://example.org/'])").count(), 0);
    const [wide, width] = await person.page.evaluate(() => {
      const list = document.querySelector("[role=log]");
      return [list.scrollWidth, list.clientWidth];
    });
    assert.ok(wide <= width, `nothing is wider than the screen: ${wide} > ${width}`);
  }
  await ben.shot("texts");
  // Too long to be sent: said before it is tried.
  await ada.fill("composer", "长".repeat(5462));
  assert.ok(await ada.at("send").isDisabled());
  await ada.shot("too-long");
});

scenario("two tabs of one person go together", async (stage) => {
  const {
    people: [ada, ben],
    accounts,
    log,
  } = await stage.pair();
  await ben.openChat(ada);
  await ada.openChat(ben);
  const first = ada.page;
  await ada.openPage(`/#/chat/${log}`);
  const second = ada.page;
  await ada.online();
  const texts = [];
  for (let at = 1; at <= 6; at += 1) {
    ada.page = at % 2 ? first : second;
    texts.push(`from tab ${2 - (at % 2)}, number ${at}`);
    await ada.write(texts.at(-1));
    await ben.sees(texts.at(-1));
  }
  await ada.sees(texts.at(-1), "read");
  await ben.write("Which tab is this?");
  for (const page of [first, second]) {
    ada.page = page;
    await ada.sees("Which tab is this?");
    assert.deepEqual(
      (await ada.readConversation()).map(({ text }) => text),
      [...texts, "Which tab is this?"],
    );
  }
  assert.equal((await (await stage.client(accounts[1])).readLog(log)).length, texts.length + 2);
  await ada.goChats();
  await ada.click("nav-settings");
  await ada.click("settings-log-out");
  await ada.click("question-yes");
  for (const page of [first, second]) await page.getByTestId("login-handle").waitFor();
});

scenario(
  "who writes faster than the server allows is slowed down, not refused",
  { set: { "limits.device_request_burst": 15, "limits.device_requests_per_second": 10 } },
  async (stage) => {
    const {
      people: [ada, ben],
    } = await stage.pair();
    await ada.openChat(ben);
    await ben.openChat(ada);
    const texts = Array.from({ length: 40 }, (_, at) => `quickly ${at + 1}`);
    // By script in the page: faster than fingers.
    await ada.page.evaluate(async (lines) => {
      const box = document.querySelector("[data-testid=composer]");
      for (const line of lines) {
        box.value = line;
        box.dispatchEvent(new Event("input", { bubbles: true }));
        await new Promise((resolve) => requestAnimationFrame(resolve));
        await new Promise((resolve) => requestAnimationFrame(resolve));
        document.querySelector("[data-testid=send]").click();
      }
    }, texts);
    await ada.sees(texts.at(-1), "read");
    assert.deepEqual(
      (await ben.readConversation()).map(({ text }) => text),
      texts,
    );
    assert.deepEqual(
      (await ada.readConversation()).map(({ text }) => text),
      texts,
    );
  },
);
