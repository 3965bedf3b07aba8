// 4 and 5, groups and their personas.
import { type ByHand, byHandOf, UNTOUCHED } from "../by-hand.js";
import type { Language, Segment, Segmentation, StigmaRemark } from "../types.js";
import { figuresOf } from "./file.js";
import type { Told } from "./history.js";
import { LadderStep } from "./ladders.js";

/** How the groups are found. */
type Fit = Partial<Pick<Segmentation, "count" | "method" | "on">>;

export class GroupSteps extends LadderStep {
  /** Personas were asked for: another arrangement of the same groups writes them again. */
  #drafted = false;

  async runSegments(): Promise<boolean> {
    const before = this.ordering;
    if (!(await this.#order())) {
      // What was done by hand may name groups that this file does not have.
      if (this.#untouched() || this.refusal?.refusal.by !== "input") return false;
      if (!(await this.#anew())) return false;
    }
    if (before !== undefined && before !== this.ordering) {
      // Names and edits belong to the groups they were given to, not to whoever has that number now.
      if (!this.#untouched() && !(await this.#anew())) return false;
      this.work = { ...this.work, names: [], edits: [] };
      this.begin();
    }
    void this.remember();
    return true;
  }

  /** Groups as the recipe has them. */
  async #order(beside = false): Promise<boolean> {
    const reply = await this.ask("segments", { command: "segment" }, beside);
    if (reply?.reply !== "overview") return false;
    this.overview = reply.body;
    if (!beside) this.likeDossier = this.dossierFigures === undefined ? undefined : this.dossierFigures === figuresOf(reply.body) ? "same" : "other";
    if (reply.body.criteria.length > 0) {
      const { criteria, advised, advice, elbow } = reply.body;
      this.advice = { criteria, advised, advice, elbow };
    }
    this.ordering = reply.body.segments.map((segment) => `${segment.id}:${segment.size}`).join();
    this.personas = [];
    this.openPersona = undefined;
    this.#drafted &&= beside;
    this.dirty();
    return true;
  }

  #untouched(): boolean {
    const { arrange, order, aside, reasons } = this.byHand;
    return arrange.length + order.length + aside.length + Object.keys(reasons).length === 0;
  }

  /** The groups as they were found, without what was done to them by hand. */
  async #anew(): Promise<boolean> {
    if (!this.recipe) return false;
    this.recipe = { ...this.recipe, segments: { ...this.recipe.segments, ...UNTOUCHED } };
    return (await this.#configured()) && this.#order();
  }

  async #configured(beside = false): Promise<boolean> {
    const { recipe: chosen } = this;
    const recipe = this.whole();
    if (!chosen || !recipe || !(await this.ask("segments", { command: "configure", recipe }, beside))) return false;
    const release = await this.ask("segments", { command: "release" }, beside);
    if (release?.reply !== "release") return false;
    this.release = release.body;
    this.madeFor(chosen);
    return true;
  }

  /** Other groups. The blocks stay those of the first ordering (blocks rule), so figures of both orderings come from one table. */
  async setFit(fit: Fit): Promise<boolean> {
    if (!this.recipe) return false;
    this.recipe = { ...this.recipe, segments: { ...this.recipe.segments, ...UNTOUCHED, ...fit } };
    this.openSegment = undefined;
    return (await this.#configured()) && this.runSegments();
  }

  /** Pairs of columns that are crossed. Each has a table of its own, so the tables are made anew. */
  addPair(first: string, second: string): Promise<boolean> {
    return this.#cross([...(this.recipe?.pairs ?? []), [first, second]], (t) => t.history.pair(first, second));
  }

  removePair(at: number): Promise<boolean> {
    const pairs = this.recipe?.pairs ?? [];
    const [first, second] = pairs[at] ?? ["", ""];
    return this.#cross(pairs.filter((_, index) => index !== at), (t) => t.history.unpair(first, second));
  }

  async #cross(pairs: [string, string][], told: Told): Promise<boolean> {
    if (!this.recipe || this.busy) return false;
    this.record(told);
    this.recipe = { ...this.recipe, pairs };
    return (await this.#configured()) && this.runSegments();
  }

  /** Groups in the ordering, as the person has them, and those that were put aside. */
  get listed(): Segment[] {
    return this.overview?.segments.filter((segment) => !segment.aside) ?? [];
  }

  get putAside(): Segment[] {
    return this.overview?.segments.filter((segment) => segment.aside) ?? [];
  }

  /** Groups can be taken apart only where their blocks are: with the file. */
  get canArrange(): boolean {
    return !this.fromDossier && this.overview !== undefined && !this.overview.whole_only && !this.stale;
  }

  get byHand(): ByHand {
    return byHandOf(this.recipe);
  }

  async #handle(patch: Partial<ByHand>, told: Told, work = this.work): Promise<boolean> {
    if (!this.recipe || this.busy) return false;
    const before = { recipe: this.recipe, work: this.work };
    this.record(told);
    this.recipe = { ...this.recipe, segments: { ...this.recipe.segments, ...patch } };
    this.work = work;
    if (await this.rearranged()) return true;
    // It could not be done, which stays said; the groups are as they were.
    const { refusal } = this;
    this.unrecord();
    Object.assign(this, before);
    await this.rearranged();
    this.refusal = refusal;
    this.changed();
    return false;
  }

  /** Shows the groups as the recipe has them now; personas that were there are written again. */
  protected override async rearranged(): Promise<boolean> {
    // What is on the screen stays while this is done: it takes no time, and whoever stands somewhere keeps their place.
    if (!(await this.#configured(true)) || !(await this.#order(true))) return false;
    if (this.#drafted) await this.runPersonas();
    void this.remember();
    return true;
  }

  /** Typed texts without those about these groups, which are no longer who they were. */
  #without(ids: number[], names = this.work.names): typeof this.work {
    return { ...this.work, names, edits: this.work.edits.filter((edit) => !ids.includes(edit.segment)) };
  }

  /** Reasons without those of groups that are no longer who they were. */
  #reasonsWithout(ids: number[]): ByHand["reasons"] {
    return Object.fromEntries(Object.entries(this.byHand.reasons).filter(([id]) => !ids.includes(Number(id))));
  }

  #numbers(): number[] {
    return this.overview?.segments.map((segment) => segment.id) ?? [];
  }

  /** The merged group keeps the lowest number; of the names that were typed, that of the largest group. */
  merge(ids: number[]): Promise<boolean> {
    const kept = Math.min(...ids);
    const largest = this.overview?.segments.filter((segment) => ids.includes(segment.id)).sort((a, b) => b.size - a.size) ?? [];
    const typed = largest.map((segment) => this.work.names.find(([id]) => id === segment.id)?.[1]).find((name) => name !== undefined);
    const names = this.work.names.filter(([id]) => !ids.includes(id));
    if (typed !== undefined) names.push([kept, typed]);
    names.sort((a, b) => a[0] - b[0]);
    const place = this.#numbers().filter((id) => id === kept || !ids.includes(id));
    const aside = this.byHand.aside.filter((id) => !ids.includes(id));
    const merge = [...ids].sort((a, b) => a - b);
    return this.#handle({ arrange: [...this.byHand.arrange, { merge }], order: place, aside, reasons: this.#reasonsWithout(ids) }, (t) => t.history.merge(ids.length), this.#without(ids, names));
  }

  /** The larger part keeps number and name. */
  split(id: number): Promise<boolean> {
    const name = this.nameOf(id);
    const reasons = this.#reasonsWithout([id]);
    return this.#handle({ arrange: [...this.byHand.arrange, { split: id }], order: this.#numbers(), reasons }, (t) => t.history.split(name), this.#without([id]));
  }

  /** One place up or down among the groups that are listed. */
  move(id: number, by: -1 | 1): Promise<boolean> {
    const listed = this.listed.map((segment) => segment.id);
    const at = listed.indexOf(id);
    const other = listed[at + by];
    if (other === undefined) return Promise.resolve(false);
    [listed[at], listed[at + by]] = [other, id];
    const name = this.nameOf(id);
    return this.#handle({ order: [...listed, ...this.putAside.map((segment) => segment.id)] }, (t) => t.history.order(name));
  }

  putAsideThese(ids: number[]): Promise<boolean> {
    const aside = [...new Set([...this.byHand.aside, ...ids])].sort((a, b) => a - b);
    return this.#handle({ aside }, (t) => t.history.aside(ids.length));
  }

  putBack(id: number): Promise<boolean> {
    const name = this.nameOf(id);
    return this.#handle({ aside: this.byHand.aside.filter((other) => other !== id) }, (t) => t.history.back(name));
  }

  settleOrdering(definitive: boolean): Promise<boolean> {
    return this.#handle({ definitive }, (t) => (definitive ? t.history.settled : t.history.unsettled));
  }

  /** Why a shaky group gets a persona after all; an empty reason takes it back. */
  giveReason(id: number, reason: string): Promise<boolean> {
    const { [id]: _, ...rest } = this.byHand.reasons;
    const name = this.nameOf(id);
    return this.#handle({ reasons: reason.trim() === "" ? rest : { ...rest, [id]: reason.trim() } }, (t) => t.history.reason(name));
  }

  /** Words of a name that may hurt, in the language of the page. */
  async remarksOn(text: string, language: Language = this.lang): Promise<StigmaRemark[]> {
    if (text.trim() === "" || this.busy) return [];
    const reply = await this.quiet({ command: "check_name", text, language });
    return reply?.reply === "remarks" ? reply.body : [];
  }

  async runPersonas(): Promise<boolean> {
    const reply = await this.ask("personas", { command: "personas" });
    if (reply?.reply !== "personas") return false;
    this.personas = reply.body;
    this.#drafted = true;
    this.delivered = false;
    this.dirty();
    void this.remember();
    return true;
  }
}
