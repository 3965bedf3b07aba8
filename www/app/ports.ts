// What the store needs from the outside. The page runs against these, so a test can hand it something else.
import type { Command, Language, Paper, Progress, Reading, Reply } from "./types.js";

export interface RequestOptions {
  onProgress?: (progress: Progress) => void;
}

/** The engine behind its port: one command, one answer, progress apart. */
export interface EngineLike {
  request(command: Command, options?: RequestOptions): Promise<Reply>;
  /** Reads the file that the outer page numbered, as the first one, beside it, or as the ladder of a column. */
  load(file: number, options?: RequestOptions & { read?: Reading; beside?: boolean; ladder?: string }): Promise<Reply>;
  /** Stops the running search and goes on with the best so far. */
  settle(): void;
  /** Stops the running task and keeps the stage before it. */
  cancel(): void;
}

/** What only the outer page can do. */
export interface Outer {
  pickFile(accept?: string): void;
  pickDossier(): void;
  save(paper: Paper): Promise<boolean>;
  print(paper: Paper): Promise<boolean>;
  /** Warns before the tab closes while there is unsaved work. */
  unsaved(flag: boolean): void;
  title(text: string): void;
  language(language: Language): void;
  /** Takes the engine and all it holds away and brings a new one. */
  wipe(): Promise<boolean>;
  /** What to give back when this frame is lost. Held in memory only. */
  keep(state: string): void;
}

/** About this build, for the proof page. */
export interface BuildFacts {
  version: string;
  engine: string;
  policy: string;
}
