// 2 Data: opening a file, what was understood of it, and the choices for its columns.
import { withChoices } from "../choices.js";
import type { ColumnChoice, Recipe } from "../types.js";
import { Typed } from "./typed.js";

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
  protected replace(action: () => Promise<void>): Promise<void> {
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
  openFile(file: number, headerLine?: number): Promise<void> {
    return this.replace(() => this.readFile(file, headerLine));
  }

  protected async readFile(file: number, headerLine?: number): Promise<void> {
    this.anew();
    this.fileNumber = file;
    this.go("data");
    const reply = await this.watched("data", (engine, options) => engine.load(file, { ...options, ...(headerLine === undefined ? {} : { headerLine }) }));
    if (reply?.reply === "inspection") {
      this.inspection = reply.body;
      await this.propose();
    }
    this.changed();
  }

  /** The same file once more, with the column names on the line the person says. */
  async readAgain(headerLine: number): Promise<void> {
    if (this.fileNumber !== undefined) await this.openFile(this.fileNumber, headerLine);
  }

  openSample(): Promise<void> {
    return this.replace(() => this.readSample());
  }

  protected async readSample(): Promise<void> {
    this.anew();
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
  }

  async confirmHeaders(): Promise<void> {
    const reply = await this.ask("data", { command: "confirm_headers" });
    if (reply?.reply !== "inspection") return;
    const choices = this.recipe?.columns ?? {};
    const before = this.inspection;
    this.inspection = reply.body;
    await this.propose();
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

  /** A new file. After a dossier it is the file to go on with: choices, names and edits of the dossier stay. */
  protected anew(): void {
    const kept = this.fromDossier ? { recipe: this.recipe, work: this.work, ordering: this.ordering } : undefined;
    this.forget();
    if (!kept) return;
    this.earlierChoices = kept.recipe;
    this.ordering = kept.ordering;
    this.work = kept.work;
  }

  protected async propose(): Promise<void> {
    const reply = await this.ask("data", { command: "propose_recipe" });
    if (reply?.reply !== "recipe") return;
    const names = new Set(this.inspection?.columns.map((column) => column.name));
    this.recipe = { ...withChoices(reply.body, this.earlierChoices, names), output: { language: this.lang } };
    this.changed();
  }

  choose(name: string, choice: ColumnChoice): void {
    if (!this.recipe) return;
    this.touched.add(name);
    this.amend({ ...this.recipe, columns: { ...this.recipe.columns, [name]: choice } });
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
    this.amend({ ...this.recipe, columns, privacy: { ...this.recipe.privacy, unit } });
  }

  protected amend(recipe: Recipe): void {
    this.recipe = recipe;
    if (this.release) this.stale = true;
    this.dirty();
  }

  /** The recipe as sent: with the purpose and ground from the brief. */
  protected whole(): Recipe | undefined {
    if (!this.recipe) return undefined;
    const { purpose, legal_basis } = this.work.brief;
    return { ...this.recipe, purpose: purpose || legal_basis ? { purpose, legal_basis } : undefined };
  }
}
