// "Wat u hier wel en niet ziet": reachable from wherever something stays hidden, the same words on the page and on paper; the audit trail;
// and what the page asks of the browser so that nothing typed or shown is passed on.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { FROM_DISK, accessible, browser, fits, frame, give, holdPapers, open, press, protect, scratch } from "./support.mjs";

const LIMIT = { timeout: 240_000 };
const LONG = { timeout: 120_000 };
const TITLE = { nl: "Wat u hier wel en niet ziet", en: "What you do and do not see here" };
const TOKENS = ["Kwarteltoken", "Koptoken", "Grondtoken", "naamtoken"];

/**
 * A made-up file of people who come by the web and people who come by paper; one category is carried by one person. In one column,
 * which is sensitive, nearly all of the former give the same answer, so that it may not be shown of them; few give the last answer.
 */
function customers() {
  const of = (list, i) => list[(i * 7 + ((i * i) >> 4)) % list.length];
  const rows = Array.from({ length: 1800 }, (_, i) => {
    const web = of([true, false], i + 5);
    const channel = i === 77 ? TOKENS[0] : web ? of(["website", "telefoon"], i) : of(["balie", "post"], i);
    const debts = i % 100 === 0 ? "beslag" : web ? "geen" : of(["geen", "hulp", "hulp"], i + 2);
    return [18 + ((i * 37) % 70), of(["man", "vrouw"], i + 3), channel, web ? "web" : "papier", debts].join(";");
  });
  return [`leeftijd;geslacht;kanaal;${TOKENS[1]};schulden`, ...rows].join("\n");
}

async function toGroups(page, inside, directory, content = customers()) {
  const file = path.join(directory, `${TOKENS[3]}.csv`);
  fs.writeFileSync(file, content);
  await give(page, file);
  await inside.locator(".read").waitFor(LONG);
  const ground = inside.getByRole("button", { name: "Vul een grond in voor schulden" });
  // A dossier brings it along.
  if ((await ground.count()) > 0) {
    await ground.click();
    await page.keyboard.type(TOKENS[2]);
    await page.keyboard.press("Tab");
  }
  await inside.getByRole("button", { name: "Verder naar Privacy" }).click();
  await protect(inside);
  await inside.locator(".turn").waitFor(LONG);
  await inside.getByRole("button", { name: "Verder naar Groepen" }).click();
  await inside.getByRole("button", { name: "Zoek de groepen" }).click();
  await inside.locator(".groups").waitFor(LONG);
}

const focusedHeading = (app, name) => app.waitForFunction((name) => document.activeElement?.matches("[data-heading]") && document.activeElement.textContent.trim() === name, name);

