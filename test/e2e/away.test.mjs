// SPDX-License-Identifier: Apache-2.0
// Somebody or something is away: a closed browser, a killed server.
import { assert, befriend, directLog, register, scenario, until } from "./people.mjs";

const numbered = (prefix, count) => Array.from({ length: count }, (_, at) => `${prefix} ${at + 1}`);

/** Asserts that the conversation on the page is that of the log: in order, each once. */
async function showsLog(person, client, log, self) {
  const entries = (await client.readLog(log)).filter((entry) => entry.text !== undefined);
  const expected = entries.map(({ seq, text, author }) => ({ seq, text, own: author === self.id }));
  const line = ({ seq, text, own }) => `${seq} ${own ? ">" : "<"} ${text}`;
  assert.equal((await person.readConversation()).map(line).join("\n"), expected.map(line).join("\n"));
}

scenario("what was written while a browser was closed is there on return, in order and once", async (stage) => {
  const {
    people: [ada, ben],
    accounts,
    log,
  } = await stage.pair({ persistent: true });
  await ben.openChat(ada);
  await ada.openChat(ben);
  await ada.write("before");
  await ben.sees("before");
  await ben.closeBrowser();
  const texts = numbered("while you were away", 30);
  for (const text of texts) await ada.write(text);
  await ada.sees(texts.at(-1), "sent");

  await ben.openBrowser();
  await ben.row(ada).getByTestId("unread-badge").getByText("30", { exact: true }).waitFor();
  await ben.title("(30) Godwit");
  await ben.openChat(ada);
  await ben.at("unread-divider").waitFor();
  await ben.shot("unread-divider");
  const client = await stage.client(accounts[1]);
  const all = ["before", ...texts];
  assert.deepEqual(
    (await ben.readConversation()).map(({ text }) => text),
    all,
  );
  await ada.sees(texts.at(-1), "read");
  await ben.page.reload();
  await ben.sees(texts.at(-1));
  await showsLog(ben, client, log, accounts[1]);
});

scenario(
  "a long history pages upwards",
  { set: { "limits.device_request_burst": 10_000, "limits.device_requests_per_second": 10_000 } },
  async (stage) => {
    const [one, other] = await stage.accounts();
    const log = directLog(one, other);
    const sender = await stage.client(one);
    for (const part of [0, 50, 100, 150]) {
      await Promise.all(numbered("", 50).map((_, at) => sender.send(log, `History, page ${part + at + 1}`)));
    }
    const ben = await stage.person(other);
    await ben.logIn();
    await ben.openChat(one);
    await ben.at("message").first().waitFor();
    await ben.shot("history");
    await showsLog(ben, sender, log, other);
    assert.equal((await ben.readConversation()).length, 200);
    await ben.shot("history-beginning");
    await ben.page.reload();
    await ben.at("message").first().waitFor();
    await showsLog(ben, sender, log, other);
  },
);

scenario("the server is killed while two people chat: both recover, nothing is lost or doubled", async (stage) => {
  const {
    people: [ada, ben],
    accounts,
    log,
  } = await stage.pair();
  await ada.openChat(ben);
  await ben.openChat(ada);
  const written = [];
  let talking = true;
  const talk = async (person) => {
    for (let at = 1; talking; at += 1) {
      const text = `${person.account.name} says ${at}`;
      await person.write(text);
      written.push(text);
    }
  };
  const more = async (count) => {
    const goal = written.length + count;
    await until("more is written", () => written.length >= goal);
  };
  const talks = Promise.all([talk(ada), talk(ben)]);
  await more(16);
  await stage.server.kill();
  await more(10);
  await ada.page.locator("[data-testid=connection-state]:not([data-state=online])").waitFor({ state: "attached" });
  await ada.shot("server-away");
  await stage.server.startAgain();
  await more(10);
  talking = false;
  await talks;

  await ada.online();
  await ben.online();
  const client = await stage.client(accounts[0]);
  let texts = [];
  await until("everything is stored", async () => {
    texts = (await client.readLog(log)).map(({ text }) => text).filter((text) => text !== undefined);
    return texts.length >= written.length;
  });
  assert.deepEqual(texts.toSorted(), written.toSorted(), "each once");
  for (const { account } of [ada, ben]) {
    const own = (text) => text.startsWith(account.name);
    assert.deepEqual(texts.filter(own), written.filter(own), `${account.name}'s in the order of writing`);
  }
  await ada.sees(texts.at(-1));
  await ben.sees(texts.at(-1));
  await showsLog(ada, client, log, accounts[0]);
  await showsLog(ben, client, log, accounts[1]);
  await ada.shot("server-back");
});

