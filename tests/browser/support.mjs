// What the browser tests share: a Chromium with nothing of its own to say, the page from disk or served, and listeners.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import dgram from "node:dgram";
import fs from "node:fs";
import http from "node:http";
import { createRequire } from "node:module";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
export const PAGE = path.join(ROOT, "dist/gezicht.html");
const AXE = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"];

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * A new browser with a new profile of its own (an incognito one would leave out prefetching), closed at the end of the
 * test. `netLog` is a path for Chromium's own account of what it did on the network.
 */
export async function browser(t, { netLog, args = [], ...options } = {}) {
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  const logging = netLog ? [`--log-net-log=${netLog}`, "--net-log-capture-mode=Everything"] : [];
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), "gezicht-"));
  let context;
  // The browser writes to its profile until it is closed.
  t.after(async () => {
    await context?.close();
    fs.rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  });
  context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    args: [...FLAGS, ...logging, ...args],
    ...options,
  });
  context.setDefaultTimeout(15_000);
  return context;
}

/** A directory of its own, removed at the end of the test. */
export function scratch(t) {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), "gezicht-"));
  t.after(() => fs.rmSync(directory, { recursive: true, force: true, maxRetries: 5 }));
  return directory;
}

/** Serves the page with the headers that the build wrote beside it. */
export async function serve(t) {
  const lines = fs.readFileSync(path.join(ROOT, "dist/headers.txt"), "utf8").trim().split("\n");
  const headers = Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]));
  const html = fs.readFileSync(PAGE);
  const server = http.createServer((_, response) => {
    response.writeHead(200, { ...headers, "Content-Type": "text/html; charset=utf-8" });
    response.end(html);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  t.after(() => server.close());
  return `http://127.0.0.1:${server.address().port}/`;
}

/** Starts the demo server itself; gives its address. */
export async function demo(t) {
  const child = spawn(process.env.XTASK ?? path.join(ROOT, "target/debug/xtask"), ["demo", "--no-open"], { cwd: ROOT });
  t.after(() => child.kill());
  let said = "";
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", () => reject(new Error(`the demo ended: ${said}`)));
    child.stdout.on("data", (chunk) => {
      said += chunk;
      const address = /http:\/\/127\.0\.0\.1:\d+\//.exec(said);
      if (address) resolve(address[0]);
    });
  });
}

/** The address of the page from disk. */
export const FROM_DISK = pathToFileURL(PAGE).href;

/** Opens the page and waits until the app stands. */
export async function open(page, address) {
  await page.goto(address);
  await page.frameLocator("#app").getByRole("heading").first().waitFor();
}

/** The frame inside the iframe with this id. */
export async function frame(page, id) {
  const element = await page.waitForSelector(`#${id}`, { state: "attached" });
  return element.contentFrame();
}

/** Chooses a customer file the way a person does: the app asks, outer picks. */
export async function choose(page, file) {
  const chooser = page.waitForEvent("filechooser");
  const app = await frame(page, "app");
  // A click in the app frame gives the outer page its user activation.
  await app.evaluate(() => {
    const button = document.createElement("button");
    button.id = "test-pick";
    button.style.cssText = "position:fixed;top:0;left:0;z-index:9999";
    button.textContent = "pick";
    button.onclick = () => parent.postMessage({ type: "pick-file" }, "*");
    document.body.append(button);
  });
  await page.frameLocator("#app").locator("#test-pick").click();
  await (await chooser).setFiles(file);
  await app.evaluate(() => document.getElementById("test-pick").remove());
}

/** Gives the page a customer file through the outer page's own input. */
export const give = (page, file) => page.locator("#data-file").setInputFiles(file);

/**
 * Records what the app frame is told from here on, in `testMessages`; saying hello again gives the app a new port, which
 * is then recorded too.
 */
export async function record(app) {
  await app.evaluate(recordMessages);
  await app.evaluate(() => parent.postMessage({ type: "hello" }, "*"));
  await app.waitForFunction(() => globalThis.testMessages.some(({ type }) => type === "welcome"));
}

/** Runs inside the app frame: keeps what it is told, by window and by port. */
function recordMessages() {
  const kept = (globalThis.testMessages = []);
  const describe = (value) => {
    if (value === null || typeof value !== "object") return value;
    if (value instanceof Blob || value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return { raw: value.constructor.name };
    if (value instanceof Map || value instanceof Set) return describe([...value]);
    if (Array.isArray(value)) return value.map(describe);
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, describe(inner)]));
  };
  const keep = (event) => kept.push(describe(event.data));
  addEventListener("message", keep, { capture: true });
  const { get, set } = Object.getOwnPropertyDescriptor(MessagePort.prototype, "onmessage");
  Object.defineProperty(MessagePort.prototype, "onmessage", {
    get,
    set(handler) {
      this.addEventListener("message", keep);
      set.call(this, handler);
    },
  });
}

