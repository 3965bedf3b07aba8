// The bars of the first walk, in Chromium: a persona is one A4, awkward and broken files end well, and a cancel is heard at each
// stage.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";
import { FROM_DISK, ROOT, browser, frame, give, holdPapers, open, protect, record, scratch } from "./support.mjs";

const LIMIT = { timeout: 120_000 };
const ADULT = path.join(ROOT, "tests/data/adult/adult.csv");
const AWKWARD = path.join(ROOT, "tests/data/awkward");

async function opened(t) {
  const page = await (await browser(t)).newPage();
  const said = [];
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(error.message));
  await open(page, FROM_DISK);
  return { page, said, app: await frame(page, "app"), inside: page.frameLocator("#app") };
}

/** Starts reading, and gives what the page says of it once it is at rest: messages, and the sentence about what was read. */
async function outcome({ page, app, inside }, start) {
  await inside.getByRole("button", { name: "Gezicht, naar het begin" }).click();
  await start();
  await app.waitForFunction(
    () => {
      const { store } = document.querySelector("gezicht-app");
      return store.screen === "data" && !store.busy && (store.recipe || store.refusal);
    },
    undefined,
    { timeout: 60_000 },
  );
  const words = (texts) => texts.map((text) => text.replace(/\s+/g, " ").trim());
  const alerts = words(await inside.getByRole("alert").allTextContents());
  const read = words(await inside.locator(".read").allTextContents());
  return { alerts, read, page };
}

const sample = (at) => outcome(at, () => at.inside.getByRole("button", { name: "Probeer met voorbeelddata" }).click());

/** Presses the main button of a step that has work to do, and waits for what it makes. */
async function work({ inside }, onward, button, made) {
  await inside.getByRole("button", { name: onward }).click();
  await inside.getByRole("button", { name: button }).click();
  await inside.locator(made).waitFor({ timeout: 60_000 });
}
async function release({ inside }) {
  await inside.getByRole("button", { name: "Verder naar Privacy" }).click();
  await protect(inside);
  await inside.locator(".turn").waitFor({ timeout: 60_000 });
}
const segment = (at) => work(at, "Verder naar Groepen", "Zoek de groepen", ".groups");
const personas = (at) => work(at, "Verder naar Persona’s", "Schrijf de persona’s", ".wall");

/** Asks the page's own engine for a paper. */
const paper = (app, kind, language, typed = { brief: {}, names: [], edits: [] }) =>
  app.evaluate(async ({ kind, language, typed }) => {
    const reply = await document.querySelector("gezicht-app").shell.engine.request({ command: "paper", paper: kind, language, work: typed });
    return reply.body;
  }, { kind, language, typed });