scenario("what was written while the server was down survives a reload and is delivered after", async (stage) => {
  const {
    people: [ada, ben],
  } = await stage.pair();
  await ada.openChat(ben);
  await ben.openChat(ada);
  await ada.write("The server is still there.");
  await ben.sees("The server is still there.");

  // The page itself comes from the server: while that is down something in between gives the page again. To the browser it is
  // then no longer a page of this machine.
  await ada.context.grantPermissions(["local-network-access"]);
  const kept = new Map();
  await ada.context.route(`${stage.server.address}/**`, async (route) => {
    const { pathname } = new URL(route.request().url());
    if (stage.server.running) {
      const response = await route.fetch();
      kept.set(pathname, { status: response.status(), headers: response.headers(), body: await response.body() });
    }
    await route.fulfill(kept.get(pathname) ?? { status: 504 });
  });
  await ada.page.reload();
  await ada.online();
  await ada.sees("The server is still there.");

  await stage.server.kill();
  await ada.page.locator("[data-testid=connection-state]:not([data-state=online])").waitFor({ state: "attached" });
  for (const text of ["First,", "second,", "third."]) {
    await ada.write(text);
    await ada.sees(text, "queued");
  }
  await ada.shot("queued");
  await ada.page.reload();
  for (const text of ["First,", "second,", "third."]) await ada.sees(text, "queued");
  await ada.shot("queued-after-reload");
  await ada.write("And one more.");
  await ada.sees("And one more.", "queued");

  await stage.server.startAgain();
  await ben.sees("And one more.");
  await ada.sees("And one more.", "read");
  const texts = ["The server is still there.", "First,", "second,", "third.", "And one more."];
  assert.deepEqual(
    (await ben.readConversation()).map(({ text }) => text),
    texts,
  );
  assert.deepEqual(
    (await ada.readConversation()).map(({ text }) => text),
    texts,
  );
});

scenario("a server that stops in order says so, and its clients come back by themselves", async (stage) => {
  const {
    people: [ada, ben],
    accounts,
  } = await stage.pair();
  await ada.openChat(ben);
  await ben.openChat(ada);
  const client = await stage.client(accounts[0]);
  assert.deepEqual(await stage.server.stop(), { status: 0, signal: null });
  await client.closed;
  assert.equal(client.goingAway?.reason, "ERROR_CODE_GOING_AWAY");
  await ada.connection("waiting");
  await stage.server.startAgain();
  await ada.online();
  await ben.online();
  await ada.write("There you are.");
  await ben.sees("There you are.");
});

scenario("a stranger's request that was declined leaves no conversation", async (stage) => {
  const one = await register(stage.server, "ada", "Ada");
  const other = await register(stage.server, "ben", "Ben");
  const ada = await stage.client(one);
  await ada.call("RequestContact", { user: other.id, text: "Hello" });
  const ben = await stage.person(other);
  await ben.logIn();
  await ben.click("nav-contacts");
  await ben.click("request-decline");
  await ben.at("request").waitFor({ state: "detached" });
  await assert.rejects(ada.send(directLog(one, other), "Hello again"), { code: "NOT_A_CONTACT" });
  await befriend(stage.server, one, other);
  await ben.click("nav-chats");
  await ben.row(one).waitFor();
});
