// The Data step with a file of forty columns: workable by keyboard at 1280 and at 360 px, every choice can be taken back, and
// what was understood of the file can be said otherwise.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { FROM_DISK, ROOT, accessible, browser, fits, frame, give, open, press, scratch } from "./support.mjs";

const LIMIT = { timeout: 120_000 };

/** A made-up export: title lines, forty columns, a row too short, a totals line. */
function forty() {
  const names = ["klantnummer", "geboortejaar", "postcode", "geslacht", "kanaal", "opmerking", ...Array.from({ length: 34 }, (_, i) => `vraag ${i + 1}`)];
  const of = (list, i) => list[(i * 7 + ((i * i) >> 3)) % list.length];
  const rows = Array.from({ length: 300 }, (_, i) => [
    100_000 + i * 7, 1940 + (i % 60), `${1011 + (i % 4)} AB`, of(["man", "vrouw"], i), of(["balie", "telefoon", "website"], i), i % 3 ? "" : `belde over brief ${i}`,
    ...Array.from({ length: 34 }, (_, at) => (i * (at + 3) + at) % 5),
  ]);
  return ["Uitdraai klantsysteem", "", names.join(";"), ...rows.map((row) => row.join(";")), "te;kort", `Totaal;${rows.length}${";".repeat(38)}`].join("\r\n");
}

async function opened(t, viewport) {
  const page = await (await browser(t, { viewport, acceptDownloads: true })).newPage();
  // Without the save picker every browser downloads.
  await page.addInitScript(() => delete globalThis.showSaveFilePicker);
  const mistakes = [];
  page.on("pageerror", (error) => mistakes.push(error.message));
  page.on("console", (message) => message.type() === "error" && mistakes.push(message.text()));
  await open(page, FROM_DISK);
  const file = path.join(scratch(t), "veertig.csv");
  fs.writeFileSync(file, forty());
  const app = await frame(page, "app");
  const inside = page.frameLocator("#app");
  await give(page, file);
  await inside.locator(".columns").waitFor();
  return { page, app, inside, mistakes };
}

const state = (app) =>
  app.evaluate(() => {
    const { store } = document.querySelector("gezicht-app");
    const { columns, privacy } = store.recipe;
    return { rows: store.inspection.rows, columns: store.inspection.columns.length, roles: Object.fromEntries(Object.entries(columns).map(([name, choice]) => [name, choice.role])), meanings: Object.fromEntries(Object.entries(columns).map(([name, choice]) => [name, choice.meaning])), unit: privacy.unit };
  });

/** What the polite live region says. */
const said = (inside) => inside.locator("[role=status][aria-live=polite]").first().textContent();

