// 3 Privacy: the choices of the release, and making it.
import type { Recipe } from "../types.js";
import { FilesStep } from "./files.js";
import { signature, type Told } from "./history.js";

export class PrivacyStep extends FilesStep {
  setPrivacy(patch: Partial<Recipe["privacy"]>, told: Told): void {
    if (!this.recipe) return;
    this.amend({ ...this.recipe, privacy: { ...this.recipe.privacy, ...patch } }, told);
  }

  /** More or less detail for one column: its weight in the measure, doubled or halved. */
  async trade(name: string, factor: number): Promise<void> {
    if (!this.recipe) return;
    const weights = { ...this.recipe.privacy.column_weights };
    weights[name] = Math.min(16, Math.max(1 / 16, (weights[name] ?? 1) * factor));
    this.setPrivacy({ column_weights: weights }, (t) => (factor > 1 ? t.history.more(name) : t.history.less(name)));
    await this.runPrivacy();
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
    this.overview = undefined;
    this.advice = undefined;
    this.personas = [];
    this.openPersona = undefined;
    this.openSegment = undefined;
    this.dirty();
    return true;
  }
}
