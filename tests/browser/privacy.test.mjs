// The Privacy step: what is sensitive and how it is protected, what a step to either side would cost, stopping with the best so
// far, and the protected rows with their certificate.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { FROM_DISK, accessible, browser, fits, frame, give, open, scratch } from "./support.mjs";

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

  const privacy = () => app.evaluate(() => document.querySelector("gezicht-app").store.recipe.privacy);
  await inside.getByLabel("Bescherming van schulden").selectOption("strict");
  assert.deepEqual((await privacy()).models, [{ k_anonymity: 10 }, { alpha_k: { column: "schulden", alpha: 0.5 } }, { l_diversity: { column: "schulden", kind: "distinct", l: 3 } }]);
  await inside.getByRole("radio", { name: /^20 mensen/ }).check();
  assert.deepEqual((await privacy()).models[0], { k_anonymity: 20 }, "named models hold the same k");
  await page.keyboard.press("Control+z");
  await page.keyboard.press("Control+z");
  assert.equal((await privacy()).models, undefined, "the usual protection needs no models of its own");
  await accessible(page, app, "before");

  await inside.getByRole("button", { name: "Bescherm de gegevens" }).click();
  await inside.locator(".turn").waitFor({ timeout: 60_000 });
  assert.match(await inside.locator(".checks").textContent(), /schulden/i, "the demands that are met name the column");
  const steps = await inside.locator(".ladder__trade").allTextContents();
  assert.ok(steps.some((text) => /dan kost alles samen|alleen als een andere kolom grover/.test(text)), "a neighbour tells what it costs");
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
  await inside.getByRole("radio", { name: /^20 mensen/ }).check();
  await inside.getByText("De cijfers hieronder zijn nog van daarvoor.").waitFor();
  await page.keyboard.press("Control+z");
  await inside.getByText("De cijfers hieronder zijn nog van daarvoor.").waitFor({ state: "detached" });

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
