// The outer page as the app sees it. What a sandboxed frame cannot do itself, it asks for here.
import { EngineClient } from "../app/engine";
import type { AppToOuter, OuterToApp } from "../protocol";

type Answer = "renewed" | "saved" | "printed" | "copied";
/** A message from outer, without the ones this client deals with by itself. */
export type ShellEvent = Exclude<OuterToApp, { type: "alive?" | Answer }>;

/** Make one, listen, then call `start`. */
export class ShellClient {
  /** The engine; it survives restarts (its requests do not). */
  readonly engine = new EngineClient();
  readonly #outer = parent;
  readonly #answers = new Map<Answer, ((ok: boolean) => void)[]>();

  /** Calls `onEvent` for what outer tells (`welcome` comes first, the engine can be used from then on). */
  start(onEvent: (event: ShellEvent) => void): void {
    addEventListener("message", (event: MessageEvent<OuterToApp>) => {
      if (event.source !== this.#outer) return;
      const { data } = event;
      if (event.ports[0]) this.engine.attach(event.ports[0]);
      if (data.type === "renewed" || data.type === "saved" || data.type === "printed" || data.type === "copied") {
        this.#answers.get(data.type)?.shift()?.(data.ok);
      } else if (data.type !== "alive?") {
        onEvent(data);
      }
    });
    this.tell({ type: "hello" });
  }

  /** Tells outer something that has no answer, or one that comes as an event. */
  tell(message: AppToOuter): void {
    this.#outer.postMessage(message, "*");
  }

  /** Saves a text as a file; false when the person thought better of it. With `pick` they choose the place. */
  download(file: { name: string; mime: string; text: string; pick?: boolean }): Promise<boolean> {
    return this.#ask("saved", { type: "download", ...file });
  }

  /** Prints a whole HTML document. */
  print(html: string, title?: string): Promise<boolean> {
    return this.#ask("printed", { type: "print", html, ...(title === undefined ? {} : { title }) });
  }

  /** Copies a text. */
  copy(text: string): Promise<boolean> {
    return this.#ask("copied", { type: "copy", text });
  }

  /** Lets go of the file, of what was kept and of the engine with its memory; afterwards there is a new one. */
  wipe(): Promise<boolean> {
    return this.#ask("renewed", { type: "wipe" });
  }

  #ask(answer: Answer, message: AppToOuter): Promise<boolean> {
    return new Promise((resolve) => {
      this.#answers.set(answer, [...(this.#answers.get(answer) ?? []), resolve]);
      this.tell(message);
    });
  }
}
