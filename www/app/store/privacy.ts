// 3 Privacy: the choices of the release, and making it.
import type { Texts } from "../../texts/nl.js";
import { fateOf } from "../fates.js";
import { type Guard, withGuard, withK, withoutStrayModels } from "../models.js";
import type { Recipe } from "../types.js";
import { broughtBy, useOf } from "../uses.js";
import { FilesStep } from "./files.js";
import type { Told } from "./history.js";

export class PrivacyStep extends FilesStep {
  setPrivacy(patch: Partial<Recipe["privacy"]>, told: Told): void {
    if (!this.recipe) return;
    this.amend({ ...this.recipe, privacy: { ...this.recipe.privacy, ...patch } }, told);
  }

  setK(k: number): void {
    if (this.recipe) this.setPrivacy(withK(this.recipe, k), (t) => t.history.k(k));
  }

  /** Names of what is sensitive and may be used, as the recipe calls it. */
  sensitiveInUse(): string[] {
    const { recipe, inspection } = this;
    if (!recipe || !inspection) return [];
    const own = inspection.columns.filter((column) => column.name !== recipe.privacy.unit && fateOf(column, recipe.columns[column.name]) === "sensitive" && recipe.columns[column.name]?.ground);
    const beside = this.files.flatMap((file) => broughtBy(file, useOf(recipe, file.file))).filter((name) => recipe.columns[name]?.role === "sensitive" && recipe.columns[name]?.ground);
    return [...own.map((column) => column.name), ...beside];
  }

  setGuard(name: string, guard: Guard): void {
    if (!this.recipe || guard === "own") return;
    const { models, ...privacy } = withGuard(this.recipe, this.sensitiveInUse(), name, guard);
    const { models: _, ...rest } = this.recipe.privacy;
    this.amend({ ...this.recipe, privacy: { ...rest, ...privacy, ...(models ? { models } : {}) } }, (t) => t.history.guard(name, t.privacy.models.guards[guard].label), [], `guard ${name}`);
  }

  setMeasure(measure: keyof Texts["privacy"]["advanced"]["measures"]): void {
    if (!this.recipe) return;
    const { column_weights, ...privacy } = this.recipe.privacy;
    // Measures that look at sizes of groups know no columns, and so no weights of theirs.
    const weights = measure === "loss" || measure === "non_uniform_entropy" ? { column_weights } : {};
    this.amend({ ...this.recipe, privacy: { ...privacy, ...(column_weights ? weights : {}), measure } as Recipe["privacy"] }, (t) => t.history.measure(t.privacy.advanced.measures[measure].label), [], "measure");
  }

  setSearch(strategy: "optimal" | "best_first"): void {
    const search = strategy === "optimal" ? { strategy } : { strategy, seconds: 30 };
    this.setPrivacy({ search }, (t) => t.history.search(t.privacy.advanced.searches[strategy].label));
  }

  setRecoding(recoding: "global" | "local"): void {
    this.setPrivacy({ recoding }, (t) => t.privacy.export.recoding[recoding].label);
  }

  /** How much a column counts in what may be lost; 1 is as much as any. */
  setWeight(name: string, weight: number): void {
    if (!this.recipe) return;
    const { [name]: _, ...others } = this.recipe.privacy.column_weights ?? {};
    this.setPrivacy({ column_weights: weight === 1 ? others : { ...others, [name]: weight } }, (t) => t.privacy.history.weight(name));
  }

  /** Names of what is made coarser, as the recipe calls it. */
  private coarsened(): Set<string> {
    const { recipe, inspection } = this;
    const own = inspection?.columns.filter((column) => fateOf(column, recipe?.columns[column.name]) === "coarsen") ?? [];
    const beside = Object.entries(recipe?.columns ?? {}).filter(([, choice]) => choice.role === "quasi");
    return new Set([...own.map((column) => column.name), ...beside.map(([name]) => name)]);
  }

