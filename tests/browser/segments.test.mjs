// The Groups step: how many, the map, the longlist with everything done by hand (and taken back), names with advice, and groups
// that do not come back.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { FROM_DISK, ROOT, accessible, browser, fits, frame, give, open, press, protect, scratch } from "./support.mjs";

const LONG = { timeout: 180_000 };

/** From the start to the groups, with the sample or with a file. */
async function groups(page, { file, english = false } = {}) {
  await open(page, FROM_DISK);
  const app = await frame(page, "app");
  const inside = page.frameLocator("#app");
  const words = english
    ? { sample: "Try with sample data", privacy: "Continue to Privacy", protect: "Protect the data", groups: "Continue to Groups", find: "Find the groups" }
    : { sample: "Probeer met voorbeelddata", privacy: "Verder naar Privacy", protect: "Bescherm de gegevens", groups: "Verder naar Groepen", find: "Zoek de groepen" };
  const click = (name) => inside.getByRole("button", { name, exact: true }).click();
  if (english) await click("Switch to English");
  if (file) await give(page, file);
  else await click(words.sample);
  await inside.locator(".read").waitFor(LONG);
  if (file) await inside.getByRole("button", { name: /^(Ja, dit zijn de kolomnamen|Ja)/ }).first().click({ timeout: 2000 }).catch(() => undefined);
  await click(words.privacy);
  await protect(inside, words.protect);
  await inside.locator(".turn").waitFor(LONG);
  await click(words.groups);
  await click(words.find);
  await inside.locator(".longlist").waitFor(LONG);
  return { app, inside, click };
}

const listed = (inside) => inside.locator("ol.listing .listed__name").allTextContents();
const numbers = (inside) => inside.locator("ol.listing .group__number").allTextContents();
const act = (inside, name) => inside.locator(".list-tools").getByRole("button", { name, exact: true }).click();
const pick = (inside, id) => inside.locator(`#pick-${id}`).check();
/** Waits until so many groups are listed. */
const many = (inside, n) => inside.locator("#groups-title", { hasText: new RegExp(`^\\s*${n} groep`) }).waitFor();

test("how many groups: the criteria side by side, a table, and the person chooses", { timeout: 300_000 }, async (t) => {
  const page = await (await browser(t)).newPage();
  const { app, inside, click } = await groups(page);
  await accessible(page, app, "groups");
  assert.ok((await inside.locator(".criterion").count()) >= 1, "at least the fit");
  await inside.locator(".criteria summary").click();
  const heads = await inside.locator(".criteria th[scope=col]").allTextContents();
  assert.match(heads.join(), /Aantal groepen.*BIC/);
  const rows = await inside.locator(".criteria tbody tr").count();
  assert.ok(rows >= 5, `${rows} numbers of groups`);
  assert.match(await inside.locator(".how-many").textContent(), /Het advies is \d groepen/);
  await inside.getByText("Meer keuzes").first().click();
  await inside.getByRole("radio", { name: /k-means/ }).waitFor();
  await accessible(page, app, "more choices");
  await inside.locator("#count").selectOption("4");
  await click("Maak opnieuw");
  await many(inside, 4);
  assert.equal(await inside.locator(".group").count(), 4);
});

test("groups are merged, split, ordered and put aside by hand, and every act is taken back", { timeout: 300_000 }, async (t) => {
  const page = await (await browser(t)).newPage();
  const mistakes = [];
  page.on("pageerror", (error) => mistakes.push(error.message));
  const { app, inside, click } = await groups(page);
  const before = await listed(inside);
  const n = before.length;
  assert.ok(n >= 4);

  // A name that was typed goes along into the merged group.
  await inside.getByRole("button", { name: `Hernoem ${before[2]}` }).click();
  await inside.locator("#name-3").fill("Rond het huis");
  await inside.locator("#name-3").press("Enter");
  await inside.locator(".listed__name", { hasText: "Rond het huis" }).waitFor();
  await inside.locator(".list-tools").getByRole("button", { name: "Voeg samen", exact: true }).click({ force: true });
  assert.equal((await listed(inside)).length, n, "with nothing chosen nothing happens");
  await pick(inside, 1);
  await pick(inside, 3);
  await accessible(page, app, "two chosen");
  await act(inside, "Voeg samen");
  await many(inside, n - 1);
  assert.deepEqual((await numbers(inside)).sort(), ["1", "2", ...Array.from({ length: n - 3 }, (_, at) => String(at + 4))]);
  assert.equal((await listed(inside))[0], "Rond het huis", "the typed name stays");
  assert.equal(await inside.locator("#pick-1").evaluate((box) => box === document.activeElement), true, "focus goes on at the merged group");
  assert.match(await inside.locator("#group-1").locator("xpath=ancestor::article").textContent(), /Met de hand gemaakt/);

  await pick(inside, 1);
  await act(inside, "Splits");
  await many(inside, n);
  assert.ok((await numbers(inside)).includes(String(n + 1)), "the new part has a number that was never used");
  await page.keyboard.press("Control+z");
  await many(inside, n - 1);
  await page.keyboard.press("Control+z");
  await many(inside, n);
  assert.deepEqual(await listed(inside), before.with(2, "Rond het huis"));
  await page.keyboard.press("Control+y");
  await many(inside, n - 1);
  await page.keyboard.press("Control+z");
  await many(inside, n);

  // Order, by keyboard.
  const second = (await numbers(inside))[1];
  await press(page, app, `${(await listed(inside))[1]} omhoog`);
  await inside.locator("ol.listing li").first().locator(".group__number", { hasText: second }).waitFor();
  assert.equal((await inside.locator(".groups .group__number").allTextContents())[0], second, "the cards follow the list");

  await pick(inside, 2);
  await act(inside, "Zet opzij");
  await many(inside, n - 1);
  assert.match(await inside.locator(".aside").textContent(), /Opzij gezet \(1\)/);
  await accessible(page, app, "aside");

  // Personas follow: their order, and who has none.
  await click("Verder naar Persona’s");
  await click("Schrijf de persona’s");
  await inside.locator(".wall").waitFor(LONG);
  assert.equal(await inside.locator(".card").count(), n - 1);
  assert.match(await inside.getByText("staat opzij").textContent(), /1 groep/);
  await click("Terug naar Groepen");
  await inside.getByRole("button", { name: /^Zet .* terug$/ }).click();
  await many(inside, n);
  await click("Verder naar Persona’s");
  await inside.locator(".card").nth(n - 1).waitFor();
  assert.deepEqual(mistakes, []);
});

