// The Privacy step: what is sensitive and how it is protected, what a step to either side would cost, stopping with the best so
// far, and the protected rows with their certificate.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { FROM_DISK, accessible, browser, fits, frame, give, open, protect, scratch } from "./support.mjs";

const LIMIT = { timeout: 180_000 };

/** A made-up file with one sensitive column. */
function customers() {
  const of = (list, i) => list[(i * 7 + ((i * i) >> 4)) % list.length];
  const rows = Array.from({ length: 2400 }, (_, i) =>
    [18 + ((i * 37) % 70), `${1011 + ((i * 13) % 40)} ${of(["AB", "CD", "EF"], i)}`, of(["man", "vrouw"], i + 3), of(["balie", "telefoon", "website", "post"], i), of(["geen", "geen", "geen", "schuldhulp", "budgetbeheer"], i + 1)].join(";"),
  );
  return ["leeftijd;postcode;geslacht;kanaal;schulden", ...rows].join("\n");
}

test("privacy: a sensitive column's protection, what a step costs, and the rows that go out", LIMIT, async (t) => {
  const page = await (await browser(t, { viewport: { width: 360, height: 800 }, acceptDownloads: true })).newPage();
  // Without the save picker every browser downloads.
  await page.addInitScript(() => delete globalThis.showSaveFilePicker);
  const mistakes = [];
  page.on("pageerror", (error) => mistakes.push(error.message));
  await open(page, FROM_DISK);
  const app = await frame(page, "app");
  const inside = page.frameLocator("#app");
  const file = path.join(scratch(t), "klanten.csv");
  fs.writeFileSync(file, customers());
  await give(page, file);
  await inside.getByRole("button", { name: "Vul een grond in voor schulden" }).click();
  await page.keyboard.type("Wet gemeentelijke schuldhulpverlening");
  await page.keyboard.press("Tab");
  await inside.getByRole("button", { name: "Verder naar Privacy" }).click();

  // No column tells people apart, and nobody said that each row is one person: that is asked, not assumed.
  await inside.getByRole("button", { name: "Bescherm de gegevens" }).click();
  await inside.getByRole("alert").filter({ hasText: "Zeg eerst of elke rij één mens is." }).waitFor();
  await app.waitForFunction(() => document.activeElement?.id === "rows-people");
  assert.equal(await app.evaluate(() => document.querySelector("gezicht-app").store.release), undefined);

  const privacy = () => app.evaluate(() => document.querySelector("gezicht-app").store.recipe.privacy);
  await inside.getByLabel("Bescherming van schulden").selectOption("strict");
  assert.deepEqual((await privacy()).models, [{ k_anonymity: 10 }, { alpha_k: { column: "schulden", alpha: 0.5 } }, { l_diversity: { column: "schulden", kind: "distinct", l: 3 } }]);
  await inside.getByRole("radio", { name: /^20 mensen/ }).check();
  assert.deepEqual((await privacy()).models[0], { k_anonymity: 20 }, "named models hold the same k");
  await page.keyboard.press("Control+z");
  await page.keyboard.press("Control+z");
  assert.equal((await privacy()).models, undefined, "the usual protection needs no models of its own");
  await accessible(page, app, "before");

  await protect(inside);
  await inside.locator(".turn").waitFor({ timeout: 60_000 });
  assert.match(await inside.locator(".checks").textContent(), /schulden/i, "the demands that are met name the column");
  await inside.locator(".ladder__why", { hasText: /Een stap fijner/ }).first().waitFor({ timeout: 60_000 });
  await accessible(page, app, "after");
  await fits(app, "after");

  // Who could be found, and by what.
  await inside.getByRole("button", { name: "Bekijk de risico’s" }).click();
  await inside.locator(".findings li").first().waitFor({ timeout: 60_000 });
  assert.match(await inside.locator(".findings").textContent(), /groep van minder dan 10/);
  assert.ok((await inside.locator(".combo").count()) > 0, "combinations that single people out");
  await inside.getByText("Staat niet iedereen in het bestand?").click();
  await inside.getByLabel("Welk deel van alle inwoners staat in het bestand?").fill("20");
  await inside.getByLabel("Welk deel van alle inwoners staat in het bestand?").press("Enter");
  await inside.getByText("Geschat uniek in de hele gemeente").waitFor({ timeout: 60_000 });
  await accessible(page, app, "risk");
  await fits(app, "risk");

  // Taken back after the fact: the figures are said to be of before, and are of now again when it is done again.
  await inside.getByText("Uw keuzes").click();
  await inside.getByRole("radio", { name: /^20 mensen/ }).check();
  await inside.getByText("De cijfers hieronder zijn nog van daarvoor.").first().waitFor();
  await page.keyboard.press("Control+z");
  await inside.getByText("De cijfers hieronder zijn nog van daarvoor.").first().waitFor({ state: "detached" });

  const saved = async (name) => {
    const [download] = await Promise.all([page.waitForEvent("download"), inside.getByRole("button", { name }).click()]);
    return fs.readFileSync(await download.path(), "utf8");
  };
  const rows = (await saved("Bewaar de rijen (CSV)")).replace(/^\ufeff/, "").trim().split("\r\n");
  assert.match(rows[0], /leeftijd.*postcode/);
  assert.doesNotMatch(rows[0], /kanaal/, "a plain feature is not among the protected rows");
  const groups = new Map();
  for (const row of rows.slice(1)) {
    const key = row.split(";").slice(0, -1).join(";");
    groups.set(key, (groups.get(key) ?? 0) + 1);
  }
  assert.ok(Math.min(...groups.values()) >= 10, "nobody is like fewer than nine others");
  assert.match(await saved("Bewaar het certificaat"), /<html/);
  assert.deepEqual(mistakes, []);
});

