// Measures the search in Chromium: `node tests/bench/search.mjs CASES.json`. A case is a file and a recipe; figures go out as JSON.
//
// The engine's module, as the page has it, runs in a worker of a page that has nothing else. CPU seconds are those of the worker's
// thread, as Linux counts them: what other programs do does not show, nor does the compiler of the browser, that works beside it.
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { ROOT, browser, wait } from "../browser/support.mjs";
import { renderers, workers } from "./probes.mjs";

const cases = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
const LONG = 1_200_000;

const FILES = {
  "/gezicht.js": ["text/javascript", path.join(ROOT, "www/generated/gezicht.js")],
  "/gezicht_bg.wasm": ["application/wasm", path.join(ROOT, "www/generated/gezicht_bg.wasm")],
  "/worker.js": ["text/javascript", path.join(ROOT, "tests/bench/search-worker.js")],
};
const PAGE = `<!doctype html><script type="module">
  globalThis.start = () => {
    const worker = new Worker("/worker.js", { type: "module" });
    globalThis.order = (order) => new Promise((done, failed) => {
      worker.onerror = ({ message }) => failed(new Error(message));
      worker.onmessage = async ({ data }) => {
        if (data.mark) { await globalThis.mark(data.mark); worker.postMessage("go"); }
        else if (data.failed) failed(new Error(data.failed));
        else done(data.done);
      };
      worker.postMessage(order);
    });
    globalThis.stop = () => worker.terminate();
  };
</script>`;

const server = http.createServer(({ url }, response) => {
  const [type, file] = FILES[url] ?? ["text/csv", cases[Number(url.slice(1))]?.file];
  if (url === "/") return response.writeHead(200, { "Content-Type": "text/html" }).end(PAGE);
  if (!file || !fs.existsSync(file)) return response.writeHead(404).end();
  response.writeHead(200, { "Content-Type": type, "Content-Length": fs.statSync(file).size });
  fs.createReadStream(file).pipe(response);
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));

const cleanups = [];
try {
  const chrome = await browser({ after: (cleanup) => cleanups.push(cleanup) });
  const page = await chrome.newPage();
  page.setDefaultTimeout(LONG);
  const session = await chrome.newCDPSession(page);
  const result = { chromium: (await session.send("Browser.getVersion")).product, cases: [] };

  let at = "rest";
  let since = 0;
  let seconds = {};
  await page.exposeFunction("mark", (name) => {
    const now = workers();
    seconds[at] = (seconds[at] ?? 0) + now - since;
    [at, since] = [name, workers()];
  });
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  const order = (what) => page.evaluate((what) => globalThis.order(what), what);

  for (const [number, { recipe, times, neighbours }] of cases.entries()) {
    await page.evaluate(() => globalThis.start());
    [at, since] = ["rest", 0];
    const loaded = await order({ order: "open", url: `/${number}` });
    const runs = [];
    let memory = 0;
    let going = true;
    const watch = (async () => {
      for (; going; await wait(50)) memory = Math.max(memory, renderers().memory);
    })();
    for (let i = 0; i < times; i += 1) {
      seconds = {};
      const release = await order({ order: "release", recipe });
      const around = neighbours ? await order({ order: "neighbours" }) : undefined;
      runs.push({
        seconds,
        longest: { ...release.longest, ...around?.longest },
        release: release.body,
        neighbours: around?.body,
        engine: Math.max(release.memory, around?.memory ?? 0),
      });
      console.error(JSON.stringify({ seconds, longest: runs.at(-1).longest, engine: runs.at(-1).engine, checked: release.body.checked, value: release.body.value, optimal: release.body.optimal, local: release.body.local }));
    }
    going = false;
    await watch;
    result.cases.push({ loaded, memory, runs });
    await page.evaluate(() => globalThis.stop());
    await wait(200); // the thread ends a little later
  }
  console.log(JSON.stringify(result));
} finally {
  server.close();
  for (const cleanup of cleanups.reverse()) await cleanup();
}
