// Reads one large file in the page and in two programs that people know, each in a browser of its own, and writes the figures as
// JSON: `node tests/bench/ingest.mjs FILE TIMES [page]`. With `page` the peers are left out.
//
// The peers do less: PapaParse cuts cells and forgets them, DuckDB loads a typed table. Nobody's start is counted (loading, compiling:
// 34 MB of wasm for DuckDB), only what happens from the file being given until the rows are known; for the page, on the screen.
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { FROM_DISK, ROOT, browser, frame, give, open, scratch, wait } from "../browser/support.mjs";
import { workbook } from "../browser/workbook.mjs";
import { awaitFile, gap, longestTask, probe, renderers } from "./probes.mjs";

const [FILE, TIMES, ONLY] = process.argv.slice(2);
const LONG = 600_000;
/** Where in the reading it is cancelled: share of the time that a whole one takes. */
const CANCELS = Array.from({ length: 20 }, (_, i) => (i + 0.5) / 20);

/** Rows of eight cells in the workbook. */
const BOOK = 300_000;

const PEERS = {
  papaparse: `
    await new Promise((done) => { const script = document.createElement("script"); script.src = "/papaparse/papaparse.min.js"; script.onload = done; document.head.append(script); });
    globalThis.read = (file) => new Promise((complete, error) => {
      let rows = 0;
      Papa.parse(file, { header: false, skipEmptyLines: true, chunk: ({ data }) => { rows += data.length; }, complete: () => complete(rows - 1), error });
    });`,
  duckdb: `
    const { AsyncDuckDB, ConsoleLogger, DuckDBDataProtocol, LogLevel } = await import("/duckdb.mjs");
    const dist = "/@duckdb/duckdb-wasm/dist/";
    const db = new AsyncDuckDB(new ConsoleLogger(LogLevel.WARNING), new Worker(dist + "duckdb-browser-eh.worker.js"));
    await db.instantiate(location.origin + dist + "duckdb-eh.wasm");
    const connection = await db.connect();
    globalThis.read = async (file) => {
      await db.registerFileHandle("file.csv", file, DuckDBDataProtocol.BROWSER_FILEREADER, true);
      await connection.query("CREATE TABLE customers AS SELECT * FROM read_csv('file.csv', header = true)");
      return Number((await connection.query("SELECT count(*) AS n FROM customers")).toArray()[0].n);
    };`,
};