/** From a file of one's own to the Privacy step, with every column made coarser but those named. */
async function atPrivacy(t, text, { ground } = {}) {
  const page = await (await browser(t, { viewport: { width: 1280, height: 900 }, acceptDownloads: true })).newPage();
  await page.addInitScript(() => delete globalThis.showSaveFilePicker);
  const mistakes = [];
  page.on("pageerror", (error) => mistakes.push(error.message));
  await open(page, FROM_DISK);
  const app = await frame(page, "app");
  const inside = page.frameLocator("#app");
  const file = path.join(scratch(t), "klanten.csv");
  fs.writeFileSync(file, text);
  await give(page, file);
  await inside.locator(".columns").waitFor({ timeout: 60_000 });
  await app.evaluate((ground) => {
    const { store } = document.querySelector("gezicht-app");
    const coarse = store.inspection.columns.filter((column) => column.name !== ground);
    store.setFate(coarse, "coarsen");
    if (ground) store.choose(store.inspection.columns.filter((column) => column.name === ground), (_, before) => ({ ...before, role: "sensitive", ground: "een wet" }), () => "");
    store.go("privacy");
  }, ground);
  return { page, app, inside, mistakes };
}

test("privacy: a step finer tells what the others give, is taken, and is taken back", LIMIT, async (t) => {
  const { page, app, inside, mistakes } = await atPrivacy(t, customers().split("\n").map((line) => line.split(";").slice(0, 3).join(";")).join("\n"));
  await protect(inside);
  await inside.locator(".turn").waitFor({ timeout: 60_000 });
  await app.waitForFunction(() => document.querySelector("gezicht-app").store.neighbours, undefined, { timeout: 60_000 });
  const found = await app.evaluate(() => {
    const { release, neighbours } = document.querySelector("gezicht-app").store;
    const one = neighbours.items.find((item) => item.feasible && item.others.length > 0);
    const column = release.columns.find((candidate) => candidate.name === one.column);
    return { name: column.name, label: column.label.nl, finer: one.level < column.level, level: one.level, before: column.level, rung: column.rungs[one.level].nl };
  });
  const label = found.label[0].toUpperCase() + found.label.slice(1);
  const step = inside.getByRole("button", { name: found.finer ? `Meer detail in ${label}` : `${label} mag grover` });
  await step.focus();
  await page.keyboard.press("Enter");
  assert.equal(await step.getAttribute("aria-expanded"), "true");
  const offer = inside.locator(".offer:not([hidden])");
  assert.match(await offer.textContent(), /Dit wordt.*(Daarvoor moet|Fijner wordt dan).*naar “.*Verlies van detail/s);
  await accessible(page, app, "an offer");
  await offer.getByRole("button", { name: /^Kies / }).focus();
  await page.keyboard.press("Enter");
  const changed = inside.getByRole("status").filter({ hasText: "Wat veranderde er?" });
  await changed.waitFor({ timeout: 60_000 });
  assert.match(await changed.textContent(), new RegExp(`${label} werd ${found.finer ? "fijner" : "grover"}: `));
  const level = () => app.evaluate((name) => document.querySelector("gezicht-app").store.release.columns.find((column) => column.name === name), found.name);
  assert.deepEqual([(await level()).level, (await level()).held], [found.level, true]);
  await inside.getByText("U hebt deze stap zelf gekozen.").waitFor();
  await accessible(page, app, "traded");
  await changed.getByRole("button", { name: "Neem dit terug" }).click();
  await app.waitForFunction(([name, before]) => document.querySelector("gezicht-app").store.release.columns.find((column) => column.name === name).level === before, [found.name, found.before], { timeout: 60_000 });
  assert.equal((await level()).held, false);
  assert.deepEqual(mistakes, []);
});

