// SPDX-License-Identifier: Apache-2.0
// Finding what was said: by words in any script, by kind, in all conversations or one, and going there.
import { assert, desktop, directLog, register, scenario, until } from "./people.mjs";

const hits = (person) => person.at("search-hit");
const findsOne = async (person, words, text) => {
  await person.fill("search-words", words);
  await hits(person).getByText(text).waitFor();
  await until(`${words} finds one`, async () => (await hits(person).count()) === 1);
};

const quick = { set: { "limits.device_request_burst": 1000 } };
scenario("words are found in any script, and a tap leads to where they were said", quick, async (stage) => {
  const { people, accounts, log } = await stage.pair();
  const [ada, ben] = people;
  const script = await stage.client(accounts[1]);
  await script.send(log, "我们明天去北京饭店吃饭");
  for (let n = 1; n <= 130; n += 1) await script.send(log, `Line ${n} of a long talk`);
  await script.send(log, "Le CAFÉ ferme à huit heures");
  const own = await stage.client(accounts[0]);
  await own.send(directLog(accounts[0], accounts[0]), "Remember the cafe");

  await ada.click("nav-search");
  await ada.fill("search-words", "cafe");
  await hits(ada).getByText("Remember the").waitFor();
  await until("both are found", async () => (await hits(ada).count()) === 2);
  assert.equal(await hits(ada).locator("mark").first().textContent(), "cafe");
  await ada.shot("search");
  await ada.accessible("what was found");
  await findsOne(ada, "饭店", "我们明天去北京");
  await hits(ada).click();
  await ada.sees("我们明天去北京饭店吃饭");
  await until("it is in view", async () => {
    const box = await ada.message("我们明天去北京饭店吃饭").boundingBox();
    return box !== null && box.y > 60 && box.y < 780;
  });
  await ada.shot("search-jump");

  // Back to the words; then in one conversation only; what is recalled is not found any more.
  await ada.click("back");
  assert.equal(await ada.at("search-words").inputValue(), "饭店");
  await ben.openChat(ada);
  await ben.click("search-here");
  await findsOne(ben, "CAFÉ", "ferme à huit heures");
  await hits(ben).click();
  await ben.choose("Le CAFÉ ferme à huit heures", "recall");
  await ben.at("message-recalled").waitFor();
  await ben.click("search-here");
  await ben.fill("search-words", "ferme");
  await ben.at("search-none").waitFor();
});

scenario("a stranger finds nothing of others, and links are a kind, in Chinese on a desktop", async (stage) => {
  const { accounts, log } = await stage.pair();
  const script = await stage.client(accounts[1]);
  await script.send(log, "see https://example.org/harbour");
  await script.send(log, "no address here");
  const zh = await stage.person(accounts[0], { ...desktop, locale: "zh-CN", colorScheme: "dark" });
  await zh.logIn();
  await zh.click("nav-search");
  await zh.click("search-kind-6");
  await hits(zh).getByText("https://example.org/harbour").waitFor();
  assert.equal(await hits(zh).count(), 1);
  await zh.shot("zh-dark-desktop-search");
  await zh.accessible("a search by kind");
  const eve = await stage.person(await register(stage.server, "eve", "Eve"));
  await eve.logIn();
  await eve.click("nav-search");
  await eve.fill("search-words", "harbour");
  await eve.at("search-none").waitFor();
});