test("names: suggestions, help, and advice on words that may hurt, which never blocks", { timeout: 300_000 }, async (t) => {
  const page = await (await browser(t)).newPage();
  const { app, inside } = await groups(page);
  const [first] = await listed(inside);
  await press(page, app, `Hernoem ${first}`);
  const field = inside.locator("#name-1");
  assert.equal(await field.evaluate((input) => input === document.activeElement), true);
  assert.ok((await inside.locator(".naming__suggestions .chip").count()) >= 2, "names to choose from");
  await field.fill("Bejaarden met schulden");
  await inside.locator(".remark").nth(1).waitFor();
  assert.match(await inside.locator(".remarks").textContent(), /“Bejaarden”.*ouderen.*“schulden”.*U mag de naam toch gebruiken/s);
  await accessible(page, app, "remarks");
  await field.fill("Rustig en op papier");
  await inside.locator(".remark").first().waitFor({ state: "detached" });
  await inside.getByText("Wat is een goede naam?").click();
  await inside.getByText("Zonder oordeel.").waitFor();
  await field.fill("Lage inkomens");
  await inside.locator(".remark").waitFor();
  await field.press("Enter");
  await inside.locator(".listed__name", { hasText: "Lage inkomens" }).waitFor();
  assert.equal(await inside.locator("#rename-1").evaluate((button) => button === document.activeElement), true, "focus comes back");
  assert.equal(await inside.locator(".naming").count(), 0, "and the same key does not open it again");
  await page.keyboard.press("Control+z");
  await inside.locator(".listed__name", { hasText: first }).first().waitFor();

  await inside.locator("#rename-1").click();
  const chip = inside.locator(".naming__suggestions .chip").nth(1);
  const name = await chip.textContent();
  await chip.click();
  await field.press("Enter");
  await inside.locator("ol.listing").getByText(name, { exact: true }).waitFor();
});

test("the ordering is recorded: recipe, dossier, and the same file again", { timeout: 300_000 }, async (t) => {
  const context = await browser(t, { acceptDownloads: true });
  const page = await context.newPage();
  await page.addInitScript(() => delete globalThis.showSaveFilePicker);
  const { inside, click } = await groups(page);
  const n = (await listed(inside)).length;
  await pick(inside, 1);
  await pick(inside, 2);
  await act(inside, "Voeg samen");
  await many(inside, n - 1);
  await inside.getByRole("button", { name: / omhoog$/ }).nth(1).click();
  await pick(inside, 4);
  await act(inside, "Zet opzij");
  await many(inside, n - 2);
  await click("Maak de ordening definitief");
  await inside.getByText("De ordening is definitief.").waitFor();
  assert.equal(await inside.locator(".list-tools").count(), 0, "nothing to change by accident");
  const names = await listed(inside);
  await click("Verder naar Persona’s");
  await click("Schrijf de persona’s");
  await inside.locator(".wall").waitFor(LONG);

  const saved = async (button) => {
    const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
    const to = path.join(scratch(t), download.suggestedFilename());
    await download.saveAs(to);
    return to;
  };
  const dossier = await saved(inside.getByRole("button", { name: "Dossier bewaren" }).first());
  const { recipe, trail } = JSON.parse(fs.readFileSync(dossier, "utf8"));
  assert.deepEqual(recipe.segments.arrange, [{ merge: [1, 2] }]);
  assert.deepEqual(recipe.segments.aside, [4]);
  assert.equal(recipe.segments.definitive, true);
  assert.match(JSON.stringify(trail), /definitief/);

  const again = await context.newPage();
  await open(again, FROM_DISK);
  const inside2 = again.frameLocator("#app");
  const chooser = again.waitForEvent("filechooser");
  await inside2.getByRole("button", { name: "Open een dossier" }).click();
  await (await chooser).setFiles(dossier);
  await inside2.locator(".wall").waitFor();
  await inside2.getByRole("button", { name: "Terug naar Groepen" }).click();
  await inside2.locator(".longlist").waitFor();
  assert.deepEqual(await listed(inside2), names, "as it was saved");
  // The same data: the same groups, merged and ordered alike.
  await inside2.getByRole("button", { name: "Gezicht, naar het begin" }).click();
  for (const [name, wait] of [["Probeer met voorbeelddata", ".read"], ["Verder naar Privacy"], ["Bescherm de gegevens", ".turn"], ["Verder naar Groepen"], ["Zoek de groepen", ".longlist"]]) {
    await inside2.getByRole("button", { name, exact: true }).click();
    if (wait) await inside2.locator(wait).waitFor(LONG);
  }
  assert.deepEqual(await listed(inside2), names);
  await inside2.getByRole("button", { name: "Wijzig de ordening" }).click();
  await inside2.locator(".list-tools").waitFor();
});

