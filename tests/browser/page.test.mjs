// The page as a person meets it: the whole walk by keyboard with the sample, axe on every step in both languages,
// a narrow screen, and a dossier that gives back what was typed.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { FROM_DISK, accessible, browser, fits, frame, open, press, scratch, serve, within } from "./support.mjs";

const LONG = { timeout: 180_000 };
const WORDS = {
  nl: {
    sample: "Probeer met voorbeelddata", protect: "Bescherm de gegevens", find: "Zoek de groepen", write: "Schrijf de persona’s",
    steps: ["Waar gaat het om?", "Wat staat er in het bestand?", "Niemand mag opvallen", "Welke groepen zijn er?", "Geef elke groep een gezicht", "Klaar om te delen"],
    onward: ["Verder naar Bestand", "Verder naar Privacy", "Verder naar Groepen", "Verder naar Persona’s", "Verder naar Opleveren"],
    save: "Dossier bewaren", dossier: "Open een dossier", home: "Gezicht, naar het begin", local: "Alles op deze computer", wipe: "Alles wissen", sure: "Ja, wis alles", wiped: "Alles is gewist", again: "Opnieuw beginnen", back: "Terug naar uw werk",
  },
  en: {
    sample: "Try with sample data", protect: "Protect the data", find: "Find the groups", write: "Write the personas",
    steps: ["What is it about?", "What is in the file?", "Nobody may stand out", "Which groups are there?", "Give each group a face", "Ready to share"],
    onward: ["Continue to File", "Continue to Privacy", "Continue to Groups", "Continue to Personas", "Continue to Deliver"],
    save: "Save dossier", dossier: "Open a dossier", home: "Gezicht, to the start", local: "Everything on this computer", wipe: "Wipe everything", sure: "Yes, wipe everything", wiped: "Everything was wiped", again: "Start again", back: "Back to your work",
  },
};

const heading = (page, name, options) => page.frameLocator("#app").getByRole("heading", { level: 1, name }).waitFor(options);

/** Focus has to follow to the heading of the new screen. */
async function focused(app, name) {
  await app.waitForFunction((name) => document.activeElement?.textContent?.trim() === name, name);
}

async function start(page, address, language) {
  await open(page, address);
  const app = await frame(page, "app");
  if (language === "en") await page.frameLocator("#app").getByRole("button", { name: "Switch to English" }).click();
  assert.equal(await app.evaluate(() => document.documentElement.lang), language);
  return app;
}

/** From the first screen to the last; `each` is called on every one of them. `go` activates a control. */
async function walk(page, words, go, each) {
  const inside = page.frameLocator("#app");
  await each("start");
  await go(words.sample);
  await heading(page, words.steps[1]);
  await inside.locator(".read").waitFor(LONG);
  await each("data");
  await go(words.onward[1]);
  await heading(page, words.steps[2]);
  await go(words.protect);
  await inside.locator(".turn").waitFor(LONG);
  await each("privacy");
  await go(words.onward[2]);
  await heading(page, words.steps[3]);
  await go(words.find);
  await inside.locator(".groups").waitFor(LONG);
  await each("segments");
  await go(words.onward[3]);
  await heading(page, words.steps[4]);
  await go(words.write);
  await inside.locator(".wall").waitFor(LONG);
  await each("wall");
}

for (const language of ["nl", "en"]) {
  test(`the walk by keyboard, ${language}: focus follows, axe finds nothing`, { timeout: 300_000 }, async (t) => {
    const words = WORDS[language];
    const context = await browser(t);
    const page = await context.newPage();
    const mistakes = [];
    page.on("pageerror", (error) => mistakes.push(error.message));
    page.on("console", (message) => message.type() === "error" && mistakes.push(message.text()));
    const app = await start(page, language === "nl" ? FROM_DISK : await serve(t), language);
    const inside = page.frameLocator("#app");
    await inside.getByRole("heading", { level: 1 }).first().focus();
    await walk(page, words, (name) => press(page, app, name), (where) => accessible(page, app, where));

    await press(page, app, /\sOpen /);
    await inside.locator(".a4").waitFor();
    await accessible(page, app, "a4");
    await inside.getByRole("switch").focus();
    await page.keyboard.press("Space");
    await inside.locator(".a4__facts .sentence").first().focus();
    const evidence = await inside.locator(".proof__now").textContent();
    assert.match(evidence, /\d/, "a fact names its figure");
    await accessible(page, app, "evidence");

    // What somebody types over a fact is theirs: no fact any more, and no figure belongs to it.
    await page.keyboard.press("Enter");
    await page.keyboard.type(language === "nl" ? "Van mij." : "Mine.");
    await page.keyboard.press("Enter");
    await inside.locator(".proof__now", { hasText: language === "nl" ? "Deze zin hebt u zelf geschreven. Er hoort geen cijfer bij." : "You wrote this sentence. No figure belongs to it." }).waitFor();
    const own = inside.locator(".a4__facts li").first();
    assert.match(await own.textContent(), language === "nl" ? /✎ door u geschreven/ : /✎ written by you/);
    assert.equal(await own.locator(".versus").count(), 0, "no bar");

    // A sentence, edited without a mouse.
    await inside.locator(".a4__story .sentence").first().focus();
    await page.keyboard.press("Enter");
    await page.keyboard.type("Een eigen zin.");
    await page.keyboard.press("Enter");
    assert.match(await inside.locator(".a4__story").textContent(), /Een eigen zin\./);

    await press(page, app, words.onward[4]);
    await focused(app, words.steps[5]);
    await accessible(page, app, "deliver");
    await inside.getByRole("button", { name: words.local }).press("Enter");
    await accessible(page, app, "proof");
    await press(page, app, words.back);
    await focused(app, words.steps[5]);
    await inside.getByRole("button", { name: words.wipe }).press("Enter");
    await accessible(page, app, "wipe");
    await press(page, app, words.sure);
    await focused(app, words.wiped);
    await accessible(page, app, "wiped");
    assert.deepEqual(mistakes, []);
  });
}

