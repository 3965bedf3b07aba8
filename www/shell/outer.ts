// The outer page: first-party, without dependencies. It alone touches files, downloads, clipboard and title, and it
// hands the engine and the app the two ends of one port. It never reads a customer file itself.
window.opener = null;

import type { AppToOuter, Build, EngineToOuter, OuterToApp, OuterToEngine, OuterToPaper, PaperToOuter } from "../protocol";
import { killWaysOut } from "./kill";
import { mayRun } from "./framed";
import { policy } from "./trusted";
import { unpack } from "./unpack";

type SavePicker = (options: object) => Promise<{
  createWritable(): Promise<{ write(data: Blob): Promise<void>; close(): Promise<void> }>;
}>;
const pickPlace = (window as { showSaveFilePicker?: SavePicker }).showSaveFilePicker?.bind(window);
killWaysOut(["Worker", "open", "FontFace", "Audio"]);

const WORDS = {
  nl: {
    drop: "Laat het bestand hier los. Het blijft op deze computer.",
    broken: "De rekenmotor start niet in deze browser. Werk de browser bij, of open de pagina opnieuw.",
    framed: "Gezicht draait niet binnen deze website. Open het bestand zelf, of vraag de beheerder van de website om Gezicht goed in te sluiten.",
  },
  en: {
    drop: "Drop the file here. It stays on this computer.",
    broken: "The engine does not start in this browser. Update the browser, or open the page again.",
    framed: "Gezicht does not run inside this website. Open the file itself, or ask the site's administrator to embed Gezicht properly.",
  },
};
/** A dossier is text about groups; more than this is something else. */
const DOSSIER_LIMIT = 50_000_000;
/** How long the app frame may take to answer (milliseconds): its guard script has run by then, even on a slow machine. */
const ALIVE = 4000;
const MIMES = ["text/html", "text/markdown", "text/csv", "text/plain", "application/json"];

const byId = (id: string): HTMLElement => document.getElementById(id) as HTMLElement;
const json = (id: string): unknown => JSON.parse(byId(id).textContent ?? "null");
let words = WORDS.nl;

type FrameName = "engine" | "app" | "paper";
/** The app's document comes packed; it is put in its place before the app is mounted. */
const DOCUMENTS = json("frames") as Record<FrameName, string>;
const trusted = policy({ createHTML: (text) => (Object.values(DOCUMENTS).includes(text) ? text : "") });

/** Puts a fresh frame in the place of the one before it. A frame that loads twice has been led away: `onLost`. */
function mount(name: FrameName, onLost: () => void): HTMLIFrameElement {
  document.getElementById(name)?.remove();
  const frame = document.createElement("iframe");
  frame.id = name;
  frame.setAttribute("sandbox", name === "paper" ? "allow-scripts allow-modals" : "allow-scripts");
  frame.referrerPolicy = "no-referrer";
  if (name === "app") {
    frame.title = "Gezicht";
  } else {
    frame.tabIndex = -1;
    frame.setAttribute("aria-hidden", "true");
  }
  let loads = 0;
  frame.addEventListener("load", () => {
    loads += 1;
    if (!frame.isConnected) return;
    if (loads > 1) return onLost();
    // Led away so soon that the first load is already another document: that one does not answer.
    if (name === "app") askAlive(frame, onLost);
  });
  frame.srcdoc = trusted.createHTML(DOCUMENTS[name]);
  document.body.append(frame);
  return frame;
}

/** Asks the guard script of the app frame for a sign of life. */
function askAlive(frame: HTMLIFrameElement, onLost: () => void): void {
  alive = false;
  send(frame, { type: "alive?" } satisfies OuterToApp);
  setTimeout(() => {
    if (!alive && frame.isConnected) onLost();
  }, ALIVE);
}

const build = json("build") as Build;
let alive = false;
let engine: HTMLIFrameElement | undefined;
let app: HTMLIFrameElement | undefined;
let engineReady = false;
let enginePort: MessagePort | undefined;
let lostInARow = 0;
let kept: string | undefined;
let lastFile: { number: number; file: File } | undefined;
let files = 0;
let paper: { frame: HTMLIFrameElement; html: string; title: string } | undefined;

const send = (frame: HTMLIFrameElement | undefined, message: unknown, transfer: Transferable[] = []): void =>
  frame?.contentWindow?.postMessage(message, "*", transfer);
const tellApp = (message: OuterToApp, transfer?: Transferable[]): void => send(app, message, transfer);
const tellEngine = (message: OuterToEngine, transfer?: Transferable[]): void => send(engine, message, transfer);

function complain(text: string): void {
  const note = byId("note");
  note.textContent = text;
  note.hidden = false;
}

/** A new pair of ends: one for the app, one for the engine as soon as it is ready. */
function newPort(): MessagePort {
  const { port1, port2 } = new MessageChannel();
  enginePort = port1;
  handPort();
  return port2;
}

function handPort(): void {
  if (!engineReady || !enginePort) return;
  tellEngine({ type: "port" }, [enginePort]);
  enginePort = undefined;
}

function mountEngine(): void {
  engineReady = false;
  engine = mount("engine", engineLost);
}

function engineLost(): void {
  lostInARow += 1;
  if (lostInARow > 3) return complain(words.broken);
  mountEngine();
  tellApp({ type: "restarted" }, [newPort()]);
}

function appLost(): void {
  // What the engine holds belongs to a walk that is gone; both start anew, from what `keep` held.
  lastFile = undefined;
  mountEngine();
  app = mount("app", appLost);
}