/** People who are alike in nothing: groups of them do not come back. */
function noise(directory) {
  let state = 7;
  const draw = (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
  const rows = Array.from({ length: 3000 }, () => ["rood", "rond", "hoog", "klein", "zoet"].map((word) => `${word}${draw(4)}`).join(";"));
  const file = path.join(directory, "ruis.csv");
  fs.writeFileSync(file, ["kleur;vorm;klank;maat;smaak", ...rows, ""].join("\n"));
  return file;
}

test("a group that does not come back gets a persona only with a written reason, which is printed", { timeout: 300_000 }, async (t) => {
  const context = await browser(t, { acceptDownloads: true });
  const page = await context.newPage();
  await page.addInitScript(() => delete globalThis.showSaveFilePicker);
  const { app, inside, click } = await groups(page, { file: noise(scratch(t)) });
  await inside.locator("#count").selectOption("5");
  await click("Maak opnieuw");
  await inside.locator(".longlist").waitFor(LONG);
  await inside.locator(".stability--shaky").first().waitFor(LONG);
  await click("Verder naar Persona’s");
  const boxes = inside.locator(".shaky");
  await boxes.first().waitFor();
  const shaky = await boxes.count();
  await accessible(page, app, "shaky");
  const id = Number(/reason-(\d+)/.exec(await boxes.first().locator("textarea").getAttribute("id"))[1]);
  await boxes.first().getByRole("button", { name: "Schrijf toch een persona" }).click();
  assert.equal(await inside.locator(".card").count(), 0, "no reason, no persona");
  await boxes.first().locator("textarea").fill("Wij kennen deze groep uit de wijk.");
  await boxes.first().getByRole("button", { name: "Schrijf toch een persona" }).click();
  await inside.locator(".card").first().waitFor(LONG);
  assert.equal(await boxes.count(), shaky - 1);
  const cards = await inside.locator(".card").count();
  await page.keyboard.press("Control+z");
  await boxes.nth(shaky - 1).waitFor();
  await page.keyboard.press("Control+y");
  await inside.locator(".card").nth(cards - 1).waitFor();
  await click("Verder naar Opleveren");
  await inside.locator(".paper--single select").selectOption(String(id));
  const [download] = await Promise.all([page.waitForEvent("download"), inside.locator(".paper--single").getByRole("button", { name: /HTML/ }).click()]);
  assert.match(fs.readFileSync(await download.path(), "utf8"), /Wij kennen deze groep uit de wijk\./);
});

test("census data, in English: a map with its table, the list and the cards on a narrow screen", { timeout: 300_000 }, async (t) => {
  const page = await (await browser(t, { viewport: { width: 360, height: 740 } })).newPage();
  const { app, inside } = await groups(page, { file: path.join(ROOT, "tests/data/adult/adult.csv"), english: true });
  await fits(app, "groups, adult");
  await accessible(page, app, "groups, adult");
  const shown = await inside.locator("ol.listing .listed").count();
  assert.equal(await inside.locator(".map__group").count(), shown, "one ellipse a group");
  assert.equal(await inside.locator(".map circle").count(), shown, "no point for a person");
  await inside.locator(".map summary").click();
  assert.equal(await inside.locator(".map tbody tr").count(), shown);
  await fits(app, "map as a table");
  const small = await app.evaluate(() => [...document.querySelectorAll("button, input, select, summary")].filter((one) => one.getClientRects().length > 0 && one.getBoundingClientRect().height < 24 && one.type !== "checkbox").map((one) => one.textContent));
  assert.deepEqual(small, [], "targets under 24 px");
});