test("after wiping there is a new engine, which knows nothing and takes a file as the first one did", { timeout: 300_000 }, async (t) => {
  const page = await (await browser(t)).newPage();
  const words = WORDS.nl;
  const app = await start(page, FROM_DISK, "nl");
  const inside = page.frameLocator("#app");
  const ask = (command) => app.evaluate((command) => document.querySelector("gezicht-app").shell.engine.request(command), command);
  const memory = () => app.evaluate(() => document.querySelector("gezicht-app").shell.engine.memory());
  const file = path.join(scratch(t), "klanten.csv");
  fs.writeFileSync(file, `leeftijd;kanaal\n${Array.from({ length: 90_000 }, (_, i) => `${i % 90};${i}balie\n`).join("")}`);
  await page.locator("#data-file").setInputFiles(file);
  await inside.locator(".read").waitFor(LONG);
  const before = await memory();
  await inside.getByRole("button", { name: words.wipe }).click();
  await inside.getByRole("button", { name: words.sure }).click();
  await heading(page, words.wiped);
  // The memory went with the engine that had the file, and nobody kept the file.
  const after = await memory();
  assert.ok(after < before, `${after} bytes against ${before}`);
  assert.equal((await ask({ command: "propose_recipe" })).body.code, "engine.no_file");
  const kept = await app.evaluate(() => document.querySelector("gezicht-app").shell.engine.load(1).then(() => "read", (error) => error.what));
  assert.equal(kept, "unreadable-file");
  await inside.getByRole("button", { name: words.again }).click();
  await inside.getByRole("button", { name: words.sample }).click();
  await inside.locator(".read").waitFor(LONG);
  assert.equal(await app.evaluate(() => document.querySelector("gezicht-app").store.refusal), undefined);
  // An engine that was wiped and not replaced reads nothing more.
  assert.equal((await ask({ command: "wipe" })).reply, "ready");
  assert.equal((await ask({ command: "open_sample", rows: 100, seed: 1 })).body.code, "engine.wiped");
});

test("a narrow screen shows every step without scrolling sideways", { timeout: 300_000 }, async (t) => {
  const context = await browser(t, { viewport: { width: 360, height: 740 } });
  for (const language of ["nl", "en"]) {
    const words = WORDS[language];
    const page = await context.newPage();
    const app = await start(page, FROM_DISK, language);
    const inside = page.frameLocator("#app");
    await walk(page, words, (name) => inside.getByRole("button", { name, exact: true }).click(), (where) => fits(app, `${where}, ${language}`));
    await inside.locator(".card").first().click();
    await fits(app, `a4, ${language}`);
    await inside.getByRole("button", { name: words.onward[4] }).click();
    await fits(app, `deliver, ${language}`);
    const names = await app.evaluate(() => [...document.querySelectorAll("button, input, select, summary")].filter((one) => one.getClientRects().length > 0 && one.getBoundingClientRect().height < 24).map((one) => one.textContent));
    assert.deepEqual(names, [], "targets under 24 px");
    await page.close();
  }
});