test("privacy: rows recoded group by group keep more, nobody is like fewer than nine others, and groups stay as they are", LIMIT, async (t) => {
  const { page, app, inside, mistakes } = await atPrivacy(t, customers().split("\n").map((line) => line.split(";").slice(0, 3).join(";")).join("\n"));
  await protect(inside);
  await inside.locator(".turn").waitFor({ timeout: 60_000 });
  // Groups of another number than the first, whose blocks are those of the first.
  const made = () => app.evaluate(() => JSON.stringify([document.querySelector("gezicht-app").store.overview, document.querySelector("gezicht-app").store.work]));
  await app.evaluate(async () => {
    const { store } = document.querySelector("gezicht-app");
    await store.runSegments();
    await store.setFit({ count: 3 });
    store.rename(1, "Vroege vogels");
  });
  const before = await made();
  assert.match(before, /Vroege vogels/);
  await inside.getByRole("radio", { name: /^Per groep zo fijn als kan/ }).check();
  assert.equal(await inside.locator(".steps__step--done", { hasText: "Groepen" }).count(), 1, "the groups are still those of the choices");
  assert.equal(await inside.getByRole("button", { name: "Bewaar de rijen (CSV)" }).count(), 0, "rows of another choice are not saved");
  await inside.locator(".export").getByRole("button", { name: "Reken opnieuw" }).click();
  await inside.locator(".local").waitFor({ timeout: 60_000 });
  await app.waitForFunction(() => !document.querySelector("gezicht-app").store.busy);
  assert.equal(await made(), before, "other rows to take along change no figure");
  const { classes, local, smallest } = await app.evaluate(() => {
    const { release } = document.querySelector("gezicht-app").store;
    return { classes: release.classes, local: release.local, smallest: release.smallest_class };
  });
  assert.ok(local.classes > classes && smallest >= 10, `${local.classes} groups instead of ${classes}`);
  await accessible(page, app, "local");
  const [download] = await Promise.all([page.waitForEvent("download"), inside.getByRole("button", { name: "Bewaar de rijen (CSV)" }).click()]);
  const rows = fs.readFileSync(await download.path(), "utf8").trim().split("\r\n").slice(1);
  const groups = new Map();
  for (const row of rows) groups.set(row, (groups.get(row) ?? 0) + 1);
  assert.ok(Math.min(...groups.values()) >= 10);
  assert.equal(groups.size, local.classes);
  await inside.getByText("Het bestand met rijen is bewaard.").first().waitFor();
  // Another release does make groups anew: that is asked first, and not done when the answer is no.
  await app.evaluate(() => document.querySelector("gezicht-app").store.setK(20));
  assert.equal(await inside.locator(".steps__step--waiting", { hasText: "Groepen" }).count(), 1);
  await inside.getByRole("button", { name: "Reken opnieuw" }).first().click();
  await inside.getByRole("dialog", { name: "Opnieuw beschermen?" }).getByRole("button", { name: "Annuleren" }).click();
  assert.equal(await made(), before);
  await inside.getByRole("button", { name: "Reken opnieuw" }).first().click();
  await inside.getByRole("button", { name: "Ja, bescherm opnieuw" }).click();
  await app.waitForFunction(() => document.querySelector("gezicht-app").store.release.k === 20, undefined, { timeout: 60_000 });
  assert.equal(await app.evaluate(() => document.querySelector("gezicht-app").store.overview), undefined);
  assert.deepEqual(mistakes, []);
});

