// The promise: nothing leaves. From inside the engine frame, the worker and the app frame, after a file is loaded,
// every way out is tried against listeners, and what arrives is counted. A page without the shell shows that the ways work.
import assert from "node:assert/strict";
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import test from "node:test";
import { FROM_DISK, PAGE, browser, choose, frame, listeners, namesIn, open, record, scratch, serve, wait, within } from "./support.mjs";
import { NAVIGATIONS, tryNavigation, tryQuietly } from "./ways.mjs";

const SUFFIX = "leak-probe.example";
/** WebRTC leaves loopback alone unless told otherwise, and the listeners are there. */
const LOOPBACK = ["--allow-loopback-in-peer-connection"];
const SETTLE = 2500;
const SECRET = "Geheimwaarde-7f3a";

/** What was heard, by the name of the way: requests by path, the rest by port and name. */
function arrived(heard, names) {
  const ways = new Set(heard.requests.map((url) => url.slice(1).replace(/\?.*/, "")));
  if (heard.connections.preconnect) ways.add("link-preconnect");
  if (heard.connections.turn) ways.add("webrtc (TCP)");
  if (heard.packets.stun) ways.add("webrtc (UDP)");
  if (heard.packets.quic) ways.add("webtransport");
  for (const name of names) ways.add(`name ${name}`);
  return [...ways].sort();
}

/** The control page has no opener; that the shell cuts it has a test of its own. */
const UNPROVEN = new Set(["opener"]);

test("without the shell the ways out work", { timeout: 60_000 }, async (t) => {
  const { heard, ports } = await listeners(t);
  const netLog = path.join(scratch(t), "net.json");
  const at = `http://127.0.0.1:${ports.web}/`;
  const chrome = await browser(t, { netLog, args: LOOPBACK });
  const page = await chrome.newPage();
  await page.goto(`${at}home`);
  const tried = await page.evaluate(tryQuietly, { at, ports, where: "control", suffix: SUFFIX });
  await wait(SETTLE);
  for (const name of NAVIGATIONS) {
    const other = await chrome.newPage();
    await other.goto(`${at}home`);
    await within(500, other.evaluate(tryNavigation, { at, name }));
    await wait(300);
    await other.close();
  }
  await chrome.close();
  const seen = arrived(heard, namesIn(netLog, SUFFIX));
  const other = { "link-dns-prefetch": `name dns-control.${SUFFIX}`, "link-preconnect-name": `name connect-control.${SUFFIX}`, webrtc: "webrtc (UDP)", "webrtc-frame": "webrtc (UDP)" };
  const silent = [...tried, ...NAVIGATIONS].filter((way) => !seen.includes(other[way] ?? way));
  assert.deepEqual(silent.filter((way) => !UNPROVEN.has(way)), []);
  assert.ok(seen.includes("webrtc (TCP)"), "TURN over TCP");
});

/** The remainder that SECURITY.md names: from disk, Chromium obeys no page policy for names and bare connections. */
const remainder = (where) => [`name connect-${where}.${SUFFIX}`, `name dns-${where}.${SUFFIX}`];

for (const mode of ["from disk", "served"]) {
  for (const where of ["app", "engine", "worker"]) {
    test(`${mode}, from the ${where}: nothing arrives`, { timeout: 60_000 }, async (t) => {
      const { heard, ports } = await listeners(t);
      const directory = scratch(t);
      const netLog = path.join(directory, "net.json");
      const file = path.join(directory, "klanten.csv");
      fs.writeFileSync(file, `naam;leeftijd\n${`${SECRET};41\n`.repeat(200)}`);
      const address = mode === "served" ? await serve(t) : FROM_DISK;
      const at = `http://127.0.0.1:${ports.web}/`;
      const chrome = await browser(t, { netLog, args: LOOPBACK });
      const page = await chrome.newPage();
      await open(page, address);
      if (where === "app") await record(await frame(page, "app"));
      await choose(page, file);
      if (where === "app") assertNoRawData(await messages(page));
      else await wait(500);
      const place = { at, ports, where, suffix: SUFFIX };

      if (where === "worker") {
        await page.workers()[0].evaluate(tryQuietly, place);
        await wait(SETTLE);
      } else {
        await (await frame(page, where)).evaluate(tryQuietly, place);
        await wait(SETTLE);
        for (const name of NAVIGATIONS) {
          await within(500, (await frame(page, where)).evaluate(tryNavigation, { at, name }));
          await wait(300);
          assert.equal(page.url(), address, `${name} does not move the page`);
        }
        // A frame that was led away is replaced, and the page works on.
        await page.frameLocator("#app").getByRole("heading").first().waitFor();
      }
      await chrome.close();

      const warm = mode === "from disk" && where !== "worker";
      const allowed = warm ? [...remainder(where), "link-preconnect"] : [];
      const seen = arrived(heard, namesIn(netLog, SUFFIX));
      assert.deepEqual(seen.filter((way) => !allowed.includes(way)), []);
      assert.deepEqual(heard.requests, []);
      // A blocked navigation may still warm up a connection from disk: the remainder again, and empty.
      if (!warm) assert.equal(heard.connections.web, 0);
    });
  }
}

