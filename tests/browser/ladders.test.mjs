// Ladders in the Privacy step: seen, grouped, cut at edges, taken in from a file and saved, by keyboard; what few people carry is
// never named, and the rows of a ladder file never reach the page.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { FROM_DISK, accessible, browser, fits, frame, give, open, protect, record, scratch } from "./support.mjs";

const LIMIT = { timeout: 240_000 };
/** Three people have each of its four numbers: twelve people whose value is not told. */
const TOKEN = "Zeldzaamplein";

function people() {
  const rows = Array.from({ length: 1200 }, (_, i) => [18 + ((i * 37) % 60), i < 12 ? `${TOKEN} ${i % 4}` : ["Noord", "Oost", "Zuid", "West", "=1+1"][i % 5], ["man", "vrouw"][(i * 7) % 2]].join(";"));
  return ["leeftijd;soort;geslacht", ...rows].join("\n");
}

async function protectedPage(t, { viewport = { width: 1280, height: 900 }, recorded = false } = {}) {
  const page = await (await browser(t, { viewport, acceptDownloads: true })).newPage();
  // Without the save picker every browser downloads.
  await page.addInitScript(() => delete globalThis.showSaveFilePicker);
  const mistakes = [];
  page.on("pageerror", (error) => mistakes.push(error.message));
  page.on("console", (message) => message.type() === "error" && mistakes.push(message.text()));
  await open(page, FROM_DISK);
  const app = await frame(page, "app");
  if (recorded) await record(app);
  const inside = page.frameLocator("#app");
  const folder = scratch(t);
  const file = path.join(folder, "klanten.csv");
  fs.writeFileSync(file, people());
  await give(page, file);
  await inside.locator(".columns").waitFor({ timeout: 60_000 });
  await app.evaluate(() => {
    const { store } = document.querySelector("gezicht-app");
    store.setFate(store.inspection.columns, "coarsen");
    store.setMeaning(store.inspection.columns.filter((column) => column.name === "soort"), "category");
    store.go("privacy");
  });
  await protect(inside);
  await inside.locator(".turn").waitFor({ timeout: 60_000 });
  return { page, app, inside, folder, mistakes };
}

const choice = (app, column) => app.evaluate((column) => document.querySelector("gezicht-app").store.recipe.columns[column]?.ladder, column);

async function editor(inside, page, name) {
  const summary = inside.locator("summary", { hasText: "Bekijk of verander de ladder" }).and(inside.locator(`[aria-label="Bekijk of verander de ladder van ${name}"]`));
  await summary.focus();
  await page.keyboard.press("Enter");
  const at = inside.locator("gezicht-ladder-editor", { has: summary });
  await at.getByRole("radio", { name: /^Die van Gezicht/ }).waitFor();
  return at;
}

for (const width of [1280, 360]) {
  test(`a ladder by keyboard at ${width} px: seen, grouped, renamed, taken apart, taken back`, LIMIT, async (t) => {
    const { page, app, inside, mistakes } = await protectedPage(t, { viewport: { width, height: 900 } });
    const at = await editor(inside, page, "Soort");
    await at.locator(".tree").first().waitFor();
    for (const summary of await at.locator(".tree summary").all()) await summary.press("Enter");
    const tree = await at.locator(".tree-box").textContent();
    assert.match(tree, /Noord.*20/s, "a value with its share");
    assert.doesNotMatch(await inside.locator("body").textContent(), new RegExp(TOKEN));
    assert.match(await at.textContent(), /Overig: wat minder dan 10 mensen hebben/);
    await accessible(page, app, "the tree");
    await fits(app, "the tree");

    await at.getByRole("radio", { name: /^Eigen groepen/ }).focus();
    await page.keyboard.press("Space");
    const make = at.getByRole("button", { name: /^Maak een groep/ });
    await make.press("Enter");
    await at.getByText("Kies eerst wat bij elkaar hoort.").waitFor();
    for (const value of ["Noord", "Oost"]) {
      await at.getByRole("checkbox", { name: new RegExp(`^${value}`) }).focus();
      await page.keyboard.press("Space");
    }
    await at.getByLabel("Naam van de groep").focus();
    await page.keyboard.type("bovenkant");
    await page.keyboard.press("Enter");
    assert.deepEqual((await choice(app, "soort")).groups, { bovenkant: ["Noord", "Oost"] });
    assert.match(await at.locator(".made").textContent(), /2 waarden, ongeveer 40/);
    assert.equal(await at.getByRole("checkbox", { name: /^Noord/ }).isChecked(), false);
    await accessible(page, app, "groups");
    await fits(app, "groups");
    await at.getByLabel("Naam van groep bovenkant").fill("boven");
    await page.keyboard.press("Tab");
    assert.deepEqual((await choice(app, "soort")).groups, { boven: ["Noord", "Oost"] });
    // Taken back one by one; the last leaves the ladder that Gezicht makes.
    await make.focus();
    await page.keyboard.press("Control+z");
    assert.deepEqual((await choice(app, "soort")).groups, { bovenkant: ["Noord", "Oost"] });
    await page.keyboard.press("Control+y");
    await at.getByRole("button", { name: "Haal groep boven uit elkaar" }).press("Enter");
    assert.equal(await choice(app, "soort"), undefined);
    await make.focus();
    await page.keyboard.press("Control+z");
    assert.deepEqual((await choice(app, "soort")).groups, { boven: ["Noord", "Oost"] });

    await inside.getByRole("button", { name: "Reken opnieuw" }).first().press("Enter");
    await inside.locator(".rung", { hasText: "uw groepen" }).waitFor({ timeout: 60_000 });
    assert.deepEqual(mistakes, []);
  });
}