test("a dossier gives back names and edits, and the face on paper is the face on the page", { timeout: 300_000 }, async (t) => {
  const context = await browser(t, { acceptDownloads: true });
  const page = await context.newPage();
  // Without the save picker every browser downloads.
  await page.addInitScript(() => delete globalThis.showSaveFilePicker);
  const words = WORDS.nl;
  await start(page, FROM_DISK, "nl");
  const inside = page.frameLocator("#app");
  await walk(page, words, (name) => inside.getByRole("button", { name, exact: true }).click(), () => undefined);
  await inside.locator(".card").first().click();
  await inside.locator(".a4__name .sentence").click();
  await inside.locator(".a4__name textarea").fill("Wilhelmina");
  await inside.locator(".a4__name textarea").press("Enter");
  await inside.getByRole("heading", { level: 2, name: "Wilhelmina" }).waitFor();
  const drawn = await inside.locator(".a4 .face path").evaluateAll((parts) => parts.map((part) => part.getAttribute("d")));

  const directory = scratch(t);
  const saved = async (click) => {
    const [download] = await Promise.all([page.waitForEvent("download"), click()]);
    const to = path.join(directory, download.suggestedFilename());
    await download.saveAs(to);
    return to;
  };
  await inside.getByRole("button", { name: words.onward[4] }).click();
  const paper = fs.readFileSync(await saved(() => inside.locator(".paper--single").getByRole("button", { name: /HTML/ }).click()), "utf8");
  assert.match(paper, /Wilhelmina/);
  const face = /<svg class="face".*?<\/svg>/s.exec(paper)[0];
  assert.deepEqual([...face.matchAll(/ d="([^"]+)"/g)].map((match) => match[1]), drawn);

  const dossier = await saved(() => inside.getByRole("button", { name: words.save }).first().click());
  const again = await context.newPage();
  await open(again, FROM_DISK);
  const inside2 = again.frameLocator("#app");
  const chooser = again.waitForEvent("filechooser");
  await inside2.getByRole("button", { name: words.dossier }).click();
  await (await chooser).setFiles(dossier);
  await inside2.locator(".card__name", { hasText: "Wilhelmina" }).waitFor();
  assert.equal(await inside2.getByText("niet bewaard").count(), 0, "an opened dossier is saved work");

  // The same data again: the same groups come out, so the name stays.
  await inside2.getByRole("button", { name: words.home }).click();
  await walk(again, words, (name) => inside2.getByRole("button", { name, exact: true }).click(), () => undefined);
  await inside2.locator(".card__name", { hasText: "Wilhelmina" }).waitFor();
});

test("another number of groups keeps the advice in sight, and a year is no quantity", { timeout: 300_000 }, async (t) => {
  const context = await browser(t);
  const page = await context.newPage();
  const words = WORDS.nl;
  await start(page, FROM_DISK, "nl");
  const inside = page.frameLocator("#app");
  const click = (name) => inside.getByRole("button", { name, exact: true }).click();
  await click(words.sample);
  await inside.locator(".read").waitFor(LONG);
  await click(words.onward[1]);
  await click(words.protect);
  await inside.locator(".turn").waitFor(LONG);
  await click(words.onward[2]);
  await click(words.find);
  await inside.locator(".groups").waitFor(LONG);
  const text = await inside.locator(".groups").textContent();
  assert.match(text, /eboren/, "the sample has dates of birth that tell groups apart");
  assert.doesNotMatch(text, /\b[12]\.\d{3} tot [12]\.\d{3}/, "years without a thousands separator");
  const advice = await inside.locator(".how-many .advice strong").textContent();
  await inside.locator("#count").selectOption("4");
  await click("Maak opnieuw");
  await inside.locator(".groups__title", { hasText: "4 groepen" }).waitFor(LONG);
  assert.equal(await inside.locator(".group").count(), 4);
  assert.equal(await inside.locator(".how-many .advice strong").textContent(), advice);
});

test("a lost engine is told, and what was shown and typed is still there", { timeout: 300_000 }, async (t) => {
  const context = await browser(t, { acceptDownloads: true });
  const page = await context.newPage();
  await page.addInitScript(() => delete globalThis.showSaveFilePicker);
  const words = WORDS.nl;
  const app = await start(page, FROM_DISK, "nl");
  const inside = page.frameLocator("#app");
  await walk(page, words, (name) => inside.getByRole("button", { name, exact: true }).click(), () => undefined);
  // The dossier is handed to the outer page in the background.
  await page.waitForTimeout(1000);
  // A frame that is led away is a lost one.
  const engine = await frame(page, "engine");
  await within(2000, engine.evaluate(() => void (location.href = "about:blank")));
  await inside.getByText("Het rekenhart is opnieuw gestart").waitFor();
  await accessible(page, app, "restarted");
  assert.ok((await inside.locator(".card").count()) > 1);
  await inside.getByRole("button", { name: words.onward[4] }).click();
  const [download] = await Promise.all([page.waitForEvent("download"), inside.locator(".paper--single").getByRole("button", { name: /Markdown/ }).click()]);
  assert.match(fs.readFileSync(await download.path(), "utf8"), /^# /m);
});
