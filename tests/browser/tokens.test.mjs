// The value promise (PRODUCT B5) on the page: tokens planted in every place that a file has, carried by 1, k - 1, k and k + 1 people, and all
// steps of the page up to Deliver. What fewer than k carry, and what stands outside the data, is nowhere: not in a document or what it
// calls its parts, not in a message between frames, the console, a paper, the recipe, the dossier or the rows that go out; as it is written, in
// another spelling, or in base64. What k + 1 carry is where it belongs, and not before the gate.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";
import { FROM_DISK, ROOT, browser, everything, frame, give, open, protect, record, scratch } from "./support.mjs";

const LIMIT = { timeout: 240_000 };
const K = 10;
/** So few that k + 1 of them are the 2 % that a named category needs. */
const PEOPLE = 500;
const CARRIERS = [1, K - 1, K, K + 1];

/** Tokens of a column, by their number of carriers; each in all its spellings, the one in the file first. */
const PLACES = {
  feature: { column: 6, tokens: [["Kwarteleinzaam"], ["Negenkwartelen"], ["Tienkwartelen"], ["Elfkwartelen"]] },
  quasi: { column: 5, tokens: [["Pimpelmeesdorp"], ["Negenmezerwoude"], ["Tienmezenburg"], ["Elfmezenveen"]] },
  sensitive: { column: 8, tokens: [["Roodborstkwaal"], ["Negenborstzorg"], ["Tienborsthulp"], ["Elfborststeun"]] },
  number: { column: 4, tokens: [["7313,37", "7313.37", "7.313,37", "7,313.37"], ["2417,53", "2417.53", "2.417,53", "2,417.53"]] },
  date: {
    column: 3,
    tokens: [["17-03-1961", "1961-03-17", "19610317", "17 maart 1961", "17 March 1961"], ["23-11-1974", "1974-11-23", "19741123", "23 november 1974", "23 November 1974"]],
  },
};
/** What stands outside the data, and what points at one person. */
const OUTSIDE = {
  title: ["Titelkwartel"],
  header: ["Kopkwartel"],
  totals: ["918273,45", "918273.45", "918.273,45", "918,273.45"],
  refused: ["Rafelkwartel"],
  file: ["Bestandskwartel"],
  name: ["Zwaluwstaartje"],
  identifier: ["1000003", "1.000.003", "1,000,003"],
};
const COMMON = ["Duifpost", "Krekelloket"];

function table() {
  let state = 7;
  const below = (limit) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  const of = (list) => list[below(list.length)];
  const rows = Array.from({ length: PEOPLE }, (_, i) => [
    `${1_000_000 + i}`, `${OUTSIDE.name[0]} ${String.fromCharCode(65 + (i % 26))}.`, `${20 + below(60)}`, `01-${`${1 + below(12)}`.padStart(2, "0")}-${1940 + below(60)}`, `${1500 + 100 * below(40)},00`,
    of(["Oudgein", "Nieuwveld"]), of(["rood", "geel", "blauw"]), of([...COMMON, "Merelweb"]), of(["geen", "schuldhulp", "budgetbeheer"]), of(["ja", "nee"]),
  ]);
  for (const { column, tokens } of Object.values(PLACES)) {
    for (const [at, spellings] of tokens.entries()) {
      for (let carrier = 0; carrier < CARRIERS[at]; carrier++) {
        let row;
        do row = of(rows);
        while (tokens.some((other) => other.includes(row[column])));
        row[column] = spellings[0];
      }
    }
  }
  const body = rows.map((row) => row.join(";"));
  return [
    `Overzicht ${OUTSIDE.title[0]};;;;;;;;;`,
    `Klantnummer;Naam;Leeftijd;Geboortedatum;Inkomen;Woonplaats;Onderwerp;Kanaal;Voorziening;${OUTSIDE.header[0]}`,
    ...body.slice(0, PEOPLE / 2),
    `${OUTSIDE.refused[0]};1;2`,
    ...body.slice(PEOPLE / 2),
    `Totaal;;;;${OUTSIDE.totals[0]};;;;;`,
  ].join("\n");
}

/** A text as base64 carries it at each of the three alignments, without the letters that its neighbours decide. */
function base64(text) {
  return [0, 1, 2]
    .map((shift) => {
      const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(text)]);
      return bytes.toString("base64").slice(Math.ceil((shift * 8) / 6), Math.floor((bytes.length * 8) / 6));
    })
    .filter((form) => form.length >= 8); // shorter ones come about by chance
}

