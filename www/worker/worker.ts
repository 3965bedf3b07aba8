// The worker: holds the wasm module, reads files, runs tasks in steps and answers a cancel between two of them.
import type { Options, Progress, Reply } from "../generated/gezicht";
import { Session, initSync, memory_bytes } from "../generated/gezicht";
import type { FrameToWorker, FromWorker, ToWorker, WorkerToFrame } from "../protocol";
import { killWaysOut } from "../shell/kill";

killWaysOut(["Worker", "FileReaderSync", "createImageBitmap", "FontFace", "fonts"]);

const CHUNK = 1 << 20;
/** A step aims at this many milliseconds, so that a cancel is seen well within 100. */
const STEP = 20;
/** Progress is told at most this often (milliseconds). */
const TELL = 80;

type Request = Exclude<ToWorker, { type: "cancel" }>;

let session: Session | undefined;
let port: MessagePort | undefined;
let cancelled = false;
let busy = false;
const waiting: Request[] = [];
const files = new Map<number, File>();

const tellFrame = (message: WorkerToFrame): void => (self as unknown as { postMessage(m: unknown): void }).postMessage(message);
const tellApp = (message: FromWorker): void => port?.postMessage(message);

/** Lets messages in: a loop of bare `await`s would never see a cancel. */
const channel = new MessageChannel();
let resume: (() => void) | undefined;
channel.port1.onmessage = () => resume?.();
const breathe = (): Promise<void> =>
  new Promise((done) => {
    resume = done;
    channel.port2.postMessage(0);
  });

/** A reply of the engine. A command that is none gives nothing. */
const read = (text: string | undefined): Reply | undefined => (text === undefined ? undefined : (JSON.parse(text) as Reply));
const ask = (engine: Session, command: object): Reply | undefined => read(engine.command(JSON.stringify(command)));

/** Runs what the engine says is a task to its end, or to a cancel. */
async function finish(engine: Session, id: number, first: Reply | undefined): Promise<Reply | undefined> {
  let reply = first;
  let budget = STEP * 1000;
  let told = 0;
  while (reply?.reply === "busy") {
    const now = performance.now();
    if (now - told >= TELL) {
      told = now;
      tellApp({ type: "progress", id, progress: reply.body });
    }
    await breathe();
    if (cancelled) return ask(engine, { command: "cancel" });
    const begun = performance.now();
    reply = read(engine.step(Math.round(budget)));
    // The units of a task are microseconds of some core: learn what they are on this one.
    const took = Math.max(performance.now() - begun, 0.1);
    budget = Math.min(Math.max(budget * Math.min(Math.max(STEP / took, 0.25), 2), 500), 10_000_000);
  }
  return reply;
}

/** How far the reading is, when the engine itself does not say. */
function reading(done: number, total: number): Progress {
  const mb = (bytes: number, language: string): string =>
    (bytes / 1e6).toLocaleString(language, { maximumFractionDigits: bytes < 1e7 ? 1 : 0 });
  return {
    share: total ? done / total : 1,
    doing: {
      nl: `${mb(done, "nl")} van ${mb(total, "nl")} MB gelezen`,
      en: `${mb(done, "en")} of ${mb(total, "en")} MB read`,
    },
  };
}

async function load(engine: Session, id: number, file: File, how: Options = {}, beside = false): Promise<Reply | undefined> {
  const total = file.size;
  let reply = ask(engine, { command: beside ? "attach" : "open", bytes: total, read: how });
  if (reply?.reply === "refused") return reply;
  const piece = (from: number): Promise<ArrayBuffer> => file.slice(from, from + CHUNK).arrayBuffer();
  let told = 0;
  let next = piece(0);
  for (let from = 0; from < total; from += CHUNK) {
    const bytes = new Uint8Array(await next);
    next = piece(from + CHUNK); // read ahead while this one is parsed
    next.catch(() => undefined);
    await breathe();
    if (cancelled) return ask(engine, { command: "cancel" });
    reply = read(engine.push(bytes));
    if (reply?.reply === "refused" || reply === undefined) return reply;
    const now = performance.now();
    if (now - told >= TELL) {
      told = now;
      const progress = reply.reply === "busy" ? reply.body : reading(Math.min(from + CHUNK, total), total);
      tellApp({ type: "progress", id, progress });
    }
  }
  await breathe();
  if (cancelled) return ask(engine, { command: "cancel" });
  return finish(engine, id, ask(engine, { command: "close" }));
}

async function answer(engine: Session, request: Request): Promise<void> {
  const { id } = request;
  if (request.type === "memory") return tellApp({ type: "memory", id, bytes: memory_bytes() });
  let reply: Reply | undefined;
  if (request.type === "load") {
    const file = files.get(request.file);
    if (!file) return tellApp({ type: "mistake", id, what: "unreadable-file" });
    try {
      // A new first file lets the others go; what stands beside it stays readable.
      if (!request.beside) for (const number of files.keys()) if (number !== request.file) files.delete(number);
      reply = await load(engine, id, file, request.read, request.beside);
    } catch (error) {
      if (error instanceof WebAssembly.RuntimeError) throw error;
      // The file moved, or may not be read any more.
      return tellApp({ type: "mistake", id, what: "unreadable-file" });
    }
  } else {
    if (request.command.command === "wipe") files.clear();
    reply = await finish(engine, id, ask(engine, request.command));
  }
  tellApp(reply ? { type: "reply", id, reply } : { type: "mistake", id, what: "unknown-command" });
}

/** One request at a time, in order. */
async function work(): Promise<void> {
  if (busy || !session) return;
  busy = true;
  for (let request = waiting.shift(); request; request = waiting.shift()) {
    cancelled = false;
    await answer(session, request);
  }
  busy = false;
}

/** A trap (a panic, or memory that ran out) leaves the module in an unknown state: report it and do nothing more. */
function lose(): void {
  session = undefined;
  tellFrame({ type: "lost" });
  self.close();
}

function start(module: ArrayBuffer): void {
  initSync({ module });
  session = new Session(crypto.getRandomValues(new Uint8Array(32)));
  tellFrame({ type: "ready" });
  work().catch(lose);
}

self.onmessage = (event: MessageEvent<FrameToWorker>) => {
  const { data } = event;
  try {
    if (data.type === "start") start(data.module);
    if (data.type === "file") {
      files.set(data.number, data.file);
    }
    if (data.type === "port" && event.ports[0]) {
      port = event.ports[0];
      port.onmessage = ({ data: request }: MessageEvent<ToWorker>) => {
        if (request.type === "cancel") {
          if (busy) cancelled = true;
          return;
        }
        waiting.push(request);
        work().catch(lose);
      };
    }
  } catch {
    lose();
  }
};
