// Workbooks through the page: unpacked in the worker by a module of its own, and nothing leaves.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";
import zlib from "node:zlib";
import { FROM_DISK, ROOT, browser, frame, give, listeners, open, record, scratch, wait } from "./support.mjs";
import { tryQuietly } from "./ways.mjs";

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

/** A workbook of one sheet with so many rows of eight cells. */
export function workbook(rows) {
  const cells = (r) =>
    `<c r="A${r}"><v>${100000000 + r}</v></c><c r="B${r}" t="inlineStr"><is><t>naam ${r % 977}</t></is></c><c r="C${r}"><v>${(r % 97) * 12.5}</v></c>` +
    `<c r="D${r}" s="1"><v>${20000 + (r % 18000)}</v></c><c r="E${r}" t="b"><v>${r % 2}</v></c><c r="F${r}" t="inlineStr"><is><t>${1011 + (r % 40)} AB</t></is></c>` +
    `<c r="G${r}"><v>${r % 7}</v></c><c r="H${r}" t="inlineStr"><is><t>balie</t></is></c>`;
  const header = ["A", "B", "C", "D", "E", "F", "G", "H"].map((c, i) => `<c r="${c}1" t="inlineStr"><is><t>${["klantnr", "naam", "bedrag", "datum", "hond", "postcode", "aantal", "kanaal"][i]}</t></is></c>`).join("");
  const body = Array.from({ length: rows }, (_, i) => `<row r="${i + 2}">${cells(i + 2)}</row>`);
  const ns = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
  const doc = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const rel = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"';
  return zip({
    "_rels/.rels": `<Relationships ${rel}><Relationship Id="a" Type="${doc}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    "xl/workbook.xml": `<workbook ${ns} xmlns:r="${doc}"><sheets><sheet name="Blad1" sheetId="1" r:id="a"/></sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `<Relationships ${rel}><Relationship Id="a" Type="${doc}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="b" Type="${doc}/styles" Target="styles.xml"/></Relationships>`,
    "xl/styles.xml": `<styleSheet ${ns}><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>`,
    "xl/worksheets/sheet1.xml": `<worksheet ${ns}><sheetData><row r="1">${header}</row>${body.join("")}</sheetData></worksheet>`,
  });
}

function zip(parts) {
  const files = [];
  const directory = [];
  let at = 0;
  for (const [name, text] of Object.entries(parts)) {
    const content = Buffer.from(text);
    const packed = zlib.deflateRawSync(content);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(zlib.crc32(content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(name.length, 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    directory.push(Buffer.from("PK\x01\x02\x14\x00", "latin1"), common, place, Buffer.from(name));
    const file = [Buffer.from("PK\x03\x04", "latin1"), common, Buffer.from(name), packed];
    at += file.reduce((sum, part) => sum + part.length, 0);
    files.push(...file);
  }
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(Object.keys(parts).length, 8);
  end.writeUInt16LE(Object.keys(parts).length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...files, ...directory, end]);
}