test("what is and is not seen: from the header before a file, from a hidden figure after; by keyboard, in both languages", LIMIT, async (t) => {
  const page = await (await browser(t)).newPage();
  const mistakes = [];
  page.on("pageerror", (error) => mistakes.push(error.message));
  await open(page, FROM_DISK);
  const app = await frame(page, "app");
  const inside = page.frameLocator("#app");
  await inside.getByRole("heading", { level: 1 }).first().focus();
  await press(page, app, "Alles op deze computer");
  await focusedHeading(app, "Alles op deze computer");
  await press(page, app, TITLE.nl);
  await focusedHeading(app, TITLE.nl);
  assert.equal(await page.title(), `${TITLE.nl} – Gezicht`);
  await inside.getByText("Er zijn nog geen groepen.").waitFor();
  await accessible(page, app, "before");
  await press(page, app, "Terug naar uw werk");
  await focusedHeading(app, "Geef uw klanten een gezicht, zonder iemand te tonen.");

  await toGroups(page, inside, scratch(t));
  // The last of the ways there: below the groups, far down the screen.
  const way = inside.getByRole("button", { name: TITLE.nl }).last();
  await way.focus();
  const at = await app.evaluate(() => scrollY);
  assert.ok(at > 0);
  await page.keyboard.press("Enter");
  await focusedHeading(app, TITLE.nl);
  const facts = await app.evaluate(() => {
    const { overview, release } = document.querySelector("gezicht-app").store;
    return { blocks: overview.blocks, minimum: overview.block_minimum, error: overview.error_points, k: release.k, hidden: overview.columns.filter((column) => column.withheld).length };
  });
  assert.ok(facts.hidden > 0, "the sensitive column is withheld, or this test tests less than it says");
  for (const [language, title] of Object.entries(TITLE)) {
    if (language === "en") await inside.getByRole("button", { name: "Switch to English" }).click();
    await inside.getByRole("heading", { level: 1, name: title }).waitFor();
    const here = await inside.locator(".seen-part--here").textContent();
    const number = (value, digits) => new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value);
    for (const figure of [number(facts.blocks), String(facts.minimum), number(facts.error, 1), language === "nl" ? "chulden" : "ebts"]) assert.ok(here.includes(figure), `${figure} in: ${here}`);
    assert.match(await inside.locator(".seen-part--steps").textContent(), new RegExp(`\\b${facts.k}\\b`));
    assert.equal(await inside.locator(".seen-steps svg[aria-hidden=true]").count(), 4);
    await accessible(page, app, title);
  }
  // The same words on paper.
  const shown = await app.evaluate(() => [...document.querySelectorAll(".seen p:not(.quiet), .seen dd, .seen .seen-part li")].filter((one) => !one.querySelector("p, li")).map((one) => one.textContent.trim()));
  assert.ok(shown.length > 20);
  const plain = (words) => words.replaceAll("\u00a0", " ");
  for (const kind of ["certificate", "dpia_text"]) {
    const body = await app.evaluate((kind) => document.querySelector("gezicht-app").store.paper({ kind }).then((paper) => paper.body), kind);
    const text = body.replace(/<[^>]+>/g, "").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
    // The certificate has a lead of its own.
    const told = kind === "certificate" ? shown.slice(1) : shown;
    assert.deepEqual(told.filter((words) => !plain(text).includes(plain(words))), [], kind);
  }
  await press(page, app, "Back to your work");
  await app.waitForFunction((at) => Math.abs(scrollY - at) < 200, at);

  await page.setViewportSize({ width: 360, height: 740 });
  await inside.getByRole("button", { name: TITLE.en }).last().click();
  await fits(app, "narrow");
  await accessible(page, app, "narrow");
  assert.deepEqual(mistakes, []);
});

test("the audit trail: in Deliver and on the certificate, with the time, and without a word of the file", LIMIT, async (t) => {
  const page = await (await browser(t, { acceptDownloads: true })).newPage();
  await page.addInitScript(() => delete globalThis.showSaveFilePicker);
  const printed = await holdPapers(page);
  await open(page, FROM_DISK);
  const app = await frame(page, "app");
  const inside = page.frameLocator("#app");
  await toGroups(page, inside, scratch(t));
  await inside.getByRole("button", { name: "Verder naar Persona’s" }).click();
  await inside.getByRole("button", { name: "Schrijf de persona’s" }).click();
  await inside.locator(".wall").waitFor(LONG);
  await inside.getByRole("button", { name: "Verder naar Opleveren" }).click();
  await inside.getByText(/^Toon \d+ regels$/).click();
  const trail = inside.getByRole("region", { name: "Wat is er besloten en gemaakt?" });
  const lines = () => trail.locator("tbody tr").allTextContents();
  await accessible(page, app, "deliver");
  const before = await lines();
  const said = before.join("\n");
  for (const words of ["Bestand gelezen: 1.800 rijen", "Keuzes vastgesteld: k = 10", "opnieuw geteld", "Ordening in", "geschreven"]) assert.ok(said.includes(words), `${words} in ${said}`);
  assert.ok(before.every((line) => line.includes(String(new Date().getFullYear()))), "each line has its time");

  // Papers are in it as soon as they are made.
  await inside.getByRole("button", { name: "Druk af: Certificaat" }).click();
  const paper = await printed(() => {
    globalThis.print = () => {
      const sheets = [...document.querySelectorAll(".doc")].map((doc) => doc.scrollWidth <= doc.clientWidth);
      parent.postMessage({ type: "test-printed", text: document.body.textContent, sheets }, "*");
    };
  });
  await trail.getByText("Certificaat gemaakt.").waitFor();
  assert.match(paper.text, /Wat er is besloten en gemaakt/);
  assert.match(paper.text, /\d{4}-\d\d-\d\d \d\d:\d\d/);
  assert.match(paper.text, /niet bedoeld voor besluiten over personen/);
  assert.ok(!/anoniem/i.test(paper.text));
  assert.ok(paper.sheets.every(Boolean), "nothing sticks out of the paper");

  // Not a word of the file, in any part of what is told or kept. The ground was typed by a person and stands on the certificate.
  const kept = await app.evaluate(async () => {
    const { store } = document.querySelector("gezicht-app");
    await store.readTrail();
    return JSON.stringify(store.trail);
  });
  for (const token of [...TOKENS, "leeftijd", "schulden"]) {
    assert.ok(!kept.includes(token), `${token} in the trail`);
    assert.ok(!(await lines()).join().includes(token));
  }
  for (const token of [TOKENS[0], TOKENS[3]]) assert.ok(!paper.text.includes(token), `${token} on the certificate`);
});

