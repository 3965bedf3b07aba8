// The module in Chromium is the same core as the native command: other programs' vectors, and the same bytes.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";
import { browser, frame, FROM_DISK, give, open, ROOT, scratch } from "./support.mjs";

const LIMIT = { timeout: 300_000 };
const ADULT = path.join(ROOT, "tests/data/adult");
const WORK = { brief: {}, names: [], edits: [] };

const run = (program, ...words) => execFileSync(program, words, { cwd: ROOT, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });

/** The programs named, built as `cargo test --workspace` builds them, so that after the Rust tests nothing is compiled again. */
function built(...selection) {
  const said = run("cargo", "build", "--quiet", "--workspace", "--message-format=json", ...selection);
  const made = said.trim().split("\n").map((line) => JSON.parse(line));
  return Object.fromEntries(made.filter(({ executable }) => executable).map(({ target, executable }) => [target.name, executable]));
}

/** The page with a file in it, and its engine to ask. */
async function loaded(t, file) {
  const page = await (await browser(t)).newPage();
  await open(page, FROM_DISK);
  const app = await frame(page, "app");
  await give(page, file);
  await app.waitForFunction(() => {
    const { store } = document.querySelector("gezicht-app");
    return store.screen === "data" && !store.busy && store.recipe;
  });
  return async (command) => {
    const reply = await app.evaluate((asked) => document.querySelector("gezicht-app").shell.engine.request(asked), command);
    assert.notEqual(reply.reply, "refused", JSON.stringify(reply.body));
    return reply.body;
  };
}

test("the vectors of other programs, in Chromium", LIMIT, async (t) => {
  const names = fs.readFileSync(path.join(ADULT, "adult.csv"), "utf8").split("\n", 1)[0].trim().split(";");
  const ladder = (name) =>
    fs.readFileSync(path.join(ADULT, `adult_hierarchy_${name}.csv`), "utf8").trim().split(/\r?\n/).map((line) => line.split(";"));
  const columns = Object.fromEntries(names.map((name) => [name, { role: "quasi", ladder: ladder(name) }]));
  const ask = await loaded(t, path.join(ADULT, "adult.csv"));
  for (const [limit, levels, loss, suppressed] of [
    [0, [0, 4, 1, 1, 3, 2, 2, 1, 0], 0.5731509655590044, 0],
    [0.05, [0, 3, 0, 0, 2, 1, 1, 2, 0], 0.2419323650662908, 1346],
    [1, [0, 3, 0, 0, 2, 1, 1, 1, 0], 0.22041192847984292, 2553],
  ]) {
    await ask({ command: "configure", recipe: { columns, privacy: { models: [{ k_anonymity: 5 }], suppression_limit: limit } } });
    const release = await ask({ command: "release" });
    assert.deepEqual(release.columns.map((column) => column.level), levels);
    assert.ok(Math.abs(release.value / loss - 1) < 1e-9, `${release.value} for ${loss}`);
    assert.equal(release.suppressed, suppressed);
    assert.equal(release.optimal && release.recheck, true);
  }
});

test("the same file and recipe give the same bytes as the native command", LIMIT, async (t) => {
  const folder = scratch(t);
  const [file, recipe, out] = ["customers.csv", "recipe.json", "out"].map((name) => path.join(folder, name));
  const { gezicht, sample } = built("--bin", "gezicht", "--example", "sample");
  run(sample, "6000", "3", file);
  fs.writeFileSync(recipe, run(gezicht, "recipe", file));
  run(gezicht, "run", recipe, file, "--out", out);
  const ask = await loaded(t, file);
  await ask({ command: "configure", recipe: JSON.parse(fs.readFileSync(recipe, "utf8")) });
  await ask({ command: "release" });
  await ask({ command: "risk" });
  await ask({ command: "segment" });
  const personas = await ask({ command: "personas" });
  const paper = async (kind) => (await ask({ command: "paper", paper: kind, language: "nl", work: WORK })).body;
  assert.equal(await paper({ kind: "result" }), fs.readFileSync(path.join(out, "result.json"), "utf8"));
  // The page tells the engine what time it is, the command does not: in the audit trail a line has its time or its number.
  let line = 0;
  const numbered = (html) =>
    html
      .replace('<th scope="col">Wanneer</th>', '<th scope="col">Nr.</th>')
      .replace(/<th scope="row">\d{4}-\d\d-\d\d \d\d:\d\d<\/th>/g, () => `<th scope="row">${++line}</th>`);
  assert.equal(numbered(await paper({ kind: "report" })), fs.readFileSync(path.join(out, "report.html"), "utf8"));
  assert.ok(line > 0, "the page's trail has times");
  for (const { segment } of personas) {
    assert.equal(
      await paper({ kind: "persona_html", segment }),
      fs.readFileSync(path.join(out, `personas/persona-${segment}.html`), "utf8"),
    );
  }
});
