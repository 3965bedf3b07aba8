// Times the Segments step in the page's own module under Node: no page around it, the same code.
// usage: segments.mjs CASE...   a case is FILE=RECIPE, a recipe in JSON; prints one JSON array.
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const generated = path.join(path.dirname(fileURLToPath(import.meta.url)), "../../www/generated");
const { initSync, Session, memory_bytes } = await import(path.join(generated, "gezicht.js"));
initSync({ module: fs.readFileSync(path.join(generated, "gezicht_bg.wasm")) });

/** The parts of the step, by what the progress says. */
const PARTS = {
  "Looking for groups": "fit",
  "Putting everyone into a group": "assign",
  "Checking how firm the groups are": "stability",
  "Checking the groups with a second method": "opinion",
  "Comparing numbers of groups": "advice",
  "blocks of people who are alike": "blocks",
};
/** From this share of the step on, groups are looked for on the release: what that costs. */
const COST = 0.75;
const part = ({ doing, share }) => {
  const found = Object.entries(PARTS).find(([start]) => doing.en.startsWith(start))?.[1] ?? "other";
  return share >= COST && (found === "fit" || found === "assign") ? "cost" : found;
};

/** Does work and says the CPU seconds of it. */
function seconds(work) {
  const before = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(before);
  return [result, (user + system) / 1e6];
}

function measure(file, recipe) {
  const session = new Session(new Uint8Array(32).fill(7));
  const spent = {};
  const add = (name, took) => (spent[name] = (spent[name] ?? 0) + took);
  let longest = 0;
  let steps = 0;
  const say = (command) => JSON.parse(session.command(JSON.stringify(command)));
  const run = (stage, command) => {
    let [reply, first] = seconds(() => say(command));
    longest = Math.max(longest, stage === "segment" ? first * 1000 : 0);
    add(stage === "segment" ? "begin" : stage, first);
    let doing = "begin";
    while (reply.reply === "busy") {
      const [text, took] = seconds(() => session.step(20_000));
      const before = doing;
      reply = JSON.parse(text);
      doing = reply.reply === "busy" ? part(reply.body) : doing;
      steps += 1;
      if (stage === "segment") longest = Math.max(longest, took * 1000);
      // What a step did is what it says it is doing, but for the last.
      add(stage === "segment" ? (reply.reply === "busy" ? doing : before) : stage, took);
    }
    if (reply.reply === "refused") throw new Error(JSON.stringify(reply.body));
    return reply;
  };
  const bytes = fs.readFileSync(file);
  say({ command: "open", bytes: bytes.length });
  for (let at = 0; at < bytes.length; at += 1 << 20) session.push(bytes.subarray(at, at + (1 << 20)));
  run("ingest", { command: "close" });
  say({ command: "confirm_headers" });
  say({ command: "configure", recipe });
  run("release", { command: "release" });
  const overview = run("segment", { command: "segment" }).body;
  const all = Object.entries(spent).reduce((sum, [name, took]) => (["ingest", "release"].includes(name) ? sum : sum + took), 0);
  const result = { spent, all, longest, steps, memory: memory_bytes(), groups: overview.segments.length, views: [] };
  // Views of the tables as they are, in milliseconds: each two neighbouring groups as one. By the clock, as a person waits for
  // them: CPU seconds would hold the threads that go on compiling the module.
  const ids = overview.segments.map((segment) => segment.id);
  for (const merge of ids.slice(1).map((id, at) => [ids[at], id])) {
    say({ command: "configure", recipe: { ...recipe, segments: { ...recipe.segments, arrange: [{ merge }] } } });
    const before = performance.now();
    const reply = say({ command: "segment" });
    result.views.push(performance.now() - before);
    if (reply.reply !== "overview") throw new Error(JSON.stringify(reply.body));
  }
  session.free?.();
  return result;
}

const found = process.argv.slice(2).map((one) => {
  const split = one.indexOf("=");
  return measure(one.slice(0, split), JSON.parse(one.slice(split + 1)));
});
process.stdout.write(JSON.stringify(found));
