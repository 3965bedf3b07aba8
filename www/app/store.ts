// All state of the page, and every conversation with the engine. Components read it and call its verbs;
// none of them talks to the engine or to the outer page by itself.
import { STEPS, type Screen, type Step } from "./walk.js";
import { withChoices } from "./choices.js";
import { EMPTY_BRIEF, emptyWork, unreadableFile } from "./work.js";
import type { BuildFacts, EngineLike, Outer, RequestOptions } from "./ports.js";
import type {
  Brief, ColumnChoice, Command, Edit, Inspection, Language, Options, Overview, Paper, PaperKind, Persona, Progress, Recipe, Refusal, ReleaseStatistics, Reply, Work,
} from "./types.js";

export interface Busy {
  step: Step;
  share: number;
  doing: string;
  stoppable: boolean;
}

export class Store extends EventTarget {
  screen: Screen = "start";
  /** Where the proof page goes back to. */
  before: Screen = "start";
  lang: Language = "nl";
  busy: Busy | undefined;
  refusal: { step: Step | "start"; refusal: Refusal } | undefined;
  stopped: Step | undefined;
  restarted = false;
  sample = false;
  /** The figures come from a dossier: they can be shown and worked on, not computed again. */
  fromDossier = false;
  unsaved = false;
  inspection: Inspection | undefined;
  recipe: Recipe | undefined;
  release: ReleaseStatistics | undefined;
  /** The release before the last one, to show what a trade cost. */
  earlier: ReleaseStatistics | undefined;
  /** The recipe was changed after the figures were made. */
  stale = false;
  overview: Overview | undefined;
  /** The number-of-groups curve of this release: an ordering with a chosen number has none of its own. */
  advice: Pick<Overview, "criteria" | "advised"> | undefined;
  personas: Persona[] = [];
  openPersona: number | undefined;
  openSegment: number | undefined;
  proofOfSentences = false;
  /** At least one paper of these personas went out. */
  delivered = false;
  work: Work = emptyWork();
  /** A short message in the polite live region. */
  said = "";
  #past: Work[] = [];
  /** The groups that names and edits belong to. */
  #ordering: string | undefined;
  #engine: EngineLike | undefined;
  #outer: Outer | undefined;

  build: BuildFacts | undefined;
  /** The number of the file at hand, to read it again. */
  #file: number | undefined;
  #dossier: string | undefined;
  #keeping: ReturnType<typeof setTimeout> | undefined;

  connect(engine: EngineLike, outer: Outer): void {
    this.#engine = engine;
    this.#outer = outer;
  }

  /** What `keep` held when the frame before this one was lost. */
  async restore(state: string): Promise<void> {
    let kept: { lang?: Language; work?: Work; dossier?: string };
    try {
      kept = JSON.parse(state) as typeof kept;
    } catch {
      return;
    }
    if (kept.lang) this.setLanguage(kept.lang);
    if (kept.dossier) await this.openDossier(kept.dossier);
    if (kept.work) this.work = kept.work;
    this.restarted = true;
    this.#dirty();
  }

