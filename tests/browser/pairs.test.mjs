// Two features side by side and means, in the Groups step: with the keyboard alone, in both languages, and nothing hidden leaks.
import assert from "node:assert/strict";
import { test } from "node:test";
import { FROM_DISK, accessible, browser, fits, frame, open, press } from "./support.mjs";

const LONG = { timeout: 180_000 };
const WORDS = {
  nl: {
    sample: "Probeer met voorbeelddata", privacy: "Verder naar Privacy", protect: "Bescherm de gegevens", groups: "Verder naar Groepen",
    find: "Zoek de groepen", pairs: "Twee kenmerken naast elkaar", add: "Zet naast elkaar", remove: "Haal dit paar weg",
    caption: /\(rijen\) en .* \(kolommen\): deel van iedereen samen/, own: /\(kolommen\): deel van /, mean: /gemiddeld/i, hidden: /verborgen om herleiding te voorkomen/,
  },
  en: {
    sample: "Try with sample data", privacy: "Continue to Privacy", protect: "Protect the data", groups: "Continue to Groups",
    find: "Find the groups", pairs: "Two features side by side", add: "Put side by side", remove: "Remove this pair",
    caption: /\(rows\) and .* \(columns\): share of everyone together/, own: /\(columns\): share of /, mean: /on average|the mean/i, hidden: /hidden to prevent re-identification/,
  },
};

for (const language of ["nl", "en"]) {
  test(`a pair is crossed and taken back, and means are told, in ${language}`, { timeout: 300_000 }, async (t) => {
    const page = await (await browser(t)).newPage();
    const mistakes = [];
    page.on("pageerror", (error) => mistakes.push(error.message));
    await open(page, FROM_DISK);
    const [app, inside, words] = [await frame(page, "app"), page.frameLocator("#app"), WORDS[language]];
    const click = (name) => inside.getByRole("button", { name, exact: true }).click();
    if (language === "en") await click("Switch to English");
    await click(words.sample);
    await inside.locator(".read").waitFor(LONG);
    await click(words.privacy);
    await click(words.protect);
    await inside.locator(".turn").waitFor(LONG);
    await click(words.groups);
    await click(words.find);
    await inside.locator(".longlist").waitFor(LONG);

    // Means stand with their columns in the profile of a group, as a number with its error or as hidden.
    await inside.locator(".group__foot button").first().press("Enter");
    await inside.locator(".chart__mean").first().waitFor();
    await accessible(page, app, `means ${language}`);
    const means = await inside.locator(".chart__mean").evaluateAll((all) => all.map((one) => one.textContent.replace(/\s+/g, " ").trim()));
    assert.ok(means.length > 0, "the sample has numbers");
    for (const mean of means) {
      assert.match(mean, words.mean);
      assert.ok(/\d/.test(mean) || words.hidden.test(mean), mean);
    }

    // A pair, with the keyboard alone.
    await press(page, app, words.pairs);
    await press(page, app, words.add);
    const table = inside.locator("table.heat");
    await table.waitFor(LONG);
    assert.match(await table.locator("caption").textContent(), words.caption);
    await accessible(page, app, `pairs ${language}`);
    await fits(app, `pairs ${language}`);
    const shown = await app.evaluate(() => {
      const { overview } = document.querySelector("gezicht-app").store;
      const [pair] = overview.pairs;
      const sums = pair.overall.map((row) => row.reduce((sum, figure) => sum + (figure.people ?? 0), 0));
      const own = overview.columns[pair.first].overall.map((figure) => figure.people);
      return { sums, own, k: overview.k, cells: pair.overall.flat().map((figure) => figure.people ?? 0) };
    });
    assert.deepEqual(shown.sums, shown.own, "combinations add up to the column");
    assert.ok(shown.cells.every((people) => people % shown.k === 0));
    assert.equal(await table.locator("tbody td").count(), shown.cells.length, "a cell a combination");

    // Of one group, and away again.
    await inside.locator("#whose").selectOption("1");
    await inside.locator("table.heat caption", { hasText: words.own }).waitFor();
    await press(page, app, words.remove);
    await table.waitFor({ state: "detached", timeout: 60_000 });
    assert.deepEqual(mistakes, []);
  });
}