  protected override whole(): Recipe | undefined {
    const recipe = super.whole();
    if (!recipe) return undefined;
    const { levels, ...privacy } = recipe.privacy;
    // A step that was chosen goes with its column.
    const coarsened = this.coarsened();
    const kept = Object.fromEntries(Object.entries(levels ?? {}).filter(([name]) => coarsened.has(name)));
    return withoutStrayModels({ ...recipe, privacy: { ...privacy, ...(Object.keys(kept).length > 0 ? { levels: kept } : {}) } }, this.sensitiveInUse());
  }

  /** One column at a step of the person's choice, the others as they then have to be; without a step Gezicht chooses again. */
  async trade(column: string, level: number | undefined, told: Told): Promise<void> {
    await this.replace("release", async () => {
      const { [column]: _, ...others } = this.recipe?.privacy.levels ?? {};
      this.setPrivacy({ levels: level === undefined ? others : { ...others, [column]: level } }, told);
      await this.#release();
    });
  }

  /** Takes the last trade back, figures and all. */
  async untrade(): Promise<void> {
    await this.replace("release", async () => {
      await this.undo();
      if (this.stale) await this.#release();
    });
  }

  /** Another choice because the engine refused the last, and on with it. */
  async mend(patch: Partial<Recipe["privacy"]>, told: Told): Promise<void> {
    await this.replace("release", async () => {
      this.setPrivacy(patch, told);
      await this.#release();
    });
  }

  /**
   * What a step finer or coarser of each column would cost. Nobody waits for it: another request takes its place, and the Privacy
   * step asks again when nothing is under way.
   */
  async survey(): Promise<void> {
    const { release } = this;
    if (!this.engine || !release || this.surveying || this.surveyed === release) return;
    this.surveying = true;
    this.changed();
    const reply = await this.engine.request({ command: "neighbours" }).catch(() => undefined);
    this.surveying = false;
    if (release === this.release && reply?.reply === "neighbours") this.neighbours = reply.body;
    if (reply?.reply !== "cancelled") this.surveyed = release;
    this.changed();
  }

  /** Risk before and after. `sampling` is the part of the population that is in the file, 0 to 1, when known. */
  async runRisk(sampling: number | undefined): Promise<void> {
    const reply = await this.ask("privacy", { command: "risk", sampling_fraction: sampling }, true);
    if (reply?.reply === "risk") this.risk = reply.body;
    this.changed();
  }

  /** Protects the data. What was made of an earlier release goes, after a question; other rows to take along leave it as it is. */
  async runPrivacy(): Promise<boolean> {
    // Whoever does not say whose rows these are is asked on the Privacy step.
    if (this.unitUnknown) return false;
    await (this.rowsStale ? this.#releaseRows() : this.replace("release", () => this.#release()));
    return this.release !== undefined && !this.stale && !this.rowsStale;
  }

  async #release(): Promise<void> {
    const { release } = this;
    if (!(await this.#ask())) return;
    this.earlier = release;
    this.risk = undefined;
    this.neighbours = undefined;
    this.likeDossier = undefined;
    this.overview = undefined;
    this.advice = undefined;
    this.personas = [];
    this.openPersona = undefined;
    this.openSegment = undefined;
    this.trees = new Map();
    this.dirty();
  }

  /** Other rows to take along. The engine counts as before, and is asked to show the same groups and personas. */
  async #releaseRows(): Promise<void> {
    if (!(await this.#ask())) return;
    const { delivered } = this;
    if (this.overview) await this.rearranged();
    this.delivered = delivered;
    this.dirty();
  }

  async #ask(): Promise<boolean> {
    const { recipe: chosen } = this;
    const recipe = this.whole();
    if (!chosen || !recipe || !(await this.ask("privacy", { command: "configure", recipe }))) return false;
    const reply = await this.ask("privacy", { command: "release" });
    if (reply?.reply !== "release") return false;
    this.release = reply.body;
    this.madeFor(chosen);
    return true;
  }
}
