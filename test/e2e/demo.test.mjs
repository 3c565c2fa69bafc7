// SPDX-License-Identifier: Apache-2.0
// What the page makes of a demo server's word. The word is put into the real server's hello on its way.
import { assert, befriend, Client, desktop, phone, scenario } from "./people.mjs";

const PASSWORD = "everyone knows this";

/** A field of protocol buffers with the wire type of bytes. */
function field(number, bytes) {
  const tag = [(number << 3) | 2];
  const size = [];
  for (let rest = bytes.length; ; rest >>= 7) {
    size.push(rest > 127 ? (rest & 127) | 128 : rest);
    if (rest <= 127) break;
  }
  return Buffer.concat([Buffer.from([...tag, ...size]), bytes]);
}

function demoOf(people) {
  const rows = people.map(({ id, handle, name }) => {
    const digits = [];
    for (let rest = BigInt(id); ; rest >>= 7n) {
      digits.push(Number(rest & 127n) | (rest > 127n ? 128 : 0));
      if (rest <= 127n) break;
    }
    const number = Buffer.from([1 << 3, ...digits]);
    return field(1, Buffer.concat([number, field(2, Buffer.from(handle)), field(3, Buffer.from(name))]));
  });
  return field(11, Buffer.concat([...rows, field(2, Buffer.from(PASSWORD))]));
}

/** The hello that a page says before anyone is logged in is answered by a demo server. */
async function makeDemo(person, people) {
  await person.page.routeWebSocket(/\/v1\/ws$/, (socket) => {
    const server = socket.connectToServer();
    let first = null;
    socket.onMessage((frame) => {
      first ??= frame;
      server.send(frame);
    });
    server.onMessage((frame) => {
      // Kind and correlation: looking at the server is one request with number 2; a session begins with number 1.
      const looking = first?.[0] === 1 && first[1] === 2 && frame[0] === 2 && frame[1] === 2;
      socket.send(looking ? Buffer.concat([frame, demoOf(people)]) : frame);
    });
  });
  await person.page.reload();
}

scenario("a demo server's people are entered with one tap, and every screen says that it is a demo", async (stage) => {
  const people = [];
  for (const [handle, name] of [
    ["amelia", "Amelia Hart"],
    ["chen", "陈小雨"],
    ["ben", "Ben Okafor"],
  ]) {
    const client = await Client.connect(stage.server);
    const { self, token } = await client.call("Register", {
      handle,
      password: PASSWORD,
      name,
      deviceName: "demo",
    });
    await client.close();
    people.push({ ...self, token });
  }
  await befriend(stage.server, people[0], people[1]);
  for (const [device, name] of [
    [phone, "phone"],
    [{ ...desktop, locale: "zh-CN", colorScheme: "dark" }, "desktop"],
  ]) {
    const guest = await stage.person({ handle: "guest", name: "", password: "" }, device);
    assert.equal(await guest.at("demo").count(), 0);
    await makeDemo(guest, people);
    await guest.at("demo-banner").waitFor();
    assert.deepEqual(await guest.at("demo-person").locator(".row-name").allInnerTexts(), [
      "Amelia Hart",
      "陈小雨",
      "Ben Okafor",
    ]);
    await guest.shot(`demo-${name}-log-in`);
    await guest.accessible("the demo's log-in page");
    await guest.page.locator("[data-testid=demo-person][data-handle=chen]").click();
    await guest.at("nav-chats").waitFor();
    await guest.at("demo-banner").waitFor();
    await guest.row(people[0]).click();
    await guest.at("composer").waitFor();
    await guest.at("demo-banner").waitFor();
    await guest.shot(`demo-${name}-conversation`);
    await guest.page.reload();
    await guest.at("composer").waitFor();
    await guest.at("demo-banner").waitFor();
  }
});