test("a persona in the paper frame is exactly one A4, and nothing is cut off", LIMIT, async (t) => {
  const page = await (await browser(t)).newPage();
  const printing = await holdPapers(page);
  const dialog = () => {
    globalThis.print = () => {
      const css = document.adoptedStyleSheets.flatMap((sheet) => [...sheet.cssRules]).map((rule) => rule.cssText).join("\n");
      const html = `<!doctype html><html lang="${document.documentElement.lang}"><style>${css}</style>${document.body.outerHTML}</html>`;
      parent.postMessage({ type: "test-printed", html }, "*");
    };
  };
  await open(page, FROM_DISK);
  const at = { page, app: await frame(page, "app"), inside: page.frameLocator("#app") };
  const print = async (html) => {
    const asked = at.app.evaluate((html) => document.querySelector("gezicht-app").shell.print(html, "Persona"), html);
    const printed = await printing(dialog);
    assert.equal(await asked, true);
    return printed.html;
  };
  const press = await page.context().newPage();
  const sheets = async (kind, language, typed) => {
    const { body } = await paper(at.app, kind, language, typed);
    await press.setContent(await print(body));
    const pdf = (await press.pdf({ preferCSSPageSize: true, printBackground: true })).toString("latin1");
    const sizes = [...pdf.matchAll(/\/MediaBox\s*\[([^\]]*)\]/g)].map(([, box]) => box.trim().split(/\s+/).map(Number));
    await press.emulateMedia({ media: "print" });
    const cut = await press.evaluate(() =>
      [...document.querySelectorAll(".sheet, .sheet *")]
        .filter((box) => getComputedStyle(box).overflow.includes("hidden") && !box.matches("svg, .hidden"))
        .filter((box) => box.scrollHeight > box.clientHeight + 1 || box.scrollWidth > box.clientWidth + 1)
        .map((box) => `${box.className}: ${box.scrollWidth} x ${box.scrollHeight} in ${box.clientWidth} x ${box.clientHeight}`),
    );
    const boxes = await press.locator(".sheet .body").count();
    return { pages: (pdf.match(/\/Type\s*\/Page\b/g) ?? []).length, sizes, cut, boxes };
  };

  for (const [name, load] of [["the sample", () => sample(at)], ["adult", () => outcome(at, () => give(page, ADULT))]]) {
    await load();
    await release(at);
    await segment(at);
    await personas(at);
    const segments = await at.app.evaluate(() => document.querySelector("gezicht-app").store.personas.map((persona) => persona.segment));
    assert.ok(segments.length > 1, name);
    for (const language of ["nl", "en"]) {
      // One by one takes a while, and the sheets are those of all together.
      const each = language === "nl" && name === "the sample" ? segments.map((segment) => [{ kind: "persona_html", segment }, 1]) : [];
      for (const [kind, expected] of [...each, [{ kind: "all_personas" }, segments.length]]) {
        const { pages, sizes, cut, boxes } = await sheets(kind, language);
        const where = `${name}, ${language}, ${kind.kind} ${kind.segment ?? ""}`;
        assert.equal(pages, expected, where);
        assert.equal(boxes, expected, where);
        assert.ok(sizes.length > 0 && sizes.every(([, , width, height]) => Math.abs(width - 595.3) < 1.5 && Math.abs(height - 841.9) < 1.5), `${where}: ${sizes[0]}`);
        assert.deepEqual(cut, [], where);
      }
    }
    // As full as people can type it: every sentence a long one.
    const typed = await at.app.evaluate(() => {
      const { personas } = document.querySelector("gezicht-app").store;
      const keys = (value) => (value && typeof value === "object" ? [...(typeof value.key === "string" ? [value.key] : []), ...Object.values(value).flatMap(keys)] : []);
      const text = "Deze zin is veel langer dan op het blad past, want iemand typte er alles bij wat er maar te zeggen viel over deze groep. ".repeat(3);
      const edits = personas.flatMap((persona) => ["name", ...keys(persona)].map((key) => ({ segment: persona.segment, key, language: "nl", text })));
      return { brief: {}, names: personas.map(({ segment }) => [segment, text]), edits };
    });
    assert.ok(typed.edits.length > 15 * segments.length, `${typed.edits.length} sentences of ${name}`);
    const full = await sheets({ kind: "all_personas" }, "nl", typed);
    assert.equal(full.pages, segments.length, `${name}, filled`);
    assert.deepEqual(full.cut, [], `${name}, filled`);
    // The unsaved work of the sample gives way without a question.
    await at.app.evaluate(() => void (document.querySelector("gezicht-app").store.unsaved = false));
  }
});

test("adult and the awkward files go in through the page", LIMIT, async (t) => {
  const at = await opened(t);
  for (const [file, rows] of [
    [ADULT, "30.162"],
    ...["01_excel_nl_cp1252.csv", "02_excel_utf8_bom.csv", "03_excel_unicode_tekst_utf16le_tab.txt", "04_sep_regel.csv", "05_titelregels_en_totaal.csv", "06_dubbele_kolomnamen.csv"].map((name) => [path.join(AWKWARD, name), "40"]),
    [path.join(AWKWARD, "07_xss_kolomnamen.csv"), "40"],
    [path.join(AWKWARD, "08_voorloopnul_kwijt.csv"), "5"],
  ]) {
    const { alerts, read } = await outcome(at, () => give(at.page, file));
    const name = path.basename(file);
    assert.deepEqual(alerts, [], name);
    assert.deepEqual(read, [`We lazen ${rows} rijen. Alle rijen konden we lezen.`], name);
    if (name.startsWith("05")) await at.inside.getByText("regel 4").first().waitFor();
    if (name.startsWith("07")) assert.equal(await at.app.evaluate(() => document.querySelectorAll("img").length), 0, "a column name is text");
    if (name.startsWith("08")) await at.inside.locator(".utrecht-alert--error").waitFor();
  }
  assert.deepEqual(at.said, []);
});

