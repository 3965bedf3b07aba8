// Taking back, and taking that back: every choice and everything typed is one moment in a row of them.
import { textsOf } from "../../texts/of.js";
import type { Texts } from "../../texts/nl.js";
import type { Reading, Recipe, Work } from "../types.js";
import { byHandOf } from "../by-hand.js";
import { Talk } from "./talk.js";

/** What a change was, told in whichever language is chosen when it is told. */
export type Told = (t: Texts) => string;

/** Everything a person chose and typed, at one moment. */
interface Moment {
  work: Work;
  recipe: Recipe | undefined;
  touched: ReadonlySet<string>;
  reading: Reading;
  rowsArePeople: boolean;
}

interface Change {
  /** How it was before the change, or (once taken back) after it. */
  moment: Moment;
  told: Told;
  /** What was changed, and when: whoever walks through a list by keyboard makes one change, not one a letter. */
  what?: string | undefined;
  at?: number;
}

/** Changes of the same thing within this time are one (milliseconds). */
const ONE = 1500;
const MOST = 200;

export class History extends Talk {
  #past: Change[] = [];
  #future: Change[] = [];

  /** Call before a change: keeps how it was. */
  protected record(told: Told, what?: string): void {
    const last = this.#past.at(-1);
    const at = performance.now();
    this.#future = [];
    if (last && what !== undefined && last.what === what && at - (last.at ?? 0) < ONE) {
      Object.assign(last, { told, at });
      return;
    }
    this.#past.push({ moment: this.#now(), told, what, at });
    if (this.#past.length > MOST) this.#past.shift();
  }

  /** The change that was to be made was not. */
  protected unrecord(): void {
    this.#past.pop();
  }

  /** Nothing before this can be taken back: another file, other groups. */
  protected begin(): void {
    this.#past = [];
    this.#future = [];
  }

  /** The same changes, about columns that got another name. */
  protected retell(rename: (recipe: Recipe, touched: ReadonlySet<string>) => { recipe: Recipe; touched: ReadonlySet<string> }): void {
    for (const change of [...this.#past, ...this.#future]) {
      const { recipe, touched } = change.moment;
      if (recipe) Object.assign(change.moment, rename(recipe, touched));
    }
  }

  #now(): Moment {
    return { work: this.work, recipe: this.recipe, touched: this.touched, reading: this.reading, rowsArePeople: this.rowsArePeople };
  }

  get canUndo(): boolean {
    return this.#past.length > 0;
  }

  get canRedo(): boolean {
    return this.#future.length > 0;
  }

  /** The last change, in words. */
  get lastChange(): Told | undefined {
    return this.#past.at(-1)?.told;
  }

  /** What was taken back last, in words. */
  get nextChange(): Told | undefined {
    return this.#future.at(-1)?.told;
  }

  undo(): Promise<void> {
    return this.#step(this.#past, this.#future, (t, told) => t.history.undone(told));
  }

  redo(): Promise<void> {
    return this.#step(this.#future, this.#past, (t, told) => t.history.redone(told));
  }

  async #step(from: Change[], to: Change[], words: (t: Texts, told: string) => string): Promise<void> {
    if (this.busy) return;
    const change = from.pop();
    if (!change) return;
    to.push({ moment: this.#now(), told: change.told });
    const { moment } = change;
    const language = this.lang;
    this.work = moment.work;
    this.touched = moment.touched;
    // Language and how groups are found are no part of the row: they stay as they are. What was done to groups by hand is.
    const { segments, blocks } = this.recipe ?? {};
    const byHand = byHandOf(moment.recipe);
    const rearrange = this.overview !== undefined && segments !== undefined && JSON.stringify([byHand, moment.recipe?.pairs ?? []]) !== JSON.stringify([byHandOf(this.recipe), this.recipe?.pairs ?? []]);
    this.recipe = moment.recipe && {
      ...moment.recipe,
      ...(segments ? { segments: { ...segments, ...byHand } } : {}),
      ...(blocks ? { blocks } : {}),
      output: { ...moment.recipe.output, language },
    };
    const t = textsOf(language);
    this.said = words(t, change.told(t));
    if (moment.reading !== this.reading) await this.backTo(moment.reading);
    this.rowsArePeople = moment.rowsArePeople;
    this.compare();
    if (rearrange && !this.stale) await this.rearranged();
    this.dirty();
  }

  /** Groups as the recipe has them now. */
  protected rearranged(): Promise<boolean> {
    return Promise.resolve(false);
  }

  /** Reads the file again as it was read then; the choices of that moment stay. */
  protected backTo(_reading: Reading): Promise<void> {
    return Promise.resolve();
  }

  /** Whether the figures are still those of the choices. */
  protected compare(): void {
    this.stale = this.release !== undefined && this.countedFor !== signature(this.recipe, false);
    this.rowsStale = this.release !== undefined && !this.stale && this.releasedFor !== signature(this.recipe);
  }

  /** The figures are of these choices from here on. */
  protected madeFor(recipe: Recipe): void {
    this.releasedFor = signature(recipe);
    this.countedFor = signature(recipe, false);
    this.compare();
  }
}

/** What of a recipe the release depends on, or without `rows` the figures alone, as one text: the order in which things were chosen is no part of it, nor is a map with nothing in it (an empty list of models does say something). */
export function signature(recipe: Recipe | undefined, rows = true): string {
  if (!recipe) return "";
  const { segments: _, output: __, purpose: ___, pairs: ____, ...rest } = rows ? recipe : { ...recipe, privacy: { ...recipe.privacy, recoding: "global" } };
  const plain = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(plain);
    if (value === null || typeof value !== "object") return value ?? null;
    const entries = Object.entries(value).filter(([, inner]) => inner !== undefined && inner !== null && !(typeof inner === "object" && !Array.isArray(inner) && Object.keys(inner).length === 0));
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, plain(inner)]));
  };
  return JSON.stringify(plain(rest));
}