test("nothing typed is checked, remembered or translated elsewhere", LIMIT, async (t) => {
  const page = await (await browser(t)).newPage();
  await open(page, FROM_DISK);
  const app = await frame(page, "app");
  const inside = page.frameLocator("#app");
  const asked = [];
  const look = async () =>
    asked.push(
      ...(await app.evaluate(() =>
        [...document.querySelectorAll("textarea, input")]
          .filter((one) => one.localName === "textarea" || ["text", "search", "password", "date", "number", ""].includes(one.type))
          .map((one) => ({ what: one.id || one.getAttribute("aria-label"), typed: !["date", "number"].includes(one.type), complete: one.autocomplete, spelling: one.spellcheck, translated: one.translate })),
      )),
    );
  await app.evaluate(() => document.querySelector("gezicht-app").store.go("brief"));
  await inside.locator("#brief-assignment").waitFor();
  await look();
  await toGroups(page, inside, scratch(t));
  await inside.getByRole("button", { name: /^Hernoem / }).first().click();
  await app.evaluate(() => document.querySelectorAll("details").forEach((one) => (one.open = true)));
  await page.waitForTimeout(300);
  await look();
  for (const screen of ["data", "privacy"]) {
    await app.evaluate((screen) => document.querySelector("gezicht-app").store.go(screen), screen);
    await app.evaluate(() => document.querySelectorAll("details").forEach((one) => (one.open = true)));
    await page.waitForTimeout(300);
    await look();
  }
  assert.ok(asked.length > 8, `${asked.length} fields seen`);
  for (const field of asked) {
    assert.ok(["off", "new-password", "one-time-code"].includes(field.complete), `${field.what} is remembered`);
    if (field.typed) assert.equal(field.spelling, false, `${field.what} is sent to a spelling checker`);
    assert.equal(field.translated, false, `${field.what} is translated`);
  }
  assert.equal(await page.evaluate(() => document.documentElement.translate), false);
  assert.equal(await app.evaluate(() => document.documentElement.translate), false);
});

test("after a dossier: the same file is known by its figures, an edited copy is said to be another", LIMIT, async (t) => {
  const context = await browser(t);
  const directory = scratch(t);
  const first = await context.newPage();
  await open(first, FROM_DISK);
  await toGroups(first, first.frameLocator("#app"), directory);
  const kept = await frame(first, "app");
  await kept.waitForFunction(() => document.querySelector("gezicht-app").store.lastDossier !== undefined);
  const dossier = await kept.evaluate(() => document.querySelector("gezicht-app").store.lastDossier);
  await first.close();
  const edited = customers().split("\n").map((row, at) => (at % 6 === 1 ? row.replace("telefoon", "post") : row)).join("\n");
  for (const [content, words] of [[customers(), "Dit is hetzelfde bestand als toen"], [edited, "Dit zijn andere cijfers dan in het dossier"]]) {
    const page = await context.newPage();
    await open(page, FROM_DISK);
    const app = await frame(page, "app");
    await app.evaluate((json) => document.querySelector("gezicht-app").store.openDossier(json), dossier);
    await toGroups(page, page.frameLocator("#app"), directory, content);
    await page.frameLocator("#app").getByText(words).waitFor();
    await accessible(page, app, words);
    await page.close();
  }
});