/** Serves a page for each peer, and the packages. */
async function serve() {
  const { build } = await import("esbuild");
  const bundle = await build({ entryPoints: ["@duckdb/duckdb-wasm"], bundle: true, format: "esm", write: false, absWorkingDir: ROOT, minify: true });
  const types = { ".js": "text/javascript", ".wasm": "application/wasm" };
  const server = http.createServer(({ url }, response) => {
    const peer = PEERS[url.slice(1)];
    const type = peer ? "text/html" : url === "/duckdb.mjs" ? "text/javascript" : types[path.extname(url)];
    if (!type) return response.writeHead(404).end();
    response.writeHead(200, { "Content-Type": type });
    if (peer) response.end(`<!doctype html><input type="file"><script type="module">${peer}\n globalThis.ready = true;</script>`);
    else if (url === "/duckdb.mjs") response.end(bundle.outputFiles[0].contents);
    else fs.createReadStream(path.join(ROOT, "node_modules", path.normalize(url))).pipe(response);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return server;
}

/** CPU seconds of `work` and the most memory during it. */
async function taken(work) {
  const before = renderers();
  let memory = before.memory;
  let going = true;
  const watch = (async () => {
    while (going) {
      memory = Math.max(memory, renderers().memory);
      await wait(50);
    }
  })();
  const begun = performance.now();
  const rows = await work();
  const milliseconds = performance.now() - begun;
  going = false;
  await watch;
  return { rows, seconds: renderers().seconds - before.seconds, milliseconds, memory };
}

/** A browser of its own for as long as `work` takes. */
async function alone(work) {
  const cleanups = [];
  try {
    const chrome = await browser({ after: (cleanup) => cleanups.push(cleanup) });
    chrome.setDefaultTimeout(LONG);
    return await work(chrome, chrome.pages()[0] ?? (await chrome.newPage()));
  } finally {
    for (const cleanup of cleanups.reverse()) await cleanup();
  }
}

/** Runs in the app frame: waits until what was understood of the file is on the screen. Gives its number of rows, or the refusal. */
async function understood() {
  const { store } = document.querySelector("gezicht-app");
  await globalThis.benchFile;
  // A timer that looks again and again would be counted as work of the page.
  while (store.busy || !(store.recipe || store.refusal)) await new Promise((done) => store.addEventListener("change", done, { once: true }));
  if (store.refusal) return store.refusal.refusal.code;
  while (!document.querySelector(".columns")) await new Promise((done) => requestAnimationFrame(done));
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  return store.inspection.rows;
}

/** Runs in the app frame: reads a file again, asks to stop after so many milliseconds, gives how long the answer took. */
async function cancelled({ file, after }) {
  const { engine } = document.querySelector("gezicht-app").shell;
  let asked;
  setTimeout(() => ((asked = performance.now()), engine.cancel()), after);
  const { reply } = await engine.load(file);
  return reply === "cancelled" ? performance.now() - asked : null;
}

async function page(chrome, tab) {
  await open(tab, FROM_DISK);
  const app = await frame(tab, "app");
  await app.waitForSelector(".hero__actions button:enabled");
  await app.evaluate(awaitFile);
  const memory = () => app.evaluate(() => document.querySelector("gezicht-app").shell.engine.memory());
  await memory();
  return { app, memory, read: () => Promise.all([app.evaluate(understood), give(tab, FILE)]).then(([rows]) => rows) };
}

const result = { page: [], papaparse: [], duckdb: [] };
const names = ONLY === "page" ? ["page"] : Object.keys(result);
const server = ONLY === "page" ? undefined : await serve();
for (let i = 0; i < Number(TIMES); i += 1) {
  for (const name of names) {
    const one = await alone(async (chrome, tab) => {
      if (name === "page") {
        const { read, memory } = await page(chrome, tab);
        return { ...(await taken(read)), engine: await memory() };
      }
      await tab.goto(`http://127.0.0.1:${server.address().port}/${name}`);
      await tab.waitForFunction(() => globalThis.ready);
      await tab.locator("input").setInputFiles(FILE);
      return taken(() => tab.evaluate(() => globalThis.read(document.querySelector("input").files[0])));
    });
    result[name].push(one);
  }
}
server?.close();
console.error(JSON.stringify(result));

await alone(async (chrome, tab) => {
  const session = await chrome.newCDPSession(tab);
  result.chromium = (await session.send("Browser.getVersion")).product;
  const { app, read } = await page(chrome, tab);
  await tab.evaluate(probe);
  await app.evaluate(probe);
  result.task = await longestTask(session, async () => {
    const begun = performance.now();
    await read();
    result.milliseconds = performance.now() - begun;
  });
  result.gaps = { outer: await tab.evaluate(gap), app: await app.evaluate(gap) };
  result.cancel = [];
  for (const share of CANCELS) result.cancel.push(await app.evaluate(cancelled, { file: 1, after: share * result.milliseconds }));
  // The same with a workbook, which a second module unpacks.
  const book = path.join(scratch({ after: (cleanup) => process.on("exit", cleanup) }), "groot.xlsx");
  fs.writeFileSync(book, workbook(BOOK));
  await give(tab, book);
  await app.waitForFunction(() => {
    const { store } = document.querySelector("gezicht-app");
    return store.inspection?.dialect.sheet && !store.busy;
  });
  const milliseconds = await app.evaluate(async () => {
    const begun = performance.now();
    await document.querySelector("gezicht-app").shell.engine.load(2);
    return performance.now() - begun;
  });
  result.cancelBook = [];
  for (const share of CANCELS) result.cancelBook.push(await app.evaluate(cancelled, { file: 2, after: share * milliseconds }));
  // After all those it still answers.
  result.answers = await app.evaluate(async () => (await document.querySelector("gezicht-app").shell.engine.request({ command: "wipe" })).reply);
});
console.log(JSON.stringify(result));