function takeFile(file: File, by: "picker" | "drop"): void {
  if (by === "drop" && /\.json$/i.test(file.name)) return void takeDossier(file);
  lastFile = { number: ++files, file };
  if (engineReady) tellEngine({ type: "file", ...lastFile });
  tellApp({ type: "file-chosen", file: files, bytes: file.size, by });
}

async function takeDossier(file: File): Promise<void> {
  const text = file.size <= DOSSIER_LIMIT ? await file.text().catch(() => "") : "";
  tellApp({ type: "dossier-text", text });
}

function pick(id: "data-file" | "dossier-file", accept?: string): void {
  const input = byId(id) as HTMLInputElement;
  // What was asked once (a ladder) is not asked of the next file.
  input.dataset.usual ??= input.accept;
  input.accept = accept ?? input.dataset.usual;
  input.click();
}

async function save({ name, mime, text, pick: ask }: Extract<AppToOuter, { type: "download" }>): Promise<boolean> {
  const plain = mime.split(";")[0] ?? "";
  const type = MIMES.includes(plain) ? plain : "text/plain";
  const suggested = name.replace(/[^\p{L}\p{N} ._-]/gu, "-").slice(-100) || "gezicht.txt";
  const blob = new Blob([text], { type: `${type};charset=utf-8` });
  if (ask && pickPlace) {
    try {
      const place = await pickPlace({ suggestedName: suggested });
      const writer = await place.createWritable();
      await writer.write(blob);
      await writer.close();
      return true;
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") return false;
      // No picker here after all (an embedded page, an old click): an ordinary download does.
    }
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = suggested;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  return true;
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // From disk some browsers offer the older way only.
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}

function print(html: string, title: string): void {
  paper = { frame: mount("paper", () => endPrint(false)), html, title };
}

function endPrint(ok: boolean): void {
  if (!paper) return;
  paper.frame.remove();
  paper = undefined;
  tellApp({ type: "printed", ok });
}

const stay = (event: BeforeUnloadEvent): void => event.preventDefault();

function fromApp(message: AppToOuter): void {
  switch (message.type) {
    case "hello": {
      const welcome: OuterToApp = { type: "welcome", build, served: location.protocol !== "file:", ...(kept === undefined ? {} : { state: kept }) };
      tellApp(welcome, [newPort()]);
      byId("splash").hidden = true;
      return;
    }
    case "pick-file":
      return pick("data-file", message.accept);
    case "open-dossier":
      return pick("dossier-file");
    case "download":
      return void save(message).then((ok) => tellApp({ type: "saved", ok }), () => tellApp({ type: "saved", ok: false }));
    case "print":
      return print(String(message.html), String(message.title ?? "Gezicht"));
    case "copy":
      return void copy(String(message.text)).then((ok) => tellApp({ type: "copied", ok }));
    case "title":
      document.title = String(message.text).slice(0, 120);
      return;
    case "language":
      document.documentElement.lang = message.language === "en" ? "en" : "nl";
      words = WORDS[message.language === "en" ? "en" : "nl"];
      return;
    case "dirty":
      // Listening at all keeps the page out of the back-forward cache, so only while there is something to lose.
      if (message.dirty) addEventListener("beforeunload", stay);
      else removeEventListener("beforeunload", stay);
      return;
    case "keep":
      kept = String(message.state);
      return;
    case "wipe":
      // The memory of the engine goes with its frame.
      lastFile = kept = undefined;
      mountEngine();
      return tellApp({ type: "renewed", ok: true }, [newPort()]);
    case "alive":
      alive = true;
      return;
    case "drag":
      return showDrop(true);
  }
}

function fromEngine(message: EngineToOuter): void {
  if (message.type === "lost") return engineLost();
  engineReady = true;
  lostInARow = 0;
  handPort();
  if (lastFile) tellEngine({ type: "file", ...lastFile });
}

function fromPaper(message: PaperToOuter): void {
  if (!paper) return;
  if (message.type === "printed") return endPrint(true);
  send(paper.frame, { type: "print", html: paper.html, title: paper.title } satisfies OuterToPaper);
}

function showDrop(show: boolean): void {
  const overlay = byId("drop");
  overlay.textContent = words.drop;
  overlay.hidden = !show;
}

function listen(): void {
  addEventListener("message", ({ source, data }: MessageEvent) => {
    if (!source) return;
    if (source === app?.contentWindow) fromApp(data as AppToOuter);
    else if (source === engine?.contentWindow) fromEngine(data as EngineToOuter);
    else if (source === paper?.frame.contentWindow) fromPaper(data as PaperToOuter);
  });
  for (const [id, take] of [["data-file", (f: File) => takeFile(f, "picker")], ["dossier-file", (f: File) => void takeDossier(f)]] as const) {
    byId(id).addEventListener("change", (event) => {
      const input = event.target as HTMLInputElement;
      const file = input.files?.[0];
      // The field would keep the name, and choosing the same file again is a choice too.
      input.value = "";
      if (file) take(file);
    });
  }
  addEventListener("dragenter", (event) => event.dataTransfer?.types.includes("Files") && showDrop(true));
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", (event) => {
    event.preventDefault();
    showDrop(false);
    const file = event.dataTransfer?.files[0];
    if (file) takeFile(file, "drop");
  });
  byId("drop").addEventListener("dragleave", () => showDrop(false));
  byId("drop").addEventListener("pointermove", () => showDrop(false));
}

async function start(): Promise<void> {
  listen();
  mountEngine();
  DOCUMENTS.app = new TextDecoder().decode(await unpack(DOCUMENTS.app));
  app = mount("app", appLost);
}

if (mayRun(window)) {
  start().catch(() => complain(words.broken));
} else {
  complain(words.framed);
}