for (const width of [1280, 360]) {
  test(`forty columns by keyboard at ${width} px: filter, search, choose, several at once, take back`, LIMIT, async (t) => {
    const { page, app, inside, mistakes } = await opened(t, { width, height: 800 });
    await accessible(page, app, "the list");
    await fits(app, "the list");
    await press(page, app, /^Ja, toon de namen/);
    await inside.getByText("vraag 12", { exact: true }).first().waitFor({ state: "attached" });
    await press(page, app, /^Alle /, "Space");
    await app.waitForFunction(() => document.querySelectorAll("gezicht-column").length === 40);

    // One column: fate and, below it, meaning. The focus stays on what was used.
    await inside.getByRole("searchbox").focus();
    await page.keyboard.type("kanaal");
    await app.waitForFunction(() => document.querySelectorAll("gezicht-column").length === 1);
    const before = await state(app);
    await press(page, app, "Wat doen we met kanaal?", "w");
    assert.equal((await state(app)).roles.kanaal, "ignore", "w of “Weg”");
    assert.equal(await app.evaluate(() => document.activeElement.getAttribute("aria-label")), "Wat doen we met kanaal?");
    await press(page, app, "Meer over kanaal");
    await inside.getByText("Waarom we dat denken").waitFor();
    await accessible(page, app, "a column opened");
    await fits(app, "a column opened");
    await page.keyboard.press("Tab");
    await page.keyboard.type("geslacht");
    assert.equal((await state(app)).meanings.kanaal, "gender");

    // Taken back one by one, and done again.
    await page.keyboard.press("Control+z");
    assert.match(await said(inside), /^Teruggedraaid: kanaal is geslacht/);
    assert.equal((await state(app)).meanings.kanaal, before.meanings.kanaal);
    assert.equal((await state(app)).roles.kanaal, "ignore");
    await press(page, app, /^Ongedaan maken/);
    assert.deepEqual(await state(app), before);
    assert.equal(await inside.getByRole("combobox", { name: "Wat doen we met kanaal?" }).inputValue(), { quasi: "coarsen", feature: "use" }[before.roles.kanaal]);
    await page.keyboard.press("Control+y");
    assert.match(await said(inside), /^Weer gedaan: kanaal: Weg/);
    // In a text field Ctrl+Z belongs to the text.
    await inside.getByRole("searchbox").focus();
    await page.keyboard.press("Control+z");
    assert.equal((await state(app)).roles.kanaal, "ignore");

    // Several at once.
    await inside.getByRole("searchbox").fill("vraag 1");
    await app.waitForFunction(() => document.querySelectorAll("gezicht-column").length === 11);
    await press(page, app, "Kies alle kolommen die u ziet", "Space");
    await inside.getByText("11 kolommen gekozen").waitFor();
    await accessible(page, app, "several chosen");
    await fits(app, "several chosen");
    await inside.getByRole("combobox", { name: "Wat doen we met deze kolommen?" }).focus();
    await page.keyboard.press("g");
    assert.equal(Object.entries((await state(app)).roles).filter(([name, role]) => name.startsWith("vraag 1") && role === "feature").length, 11);
    await press(page, app, /^De andere \d+ niet gebruiken/);
    const rest = Object.entries((await state(app)).roles).filter(([name]) => !name.startsWith("vraag 1"));
    const { unit } = await state(app);
    assert.ok(rest.every(([name, role]) => name === unit || role === "ignore" || role === "identifier"), "the others are left out");
    await press(page, app, "Niets kiezen");
    assert.equal(await inside.locator(".bulk").count(), 0);
    assert.equal(await app.evaluate(() => document.activeElement.getAttribute("aria-label")), "Kies alle kolommen die u ziet", "the focus is not lost");
    assert.deepEqual(mistakes, []);
  });
}

test("the file is read again as the person says, choices stay, and that too can be taken back", LIMIT, async (t) => {
  const { page, app, inside, mistakes } = await opened(t, { width: 1280, height: 800 });
  assert.match(await inside.locator(".facts").textContent(), /puntkomma.*op regel 3.*regel 1–2 overgeslagen.*telt niet mee/s);
  assert.match(await inside.locator(".read").textContent(), /1 rij konden we niet lezen/);
  await inside.getByText("Welke rij, en waarom?").click();
  await inside.getByRole("rowheader", { name: "304", exact: true }).waitFor();
  const first = await state(app);
  await inside.getByRole("button", { name: /^Alle / }).click();
  await inside.getByRole("combobox", { name: "Wat doen we met postcode?" }).selectOption("drop");
  await inside.getByRole("button", { name: "Toch meenemen" }).click();
  await app.waitForFunction((rows) => document.querySelector("gezicht-app").store.inspection?.rows === rows + 1, first.rows);
  await app.waitForFunction(() => document.querySelector("gezicht-app").store.recipe);
  assert.equal((await state(app)).roles.postcode, "ignore", "what was chosen stays");

  // Another delimiter: one wide column, and the way back.
  await inside.getByText("Klopt dit niet? Lees het anders").click();
  await inside.getByLabel("Kolommen gescheiden door").selectOption({ label: "staande streep" });
  await accessible(page, app, "reading another way");
  await inside.getByRole("button", { name: "Lees opnieuw" }).click();
  await app.waitForFunction(() => {
    const { store } = document.querySelector("gezicht-app");
    return !store.busy && (store.refusal || (store.recipe && store.inspection.columns.length === 1));
  });
  await page.keyboard.press("Control+z");
  await app.waitForFunction((rows) => {
    const { store } = document.querySelector("gezicht-app");
    return !store.busy && store.recipe && store.inspection?.columns.length === 40 && store.inspection.rows === rows + 1;
  }, first.rows);
  assert.equal((await state(app)).roles.postcode, "ignore");
  await page.keyboard.press("Control+z");
  await app.waitForFunction((rows) => {
    const { store } = document.querySelector("gezicht-app");
    return !store.busy && store.recipe && store.inspection?.rows === rows;
  }, first.rows);
  assert.deepEqual(mistakes, []);
});

