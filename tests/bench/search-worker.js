// Runs the engine as the page's worker does and tells how long each step of a release takes; `search.mjs` serves it. Beside the engine's
// own module it has nothing of the page.
import init, { Session, memory_bytes } from "/gezicht.js";

const STEP = 20;
const BEGINS = {
  "The ladders are ready": "search",
  "The outcome is counted again": "recheck",
  "The rows for the export are being generalised class by class": "local",
};

let engine;
let go;
const read = (text) => {
  if (text === undefined) throw new Error("no command");
  return JSON.parse(text);
};
const ask = (command) => read(engine.command(JSON.stringify(command)));

/** Tells that a step begins, and waits until the CPU time was read. */
const mark = (name) =>
  new Promise((done) => {
    go = done;
    postMessage({ mark: name });
  });

/** Runs a command to its end; gives the reply, the steps with their longest time without an answer, and memory at most. */
async function work(command, first) {
  let at = first;
  let budget = STEP * 1000;
  const longest = {};
  let memory = memory_bytes();
  await mark(at);
  let reply = ask(command);
  while (reply.reply === "busy") {
    const next = BEGINS[reply.body.doing.en] ?? at;
    if (next !== at) {
      at = next;
      await mark(at);
    }
    const begun = performance.now();
    reply = read(engine.step(Math.round(budget)));
    const took = Math.max(performance.now() - begun, 0.1);
    longest[at] = Math.max(longest[at] ?? 0, took);
    budget = Math.min(Math.max(budget * Math.min(Math.max(STEP / took, 0.25), 2), 500), 10_000_000);
    memory = Math.max(memory, memory_bytes());
  }
  await mark("rest");
  if (reply.reply === "refused") throw new Error(reply.body.what.en);
  return { body: reply.body, longest, memory };
}

const orders = {
  async open({ url }) {
    const wasm = await (await fetch("/gezicht_bg.wasm")).arrayBuffer();
    await init({ module_or_path: wasm });
    engine = new Session(new Uint8Array(32).fill(7));
    const response = await fetch(url);
    ask({ command: "open", bytes: Number(response.headers.get("content-length")) });
    const reader = response.body.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) read(engine.push(part.value));
    return (await work({ command: "close" }, "read")).memory;
  },
  async release({ recipe }) {
    // Another recipe first, so that the release is made anew.
    ask({ command: "configure", recipe: { privacy: { suppression_limit: 0.5 } } });
    const set = ask({ command: "configure", recipe });
    if (set.reply !== "ready") throw new Error(set.body.what.en);
    return work({ command: "release" }, "people");
  },
  neighbours: () => work({ command: "neighbours" }, "neighbours"),
};

onmessage = async ({ data }) => {
  if (data === "go") return go();
  try {
    postMessage({ done: await orders[data.order](data) });
  } catch (error) {
    postMessage({ failed: String(error) });
  }
};
