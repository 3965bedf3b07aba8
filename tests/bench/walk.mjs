// Measures the page in Chromium, and writes the figures as JSON: `node tests/bench/walk.mjs SAMPLE.csv`.
// A stage is what the engine does and what the page then draws; the clicks between two stages are scripted and not counted.
import { FROM_DISK, browser, frame, give, open } from "../browser/support.mjs";
import { awaitFile, gap, longestTask, probe } from "./probes.mjs";

const OPENINGS = 5;
/** Where in a stage it is cancelled: share of the work done. */
const CANCELS = [0, 0.25, 0.5, 0.75];

/** Runs in the app frame: one stage, from its start to the frame in which its result is painted. */
async function stage(name) {
  const { store } = document.querySelector("gezicht-app");
  const painted = async (what) => {
    while (!document.querySelector(what)) await new Promise((done) => requestAnimationFrame(done));
    // The frame after the one in which it is there has it on the screen.
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  };
  const begun = name === "data" ? await globalThis.benchFile : performance.now();
  if (name === "data") {
    while (store.busy || !(store.recipe || store.refusal)) await new Promise((done) => setTimeout(done, 2));
    await painted(".columns");
  } else {
    store.go(name);
    if (name === "privacy" && store.unitUnknown) store.setRowsArePeople(true);
    const run = { privacy: "runPrivacy", segments: "runSegments", personas: "runPersonas" }[name];
    if (!(await store[run]())) throw new Error(`${name} did not end well`);
    await painted({ privacy: ".turn", segments: ".groups", personas: ".wall .face" }[name]);
  }
  return performance.now() - begun;
}

/** Runs in the app frame: starts a stage, cancels it at a share of its work, gives the milliseconds to the answer. */
async function cancelled({ name, share }) {
  const { store, shell } = document.querySelector("gezicht-app");
  let asked;
  const onProgress = (progress) => {
    if (asked !== undefined || progress.share < share) return;
    asked = performance.now();
    shell.engine.cancel();
  };
  // A release or ordering that is there already is given at once: ask for another each time.
  const { privacy, segments } = store.recipe;
  const another = {
    release: { privacy: { ...privacy, suppression_limit: 0.02 + (1 + share) / 1000 } },
    segment: { segments: { ...segments, seed: 100 + 4 * share } },
  }[name];
  if (another) await shell.engine.request({ command: "configure", recipe: { ...store.recipe, ...another } });
  const reply = name === "reading" ? await shell.engine.load(1, { onProgress }) : await shell.engine.request({ command: name }, { onProgress });
  // A stage that was done before it got there has nothing to tell.
  return reply.reply === "cancelled" ? performance.now() - asked : null;
}

const cleanups = [];
const context = { after: (cleanup) => cleanups.push(cleanup) };
try {
  const chrome = await browser(context);
  const result = { opening: [], stages: {}, gaps: {}, cancel: {} };

  for (let i = 0; i < OPENINGS; i += 1) {
    const page = await chrome.newPage();
    const begun = performance.now();
    await open(page, FROM_DISK);
    const app = await frame(page, "app");
    await app.waitForSelector(".hero__actions button:enabled");
    result.opening.push(performance.now() - begun);
    await page.close();
  }

  const page = await chrome.newPage();
  const session = await chrome.newCDPSession(page);
  result.chromium = (await session.send("Browser.getVersion")).product;
  await open(page, FROM_DISK);
  const app = await frame(page, "app");
  await app.evaluate(() => document.querySelector("gezicht-app").shell.engine.memory());
  await page.evaluate(probe);
  await app.evaluate(probe);
  await app.evaluate(awaitFile);
  result.task = await longestTask(session, async () => {
    for (const name of ["data", "privacy", "segments", "personas"]) {
      await page.evaluate(gap);
      await app.evaluate(gap);
      const took = app.evaluate(stage, name);
      if (name === "data") await give(page, process.argv[2]);
      result.stages[name] = await took;
      result.gaps[name] = { outer: await page.evaluate(gap), app: await app.evaluate(gap) };
    }
  });
  result.rows = await app.evaluate(() => document.querySelector("gezicht-app").store.inspection.rows);
  result.memory = await app.evaluate(() => document.querySelector("gezicht-app").shell.engine.memory());

  const measure = async (name) => {
    result.cancel[name] = [];
    for (const share of CANCELS) result.cancel[name].push(await app.evaluate(cancelled, { name, share }));
  };
  const engine = (command) => app.evaluate(async (command) => (await document.querySelector("gezicht-app").shell.engine.request(command)).reply, command);
  await measure("segment");
  await measure("release");
  await measure("reading");
  // After all those it still answers.
  result.answers = await engine({ command: "wipe" });
  console.log(JSON.stringify(result));
} finally {
  for (const cleanup of cleanups.reverse()) await cleanup();
}