/** What the app was told up to the engine's reply on the file. */
async function messages(page) {
  const app = await frame(page, "app");
  await app.waitForFunction(() => globalThis.testMessages.some(({ type }) => type === "reply"));
  return app.evaluate(() => globalThis.testMessages);
}

/** The app was told things, and none of it is a file, bytes or a cell. */
function assertNoRawData(messages) {
  const text = JSON.stringify(messages);
  assert.ok(messages.some(({ type }) => type === "file-chosen"), "the recording of the window works");
  assert.ok(!text.includes('"raw"'), "no file and no bytes");
  assert.ok(!text.toLowerCase().includes(SECRET.toLowerCase()), "no cell");
}

test("a page that opened it gets no hold on it", { timeout: 60_000 }, async (t) => {
  const chrome = await browser(t);
  const { ports } = await listeners(t);
  for (const address of [FROM_DISK, await serve(t)]) {
    const opener = await chrome.newPage();
    // A page from disk may only be opened by another from disk.
    const file = path.join(scratch(t), "opener.html");
    fs.writeFileSync(file, "<!doctype html><title>opener</title>");
    await opener.goto(address === FROM_DISK ? `file://${file}` : `http://127.0.0.1:${ports.web}/home`);
    const popup = opener.waitForEvent("popup");
    await opener.evaluate((url) => void open(url), address);
    const page = await popup;
    await page.frameLocator("#app").getByRole("heading").first().waitFor();
    assert.equal(await page.evaluate(() => window.opener), null);
    assert.equal(await (await frame(page, "app")).evaluate(() => top.opener), null);
  }
});

test("framed it starts only when sandboxed, by a page from disk or a host that was allowed", { timeout: 60_000 }, async (t) => {
  const page = await (await browser(t)).newPage();
  const html = fs.readFileSync(PAGE, "utf8");
  const config = '<meta name="gezicht-hosts" content="';
  assert.ok(html.includes(config));
  let configured = "";
  const server = http.createServer((request, response) => {
    response.setHeader("Content-Type", "text/html");
    const host = (attributes) => `<!doctype html><iframe ${attributes} src="/page"></iframe>`;
    if (request.url === "/page") response.end(html.replace(config, config + configured));
    else response.end(host(request.url === "/sandboxed" ? 'sandbox="allow-scripts"' : ""));
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  t.after(() => (server.closeAllConnections(), server.close()));
  const site = `http://127.0.0.1:${server.address().port}`;
  const disk = path.join(scratch(t), "host.html");
  fs.writeFileSync(disk, `<!doctype html><iframe sandbox="allow-scripts" src="${FROM_DISK}"></iframe>`);
  for (const [address, hosts, starts] of [
    [`${site}/open`, "", false],
    [`${site}/open`, site, false],
    [`${site}/sandboxed`, "", false],
    [`${site}/sandboxed`, site, true],
    [`file://${disk}`, "", true],
  ]) {
    configured = hosts;
    await page.goto(address);
    const inner = page.frameLocator("iframe");
    if (starts) await inner.frameLocator("#app").getByRole("heading").first().waitFor();
    else await inner.getByRole("alert").waitFor();
    if (!starts) assert.equal(await inner.locator("#app").count(), 0);
  }
});
