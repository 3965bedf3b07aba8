// Talking to the engine and to the outer page: requests with progress and refusals, a lost engine, what must survive a
// lost frame.
import type { EngineLike, Outer, RequestOptions } from "../ports.js";
import type { Command, Language, Progress, Reply } from "../types.js";
import { STEPS, type Step } from "../walk.js";
import { unreadableFile } from "../work.js";
import { State, type Busy } from "./state.js";

export class Talk extends State {
  protected engine: EngineLike | undefined;
  protected outer: Outer | undefined;
  /** The dossier as last made. */
  protected lastDossier: string | undefined;
  #keeping: ReturnType<typeof setTimeout> | undefined;

  connect(engine: EngineLike, outer: Outer): void {
    this.engine = engine;
    this.outer = outer;
  }

  setLanguage(lang: Language): void {
    this.lang = lang;
    document.documentElement.lang = lang;
    this.outer?.language(lang);
    if (this.recipe) this.recipe = { ...this.recipe, output: { ...this.recipe.output, language: lang } };
    this.changed();
    this.dispatchEvent(new Event("language"));
  }

  title(text: string): void {
    document.title = text;
    this.outer?.title(text);
  }

  protected ask(step: Step, command: Command, beside = false): Promise<Reply | undefined> {
    return this.watched(step, (engine, options) => engine.request(command, options), beside);
  }

  /** Runs a request with everything a person sees of it: progress, stop, refusal, a lost engine. */
  protected async watched(step: Step, start: (engine: EngineLike, options: RequestOptions) => Promise<Reply>, beside = false): Promise<Reply | undefined> {
    if (!this.engine) return undefined;
    this.makeWay();
    this.refusal = undefined;
    this.stopped = undefined;
    this.restarted = false;
    const busy: Busy = { step, share: 0, doing: "", stoppable: true, ...(beside ? { beside } : {}) };
    this.busy = busy;
    this.changed();
    try {
      const reply = await start(this.engine, { onProgress: (progress) => this.progress(progress) });
      this.busy = undefined;
      if (reply.reply === "refused") {
        this.refusal = { step, refusal: reply.body };
        this.changed();
        return undefined;
      }
      if (reply.reply === "cancelled") {
        this.stopped = step;
        this.changed();
        return undefined;
      }
      return reply;
    } catch (error) {
      this.busy = undefined;
      if ((error as { what?: string }).what === "unreadable-file") {
        this.refusal = { step, refusal: unreadableFile() };
        this.changed();
      } else {
        this.lost();
      }
      return undefined;
    }
  }

  /** When progress was drawn last. */
  protected drawnAt = 0;

  /** Progress of the running task. */
  progress(progress: Progress): void {
    const now = performance.now();
    // Ten times a second is as fast as anyone reads; drawing each step would cost more than the step.
    if (!this.busy || now - this.drawnAt < 100) return;
    this.drawnAt = now;
    this.busy = { ...this.busy, share: progress.share, doing: progress.doing[this.lang] };
    this.changed();
  }

  /** The engine stopped and was started again: data and keys are gone, what was typed and cleared is not. */
  lost(): void {
    this.busy = undefined;
    this.restarted = true;
    this.inspection = undefined;
    this.release = undefined;
    this.earlier = undefined;
    this.fromDossier = this.overview !== undefined;
    this.changed();
  }

  /** The new engine is there. It is given the dossier as last made, so that papers can still be made of what was shown. */
  async revive(): Promise<void> {
    this.lost();
    if (this.lastDossier === undefined || !this.overview) return;
    await this.quiet({ command: "open_dossier", json: this.lastDossier });
    this.restarted = true;
    this.changed();
  }

  /** What nobody waits for gives way to what somebody asks. */
  protected makeWay(): void {
    if (this.surveying) this.engine?.cancel();
  }

  stop(): void {
    this.engine?.cancel();
  }

  /** Enough searching: on with the best so far. */
  settle(): void {
    if (!this.busy) return;
    this.busy = { ...this.busy, settled: true };
    this.engine?.settle();
    this.changed();
  }

  /** A command without a progress bar; a refusal is shown on the current step. */
  protected async quiet(command: Command): Promise<Reply | undefined> {
    this.makeWay();
    try {
      const reply = await this.engine?.request(command);
      if (reply?.reply === "refused") {
        const step = (STEPS as readonly string[]).includes(this.screen) ? (this.screen as Step) : "start";
        this.refusal = { step, refusal: reply.body };
        this.changed();
      }
      return reply;
    } catch {
      this.lost();
      return undefined;
    }
  }

  /** Asks for words to show: without them there is less to read, and nothing to say about that. */
  protected async hear(command: Command): Promise<Reply | undefined> {
    try {
      return await this.engine?.request(command);
    } catch {
      return undefined;
    }
  }

  /** Hands the outer page what must survive the loss of this frame: the dossier as last made, and what was typed since. */
  protected keep(): void {
    clearTimeout(this.#keeping);
    this.#keeping = setTimeout(() => {
      this.outer?.keep(JSON.stringify({ lang: this.lang, work: this.work, ...(this.lastDossier === undefined ? {} : { dossier: this.lastDossier }) }));
    }, 400);
  }

  protected async remember(): Promise<void> {
    const reply = await this.quiet({ command: "save_dossier", work: this.work });
    if (reply?.reply === "paper") this.lastDossier = reply.body.body;
    this.keep();
  }

  protected dirty(): void {
    this.unsaved = true;
    this.outer?.unsaved(true);
    this.keep();
    this.changed();
  }
}
