// The shell at work: from disk and served, files in, downloads out, an engine or a frame that is lost.
import assert from "node:assert/strict";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import test from "node:test";
import { FROM_DISK, browser, choose, demo, frame, open, scratch, holdPapers } from "./support.mjs";

const axe = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const LIMIT = { timeout: 60_000 };

/** Keeps what the app frame is told from here on. (A script injected beforehand may come too late in a frame that is made by a script.) */
const record = () => {
  globalThis.testEvents = [];
  addEventListener("message", ({ data, ports }) => globalThis.testEvents.push({ ...data, ports: ports.length }), { capture: true });
};
const events = async (page) => (await frame(page, "app")).evaluate(() => globalThis.testEvents);
const tell = async (page, message) => (await frame(page, "app")).evaluate((m) => parent.postMessage(m, "*"), message);
const told = async (page, type) => {
  const deadline = Date.now() + 10_000;
  while (Date.now() < deadline) {
    const found = (await events(page)).findLast((event) => event.type === type);
    if (found) return found;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`the app was never told ${type}`);
};

/** Records, and has the app welcomed once more. */
async function listen(page) {
  await (await frame(page, "app")).evaluate(record);
  await tell(page, { type: "hello" });
  await told(page, "welcome");
}

async function opened(t, address = FROM_DISK, options) {
  const page = await (await browser(t, options)).newPage();
  const complaints = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  await open(page, address);
  await listen(page);
  return { page, complaints };
}

for (const mode of ["from disk", "from the demo server"]) {
  test(`${mode}: it starts without a complaint, takes a file and stores nothing`, LIMIT, async (t) => {
    const { page, complaints } = await opened(t, mode === "from disk" ? FROM_DISK : await demo(t));
    const welcome = await told(page, "welcome");
    assert.equal(welcome.ports, 1);
    assert.equal(welcome.served, mode !== "from disk");
    assert.match(welcome.build.engine, /^[0-9a-f]{64} [0-9a-f]{64}$/);
    const file = path.join(scratch(t), "een geheime naam.csv");
    fs.writeFileSync(file, "leeftijd;kanaal\n41;balie\n42;telefoon\n");
    await choose(page, file);
    const chosen = await told(page, "file-chosen");
    assert.deepEqual(chosen, { type: "file-chosen", file: 1, bytes: 37, by: "picker", ports: 0 });
    assert.ok(!JSON.stringify(await events(page)).includes("geheime"), "the name of a file stays outside");
    assert.equal(await page.evaluate(() => document.cookie), "");
    for (const id of ["app", "engine"]) {
      assert.equal(await (await frame(page, id)).evaluate(() => self.origin), "null", `${id} has an opaque origin`);
    }
    assert.deepEqual(complaints, []);
  });
}

test("a dropped file goes to the outer page, not to the app", LIMIT, async (t) => {
  const { page } = await opened(t);
  await tell(page, { type: "drag" });
  const overlay = page.locator("#drop");
  await overlay.waitFor();
  const drop = await page.evaluateHandle(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(["a;b\n1;2\n"], "geheim.csv", { type: "application/vnd.ms-excel" }));
    return transfer;
  });
  await overlay.dispatchEvent("drop", { dataTransfer: drop });
  assert.deepEqual(await told(page, "file-chosen"), { type: "file-chosen", file: 1, bytes: 8, by: "drop", ports: 0 });
  assert.equal(await overlay.isVisible(), false);
});

test("a dossier comes in as text, by picker and by drop", LIMIT, async (t) => {
  const { page } = await opened(t);
  const file = path.join(scratch(t), "dossier.json");
  fs.writeFileSync(file, '{"a":1}');
  await page.locator("#dossier-file").setInputFiles(file);
  assert.equal((await told(page, "dossier-text")).text, '{"a":1}');
});

test("a download gets a plain name and an allowed type", LIMIT, async (t) => {
  const { page } = await opened(t);
  const waiting = page.waitForEvent("download");
  await tell(page, { type: "download", name: "../persona<1>.html", mime: "text/html", text: "<p>é" });
  const download = await waiting;
  assert.doesNotMatch(download.suggestedFilename(), /[/<>\\]/);
  assert.equal(fs.readFileSync(await download.path(), "utf8"), "<p>é");
  assert.equal((await told(page, "saved")).ok, true);
});