/** Listens on loopback: `web` speaks HTTP (and sees WebSockets), `bare` counts connections, `udp` counts packets. */
export async function listeners(t) {
  const heard = { requests: [], connections: {}, packets: {} };
  const web = http.createServer((request, response) => {
    heard.requests.push(request.url);
    const html = request.url === "/home";
    response.writeHead(200, { "Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "*", "Content-Type": html ? "text/html" : "text/javascript" });
    response.end(html ? "<!doctype html><title>control</title><body></body>" : "");
  });
  web.on("upgrade", (request, socket) => {
    heard.requests.push(request.url);
    socket.destroy();
  });
  heard.connections.web = 0;
  web.on("connection", () => (heard.connections.web += 1));
  const listen = (server) => new Promise((done) => server.listen(0, "127.0.0.1", () => done(server.address().port)));
  const ports = { web: await listen(web) };
  t.after(() => (web.closeAllConnections(), web.close()));
  for (const name of ["preconnect", "turn"]) {
    heard.connections[name] = 0;
    const server = net.createServer((socket) => {
      heard.connections[name] += 1;
      socket.on("error", () => undefined);
      setTimeout(() => socket.destroy(), 500).unref();
    });
    ports[name] = await listen(server);
    t.after(() => server.close());
  }
  for (const name of ["stun", "quic"]) {
    heard.packets[name] = 0;
    const socket = dgram.createSocket("udp4", () => (heard.packets[name] += 1));
    ports[name] = await new Promise((done) => socket.bind(0, "127.0.0.1", () => done(socket.address().port)));
    t.after(() => socket.close());
  }
  return { heard, ports };
}

/** Protects the data. Where no column tells people apart, a test says that each row of its file is one person. */
export async function protect(inside, name = "Bescherm de gegevens") {
  const button = inside.getByRole("button", { name });
  await button.waitFor();
  const rows = inside.locator("#rows-people");
  if ((await rows.count()) > 0) await rows.check();
  await button.click();
}

/** Everything that the documents of a page hold, shown or not, and what they call their parts. */
export async function everything(page) {
  const texts = [];
  for (const each of page.frames()) {
    texts.push(await each.evaluate(() => `${document.title}\n${document.documentElement.outerHTML}\n${[...document.querySelectorAll("input, textarea, select")].map((field) => field.value).join("\n")}`));
    const root = each.locator("body");
    if ((await root.count()) > 0) texts.push(await root.ariaSnapshot());
  }
  return texts.join("\n");
}

/**
 * Axe in the app frame (and on the outer page): no violation of any of the tags. What sticks to an edge of the window stands in its own
 * place meanwhile: how much of a button it covers turns on where the page is scrolled, and axe takes the rest for the button's size.
 */
export async function accessible(page, app, where) {
  const stuck = await app.evaluateHandle(() => {
    const boxes = [...document.querySelectorAll("*")].filter((box) => getComputedStyle(box).position === "sticky");
    for (const box of boxes) box.style.position = "static";
    return boxes;
  });
  await axe(page, app, where);
  await stuck.evaluate((boxes) => boxes.forEach((box) => box.style.removeProperty("position")));
}

async function axe(page, app, where) {
  for (const [name, place] of [["app", app], ["outer", page]]) {
    await place.evaluate(AXE);
    const found = await place.evaluate(
      (tags) => globalThis.axe.run(document, { runOnly: tags, iframes: false }).then((result) => result.violations.map((one) => `${one.id}: ${one.nodes[0].html.slice(0, 140)}`)),
      TAGS,
    );
    assert.deepEqual(found, [], `${where} (${name})`);
  }
}

/** No sideways scrolling. */
export async function fits(app, where) {
  const over = await app.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(over <= 0, `${where}: ${over} px too wide`);
}

/** Presses Tab until the control with this name has the focus, as someone without a mouse does; then presses a key. */
export async function press(page, app, name, key = "Enter") {
  for (let i = 0; i < 400; i++) {
    const at = await app.evaluate(() => {
      const here = document.activeElement;
      if (here === document.body) return "";
      return (here?.getAttribute("aria-label") ?? here?.textContent ?? "").replace(/\s+/g, " ").trim();
    });
    if (at === name || (name instanceof RegExp && name.test(at))) return page.keyboard.press(key);
    await page.keyboard.press("Tab");
  }
  assert.fail(`no way to ${name} by keyboard`);
}

/** Host names that Chromium tried to resolve, from its net log. */
export function namesIn(netLog, suffix) {
  const text = fs.readFileSync(netLog, "utf8");
  const names = new Set(text.match(new RegExp(`[a-z0-9-]+\\.${suffix.replaceAll(".", "\\.")}`, "g")) ?? []);
  return [...names].sort();
}

/** Playwright waits for a frame that is led away while it is asked something; the test does not. */
export const within = (milliseconds, promise) => Promise.race([promise.catch(() => undefined), wait(milliseconds)]);

export const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/**
 * Holds each paper until its dialog is replaced: call before the page is opened. Gives a function that waits for the next paper,
 * has `dialog` put in the place of its print dialog, lets it go on, and gives what the dialog handed over (`parent.postMessage({ type:
 * "test-printed", … })`). A script added beforehand may come too late to a frame that is made while the page lives.
 */
export async function holdPapers(page) {
  await page.addInitScript(() => {
    if (self !== top) return;
    addEventListener(
      "message",
      (event) => {
        const { source, data, isTrusted } = event;
        if (data.type === "test-printed") globalThis.testPrinted = data;
        else if (data.type === "paper-ready" && isTrusted) globalThis.testPrint = () => dispatchEvent(new MessageEvent("message", { source, data }));
        else return;
        event.stopImmediatePropagation();
      },
      { capture: true },
    );
  });
  return async (dialog) => {
    await page.waitForFunction(() => globalThis.testPrint);
    await (await frame(page, "paper")).evaluate(dialog);
    await page.evaluate(() => {
      globalThis.testPrinted = undefined;
      globalThis.testPrint();
      globalThis.testPrint = undefined;
    });
    await page.waitForFunction(() => globalThis.testPrinted);
    return page.evaluate(() => globalThis.testPrinted);
  };
}