/** Presses a button of the page that opens the file picker, and picks. */
async function pick(page, inside, name, file) {
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), inside.getByRole("button", { name }).click()]);
  await chooser.setFiles(file);
}

const rested = (app) => app.waitForFunction(() => !document.querySelector("gezicht-app").store.busy);

test("a file beside the first one: joined, taken back, removed; and the key goes out and comes in under a passphrase", LIMIT, async (t) => {
  const { page, app, inside, mistakes } = await opened(t, { width: 360, height: 800 });
  const directory = scratch(t);
  const calls = path.join(directory, "gesprekken.csv");
  fs.writeFileSync(calls, ["klantnummer;wachttijd", ...Array.from({ length: 200 }, (_, i) => `${100_000 + (i % 150) * 7};${i % 40}`)].join("\n"));
  await inside.getByText("Nog een bestand erbij").click();
  await pick(page, inside, "Kies nog een bestand", calls);
  await inside.getByRole("heading", { name: "Bestand 2" }).waitFor();
  await inside.getByRole("radio", { name: /^Nog nergens voor/ }).focus();
  const recipe = () => app.evaluate(() => document.querySelector("gezicht-app").store.recipe);
  await page.keyboard.press("ArrowUp");
  assert.deepEqual((await recipe()).privacy.models, [{ k_anonymity: 10 }, { k_map: { k: 10, population: "2" } }], "counts of the population add to k");
  for (let i = 0; i < 3; i++) await page.keyboard.press("ArrowUp");
  assert.equal((await recipe()).privacy.models, undefined);
  assert.deepEqual((await recipe()).join, [{ file: 2, key: "klantnr", aggregate: {} }]);
  await inside.getByRole("checkbox", { name: /wachttijd/ }).check();
  await inside.getByRole("combobox", { name: "Hoe maken we één waarde van wachttijd?" }).selectOption("mean");
  assert.deepEqual((await recipe()).join[0].aggregate, { wachttijd: "mean" });
  assert.equal((await recipe()).columns.wachttijd.role, "sensitive", "what comes in is sensitive until somebody says otherwise");
  await inside.getByLabel("Waarom mag u dit gebruiken?").fill("Art. 6 lid 1 e AVG");
  await inside.getByLabel("Waarom mag u dit gebruiken?").press("Tab");
  assert.equal((await recipe()).columns.in_bestand_2.ground, "Art. 6 lid 1 e AVG");
  await accessible(page, app, "a file beside");
  await fits(app, "a file beside");
  await page.keyboard.press("Control+z");
  assert.equal((await recipe()).columns.in_bestand_2.ground, undefined);
  await inside.getByRole("button", { name: "Haal bestand 2 weg" }).click();
  await inside.getByRole("heading", { name: "Bestand 2" }).waitFor({ state: "detached" });
  assert.equal((await recipe()).join, undefined);
  await page.keyboard.press("Control+z");
  assert.equal((await recipe()).join, undefined, "what is gone does not come back by taking back");
  await rested(app);

  // The key: twice the same, long enough, and a wrong passphrase is told.
  await inside.getByText("Gevorderd: codes later weer koppelen").click();
  const save = inside.getByRole("button", { name: "Bewaar de sleutel" });
  await inside.getByLabel("Wachtwoord", { exact: true }).fill("kort");
  await save.click();
  await inside.getByText("korter dan 12 tekens").waitFor();
  await inside.getByLabel("Wachtwoord", { exact: true }).fill("een lange zin met woorden");
  await inside.getByLabel("Nog een keer hetzelfde").fill("een andere zin met woorden");
  await save.click();
  await inside.getByText("niet gelijk").waitFor();
  await inside.getByLabel("Nog een keer hetzelfde").fill("een lange zin met woorden");
  const [download] = await Promise.all([page.waitForEvent("download"), save.click()]);
  await inside.getByText("De sleutel is bewaard.").waitFor();
  assert.equal(await inside.getByLabel("Wachtwoord", { exact: true }).inputValue(), "", "the passphrase does not stay");
  const key = path.join(directory, "sleutel.json");
  await download.saveAs(key);
  await pick(page, inside, "Kies het sleutelbestand", key);
  await inside.getByLabel("Wachtwoord van de sleutel").fill("een verkeerde zin met woorden");
  await inside.getByLabel("Wachtwoord van de sleutel").press("Enter");
  await inside.getByRole("alert").filter({ hasText: "achtwoord" }).first().waitFor();
  await inside.getByLabel("Wachtwoord van de sleutel").fill("een lange zin met woorden");
  await inside.getByLabel("Wachtwoord van de sleutel").press("Enter");
  await inside.getByText("De codes worden nu met de bewaarde sleutel gemaakt.").waitFor();
  await accessible(page, app, "the key");
  assert.deepEqual(mistakes, []);
});