test("privacy: a search that takes long says how far it is, and stops with the best so far", LIMIT, async (t) => {
  const names = ["leeftijd", "postcode", ...Array.from({ length: 11 }, (_, i) => `vraag ${i + 1}`)];
  const rows = Array.from({ length: 4000 }, (_, i) => [18 + ((i * 37) % 70), `${1011 + ((i * 13) % 40)} ${["AB", "CD"][i % 2]}`, ...Array.from({ length: 11 }, (_, at) => ((i * (at + 7)) ^ (i >> at)) % (30 + at))].join(";"));
  const { app, inside, mistakes } = await atPrivacy(t, [names.join(";"), ...rows].join("\n"));
  await protect(inside);
  await inside.locator(".busy__words", { hasText: /[\d.]+ van [\d.]+ mogelijkheden bekeken; de beste tot nu toe/ }).waitFor({ timeout: 60_000 });
  await inside.getByRole("button", { name: "Stop en gebruik de beste tot nu toe" }).press("Enter");
  await inside.locator(".turn").waitFor({ timeout: 60_000 });
  await inside.getByText("Dit is de beste die we vonden.").waitFor();
  const release = await app.evaluate(() => document.querySelector("gezicht-app").store.release);
  assert.equal(release.optimal, false);
  assert.ok(release.recheck && release.smallest_class >= 10 && release.bound <= release.value);
  assert.deepEqual(mistakes, []);
});

test("privacy: a refusal comes with what can be done about it, as buttons", LIMIT, async (t) => {
  const text = ["leeftijd;schulden", ...Array.from({ length: 900 }, (_, i) => `${20 + (i % 40)};${i % 12 === 0 ? "ja" : "nee"}`)].join("\n");
  const { page, app, inside, mistakes } = await atPrivacy(t, text, { ground: "schulden" });
  await protect(inside);
  const milder = inside.getByRole("button", { name: "Bescherm schulden zo: soepeler" });
  await milder.waitFor({ timeout: 60_000 });
  await accessible(page, app, "refused");
  await milder.press("Enter");
  await inside.locator(".turn").waitFor({ timeout: 60_000 });
  assert.equal(await inside.getByRole("alert").count(), 0);
  // Too few people for the group that was asked for.
  await inside.getByText("Uw keuzes").click();
  await app.evaluate(() => document.querySelector("gezicht-app").store.setK(1000));
  await inside.getByRole("button", { name: "Reken opnieuw" }).first().click();
  await inside.getByRole("button", { name: "Kies 20 mensen als kleinste groep" }).click();
  await app.waitForFunction(() => document.querySelector("gezicht-app").store.release.k === 20, undefined, { timeout: 60_000 });
  assert.deepEqual(mistakes, []);
});
