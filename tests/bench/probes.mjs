// How a page is measured: gaps on its threads, its longest task, what its processes take.
import fs from "node:fs";

/** Runs in a frame: how long its thread goes without letting a timer in. */
export function probe() {
  globalThis.benchGap = 0;
  let last = performance.now();
  const beat = () => {
    const now = performance.now();
    globalThis.benchGap = Math.max(globalThis.benchGap, now - last);
    last = now;
    setTimeout(beat, 0);
  };
  beat();
}

/** Runs in a frame: the longest since the last call. */
export function gap() {
  const longest = globalThis.benchGap;
  globalThis.benchGap = 0;
  return longest;
}

/** Runs in the app frame before the file is given: notes when the page hears of it. */
export function awaitFile() {
  globalThis.benchFile = new Promise((done) =>
    addEventListener("message", ({ data }) => data.type === "file-chosen" && done(performance.now()), { capture: true }),
  );
}

/**
 * Chromium's own account of every task on the main threads of the page. CPU time, unlike a gap, is the same on a busy machine.
 * Gives the longest in milliseconds, once `work` is done.
 */
export async function longestTask(session, work) {
  const events = [];
  session.on("Tracing.dataCollected", ({ value }) => events.push(...value));
  await session.send("Tracing.start", { categories: "toplevel", transferMode: "ReportEvents" });
  await work();
  const complete = new Promise((done) => session.on("Tracing.tracingComplete", done));
  await session.send("Tracing.end");
  await complete;
  const thread = ({ pid, tid }) => `${pid} ${tid}`;
  const main = new Set(events.filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain").map(thread));
  const tasks = events.filter((event) => event.ph === "X" && main.has(thread(event)) && event.tdur !== undefined);
  if (tasks.length === 0) throw new Error("the trace holds no tasks");
  return Math.max(...tasks.map(({ tdur }) => tdur)) / 1000;
}

/** Clock ticks a second, in which Linux counts CPU time. */
const TICKS = 100;

const read = (pid, file) => {
  try {
    return fs.readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return ""; // it has ended
  }
};

/** The renderer processes that this program started, but for the one of Chromium's own toolbar, with what `stat` says of each. */
function processes() {
  const all = fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  // The name stands in brackets and may hold anything.
  const stat = new Map(all.map((pid) => [pid, read(pid, "stat").replace(/^.*\) /s, "").split(" ")]));
  const ours = (pid) => pid === String(process.pid) || (stat.has(pid) && ours(stat.get(pid)[1]));
  const shows = (line) => line.includes("--type=renderer") && !line.includes("--top-chrome-webui");
  return new Map(all.filter((pid) => shows(read(pid, "cmdline")) && ours(pid)).map((pid) => [pid, stat.get(pid)]));
}

/** CPU seconds so far and memory (bytes) now of these processes, each summed. */
export function renderers() {
  const pids = processes();
  const sum = (of) => [...pids].reduce((total, [pid, stat]) => total + of(pid, stat), 0);
  return {
    seconds: sum((_, stat) => (Number(stat[11]) + Number(stat[12])) / TICKS),
    // What the processes hold of their own: the program itself is mapped once for all.
    memory: sum((pid) => 1024 * [/^RssAnon:\s+(\d+)/m, /^RssShmem:\s+(\d+)/m].reduce((kb, line) => kb + Number(line.exec(read(pid, "status"))?.[1] ?? 0), 0)),
  };
}

/** CPU seconds so far of the threads of workers in these processes, as the scheduler counts them: to the nanosecond. */
export function workers() {
  const threads = [...processes().keys()].flatMap((pid) => {
    try {
      return fs.readdirSync(`/proc/${pid}/task`).map((thread) => `${pid}/task/${thread}`);
    } catch {
      return []; // it has ended
    }
  });
  const of = (thread) => (read(thread, "comm").startsWith("DedicatedWorker") ? Number(read(thread, "schedstat").split(" ")[0]) / 1e9 : 0);
  return threads.reduce((total, thread) => total + of(thread), 0);
}