test("another sheet of a workbook, by number and size", LIMIT, async (t) => {
  const { page, app, inside, mistakes } = await opened(t, { width: 360, height: 800 });
  await give(page, path.join(ROOT, "tests/data/sheets/klanten.xlsx"));
  await inside.locator(".facts", { hasText: "blad 2 van 3" }).waitFor();
  assert.equal((await state(app)).columns, 6);
  await accessible(page, app, "a workbook");
  await fits(app, "a workbook");
  await press(page, app, "Blad 1: 1 rij, 1 kolomBlad 2: 201 rijen, 6 kolommenBlad 3: 250 rijen, 1 kolom, verborgen", "End");
  await press(page, app, "Lees dit blad");
  await inside.locator(".facts", { hasText: "blad 3 van 3" }).waitFor();
  await rested(app);
  assert.equal((await state(app)).columns, 1);
  await page.keyboard.press("Control+z");
  await inside.locator(".facts", { hasText: "blad 2 van 3" }).waitFor();
  assert.deepEqual(mistakes, []);
});

test("a file that is cut off or written to while it is read is refused", LIMIT, async (t) => {
  const file = path.join(scratch(t), "groot.csv");
  const line = "12345;een straat in de stad;1012;ja\n";
  const rows = 4_000_000;
  const changes = {
    "cut off": () => fs.truncateSync(file, 1000),
    "written to": () => {
      const handle = fs.openSync(file, "r+");
      fs.writeSync(handle, "9", line.length * (rows - 1));
      fs.closeSync(handle);
    },
  };
  for (const [what, change] of Object.entries(changes)) {
    const page = await (await browser(t)).newPage();
    await open(page, FROM_DISK);
    const app = await frame(page, "app");
    await app.waitForSelector(".hero__actions button:enabled");
    fs.writeFileSync(file, `nummer;straat;postcode;wil\n${line.repeat(rows)}`);
    await give(page, file);
    const share = await app.waitForFunction(() => document.querySelector("gezicht-app").store.busy?.share);
    assert.ok((await share.jsonValue()) < 0.9, "it is still being read");
    change();
    const refusal = await app.waitForFunction(() => !document.querySelector("gezicht-app").store.busy && document.querySelector("gezicht-app").store.refusal);
    assert.equal((await refusal.jsonValue()).refusal.code, "page.unreadable_file", what);
  }
});