test("a paper is laid out in a frame of its own, and nothing in it runs", LIMIT, async (t) => {
  const page = await (await browser(t)).newPage();
  const printing = await holdPapers(page);
  await open(page, FROM_DISK);
  await listen(page);
  const html = `<!doctype html><html lang="en"><head><style>p{color:rgb(1,2,3)}</style><script>window.ran=1</script></head>
    <body onload="window.ran=2"><p>paper</p><img src=x onerror="window.ran=3"><a href="javascript:window.ran=4">a</a></body></html>`;
  await tell(page, { type: "print", html, title: "Persona" });
  // Instead of a dialog: hand over what would be printed, as it stands at that moment.
  const { html: laid, type, ...rest } = await printing(() => {
    globalThis.print = () =>
      parent.postMessage(
        {
          type: "test-printed",
          lang: document.documentElement.lang,
          title: document.title,
          html: document.body.innerHTML,
          colour: getComputedStyle(document.querySelector("p")).color,
          ran: globalThis.ran ?? "nothing",
        },
        "*",
      );
  });
  assert.equal(type, "test-printed");
  assert.deepEqual(rest, { lang: "en", title: "Persona", colour: "rgb(1, 2, 3)", ran: "nothing" });
  assert.equal(laid.replace(/\s+/g, ""), "<p>paper</p><img><a>a</a>");
  assert.equal((await told(page, "printed")).ok, true);
  await page.waitForFunction(() => !document.getElementById("paper"));
});

test("an engine that breaks is replaced, and the app is told", LIMIT, async (t) => {
  const { page } = await opened(t);
  await told(page, "welcome");
  const [worker] = page.workers();
  // What a panic looks like from outside: a trap in the middle of a request.
  await worker.evaluate(() => {
    JSON.parse = () => {
      throw new WebAssembly.RuntimeError("unreachable");
    };
  });
  const file = path.join(scratch(t), "a.csv");
  fs.writeFileSync(file, "a;b\n1;2\n");
  await choose(page, file);
  const app = await frame(page, "app");
  await told(page, "file-chosen");
  await app.evaluate(() => document.querySelector("gezicht-app").shell.engine.load(1).catch(() => undefined));
  const restarted = await told(page, "restarted");
  assert.equal(restarted.ports, 1);
  // The new engine answers, and still has the file the person chose.
  const bytes = await app.evaluate(() => document.querySelector("gezicht-app").shell.engine.memory());
  assert.ok(bytes > 65_536);
});

// How fast and how awake is measured by `cargo xtask bench`; a test on a busy machine only tells.
test("a big file is read in pieces, and a cancel is heard", LIMIT, async (t) => {
  const { page } = await opened(t);
  const file = path.join(scratch(t), "groot.csv");
  const rows = Array.from({ length: 20_000 }, (_, i) => `${i % 90};${1000 + (i % 50)};balie\n`).join("");
  const out = fs.openSync(file, "w");
  fs.writeSync(out, "leeftijd;pc4;kanaal\n");
  for (let i = 0; i < 300; i += 1) fs.writeSync(out, rows);
  fs.closeSync(out);
  await choose(page, file);
  await told(page, "file-chosen");
  const result = await (await frame(page, "app")).evaluate(async () => {
    const { engine } = document.querySelector("gezicht-app").shell;
    let gap = 0;
    let last = performance.now();
    const timer = setInterval(() => {
      gap = Math.max(gap, performance.now() - last);
      last = performance.now();
    }, 4);
    const heard = [];
    let asked = 0;
    const reply = await engine.load(1, {
      onProgress: ({ share }) => {
        heard.push(share);
        if (asked) return;
        asked = performance.now();
        engine.cancel();
      },
    });
    const answered = performance.now() - asked;
    clearInterval(timer);
    // After a cancel the engine takes the next request.
    const memory = await engine.memory();
    return { reply: reply.reply, heard, answered, gap, memory };
  });
  t.diagnostic(`cancel answered in ${result.answered.toFixed(0)} ms, longest gap ${result.gap.toFixed(0)} ms, memory ${result.memory / 1e6} MB`);
  assert.equal(result.reply, "cancelled");
  assert.ok(result.heard.length > 0 && result.heard.every((share) => share >= 0 && share <= 1));
});

test("an app frame that is led away, however soon, comes back with what it kept", LIMIT, async (t) => {
  const { page } = await opened(t);
  await tell(page, { type: "keep", state: "wat er getypt was" });
  const lost = await page.$("#app");
  await (await frame(page, "app")).evaluate(() => void (location.href = "https://leak-probe.example/"));
  // The new frame is asked from inside: what is told while it loads may come before the test listens.
  const again = () =>
    new Promise((resolve) => {
      addEventListener("message", ({ data }) => data.type === "welcome" && resolve(data.state));
      parent.postMessage({ type: "hello" }, "*");
    });
  await page.waitForFunction((old) => document.getElementById("app") && document.getElementById("app") !== old, lost);
  await page.frameLocator("#app").getByRole("heading").first().waitFor();
  assert.equal(await (await frame(page, "app")).evaluate(again), "wat er getypt was");
});

test("no frame has an accessibility fault that axe can see", LIMIT, async (t) => {
  const { page } = await opened(t);
  for (const place of [page.mainFrame(), await frame(page, "app")]) {
    await place.evaluate(axe);
    const { violations } = await place.evaluate(() =>
      // Each frame is looked at by itself: sandboxed frames do not answer axe across the border.
      globalThis.axe.run(document, { iframes: false, runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }),
    );
    assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`), []);
  }
});
