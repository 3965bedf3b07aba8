// What the frames say to each other. Types only: nothing here runs.
//
//   app  <-> outer   window messages, checked by `event.source`
//   app  <-> worker  a MessagePort that outer hands to both ends
//   outer -> engine  a File and the port; the app never sees a File
import type { Command, Options, Progress, Reply } from "./generated/gezicht";

/** From the app frame to the outer page. */
export type AppToOuter =
  /** The app listens; the answer is `welcome`. */
  | { type: "hello" }
  /** Open the file picker for a customer file or a ladder; the answer, if any, is `file-chosen`. Needs a click less than five seconds ago. */
  | { type: "pick-file"; accept?: string }
  /** Open the file picker for a dossier; the answer, if any, is `dossier-text`. Needs a click. */
  | { type: "open-dossier" }
  /** Save a text as a file. With `pick` the person chooses the place, where the browser can. The answer is `saved`. */
  | { type: "download"; name: string; mime: string; text: string; pick?: boolean }
  /** Print a paper (a whole HTML document). The answer is `printed`. */
  | { type: "print"; html: string; title?: string }
  /** Copy a text. The answer is `copied`. */
  | { type: "copy"; text: string }
  /** Title of the tab. */
  | { type: "title"; text: string }
  /** Language of the page. */
  | { type: "language"; language: "nl" | "en" }
  /** Whether closing the tab would lose work. */
  | { type: "dirty"; dirty: boolean }
  /** The state to give back when this frame is lost. Held in memory only. */
  | { type: "keep"; state: string }
  /** Everything is wiped: let go of the file, of what `keep` held and of the engine with its memory. The answer is `renewed`. */
  | { type: "wipe" }
  /** A file is being dragged over the app: outer takes over. (The guard script says it.) */
  | { type: "drag" }
  /** Answer of the guard script to `alive?`. */
  | { type: "alive" };

/** About this build, for the proof page. */
export interface Build {
  version: string;
  /** SHA-256 of the wasm module, and of the one for workbooks after it, in hexadecimal. */
  engine: string;
  /** The policy as the browser enforces it. */
  policy: string;
}

/** From the outer page to the app frame. */
export type OuterToApp =
  /** Comes with a new engine port. `state` is what `keep` last held. */
  | { type: "welcome"; build: Build; served: boolean; state?: string }
  /** The engine was replaced; comes with a new port. What was loaded is gone, what was typed is not. */
  | { type: "restarted" }
  /** As asked with `wipe`; comes with the port of a new engine. */
  | { type: "renewed"; ok: true }
  /** A customer file was chosen or dropped. The app gets a number and a size, never a name or a byte. */
  | { type: "file-chosen"; file: number; bytes: number; by: "picker" | "drop" }
  /** A dossier was opened (or dropped: a `.json` file). */
  | { type: "dossier-text"; text: string }
  /** For the guard script alone: is this still our document? */
  | { type: "alive?" }
  | { type: "saved"; ok: boolean }
  | { type: "printed"; ok: boolean }
  | { type: "copied"; ok: boolean };

/** From the app to the worker, over the port. */
export type ToWorker =
  | { type: "command"; id: number; command: Command }
  /**
   * Open, push and close in one: the worker reads the file that outer gave it under this number. With `ladder` it is the ladder of that
   * column: its text goes to the engine and stays there, because it may name what few people carry.
   */
  | { type: "load"; id: number; file: number; read?: Options; beside?: boolean; ladder?: string }
  /** Stop searching; the request goes on with the best found so far. */
  | { type: "settle" }
  /** Stop what runs; its request is answered with `cancelled`. */
  | { type: "cancel" }
  /** How much memory the engine holds. */
  | { type: "memory"; id: number };

/** From the worker to the app, over the port. */
export type FromWorker =
  | { type: "progress"; id: number; progress: Progress }
  | { type: "reply"; id: number; reply: Reply }
  | { type: "memory"; id: number; bytes: number }
  /** Not a refusal but a mistake of ours, such as a command of another version. */
  | { type: "mistake"; id: number; what: "unknown-command" | "unreadable-file" };

/** From the outer page to the engine frame. The port comes along with `port`. */
export type OuterToEngine = { type: "port" } | { type: "file"; number: number; file: File };

/** From the engine frame to the outer page. */
export type EngineToOuter = { type: "ready" } | { type: "lost" };

/** From the engine frame to its worker. */
export type FrameToWorker =
  | { type: "start"; module: ArrayBuffer }
  /** The module for workbooks, as asked. */
  | { type: "sheets"; module: ArrayBuffer }
  | { type: "port" }
  | { type: "file"; number: number; file: File };

/** From the worker to its frame. */
export type WorkerToFrame =
  | { type: "ready" }
  | { type: "lost" }
  /** A workbook came: its module is wanted. */
  | { type: "sheets" };

/** From outer to the paper frame, and back. */
export type OuterToPaper = { type: "print"; html: string; title: string };
export type PaperToOuter = { type: "paper-ready" } | { type: "printed" };