test("bad input ends in one clear message and a page that works", LIMIT, async (t) => {
  const at = await opened(t);
  const directory = scratch(t);
  const line = "41;4761;balie\n";
  const head = "leeftijd;postcode;kanaal\n";
  const noise = Buffer.from(Array.from({ length: 100_000 }, (_, i) => (i * 7919 + ((i * i) >> 3)) % 256));
  const long = path.join(directory, "regel.csv");
  const out = fs.openSync(long, "w");
  for (let i = 0; i < 200; i += 1) fs.writeSync(out, Buffer.alloc(1_000_000, "gemeente;"));
  fs.closeSync(out);
  const accepted = (rows, refused) => [`We lazen ${rows} rijen. ${refused}`];
  for (const [name, bytes, refusal, read = []] of [
    ["leeg", "", /Dit bestand is leeg\./],
    ["binair", noise, /Dit is geen tekstbestand\./],
    ["alleen een kop", head, /Er staat alleen een kop in\./],
    ["één kolom", `leeftijd\n${"41\n".repeat(200)}`, undefined, accepted(200, "Alle rijen konden we lezen.")],
    ["10.000 kolommen", `${Array.from({ length: 10_000 }, (_, i) => `k${i}`).join(";")}\n${"1;".repeat(9999)}1\n`, /Regel 1 heeft 10.?000 kolommen\./],
    ["aanhalingsteken", `${head}${line.repeat(3000)}41;"4761;balie\n${line.repeat(3000)}`, /aanhalingsteken wordt niet gesloten\./],
    ["afgekapt", `${head}${line.repeat(200)}41;47`, undefined, accepted(200, "1 rij konden we niet lezen.")],
    ["200 MB op één regel", undefined, /De rij op regel 1 is langer dan/],
  ]) {
    const file = bytes === undefined ? long : path.join(directory, `${name}.csv`);
    if (bytes !== undefined) fs.writeFileSync(file, bytes);
    const begun = performance.now();
    const result = await outcome(at, () => give(at.page, file));
    t.diagnostic(`${name}: ${(performance.now() - begun).toFixed(0)} ms, ${result.alerts[0] ?? result.read[0]}`);
    assert.equal(result.alerts.length, refusal ? 1 : 0, name);
    if (refusal) assert.match(result.alerts[0], refusal, name);
    assert.deepEqual(result.read, read, name);
    if (bytes === undefined) fs.rmSync(file);
    const after = await sample(at);
    assert.deepEqual(after.alerts, [], `the sample after ${name}`);
    assert.match(after.read[0], /^We lazen 59\.99\d rijen\./, `the sample after ${name}`);
  }
  assert.deepEqual(at.said, []);
});

/** Runs in the app frame: presses "stop" until the page says that it stopped; gives the milliseconds that took. */
const stopping = () =>
  new Promise((done, fail) => {
    const begun = performance.now();
    let pressed = 0;
    const press = setInterval(() => {
      const button = document.querySelector(".busy button");
      if (button) {
        pressed ||= performance.now();
        button.click();
      } else if (pressed && document.querySelector(".utrecht-alert--info[role=status]")) {
        clearInterval(press);
        done(performance.now() - pressed);
      } else if (performance.now() - begun > 20_000) {
        clearInterval(press);
        fail(new Error(pressed ? "stopping was not heard" : "nothing ran that could be stopped"));
      }
    }, 5);
  });

test("a cancel is heard at each stage, and the page goes on from the stage before", LIMIT, async (t) => {
  const at = await opened(t);
  const { page, app, inside } = at;
  const big = path.join(scratch(t), "groot.csv");
  const rows = Array.from({ length: 20_000 }, (_, i) => `${i % 90};${4761 + (i % 4)};balie\n`).join("");
  fs.writeFileSync(big, "leeftijd;postcode;kanaal\n" + rows.repeat(100));
  const stopped = async (what, start) => {
    const [took] = await Promise.all([app.evaluate(stopping), start()]);
    // The engine answers again.
    const memory = await app.evaluate(() => document.querySelector("gezicht-app").shell.engine.memory());
    assert.ok(memory > 0);
    t.diagnostic(`${what}: stopped after ${took.toFixed(0)} ms`);
  };
  await stopped("reading", () => give(page, big));
  await sample(at);
  await inside.getByRole("button", { name: "Verder naar Privacy" }).click();
  await stopped("release", () => inside.getByRole("button", { name: "Bescherm de gegevens" }).click());
  await protect(inside);
  await inside.locator(".turn").waitFor();
  await inside.getByRole("button", { name: "Verder naar Groepen" }).click();
  await stopped("segments", () => inside.getByRole("button", { name: "Zoek de groepen" }).click());
  await inside.getByRole("button", { name: "Zoek de groepen" }).click();
  await inside.locator(".groups").waitFor({ timeout: 60_000 });
  assert.deepEqual(at.said, []);
});
