// 2 Data: opening a file, what was understood of it, and the choices for its columns.
import { textsOf } from "../../texts/of.js";
import { renamed, withChoices } from "../choices.js";
import { type Fate, choiceFor, fatesOf, withMeaning } from "../fates.js";
import type { ColumnChoice, ColumnInspection, Meaning, Overview, Reading, Recipe, WeightKind } from "../types.js";
import type { Told } from "./history.js";
import type { Replacement } from "./state.js";
import { Typed } from "./typed.js";

/** What of an overview depends on file and choices alone, whatever the groups: the sums over all blocks. */
export function figuresOf(overview: Overview | undefined): string | undefined {
  return overview && JSON.stringify([overview.people, overview.blocks, overview.columns.map(({ name, bands, overall }) => [name, bands.map((band) => band.label.nl), overall])]);
}

export class FileStep extends Typed {
  /** The number of the file at hand, to read it again. */
  protected fileNumber: number | undefined;

  pickFile(): void {
    this.outer?.pickFile();
  }

  pickDossier(): void {
    this.outer?.pickDossier();
  }

  /** Goes on at once, unless work would be lost that nobody saved. */
  protected replace(by: Replacement, action: () => Promise<void>): Promise<void> {
    if (!this.overview || !this.unsaved || this.fromDossier) return action();
    this.replacing = { by, action };
    this.changed();
    return Promise.resolve();
  }

  async answerReplace(yes: boolean): Promise<void> {
    const { replacing } = this;
    this.replacing = undefined;
    this.changed();
    if (yes) await replacing?.action();
  }

  /** A file was chosen or dropped: the engine reads it, the page gets its number only. */
  openFile(file: number): Promise<void> {
    return this.replace("file", async () => {
      this.anew();
      this.begin();
      this.fileNumber = file;
      await this.read({});
    });
  }

  /** Whether there is a file that can be read again: the sample cannot be read in another way. */
  get rereadable(): boolean {
    return this.fileNumber !== undefined && !this.sample;
  }

  /** The same file once more, read as the person says. What they chose for columns that are still there stays. */
  readAgain(reading: Reading): Promise<void> {
    return this.replace("file", async () => {
      this.record((t) => t.history.reading);
      await this.#again(reading);
      const t = textsOf(this.lang);
      if (this.inspection) this.say(t.data.reading.again(this.inspection.rows, this.inspection.columns.length));
    });
  }

  protected override async backTo(reading: Reading): Promise<void> {
    this.besidesGo();
    const { recipe, touched } = this;
    await this.#again(reading);
    if (!this.inspection || !recipe) return;
    this.recipe = recipe;
    this.touched = touched;
  }

  /** Files beside the first one go when it is read again. */
  protected besidesGo(): void {}

