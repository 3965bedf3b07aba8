// Edges of the bands of a column of numbers: a list a step, from fine to coarse.
import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { Part } from "../part.js";
import { store } from "../store.js";
import { plainId } from "./ladder-tree.js";
import type { Language, LadderTree } from "../types.js";

const MOST = 200;

/** Numbers as people write them in a row: apart by spaces or semicolons, with the marks of their language. */
export function numbersIn(text: string, lang: Language): number[] | undefined {
  const parts = text.split(/[\s;]+/).filter((part) => part !== "");
  const [apart, thousands] = lang === "nl" ? [".", /^-?\d{1,3}(\.\d{3})+(,\d+)?$/] : [",", /^-?\d{1,3}(,\d{3})+(\.\d+)?$/];
  const plain = (part: string): string => (thousands.test(part) ? part.replaceAll(apart, "") : part);
  const numbers = parts.map((part) => Number(plain(part).replace(/,$/, "").replace(",", ".")));
  return numbers.length > 0 && numbers.every(Number.isFinite) ? numbers : undefined;
}

/** The edges that the ladder of Gezicht has, as far as they are shown, to begin with. */
export function edgesOf(tree: LadderTree): number[][] {
  const lists: number[][] = [];
  for (const level of tree.levels.slice(1, -1)) {
    const first = level.bands.find((band) => band.edges)?.edges?.[0];
    const all = level.bands.flatMap((band) => band.edges ?? []).filter((edge): edge is number => edge != null && edge !== first);
    const finer = lists.at(-1);
    const list = [...new Set(all)].sort((a, b) => a - b).filter((edge) => !finer || finer.includes(edge));
    if (list.length > 0 && list.length <= MOST && list.length !== finer?.length) lists.push(list);
  }
  return lists.length > 0 ? lists : [[]];
}

export class GezichtLadderEdges extends Part {
  static override properties = { column: { attribute: false }, edges: { attribute: false }, problems: { state: true } };
  declare column: string;
  declare edges: number[][];
  /** What is still the matter with a step, by its place. */
  declare problems: ReadonlyMap<number, string>;

  constructor() {
    super();
    this.problems = new Map();
  }

  #text(list: number[]): string {
    return list.map((edge) => String(edge).replace(".", store.lang === "nl" ? "," : ".")).join("; ");
  }

  #set(edges: number[][]): void {
    store.setLadder(this.column, { edges }, (history) => history.edges(this.column), "edges");
  }

  #typed(at: number, numbers: number[] | undefined): void {
    const words = this.t.privacy.ladder;
    const problems = new Map(this.problems);
    const say = (problem: string): void => {
      this.problems = problems.set(at, problem);
    };
    if (!numbers) return say(words.edgesNone);
    const list = [...new Set(numbers)].sort((a, b) => a - b);
    if (list.length > MOST) return say(words.edgesMany(MOST));
    const finer = this.edges[at - 1];
    const loose = finer && list.find((edge) => !finer.includes(edge));
    if (loose !== undefined) return say(words.edgeLoose(this.#text([loose]), at));
    problems.delete(at);
    this.problems = problems;
    // What a coarser step has must be here too; an edge that went goes there as well.
    const edges = this.edges.map((other, index) => (index === at ? list : index > at ? other.filter((edge) => list.includes(edge)) : other));
    this.#set(edges.filter((other, index) => index <= at || other.length > 0));
  }

  #fill(at: number): void {
    const value = (name: string): number => numbersIn(this.querySelector<HTMLInputElement>(`[data-${name}="${at}"]`)?.value ?? "", store.lang)?.[0] ?? Number.NaN;
    const [from, to, step] = [value("from"), value("to"), value("step")];
    const words = this.t.privacy.ladder;
    if (!(step > 0) || !(to >= from) || (to - from) / step >= MOST) {
      this.problems = new Map([...this.problems, [at, words.fillNone]]);
      return;
    }
    const list: number[] = [];
    for (let n = 0; from + n * step <= to + 1e-9; n++) list.push(Math.round((from + n * step) * 1e6) / 1e6);
    this.#typed(at, list);
  }

  #bands(list: number[]): string[] {
    const words = this.t.privacy.ladder;
    const say = (edge: number): string => this.#text([edge]);
    const [first] = list;
    const last = list.at(-1);
    if (first === undefined || last === undefined) return [];
    return [words.under(say(first)), ...list.slice(0, -1).map((edge, index) => words.between(say(edge), say(list[index + 1] ?? edge))), words.above(say(last))];
  }

  protected override render(): TemplateResult {
    const words = this.t.privacy.ladder;
    const key = `edges-${plainId(this.column)}`;
    const steps = this.edges.length > 0 ? this.edges : [[]];
    const last = steps.at(-1) ?? [];
    return html`
      ${steps.map((list, at) => {
        const problem = this.problems.get(at);
        const bands = this.#bands(list);
        const small = (name: "from" | "to" | "step", label: string): TemplateResult => html`<span><label for="${key}-${at}-${name}">${label}</label> <input class="utrecht-textbox utrecht-textbox--html-input" id="${key}-${at}-${name}" data-from=${name === "from" ? at : nothing} data-to=${name === "to" ? at : nothing} data-step=${name === "step" ? at : nothing} inputmode="decimal" autocomplete="off" @keydown=${(event: KeyboardEvent) => event.key === "Enter" && this.#fill(at)} /></span>`;
        return html`<fieldset class="edges">
          <legend class="utrecht-form-label">${words.step(at + 1, steps.length)}</legend>
          <label for="${key}-${at}">${words.edges}</label>
          <input class="utrecht-textbox utrecht-textbox--html-input" id="${key}-${at}" .value=${live(this.#text(list))} aria-invalid=${problem !== undefined} aria-describedby="${key}-${at}-says" autocomplete="off" spellcheck="false" @change=${(event: Event) => this.#typed(at, numbersIn((event.target as HTMLInputElement).value, store.lang))} />
          <p class="asks" id="${key}-${at}-says" role="status">${problem ?? ""}</p>
          ${bands.length > 0 ? html`<p class="quiet">${bands.length > 8 ? [...bands.slice(0, 3), "…", bands.at(-1)].join(" · ") : bands.join(" · ")}</p>` : nothing}
          <details class="edges__fill"><summary>${words.fill}</summary>
            <div class="inline-form">${small("from", words.from)} ${small("to", words.to)} ${small("step", words.width)}
              <button class="utrecht-button utrecht-button--secondary-action" aria-label=${words.fillStep(at + 1)} @click=${() => this.#fill(at)}>${words.fillIn}</button></div>
          </details>
        </fieldset>`;
      })}
      <div class="ladder__trade">
        ${last.length > 1 ? html`<button class="link-button" @click=${() => this.#set([...steps, last.filter((_, index) => index % 2 === 1)])}>${words.addStep}</button>` : nothing}
        ${steps.length > 1 ? html`<button class="link-button" @click=${() => this.#set(steps.slice(0, -1))}>${words.dropStep}</button>` : nothing}
      </div>`;
  }
}

customElements.define("gezicht-ladder-edges", GezichtLadderEdges);
