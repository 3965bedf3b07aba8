// 4 and 5, groups and their personas.
import { figuresOf } from "./file.js";
import { PrivacyStep } from "./privacy.js";

export class GroupSteps extends PrivacyStep {
  async runSegments(): Promise<boolean> {
    const reply = await this.ask("segments", { command: "segment" });
    if (reply?.reply !== "overview") return false;
    this.overview = reply.body;
    this.likeDossier = this.dossierFigures === undefined ? undefined : this.dossierFigures === figuresOf(reply.body) ? "same" : "other";
    if (reply.body.criteria.length > 0) this.advice = { criteria: reply.body.criteria, advised: reply.body.advised };
    const ordering = reply.body.segments.map((segment) => `${segment.id}:${segment.size}`).join();
    if (this.ordering !== undefined && this.ordering !== ordering) {
      // Names and edits belong to the groups they were given to, not to whoever has that number now.
      this.work = { ...this.work, names: [], edits: [] };
      this.begin();
    }
    this.ordering = ordering;
    this.personas = [];
    this.dirty();
    void this.remember();
    return true;
  }

  /** Another number of groups. The blocks stay those of the first ordering (blocks rule), so figures of both orderings come from one table. */
  async setCount(count: "advised" | number): Promise<boolean> {
    if (!this.recipe) return false;
    this.recipe = { ...this.recipe, segments: { ...this.recipe.segments, count } };
    const recipe = this.whole();
    if (!recipe) return false;
    if (!(await this.ask("segments", { command: "configure", recipe }))) return false;
    const release = await this.ask("segments", { command: "release" });
    if (release?.reply !== "release") return false;
    this.release = release.body;
    this.openSegment = undefined;
    this.openPersona = undefined;
    return this.runSegments();
  }

  async runPersonas(): Promise<boolean> {
    const reply = await this.ask("personas", { command: "personas" });
    if (reply?.reply !== "personas") return false;
    this.personas = reply.body;
    this.delivered = false;
    this.dirty();
    void this.remember();
    return true;
  }
}
