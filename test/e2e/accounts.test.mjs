// SPDX-License-Identifier: Apache-2.0
import path from "node:path";
import { assert, directLog, phone, register, scenario } from "./people.mjs";
import { root, runProgram } from "./server.mjs";

scenario("a wrong password and a taken handle are told apart from success", async (stage) => {
  const account = await register(stage.server, "ada", "Ada");
  const ada = await stage.person(account);
  await ada.tryLogIn("not the password");
  await ada.at("form-error").getByText("Handle or password is not right.").waitFor();
  await ada.shot("wrong-password");

  await ada.click("to-register");
  await ada.fillRegistration({ name: "Another Ada", password: "password of another" });
  await ada.click("register-submit");
  await ada.page.getByText("This handle is taken.").waitFor();
  await ada.shot("taken-handle");

  await ada.click("to-login");
  await ada.logIn();
});

scenario("logging out leaves nothing of the person in the browser", async (stage) => {
  const {
    people: [ada, ben],
  } = await stage.pair();
  await ada.openChat(ben);
  await ada.write("for Ben only");
  await ada.sees("for Ben only");
  await ada.goChats();
  await ada.click("nav-settings");
  await ada.shot("settings");
  await ada.click("settings-log-out");
  await ada.shot("log-out-question");
  await ada.click("question-yes");
  await ada.at("login-handle").waitFor();
  await ada.page.reload();
  await ada.at("login-handle").waitFor();
  assert.equal(await ada.page.getByText("for Ben only").count(), 0);
  const left = await ada.page.evaluate(async () => {
    const rows = [];
    for (const { name } of await indexedDB.databases()) {
      const database = await new Promise((resolve, reject) => {
        const opening = indexedDB.open(name);
        opening.onsuccess = () => resolve(opening.result);
        opening.onerror = reject;
      });
      for (const store of database.objectStoreNames) {
        const all = database.transaction(store).objectStore(store).getAll();
        await new Promise((resolve) => (all.onsuccess = resolve));
        if (all.result.length > 0) rows.push(store);
      }
      database.close();
    }
    return rows;
  });
  assert.deepEqual(left, []);
  await ada.logIn();
  await ada.openChat(ben);
  await ada.sees("for Ben only");
});

scenario("changing the password logs the other devices out", async (stage) => {
  const account = await register(stage.server, "ada", "Ada");
  const ada = await stage.person(account);
  await ada.logIn();
  const other = await stage.person(account);
  await other.logIn();

  await ada.click("nav-settings");
  await ada.click("settings-password");
  await ada.fill("settings-old-password", "not the password");
  await ada.fill("settings-new-password", "a new and long password");
  await ada.click("settings-password-save");
  await ada.page.getByText("This is not your current password.").waitFor();
  await ada.shot("password-wrong");
  await ada.fill("settings-old-password", account.password);
  await ada.click("settings-password-save");
  await ada.at("toast").getByText("Password changed").waitFor();

  await other.at("login-handle").waitFor();
  await other.shot("logged-out");
  await other.tryLogIn(account.password);
  await other.at("form-error").waitFor();
  await other.logIn("a new and long password");
  await ada.page.reload();
  await ada.online();
});

scenario(
  "registration is by invite where the server says so, and the invite's address fills it in",
  {
    set: { "accounts.registration": "invite" },
  },
  async (stage) => {
    const created = await stage.server.command(["invite", "create", "--uses", "1", "--days", "1"]);
    assert.equal(created.status, 0, created.err);
    const code = created.out.trim();
    assert.match(code, /^\S+$/);

    const ada = await stage.person({ handle: "ada", name: "Ada", password: "password of ada" });
    await ada.page.goto(`${stage.server.address}/?invite=${code}`);
    await ada.fillRegistration(ada.account);
    assert.equal(await ada.at("register-invite").inputValue(), code);
    await ada.shot("invite");
    await ada.click("register-submit");
    await ada.at("nav-chats").waitFor();
    assert.ok(!ada.page.url().includes(code), "the code does not stay in the address");

    const ben = await stage.person({ handle: "ben", name: "Ben", password: "password of ben" });
    await ben.page.goto(`${stage.server.address}/?invite=${code}`);
    await ben.fillRegistration(ben.account);
    await ben.click("register-submit");
    await ben.at("form-error").getByText("This invite code is unknown, used up or expired.").waitFor();
    await ben.shot("invite-used");
    await ben.page.goto(stage.server.address);
    await ben.click("to-register");
    await ben.fillRegistration(ben.account);
    await ben.fill("register-invite", "");
    await ben.click("register-submit");
    await ben.at("form-error").waitFor();
  },
);

scenario(
  "where registration is closed the page offers none",
  { set: { "accounts.registration": "closed" } },
  async (stage) => {
    const added = await stage.server.command(["user", "add", "ada", "--name", "Ada"], { input: "password of ada\n" });
    assert.equal(added.status, 0, added.err);
    const ada = await stage.person({ handle: "ada", name: "Ada", password: "password of ada" });
    await ada.page.getByText("Registration is closed on this server.").waitFor();
    await ada.shot("registration-closed");
    await ada.logIn();
    await assert.rejects(register(stage.server, "ben"), { code: "REGISTRATION_CLOSED" });
  },
);

scenario("the example program sends a note that appears in the browser", async (stage) => {
  const account = await register(stage.server, "ada", "Ada");
  const ada = await stage.person(account, phone);
  await ada.logIn();
  const example = path.join(root, "examples/chat.py");
  const ran = await runProgram("/usr/bin/python3", [
    example,
    stage.server.socket,
    "ada",
    account.password,
    "Buy rope and lamp oil",
  ]);
  assert.equal(ran.status, 0, ran.err);
  assert.match(ran.out, /^stored with seq 1$/m);
  await ada.page.locator(`[data-testid=chat-row][data-log="${directLog(account, account)}"]`).click();
  await ada.sees("Buy rope and lamp oil");
  await ada.shot("saved-messages");
  const refused = await runProgram("/usr/bin/python3", [example, stage.server.socket, "ada", "wrong password", "x"]);
  assert.notEqual(refused.status, 0);
  assert.match(refused.err, /WRONG_CREDENTIALS/);
});