/** The places in which one of the spellings is found. */
function found(places, spellings) {
  const plain = spellings.map((text) => text.toLowerCase());
  const packed = spellings.flatMap(base64);
  const holds = (text) => {
    const lower = text.toLowerCase();
    return plain.some((form) => lower.includes(form)) || packed.some((form) => text.includes(form));
  };
  return places.filter(([, text]) => holds(text)).map(([where]) => where);
}

async function opened(t) {
  const page = await (await browser(t, { acceptDownloads: true })).newPage();
  await page.addInitScript(() => {
    delete globalThis.showSaveFilePicker;
    if (self !== top) return;
    // What the outer page is told, by whichever frame.
    const kept = (globalThis.testOuter = []);
    addEventListener("message", ({ data }) => kept.push(JSON.stringify(data)), { capture: true });
  });
  const said = [];
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(`${error.message}\n${error.stack}`));
  await open(page, FROM_DISK);
  const app = await frame(page, "app");
  await record(app);
  return { page, app, said, inside: page.frameLocator("#app") };
}

async function loaded({ app }) {
  await app.waitForFunction(() => {
    const { store } = document.querySelector("gezicht-app");
    return store.screen === "data" && !store.busy && store.recipe;
  });
}

/** Opens all that is folded. */
async function unfold(inside) {
  for (const more of await inside.locator(".more").all()) await more.click();
  for (const details of await inside.locator("details:not([open]) > summary").all()) if (await details.isVisible()) await details.click();
}

/** Asks the page's own engine for a paper; gives its name and body as one text. */
const paper = (app, kind, language) =>
  app.evaluate(async ({ kind, language }) => {
    const reply = await document.querySelector("gezicht-app").shell.engine.request({ command: "paper", paper: kind, language, work: { brief: {}, names: [], edits: [] } });
    return reply.reply === "paper" ? `${reply.body.file_name}\n${reply.body.body}` : "";
  }, { kind, language });

test("base64 is found at every alignment", () => {
  for (const before of ["", "x", "xy", "xyz"]) {
    const text = Buffer.from(`${before}${OUTSIDE.header[0]} en meer`).toString("base64");
    assert.deepEqual(found([["here", text]], OUTSIDE.header), ["here"], before);
  }
  assert.deepEqual(found([["here", "kop en kwartel"]], OUTSIDE.header), []);
});

