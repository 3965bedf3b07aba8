// Workbooks through the page: unpacked in the worker by a module of its own, and nothing leaves.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";
import { FROM_DISK, ROOT, browser, frame, give, listeners, open, record, scratch, wait } from "./support.mjs";
import { tryQuietly } from "./ways.mjs";
import { workbook } from "./workbook.mjs";

const LIMIT = { timeout: 120_000 };
const SHEETS = path.join(ROOT, "tests/data/sheets");

async function opened(t) {
  const page = await (await browser(t)).newPage();
  const said = [];
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(error.message));
  await open(page, FROM_DISK);
  return { page, said, app: await frame(page, "app"), inside: page.frameLocator("#app") };
}

/** What the page knows of the file once it is at rest. */
async function read({ app }, start) {
  await app.evaluate(() => {
    const { store } = document.querySelector("gezicht-app");
    store.inspection = undefined;
    store.refusal = undefined;
  });
  await start();
  await app.waitForFunction(() => {
    const { store } = document.querySelector("gezicht-app");
    return !store.busy && (store.inspection || store.refusal);
  });
  return app.evaluate(() => {
    const { inspection, refusal } = document.querySelector("gezicht-app").store;
    return { rows: inspection?.rows, sheet: inspection?.dialect.sheet, names: inspection?.columns.map(({ name }) => name), refusal: refusal?.refusal.code };
  });
}

test("a workbook is read as its CSV is, and a person can choose another sheet", LIMIT, async (t) => {
  const at = await opened(t);
  const sheets = [{ rows: 1, columns: 1, hidden: false }, { rows: 201, columns: 6, hidden: false }, { rows: 250, columns: 1, hidden: true }];
  const csv = await read(at, () => give(at.page, path.join(SHEETS, "klanten.csv")));
  assert.equal(csv.rows, 200);
  for (const [format, count] of [["xlsx", 3], ["ods", 1]]) {
    const seen = await read(at, () => give(at.page, path.join(SHEETS, `klanten.${format}`)));
    const number = count === 3 ? 2 : 1;
    assert.deepEqual(seen, { ...csv, sheet: { number, chosen: false, sheets: count === 3 ? sheets : sheets.slice(1, 2), format } });
  }
  await read(at, () => give(at.page, path.join(SHEETS, "klanten.xlsx")));
  const other = await read(at, () => at.app.evaluate(() => void document.querySelector("gezicht-app").store.readAgain({ sheet: { number: 3 } })));
  assert.deepEqual([other.sheet.number, other.sheet.chosen, other.names.length], [3, true, 1]);
  assert.deepEqual(at.said, []);
});

test("what is no workbook is refused in words, and the page works on", LIMIT, async (t) => {
  const at = await opened(t);
  for (const [name, refusal, words] of [
    ["beveiligd.xlsx", "sheets.protected", "wachtwoord"],
    ["brief.docx", "sheets.not_a_workbook", "geen Excel-bestand"],
    ["beschadigd.xlsx", "sheets.damaged", "beschadigd"],
  ]) {
    assert.equal((await read(at, () => give(at.page, path.join(SHEETS, name)))).refusal, refusal);
    const alerts = (await at.inside.getByRole("alert").allTextContents()).join(" ");
    assert.ok(alerts.includes(words), `${name}: ${alerts}`);
  }
  assert.equal((await read(at, () => give(at.page, path.join(SHEETS, "klanten.xlsx")))).rows, 200);
  assert.deepEqual(at.said, []);
});

test("after a workbook nothing leaves, and its names and cells stay inside", LIMIT, async (t) => {
  const { heard, ports } = await listeners(t);
  const at = await opened(t);
  await record(at.app);
  const { rows } = await read(at, () => give(at.page, path.join(SHEETS, "klanten.xlsx")));
  assert.equal(rows, 200);
  const told = JSON.stringify(await at.app.evaluate(() => globalThis.testMessages));
  for (const secret of ["Geheim", "Export van vandaag", "100000009", "1011 AB"]) assert.ok(!told.includes(secret), secret);
  await at.page.workers()[0].evaluate(tryQuietly, { at: `http://127.0.0.1:${ports.web}/`, ports, where: "worker", suffix: "leak-probe.example" });
  await wait(1500);
  assert.deepEqual(heard.requests, []);
  assert.equal(heard.connections.web, 0);
});

test("reading a large workbook can be stopped", LIMIT, async (t) => {
  const at = await opened(t);
  const file = path.join(scratch(t), "groot.xlsx");
  fs.writeFileSync(file, workbook(150_000));
  await give(at.page, file);
  await at.app.waitForFunction(() => document.querySelector("gezicht-app").store.busy?.share > 0.1);
  await at.app.evaluate(() => document.querySelector("gezicht-app").store.stop());
  await at.app.waitForFunction(() => !document.querySelector("gezicht-app").store.busy);
  assert.equal(await at.app.evaluate(() => document.querySelector("gezicht-app").store.inspection), undefined);
  assert.equal((await read(at, () => give(at.page, path.join(SHEETS, "klanten.xlsx")))).rows, 200);
});
