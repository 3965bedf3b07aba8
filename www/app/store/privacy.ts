// 3 Privacy: the choices of the release, and making it.
import type { Texts } from "../../texts/nl.js";
import { fateOf } from "../fates.js";
import { type Guard, withGuard, withK, withoutStrayModels } from "../models.js";
import type { Recipe } from "../types.js";
import { broughtBy, useOf } from "../uses.js";
import { FilesStep } from "./files.js";
import { signature, type Told } from "./history.js";

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

  protected override whole(): Recipe | undefined {
    const recipe = super.whole();
    return recipe && withoutStrayModels(recipe, this.sensitiveInUse());
  }

  /** More or less detail for one column: its weight in the measure, doubled or halved. */
  async trade(name: string, factor: number): Promise<void> {
    if (!this.recipe) return;
    const weights = { ...this.recipe.privacy.column_weights };
    weights[name] = Math.min(16, Math.max(1 / 16, (weights[name] ?? 1) * factor));
    this.setPrivacy({ column_weights: weights }, (t) => (factor > 1 ? t.history.more(name) : t.history.less(name)));
    await this.runPrivacy();
  }

  /** What a step finer or coarser of each column would cost. */
  async runNeighbours(): Promise<void> {
    const reply = await this.ask("privacy", { command: "neighbours" }, true);
    if (reply?.reply === "neighbours") this.neighbours = reply.body;
    this.changed();
  }

  /** Risk before and after. `sampling` is the part of the population that is in the file, 0 to 1, when known. */
  async runRisk(sampling: number | undefined): Promise<void> {
    const reply = await this.ask("privacy", { command: "risk", sampling_fraction: sampling }, true);
    if (reply?.reply === "risk") this.risk = reply.body;
    this.changed();
  }

  async runPrivacy(): Promise<boolean> {
    const recipe = this.whole();
    if (!recipe) return false;
    if (!(await this.ask("privacy", { command: "configure", recipe }))) return false;
    const reply = await this.ask("privacy", { command: "release" });
    if (reply?.reply !== "release") return false;
    this.earlier = this.release;
    this.release = reply.body;
    this.releasedFor = signature(recipe);
    this.stale = false;
    this.risk = undefined;
    this.neighbours = undefined;
    this.likeDossier = undefined;
    this.overview = undefined;
    this.advice = undefined;
    this.personas = [];
    this.openPersona = undefined;
    this.openSegment = undefined;
    this.dirty();
    await this.runNeighbours();
    return true;
  }
}