  /** Hands the outer page what must survive the loss of this frame: the dossier as last made, and what was typed since. */
  #keep(): void {
    clearTimeout(this.#keeping);
    this.#keeping = setTimeout(() => {
      this.#outer?.keep(JSON.stringify({ lang: this.lang, work: this.work, ...(this.#dossier === undefined ? {} : { dossier: this.#dossier }) }));
    }, 400);
  }

  async #remember(): Promise<void> {
    const reply = await this.#quiet({ command: "save_dossier", work: this.work });
    if (reply?.reply === "paper") this.#dossier = reply.body.body;
    this.#keep();
  }

  changed(): void {
    this.dispatchEvent(new Event("change"));
  }

  /* ---------- moving about ---------- */

  go(screen: Screen): void {
    if (screen === this.screen) return;
    if (screen === "proof") this.before = this.screen === "wiped" ? "start" : this.screen;
    this.screen = screen;
    this.changed();
    this.dispatchEvent(new Event("screen"));
  }

  setLanguage(lang: Language): void {
    this.lang = lang;
    document.documentElement.lang = lang;
    this.#outer?.language(lang);
    if (this.recipe) this.recipe = { ...this.recipe, output: { ...this.recipe.output, language: lang } };
    this.changed();
    this.dispatchEvent(new Event("language"));
  }

  title(text: string): void {
    document.title = text;
    this.#outer?.title(text);
  }

  say(text: string): void {
    this.said = text;
    this.changed();
  }

  /* ---------- talking to the engine ---------- */

  #ask(step: Step, command: Command): Promise<Reply | undefined> {
    return this.#run(step, (engine, options) => engine.request(command, options));
  }

  /** Runs a request with everything a person sees of it: progress, stop, refusal, a lost engine. */
  async #run(step: Step, start: (engine: EngineLike, options: RequestOptions) => Promise<Reply>): Promise<Reply | undefined> {
    if (!this.#engine) return undefined;
    this.refusal = undefined;
    this.stopped = undefined;
    this.restarted = false;
    const busy: Busy = { step, share: 0, doing: "", stoppable: true };
    this.busy = busy;
    this.changed();
    try {
      const reply = await start(this.#engine, { onProgress: (progress) => this.progress(progress) });
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
  #drawn = 0;

  /** Progress of the running task. */
  progress(progress: Progress): void {
    const now = performance.now();
    // Ten times a second is as fast as anyone reads; drawing each step would cost more than the step.
    if (!this.busy || now - this.#drawn < 100) return;
    this.#drawn = now;
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
    if (this.#dossier === undefined || !this.overview) return;
    await this.#quiet({ command: "open_dossier", json: this.#dossier });
    this.restarted = true;
    this.changed();
  }

  stop(): void {
    this.#engine?.cancel();
  }

  /* ---------- 2 data ---------- */

  pickFile(): void {
    this.#outer?.pickFile();
  }

  pickDossier(): void {
    this.#outer?.pickDossier();
  }

  /** What would take the place of unsaved groups and personas, until the person says so. */
  replacing: (() => Promise<void>) | undefined;

  /** Goes on at once, unless work would be lost that nobody saved. */
  #replace(action: () => Promise<void>): Promise<void> {
    if (!this.overview || !this.unsaved || this.fromDossier) return action();
    this.replacing = action;
    this.changed();
    return Promise.resolve();
  }

  async answerReplace(yes: boolean): Promise<void> {
    const action = this.replacing;
    this.replacing = undefined;
    this.changed();
    if (yes) await action?.();
  }

  /** A file was chosen or dropped: the engine reads it, the page gets its number only. */
  openFile(file: number, read?: Options): Promise<void> {
    return this.#replace(() => this.#openFile(file, read));
  }

  async #openFile(file: number, read?: Options): Promise<void> {
    this.#anew();
    this.#file = file;
    this.go("data");
    const reply = await this.#run("data", (engine, options) => engine.load(file, { ...options, ...(read ? { read } : {}) }));
    if (reply?.reply === "inspection") {
      this.inspection = reply.body;
      await this.#propose();
    }
    this.changed();
  }

  /** The same file once more, read as the person says. */
  async readAgain(read: Options): Promise<void> {
    if (this.#file !== undefined) await this.openFile(this.#file, read);
  }

  openSample(): Promise<void> {
    return this.#replace(() => this.#openSample());
  }

  async #openSample(): Promise<void> {
    this.#anew();
    this.sample = true;
    this.go("data");
    const reply = await this.#ask("data", { command: "open_sample", rows: 60000, seed: 1 });
    if (reply?.reply === "inspection") {
      this.inspection = reply.body;
      await this.#propose();
    } else {
      this.sample = false;
    }
    this.changed();
  }

  async confirmHeaders(): Promise<void> {
    const reply = await this.#ask("data", { command: "confirm_headers" });
    if (reply?.reply !== "inspection") return;
    const choices = this.recipe?.columns ?? {};
    const before = this.inspection;
    this.inspection = reply.body;
    await this.#propose();
    // What was chosen under "kolom 3" moves along to the confirmed name.
    const columns = { ...this.recipe?.columns };
    for (const column of reply.body.columns) {
      const old = before?.columns.find((candidate) => candidate.number === column.number);
      const choice = old && this.touched.has(old.name) ? choices[old.name] : undefined;
      if (choice) columns[column.name] = choice;
    }
    if (this.recipe) this.recipe = { ...this.recipe, columns };
    this.changed();
  }

  /** Columns the person changed. */
  touched = new Set<string>();

  /** A new file. After a dossier it is the file to go on with: choices, names and edits of the dossier stay. */
  #anew(): void {
    const kept = this.fromDossier ? { recipe: this.recipe, work: this.work, ordering: this.#ordering } : undefined;
    this.#forget();
    if (!kept) return;
    this.#choices = kept.recipe;
    this.#ordering = kept.ordering;
    this.work = kept.work;
  }

  /** Choices of an opened dossier. */
  #choices: Recipe | undefined;

  async #propose(): Promise<void> {
    const reply = await this.#ask("data", { command: "propose_recipe" });
    if (reply?.reply !== "recipe") return;
    const names = new Set(this.inspection?.columns.map((column) => column.name));
    this.recipe = { ...withChoices(reply.body, this.#choices, names), output: { language: this.lang } };
    this.changed();
  }

  choose(name: string, choice: ColumnChoice): void {
    if (!this.recipe) return;
    this.touched.add(name);
    this.#edit({ ...this.recipe, columns: { ...this.recipe.columns, [name]: choice } });
  }

  setUnit(unit: string | undefined): void {
    if (!this.recipe) return;
    const columns = { ...this.recipe.columns };
    // The column that tells people apart has to become a code: it may neither stay nor go.
    if (unit !== undefined) {
      const column = this.inspection?.columns.find((candidate) => candidate.name === unit);
      const domain = columns[unit]?.domain ?? column?.domain;
      columns[unit] = { ...columns[unit], role: "identifier", treatment: "pseudonym", ...(domain ? { domain } : {}) };
    }
    this.#edit({ ...this.recipe, columns, privacy: { ...this.recipe.privacy, unit } });
  }

  /* ---------- 3 privacy ---------- */

  setPrivacy(patch: Partial<Recipe["privacy"]>): void {
    if (!this.recipe) return;
    this.#edit({ ...this.recipe, privacy: { ...this.recipe.privacy, ...patch } });
  }

  /** More or less detail for one column: its weight in the measure, doubled or halved. */
  async trade(name: string, factor: number): Promise<void> {
    if (!this.recipe) return;
    const weights = { ...this.recipe.privacy.column_weights };
    weights[name] = Math.min(16, Math.max(1 / 16, (weights[name] ?? 1) * factor));
    this.setPrivacy({ column_weights: weights });
    await this.runPrivacy();
  }

  #edit(recipe: Recipe): void {
    this.recipe = recipe;
    if (this.release) this.stale = true;
    this.#dirty();
  }

  /** The recipe as sent: with the purpose and ground from the brief. */
  #whole(): Recipe | undefined {
    if (!this.recipe) return undefined;
    const { purpose, legal_basis } = this.work.brief;
    return { ...this.recipe, purpose: purpose || legal_basis ? { purpose, legal_basis } : undefined };
  }

  async runPrivacy(): Promise<boolean> {
    const recipe = this.#whole();
    if (!recipe) return false;
    if (!(await this.#ask("privacy", { command: "configure", recipe }))) return false;
    const reply = await this.#ask("privacy", { command: "release" });
    if (reply?.reply !== "release") return false;
    this.earlier = this.release;
    this.release = reply.body;
    this.stale = false;
    this.overview = undefined;
    this.advice = undefined;
    this.personas = [];
    this.openPersona = undefined;
    this.openSegment = undefined;
    this.#dirty();
    return true;
  }

  /* ---------- 4 segments ---------- */

  async runSegments(): Promise<boolean> {
    const reply = await this.#ask("segments", { command: "segment" });
    if (reply?.reply !== "overview") return false;
    this.overview = reply.body;
    if (reply.body.criteria.length > 0) this.advice = { criteria: reply.body.criteria, advised: reply.body.advised };
    const ordering = reply.body.segments.map((segment) => `${segment.id}:${segment.size}`).join();
    if (this.#ordering !== undefined && this.#ordering !== ordering) {
      // Names and edits belong to the groups they were given to, not to whoever has that number now.
      this.work = { ...this.work, names: [], edits: [] };
      this.#past = [];
    }
    this.#ordering = ordering;
    this.personas = [];
    this.#dirty();
    void this.#remember();
    return true;
  }

  /** Another number of groups. The blocks stay those of the first ordering (blocks rule), so figures of both orderings come from one table. */
  async setCount(count: "advised" | number): Promise<boolean> {
    if (!this.recipe) return false;
    this.recipe = { ...this.recipe, segments: { ...this.recipe.segments, count } };
    const recipe = this.#whole();
    if (!recipe) return false;
    if (!(await this.#ask("segments", { command: "configure", recipe }))) return false;
    const release = await this.#ask("segments", { command: "release" });
    if (release?.reply !== "release") return false;
    this.release = release.body;
    this.openSegment = undefined;
    this.openPersona = undefined;
    return this.runSegments();
  }

  nameOf(segment: number): string {
    const typed = this.work.names.find(([id]) => id === segment)?.[1];
    return typed ?? this.overview?.segments.find((candidate) => candidate.id === segment)?.name[this.lang] ?? "";
  }

  rename(segment: number, name: string): void {
    const names = this.work.names.filter(([id]) => id !== segment);
    const proposed = this.overview?.segments.find((candidate) => candidate.id === segment)?.name[this.lang];
    if (name.trim() !== "" && name.trim() !== proposed) names.push([segment, name.trim()]);
    names.sort((a, b) => a[0] - b[0]);
    this.#typed({ ...this.work, names });
  }

  /* ---------- 5 personas ---------- */

  async runPersonas(): Promise<boolean> {
    const reply = await this.#ask("personas", { command: "personas" });
    if (reply?.reply !== "personas") return false;
    this.personas = reply.body;
    this.delivered = false;
    this.#dirty();
    void this.#remember();
    return true;
  }

  editOf(segment: number, key: string): string | undefined {
    return this.work.edits.find((edit) => edit.segment === segment && edit.key === key && edit.language === this.lang)?.text;
  }

  /** An empty text takes the edit back. */
  edit(segment: number, key: string, text: string, original: string): void {
    const same = (edit: Edit): boolean => edit.segment === segment && edit.key === key && edit.language === this.lang;
    const edits = this.work.edits.filter((edit) => !same(edit));
    const clean = text.trim();
    if (clean !== "" && clean !== original) edits.push({ segment, key, language: this.lang, text: clean });
    this.#typed({ ...this.work, edits });
  }

  /* ---------- 1 brief ---------- */

  setBrief(field: keyof Brief, value: string): void {
    if (this.work.brief[field] === value) return;
    this.#typed({ ...this.work, brief: { ...this.work.brief, [field]: value } });
  }

  /* ---------- typed work: undo and saving ---------- */

  #typed(work: Work): void {
    this.#past.push(this.work);
    if (this.#past.length > 100) this.#past.shift();
    this.work = work;
    this.#dirty();
  }

  get canUndo(): boolean {
    return this.#past.length > 0;
  }

  undo(): void {
    const work = this.#past.pop();
    if (!work) return;
    this.work = work;
    this.#dirty();
  }

  #dirty(): void {
    this.unsaved = true;
    this.#outer?.unsaved(true);
    this.#keep();
    this.changed();
  }

  /* ---------- 6 deliver ---------- */

  async paper(paper: PaperKind): Promise<Paper | undefined> {
    const reply = await this.#quiet({ command: "paper", paper, language: this.lang, work: this.work });
    return reply?.reply === "paper" ? reply.body : undefined;
  }

  async savePaper(kind: PaperKind): Promise<boolean> {
    const paper = await this.paper(kind);
    return this.#went(paper !== undefined && ((await this.#outer?.save(paper)) ?? false));
  }

  async printPaper(kind: PaperKind): Promise<boolean> {
    const paper = await this.paper(kind);
    return this.#went(paper !== undefined && ((await this.#outer?.print(paper)) ?? false));
  }

  #went(ok: boolean): boolean {
    this.delivered ||= ok;
    this.changed();
    return ok;
  }

  async saveDossier(): Promise<boolean> {
    const reply = await this.#quiet({ command: "save_dossier", work: this.work });
    if (reply?.reply !== "paper") return false;
    this.#dossier = reply.body.body;
    const saved = (await this.#outer?.save(reply.body)) ?? false;
    if (saved) {
      this.unsaved = false;
      this.#outer?.unsaved(false);
    }
    this.#keep();
    this.changed();
    return saved;
  }

  /** A command without a progress bar; a refusal is shown on the current step. */
  async #quiet(command: Command): Promise<Reply | undefined> {
    try {
      const reply = await this.#engine?.request(command);
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

  async openDossier(json: string): Promise<void> {
    const reply = await this.#quiet({ command: "open_dossier", json });
    if (reply?.reply !== "dossier") return;
    this.#forget();
    const { recipe, overview, personas, work } = reply.body;
    this.fromDossier = true;
    this.recipe = recipe;
    this.overview = overview ?? undefined;
    this.personas = personas;
    this.work = { brief: { ...EMPTY_BRIEF, ...work.brief }, names: work.names ?? [], edits: work.edits ?? [] };
    this.#ordering = overview?.segments.map((segment) => `${segment.id}:${segment.size}`).join();
    this.unsaved = false;
    this.#outer?.unsaved(false);
    this.#dossier = json;
    this.#keep();
    this.go(personas.length > 0 ? "personas" : overview ? "segments" : "brief");
    this.changed();
  }

  async wipe(): Promise<void> {
    await this.#quiet({ command: "wipe" });
    this.#forget();
    this.work = emptyWork();
    this.#past = [];
    this.unsaved = false;
    this.#outer?.unsaved(false);
    this.#dossier = undefined;
    this.#file = undefined;
    this.#keep();
    this.go("wiped");
  }

  /** Everything that came from a file. What people typed stays: a brief may be written before the file is there. */
  #forget(): void {
    this.busy = undefined;
    this.refusal = undefined;
    this.stopped = undefined;
    this.restarted = false;
    this.sample = false;
    this.fromDossier = false;
    this.inspection = undefined;
    this.recipe = undefined;
    this.#choices = undefined;
    this.release = undefined;
    this.earlier = undefined;
    this.stale = false;
    this.overview = undefined;
    this.advice = undefined;
    this.personas = [];
    this.openPersona = undefined;
    this.openSegment = undefined;
    this.touched = new Set();
    this.#ordering = undefined;
    this.delivered = false;
    this.replacing = undefined;
    this.work = { ...this.work, names: [], edits: [] };
  }
}

export const store = new Store();