test("tokens of few are nowhere, from the file to what is delivered; those of many are where they belong", LIMIT, async (t) => {
  const file = path.join(scratch(t), `${OUTSIDE.file[0]}.csv`);
  fs.writeFileSync(file, table());
  const at = await opened(t);
  const { page, app, inside, said } = at;
  const seen = [];
  const look = async (where) => seen.push([where, await everything(page)]);
  const messages = async () => [
    ["messages to the app", await app.evaluate(() => JSON.stringify(globalThis.testMessages))],
    ["messages to the outer page", await page.evaluate(() => globalThis.testOuter.join("\n"))],
  ];
  await give(page, file);
  await loaded(at);
  const inspection = await app.evaluate(() => document.querySelector("gezicht-app").store.inspection);
  assert.deepEqual([inspection.rows, inspection.refused_rows, inspection.title_lines, inspection.dialect.totals.length], [PEOPLE, 1, 1, 1], "each place is one that the page knows");
  await unfold(inside);
  await look("data");
  // Before the gate nothing but shapes: not even what many carry.
  const early = [...seen, ...(await messages())];
  for (const { tokens } of Object.values(PLACES)) for (const spellings of tokens) assert.deepEqual(found(early, spellings), [], spellings[0]);
  for (const word of COMMON) assert.deepEqual(found(early, [word]), [], word);

  await app.evaluate(() => {
    const { store } = document.querySelector("gezicht-app");
    const feature = { role: "feature" };
    const columns = { Geboortedatum: { role: "quasi" }, Woonplaats: { role: "quasi" }, Inkomen: feature, Onderwerp: feature, Kanaal: feature, "kolom 10": feature, Voorziening: { role: "sensitive", ground: "Wet gemeentelijke schuldhulpverlening" } };
    // Nobody may be left out, or some of the k + 1 could be.
    store.recipe = { ...store.recipe, columns: { ...store.recipe.columns, ...columns }, privacy: { ...store.recipe.privacy, suppression_limit: 0 }, segments: { ...store.recipe.segments, count: 2 } };
    store.changed();
  });
  const work = async (onward, button, made) => {
    await inside.getByRole("button", { name: onward }).click();
    if (made === ".turn") await protect(inside);
    else await inside.getByRole("button", { name: button }).click();
    await inside.locator(made).waitFor({ timeout: 60_000 });
    await look(made);
  };
  await work("Verder naar Privacy", "Bescherm de gegevens", ".turn");
  await work("Verder naar Groepen", "Zoek de groepen", ".groups");
  // A profile is drawn when it is opened, one at a time.
  for (const [at, button] of (await inside.locator(".groups button[aria-expanded]").all()).entries()) {
    await button.click();
    await look(`profile ${at + 1}`);
  }
  await work("Verder naar Persona’s", "Schrijf de persona’s", ".wall");
  await inside.locator(".card").first().click();
  await look("persona");
  await inside.getByRole("button", { name: "Verder naar Opleveren" }).click();
  await look("deliver");

  const segments = await app.evaluate(() => document.querySelector("gezicht-app").store.personas.map((persona) => persona.segment));
  for (const language of ["nl", "en"]) {
    const kinds = ["certificate", "all_personas", "report", "recipe", "result", "microdata", "microdata_certificate"].map((kind) => ({ kind }));
    const each = segments.flatMap((segment) => ["persona_html", "persona_markdown", "persona_json"].map((kind) => ({ kind, segment })));
    for (const kind of [...kinds, ...each]) {
      const text = await paper(app, kind, language);
      assert.ok(text.length > 100, `${kind.kind} is there`);
      seen.push([`${kind.kind} (${language})`, text]);
    }
  }
  const [download] = await Promise.all([page.waitForEvent("download"), inside.getByRole("button", { name: "Dossier bewaren" }).first().click()]);
  seen.push(["dossier", `${download.suggestedFilename()}\n${fs.readFileSync(await download.path(), "utf8")}`]);
  await look("dossier saved");

  const places = [...seen, ...(await messages()), ["console", said.join("\n")]];
  for (const [kind, { tokens }] of Object.entries(PLACES)) {
    for (const [at, spellings] of tokens.entries()) {
      if (CARRIERS[at] < K) assert.deepEqual(found(places, spellings), [], `${kind}, carried by ${CARRIERS[at]}`);
    }
  }
  for (const [kind, spellings] of Object.entries(OUTSIDE)) assert.deepEqual(found(places, spellings), [], kind);
  // The looking works: what k + 1 carry is in a profile, in the messages and in the papers, as is what most have.
  for (const word of [PLACES.feature.tokens[3][0], ...COMMON]) {
    const where = found(places, [word]);
    for (const place of ["messages to the app", "result (nl)", "dossier"]) assert.ok(where.includes(place), `${word} in ${place}: ${where}`);
    assert.ok(where.some((place) => place.startsWith("profile")), `${word} in a profile: ${where}`);
  }
});

test("names of sheets, and what stands on other sheets, are nowhere", LIMIT, async (t) => {
  const at = await opened(t);
  const { page, app, inside, said } = at;
  await give(page, path.join(ROOT, "tests/data/sheets/klanten.xlsx"));
  await loaded(at);
  await unfold(inside);
  const seen = [["data", await everything(page)]];
  await inside.getByRole("button", { name: "Verder naar Privacy" }).click();
  await protect(inside);
  await app.waitForFunction(() => {
    const { store } = document.querySelector("gezicht-app");
    return !store.busy && (store.release || store.refusal);
  });
  seen.push(["privacy", await everything(page)]);
  for (const kind of ["recipe", "result", "certificate"]) seen.push([kind, await paper(app, { kind }, "nl")]);
  seen.push(["app", await app.evaluate(() => JSON.stringify(globalThis.testMessages))], ["outer", await page.evaluate(() => globalThis.testOuter.join("\n"))], ["console", said.join("\n")]);
  for (const text of ["Geheim blad", "Export van vandaag", "100000009", "1011 AB"]) assert.deepEqual(found(seen, [text]), [], text);
});