  async #again(reading: Reading): Promise<void> {
    this.besidesGo();
    const { recipe, touched, work, ordering, dossierFigures, rowsArePeople } = this;
    this.forget();
    this.dossierFigures = dossierFigures;
    this.work = work;
    this.ordering = ordering;
    this.rowsArePeople = rowsArePeople;
    if (recipe) {
      const columns = Object.fromEntries(Object.entries(recipe.columns).filter(([name]) => touched.has(name)));
      this.earlierChoices = { ...recipe, columns };
    }
    await this.read(reading);
    const names = new Set(this.inspection?.columns.map((column) => column.name));
    this.touched = new Set([...touched].filter((name) => names.has(name)));
    this.changed();
  }

  protected async read(reading: Reading): Promise<void> {
    const file = this.fileNumber;
    if (file === undefined) return;
    this.reading = reading;
    this.go("data");
    const reply = await this.watched("data", (engine, options) => engine.load(file, { ...options, read: reading }));
    if (reply?.reply === "inspection") {
      this.inspection = reply.body;
      await this.propose();
    }
    this.changed();
  }

  openSample(): Promise<void> {
    return this.replace("file", async () => {
      this.anew();
      this.begin();
      this.sample = true;
      this.go("data");
      const reply = await this.ask("data", { command: "open_sample", rows: 60000, seed: 1 });
      if (reply?.reply === "inspection") {
        this.inspection = reply.body;
        await this.propose();
      } else {
        this.sample = false;
      }
      this.changed();
    });
  }

  async confirmHeaders(): Promise<void> {
    const reply = await this.ask("data", { command: "confirm_headers" });
    if (reply?.reply !== "inspection") return;
    const before = this.inspection;
    const chosen = this.recipe;
    this.inspection = reply.body;
    await this.propose();
    if (!this.recipe || !chosen) return;
    // What was chosen under "kolom 3" moves along to the confirmed name, and so does taking it back.
    const names = new Map<string, string>();
    for (const column of reply.body.columns) {
      const old = before?.columns.find((candidate) => candidate.number === column.number);
      if (old && old.name !== column.name) names.set(old.name, column.name);
    }
    const move = (recipe: Recipe, touched: ReadonlySet<string>): { recipe: Recipe; touched: ReadonlySet<string> } => ({
      recipe: renamed(recipe, names),
      touched: new Set([...touched].map((name) => names.get(name) ?? name)),
    });
    this.retell(move);
    const { recipe, touched } = move(chosen, this.touched);
    const mine = Object.fromEntries(Object.entries(recipe.columns).filter(([name]) => touched.has(name)));
    this.recipe = { ...recipe, columns: { ...this.recipe.columns, ...mine } };
    this.touched = touched;
    this.changed();
  }

  /** A new file. After a dossier it is the file to go on with: choices, names and edits of the dossier stay. */
  protected anew(): void {
    const kept = this.fromDossier ? { recipe: this.recipe, work: this.work, ordering: this.ordering, figures: figuresOf(this.overview) } : undefined;
    this.forget();
    this.fileNumber = undefined;
    if (!kept) return;
    this.earlierChoices = kept.recipe;
    this.ordering = kept.ordering;
    this.dossierFigures = kept.figures;
    this.work = kept.work;
    // Its figures were made of rows that were said to be people.
    this.rowsArePeople = kept.recipe !== undefined && kept.recipe.privacy.unit == null;
  }

  protected async propose(): Promise<void> {
    const reply = await this.ask("data", { command: "propose_recipe" });
    if (reply?.reply !== "recipe") return;
    const names = new Set(this.inspection?.columns.map((column) => column.name));
    this.recipe = { ...withChoices(reply.body, this.earlierChoices, names), output: { language: this.lang } };
    this.changed();
  }

  choiceOf(name: string): ColumnChoice | undefined {
    return this.recipe?.columns[name];
  }

  /** A choice for some columns at once. The column that tells people apart stays a code. */
  choose(columns: ColumnInspection[], choice: (column: ColumnInspection, before: ColumnChoice | undefined) => ColumnChoice, told: Told, unitToo = false, what?: string): void {
    if (!this.recipe) return;
    const unit = this.recipe.privacy.unit ?? undefined;
    const meant = columns.filter((column) => unitToo || column.name !== unit);
    if (meant.length === 0) return;
    const choices = { ...this.recipe.columns };
    for (const column of meant) choices[column.name] = choice(column, choices[column.name]);
    const names = meant.map((column) => column.name);
    this.amend({ ...this.recipe, columns: choices }, told, names, what && `${what} ${names.join()}`);
  }

  /** What cannot have this fate keeps its own. */
  setFate(all: ColumnInspection[], fate: Fate): void {
    const columns = all.filter((column) => fatesOf(column, this.choiceOf(column.name)).includes(fate));
    const [first] = columns;
    if (!first) return;
    this.choose(columns, (column, before) => choiceFor(fate, column, before), (t) =>
      columns.length === 1 ? t.history.fate(first.name, t.data.fates[fate].label) : t.history.fates(columns.length, t.data.fates[fate].label), false, "fate");
  }

  setMeaning(columns: ColumnInspection[], meaning: Meaning): void {
    const [first] = columns;
    if (!first) return;
    this.choose(columns, (column, before) => withMeaning(meaning, column, before), (t) =>
      columns.length === 1 ? t.history.meaning(first.name, t.data.meanings[meaning]) : t.history.meanings(columns.length, t.data.meanings[meaning]), false, "meaning");
  }

  setWeightKind(column: ColumnInspection, kind: WeightKind): void {
    this.choose([column], (_, before) => ({ ...before, role: "weight", weight_kind: kind }), (t) => t.history.weight(column.name));
  }

  /** Somebody looked at it and found it right. */
  setFine(column: ColumnInspection): void {
    this.choose([column], (_, before) => before ?? {}, (t) => t.history.fine(column.name), true);
  }

  /** Which column tells people apart; none when each row is one person, which only the person can know. */
  setUnit(unit: string | undefined): void {
    if (!this.recipe) return;
    const columns = { ...this.recipe.columns };
    // The column that tells people apart has to become a code: it may neither stay nor go.
    if (unit !== undefined) {
      const column = this.inspection?.columns.find((candidate) => candidate.name === unit);
      const domain = columns[unit]?.domain ?? column?.domain;
      columns[unit] = { ...columns[unit], role: "identifier", treatment: "pseudonym", ...(domain ? { domain } : {}) };
    }
    this.amend({ ...this.recipe, columns, privacy: { ...this.recipe.privacy, unit } }, (t) => t.history.unit(unit ?? t.data.unit.rowsShort));
    this.rowsArePeople = unit === undefined;
    this.changed();
  }

  /** The person says that each row is one person, or takes that back. */
  setRowsArePeople(are: boolean): void {
    if (!this.recipe) return;
    this.amend(this.recipe, (t) => t.history.unit(t.data.unit.rowsShort));
    this.rowsArePeople = are;
    this.changed();
  }

  /** Nobody said yet whose rows these are. */
  get unitUnknown(): boolean {
    return this.recipe !== undefined && this.recipe.privacy.unit == null && !this.rowsArePeople;
  }

  setHousehold(household: string | undefined): void {
    if (!this.recipe) return;
    const { household: _, ...privacy } = this.recipe.privacy;
    this.amend({ ...this.recipe, privacy: { ...privacy, household } }, (t) => t.history.household(household ?? t.data.unit.householdNone), [], "household");
  }

  protected amend(recipe: Recipe, told: Told, touched: string[] = [], what?: string): void {
    this.record(told, what);
    this.recipe = recipe;
    if (touched.length > 0) this.touched = new Set([...this.touched, ...touched]);
    this.compare();
    this.dirty();
  }

  /** The recipe as sent: with the purpose and ground from the brief. */
  protected whole(): Recipe | undefined {
    if (!this.recipe) return undefined;
    const { purpose, legal_basis } = this.work.brief;
    return { ...this.recipe, purpose: purpose || legal_basis ? { purpose, legal_basis } : undefined };
  }
}
