// The worker: holds the wasm module, reads files, runs tasks in steps and answers a cancel between two of them.
import type { Options, Progress, Reply } from "../generated/gezicht";
import { Session, initSync, memory_bytes } from "../generated/gezicht";
import type { FrameToWorker, FromWorker, ToWorker, WorkerToFrame } from "../protocol";
import { killWaysOut } from "../shell/kill";
import { Refused, Workbook, looksLikeWorkbook } from "./workbook";

killWaysOut(["Worker", "FileReaderSync", "createImageBitmap", "FontFace", "fonts"]);

/** Bytes read at a time. */
const CHUNK = 1 << 20;
/** A step aims at this many milliseconds: a cancel is seen well within 100, also where the worker has to wait for its turn. */
const STEP = 10;
/** Progress is told at most this often (milliseconds). */
const TELL = 200;

type Request = Exclude<ToWorker, { type: "cancel" | "settle" }>;

let session: Session | undefined;
let port: MessagePort | undefined;
let cancelled = false;
let settling = false;
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
/** Local time to the minute, for the audit trail: the engine has no clock. */
function now(): string {
  const date = new Date();
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
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
    if (settling) {
      settling = false;
      // What runs may be no search, or one that is over: then there is nothing to settle for.
      ask(engine, { command: "settle" });
    }
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

/** Tells how far a request is, not too often. */
function teller(id: number): (progress: () => Progress) => void {
  let told = 0;
  return (progress) => {
    const now = performance.now();
    if (now - told < TELL) return;
    told = now;
    tellApp({ type: "progress", id, progress: progress() });
  };
}

interface Piece {
  bytes: Uint8Array;
  /** How many bytes of the file have come, these included. */
  done: number;
}

/** The pieces of a file in one and the same buffer: each is gone when the next is asked for. */
async function* pieces(file: File): AsyncGenerator<Piece> {
  let reader: ReadableStreamBYOBReader;
  try {
    reader = file.stream().getReader({ mode: "byob" });
  } catch {
    // A browser whose files give no such stream.
    return yield* slices(file);
  }
  try {
    let buffer = new ArrayBuffer(CHUNK);
    for (let done = 0, filled = 0; ; ) {
      // A file comes in pieces of some 64 KiB, each of which would be a turn of its own. A browser that does not know `min` is asked again.
      const { value }: ReadableStreamReadResult<Uint8Array<ArrayBuffer>> = await reader.read(new Uint8Array(buffer, filled), { min: CHUNK - filled });
      const more = value?.length ?? 0;
      if (value) buffer = value.buffer;
      filled += more;
      done += more;
      if (more > 0 && filled < CHUNK) continue;
      if (filled > 0) yield { bytes: new Uint8Array(buffer, 0, filled), done };
      filled = 0;
      if (more === 0) {
        // The stream looks at the file when it begins and never again. One that was cut off or written to since then is not the
        // one that was chosen: a slice fails on it.
        if (done !== file.size) throw new Error("another size");
        await file.slice(0, 1).arrayBuffer();
        return;
      }
    }
  } finally {
    // Whoever stops early reads no more. What went wrong has been told already.
    reader.cancel().catch(() => undefined);
  }
}

/** The same in a new buffer each, read while the one before it is worked on. The collector is slow to take them back. */
async function* slices(file: File): AsyncGenerator<Piece> {
  const piece = (from: number): Promise<ArrayBuffer> => file.slice(from, from + CHUNK).arrayBuffer();
  let next = piece(0);
  for (let from = 0; from < file.size; from += CHUNK) {
    const bytes = new Uint8Array(await next);
    next = piece(from + CHUNK);
    next.catch(() => undefined);
    yield { bytes, done: Math.min(from + CHUNK, file.size) };
  }
}

/** Reads a file whole. `beside`: next to the first one, to be joined to it. */
async function load(engine: Session, id: number, file: File, how: Options = {}, beside = false): Promise<Reply | undefined> {
  const cancel = (): Reply | undefined => ask(engine, { command: "cancel" });
  const begin = (bytes: number, options: Options): Reply | undefined => ask(engine, { command: beside ? "attach" : "open", bytes, read: options });
  if (looksLikeWorkbook(new Uint8Array(await file.slice(0, 8).arrayBuffer()))) return loadWorkbook(engine, id, file, how, begin);
  // A choice of sheet belongs to another file.
  const { sheet: _, ...plain } = how;
  const reply = begin(file.size, plain);
  if (reply?.reply === "refused") return reply;
  const tell = teller(id);
  for await (const { bytes, done } of pieces(file)) {
    await breathe();
    if (cancelled) return cancel();
    const pushed = read(engine.push(bytes));
    if (pushed?.reply === "refused" || pushed === undefined) return pushed;
    tell(() => (pushed.reply === "busy" ? pushed.body : reading(done, file.size)));
  }
  await breathe();
  if (cancelled) return cancel();
  return finish(engine, id, ask(engine, { command: "close" }));
}

/** Reads one sheet of a workbook as CSV. The workbook and its module go when this ends. */
async function loadWorkbook(
  engine: Session, id: number, file: File, how: Options, begin: (bytes: number, options: Options) => Reply | undefined,
): Promise<Reply | undefined> {
  const cancel = (): Reply | undefined => ask(engine, { command: "cancel" });
  const tell = teller(id);
  try {
    const workbook = await Workbook.make(await sheetsModule(), file.size);
    for await (const { bytes, done } of pieces(file)) {
      await breathe();
      if (cancelled) return cancel();
      workbook.fill(bytes);
      tell(() => ({ ...reading(done, file.size), share: 0 }));
    }
    workbook.open();
    // Counting the sheets goes through all of the file, as reading one does after it.
    for (let more = true; more; ) {
      await breathe();
      if (cancelled) return cancel();
      for (const begun = performance.now(); more && performance.now() - begun < STEP; ) more = workbook.survey();
      tell(() => ({ share: workbook.share() / 2, doing: { nl: "De werkbladen worden bekeken", en: "Looking through the sheets" } }));
    }
    const sheet = workbook.begin(how.sheet?.number);
    // How long the CSV will be is not known beforehand.
    const reply = begin(0, { ...how, sheet });
    if (reply?.reply === "refused") return reply;
    for (let more = true; more; ) {
      await breathe();
      if (cancelled) return cancel();
      const next = workbook.next();
      more = next.more;
      const pushed = read(engine.push(next.piece));
      if (pushed?.reply === "refused" || pushed === undefined) return pushed;
      if (pushed.reply === "busy") tell(() => ({ ...pushed.body, share: 0.5 + workbook.share() / 2 }));
    }
  } catch (error) {
    if (error instanceof Refused) return { reply: "refused", body: error.refusal };
    throw error;
  }
  await breathe();
  if (cancelled) return cancel();
  return finish(engine, id, ask(engine, { command: "close" }));
}

/** Bytes of a ladder file that are read; the engine refuses a text that is longer than it takes. */
const LADDER = 40_000_000;

/** The text of a ladder file, in whichever way spreadsheets write one. */
async function ladderText(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.slice(0, LADDER).arrayBuffer());
  const wide = bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : undefined;
  if (wide) return new TextDecoder(wide).decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/** The module for workbooks, which the frame unpacks when it is asked for. */
let takeSheets: ((module: ArrayBuffer) => void) | undefined;
function sheetsModule(): Promise<ArrayBuffer> {
  tellFrame({ type: "sheets" });
  return new Promise((take) => {
    takeSheets = take;
  });
}

async function answer(engine: Session, request: Request): Promise<void> {
  const { id } = request;
  if (request.type === "memory") return tellApp({ type: "memory", id, bytes: memory_bytes() });
  ask(engine, { command: "clock", now: now() });
  let reply: Reply | undefined;
  if (request.type === "load") {
    const file = files.get(request.file);
    if (!file) return tellApp({ type: "mistake", id, what: "unreadable-file" });
    try {
      if (request.ladder !== undefined) {
        const text = await ladderText(file);
        files.delete(request.file);
        const tree = ask(engine, { command: "import_ladder", column: request.ladder, text });
        return tellApp(tree ? { type: "reply", id, reply: tree } : { type: "mistake", id, what: "unknown-command" });
      }
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
    cancelled = settling = false;
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
    if (data.type === "sheets") takeSheets?.(data.module);
    if (data.type === "file") {
      files.set(data.number, data.file);
    }
    if (data.type === "port" && event.ports[0]) {
      port = event.ports[0];
      port.onmessage = ({ data: request }: MessageEvent<ToWorker>) => {
        if (request.type === "settle") {
          if (busy) settling = true;
          return;
        }
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