test("edges of numbers: typed, filled in, told when they do not fit, and the release has them", LIMIT, async (t) => {
  const { page, app, inside, mistakes } = await protectedPage(t);
  const at = await editor(inside, page, "Leeftijd");
  await at.getByRole("radio", { name: /^Eigen grenzen/ }).check();
  const first = at.getByLabel("Waar begint een nieuwe groep?").first();
  assert.match(await first.inputValue(), /^\d+(; \d+)+$/, "it begins with the edges that are there");
  await first.fill("dertig");
  await first.press("Tab");
  await at.getByText("Typ getallen met een puntkomma ertussen").waitFor();
  await accessible(page, app, "edges that are none");
  await at.getByText("Steeds even breed").first().click();
  await at.getByLabel("Van", { exact: true }).first().fill("20");
  await at.getByLabel("tot en met").first().fill("70");
  await at.getByLabel("steeds", { exact: true }).first().fill("10");
  await at.getByRole("button", { name: "Vul stap 1 in" }).click();
  assert.deepEqual((await choice(app, "leeftijd")).edges[0], [20, 30, 40, 50, 60, 70]);
  while (await at.getByRole("button", { name: "Haal de grofste stap weg" }).count()) await at.getByRole("button", { name: "Haal de grofste stap weg" }).click();
  await at.getByRole("button", { name: "Stap erbij, half zo fijn" }).click();
  assert.deepEqual((await choice(app, "leeftijd")).edges, [[20, 30, 40, 50, 60, 70], [30, 50, 70]]);
  await at.getByLabel("Waar begint een nieuwe groep?").nth(1).fill("35; 50");
  await page.keyboard.press("Tab");
  await at.getByText("Grens 35 staat niet bij stap 1.").waitFor();
  assert.deepEqual((await choice(app, "leeftijd")).edges[1], [30, 50, 70], "what does not fit is not taken");
  await accessible(page, app, "edges");
  await inside.getByRole("button", { name: "Reken opnieuw" }).first().click();
  await inside.locator(".rung", { hasText: "stappen van 10" }).waitFor({ timeout: 60_000 });
  assert.deepEqual(mistakes, []);
});

test("a ladder file: its rows stay in the engine, mistakes name the row, and what is saved names nobody", LIMIT, async (t) => {
  const { page, app, inside, folder, mistakes } = await protectedPage(t, { recorded: true });
  const at = await editor(inside, page, "Soort");
  await at.getByRole("radio", { name: /^Uit een bestand/ }).check();
  const pick = async (name, text) => {
    const file = path.join(folder, name);
    fs.writeFileSync(file, text);
    const chooser = page.waitForEvent("filechooser");
    await at.getByRole("button", { name: "Kies een ladderbestand" }).click();
    await (await chooser).setFiles(file);
  };
  await pick("scheef.csv", `Noord;boven;*\n${TOKEN} 0;*\n`);
  await at.getByText("Rij 2 van de ladder heeft 2 stappen").waitFor();
  await accessible(page, app, "a ladder that is refused");
  await pick("kort.csv", "Noord;boven;*\nOost;boven;*\n");
  await at.getByText("Niet elke waarde van de kolom heeft een rij").waitFor();
  // As Excel writes it: with a mark, in CRLF.
  await pick("goed.csv", `\ufeffNoord;boven;*\r\nOost;boven;*\r\n${TOKEN} 0;onder;*\r\n*;onder;*\r\n`);
  await at.getByText("De ladder is ingelezen en gecontroleerd.").waitFor();
  assert.equal(await choice(app, "soort"), "ladders/soort.csv");
  await inside.getByRole("button", { name: "Reken opnieuw" }).first().click();
  await inside.locator(".rung", { hasText: "stap 1 van de ladder" }).waitFor({ timeout: 60_000 });
  // A new result comes with its ladders folded.
  await editor(inside, page, "Soort");
  await accessible(page, app, "a ladder from a file");

  const [download] = await Promise.all([page.waitForEvent("download"), at.getByRole("button", { name: "Bewaar deze ladder (CSV)" }).click()]);
  assert.equal(download.suggestedFilename(), "ladder-soort.csv");
  const saved = fs.readFileSync(await download.path(), "utf8");
  assert.doesNotMatch(saved, new RegExp(TOKEN));
  assert.match(saved, /^\ufeff.*Noord;boven;\*\n/s);
  assert.match(saved, /\*;onder;\*\n$/, "all others are one line");
  const told = await app.evaluate(() => JSON.stringify(globalThis.testMessages));
  assert.ok(told.includes("Noord"), "the recording works");
  assert.ok(!told.includes(TOKEN) && !told.includes('"raw"'), "neither a file nor what three people have");
  // Back to the ladder that Gezicht makes, and that can be taken back.
  await at.getByRole("radio", { name: /^Die van Gezicht/ }).check();
  assert.equal(await choice(app, "soort"), undefined);
  await page.keyboard.press("Control+z");
  assert.equal(await choice(app, "soort"), "ladders/soort.csv");

  // The rows that go out hold no formula.
  await inside.getByText("De cijfers hieronder zijn nog van daarvoor.").first().waitFor({ state: "detached" });
  const [rows] = await Promise.all([page.waitForEvent("download"), inside.getByRole("button", { name: "Bewaar de rijen (CSV)" }).click()]);
  const lines = fs.readFileSync(await rows.path(), "utf8").split("\r\n");
  assert.ok(lines.length > 1000 && lines.every((line) => !/(^|;)[=+@-]/.test(line)), "formulas are neutralised");
  assert.deepEqual(mistakes, []);
});
