// SPDX-License-Identifier: Apache-2.0
// TLS of the server's own authority: with a client that trusts it, in a browser, and for phones of the same network.
import assert from "node:assert/strict";
import { createHash, X509Certificate } from "node:crypto";
import http from "node:http";
import https from "node:https";
import { createRequire } from "node:module";
import path from "node:path";
import { test } from "node:test";
import tls from "node:tls";
import { until } from "./people.mjs";
import { root, Server } from "./server.mjs";

const { chromium } = createRequire(path.join(root, "web/package.json"))("playwright-core");

/** The answer to a GET: {status, headers, body}. */
function get(client, url, options = {}) {
  return new Promise((resolve, reject) => {
    const request = client.get(url, { agent: false, ...options }, async (response) => {
      let body = "";
      for await (const part of response) body += part;
      resolve({
        status: response.statusCode,
        headers: response.headers,
        body,
      });
    });
    request.on("error", reject);
  });
}

const authorityOf = async (server) => (await get(http, `http://127.0.0.1:${server.port}/ca.crt`)).body;

/** Says hello on a WebSocket over TLS; the first frame that comes back. */
function greet(url, ca) {
  return new Promise((resolve, reject) => {
    const request = https.get(url, {
      ca,
      agent: false,
      headers: {
        upgrade: "websocket",
        connection: "Upgrade",
        "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
        "sec-websocket-version": "13",
        "sec-websocket-protocol": "godwit.v1.json",
      },
    });
    request.on("error", reject);
    request.on("response", (response) => reject(new Error(`no upgrade but ${response.statusCode}`)));
    request.on("upgrade", (response, socket, head) => {
      const text = JSON.stringify({
        id: 1,
        method: "Hello",
        params: { minVersion: 1, maxVersion: 1, client: "e2e" },
      });
      assert.ok(text.length < 126);
      // Masked with zeros, which leaves it as it is (RFC 6455 §5.3).
      socket.write(Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)]));
      let got = head;
      socket.on("data", (bytes) => {
        got = Buffer.concat([got, bytes]);
        const long = got[1] === 126;
        const begin = long ? 4 : 2;
        const size = long ? got.readUInt16BE(2) : got[1];
        if (got.length < begin + size) return;
        socket.destroy();
        resolve(JSON.parse(got.subarray(begin, begin + size).toString()));
      });
      socket.on("error", reject);
    });
  });
}

test("a client that trusts the server's own authority speaks HTTPS and WSS", async () => {
  const server = await Server.start({
    flags: ["--tls", "internal"],
    logName: "tls-internal",
  });
  try {
    const address = `https://127.0.0.1:${server.port}`;
    const ca = await authorityOf(server);
    assert.match(ca, /^-----BEGIN CERTIFICATE-----/);
    assert.match(server.said, new RegExp(`ready at ${address} `));

    const health = await get(https, `${address}/healthz`, { ca });
    assert.equal(health.status, 200);
    assert.equal(health.headers["strict-transport-security"], undefined, "nobody is bound to a certificate of ours");
    await assert.rejects(get(https, `${address}/healthz`), /self-signed|unable to verify|local issuer/);

    const answer = await greet(`${address}/v1/ws`, ca);
    assert.equal(answer.id, 1);
    assert.ok(answer.result.epoch, JSON.stringify(answer));

    // The same certificate after a restart: who trusted it once goes on.
    assert.deepEqual(await server.stop(), { status: 0, signal: null });
    await server.startAgain();
    assert.equal(await authorityOf(server), ca);
    assert.equal((await get(https, `${address}/healthz`, { ca })).status, 200);
  } finally {
    await server.clear();
  }
});

test("old TLS is refused", async () => {
  const server = await Server.start({
    flags: ["--tls", "internal"],
    logName: "tls-old",
  });
  try {
    const ca = await authorityOf(server);
    const version = (maxVersion) =>
      new Promise((resolve) => {
        const socket = tls.connect({
          host: "127.0.0.1",
          port: server.port,
          ca,
          minVersion: "TLSv1.2",
          maxVersion,
        });
        socket.on("secureConnect", () => {
          resolve(socket.getProtocol());
          socket.destroy();
        });
        socket.on("error", (error) => resolve(error.code));
      });
    assert.equal(await version("TLSv1.3"), "TLSv1.3");
    assert.equal(await version("TLSv1.2"), "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION");
  } finally {
    await server.clear();
  }
});

test("for phones of the network there are a code to scan and a page that the browser takes for secure", async () => {
  const server = await Server.start({
    flags: ["--lan"],
    host: "0.0.0.0",
    logName: "tls-lan",
  });
  let browser;
  try {
    await until("the address is printed", () => /no address that others|trust it/.test(server.said));
    const printed = /Other devices in this network: (https:\/\/[\d.]+:\d+)\n/.exec(server.said)?.[1];
    if (printed) {
      assert.equal(new URL(printed).port, String(server.port));
      const code = server.said.split("\n").filter((line) => /[█▀▄]/.test(line));
      assert.ok(code.length >= 12, server.said);
      assert.ok(server.said.includes(`${printed}/ca.crt`));
    } else {
      assert.match(server.said, /no address that others could reach/);
    }
    const address = printed ?? `https://127.0.0.1:${server.port}`;
    if (printed) {
      const moved = await get(http, printed.replace("https:", "http:"));
      assert.equal(moved.status, 308);
      assert.equal(moved.headers.location, `${printed}/`);
    }

    const socket = tls.connect({
      host: new URL(address).hostname,
      port: server.port,
      ca: await authorityOf(server),
    });
    const certificate = await new Promise((resolve, reject) => {
      socket.on("secureConnect", () => resolve(socket.getPeerCertificate().raw));
      socket.on("error", reject);
    });
    socket.destroy();
    const key = new X509Certificate(certificate).publicKey.export({
      type: "spki",
      format: "der",
    });
    const pin = createHash("sha256").update(key).digest("base64");
    browser = await chromium.launch({
      executablePath: "/usr/bin/chromium",
      headless: true,
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", `--ignore-certificate-errors-spki-list=${pin}`],
    });
    const page = await browser.newPage();
    const response = await page.goto(address);
    assert.equal(await page.evaluate("isSecureContext"), true);
    assert.equal(await page.evaluate("location.protocol"), "https:");
    assert.equal((await response.securityDetails()).protocol, "TLS 1.3");
  } finally {
    await browser?.close();
    await server.clear();
  }
});
