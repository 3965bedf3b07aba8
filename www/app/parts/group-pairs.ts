// Two columns crossed: which part of a group has both. Pairs are chosen here; each has a protected table, shown as numbers with shading.
import { html, nothing, type TemplateResult } from "lit";
import { Part } from "../part.js";
import type { Figure, Overview, PairProfile } from "../types.js";
import { capital, figureLength, figureText, tied } from "../words.js";
import { optionsOf, valueOf } from "./select.js";

/** The engine takes no more pairs, nor a column in more of them: every table of a column tells a little more of it. */
const MOST = 10;
const MOST_OF_ONE = 2;
const EVERYONE = "0";

export class GezichtGroupPairs extends Part {
  static override properties = { first: { state: true }, second: { state: true }, pair: { state: true }, whose: { state: true } };
  declare first: string;
  declare second: string;
  declare pair: number;
  declare whose: string;

  constructor() {
    super();
    this.first = "";
    this.second = "";
    this.pair = 0;
    this.whose = EVERYONE;
  }

  #label(overview: Overview, column: number): string {
    return capital(this.say(overview.columns[column]?.label));
  }

  #cell(figure: Figure | undefined, most: number): TemplateResult {
    const length = figureLength(figure);
    const shade = length === undefined ? 0 : Math.round((length / most) * 60);
    return html`<td class="heat__cell ${length === undefined ? "heat__cell--hidden" : ""}" style="background:color-mix(in srgb, var(--gz-accent-mid) ${shade}%, var(--gz-paper))">${figure?.kind === "almost_all" ? this.t.almostAllShort : length === undefined ? this.t.withheld : figureText(figure, this.t)}</td>`;
  }

  #table(overview: Overview, pair: PairProfile): TemplateResult {
    const t = this.t.segments.pairs;
    const rows = overview.columns[pair.first];
    const columns = overview.columns[pair.second];
    if (!rows || !columns) return html``;
    if (pair.withheld) return html`<p class="hidden-figure">${capital(this.t.withheld)}.</p>`;
    const figures = this.whose === EVERYONE ? pair.overall : (pair.segments.find((entry) => String(entry.segment) === this.whose)?.figures ?? []);
    const most = Math.max(0.05, ...figures.flat().map((figure) => figureLength(figure) ?? 0));
    const whose = this.whose === EVERYONE ? t.all.toLowerCase() : this.store.nameOf(Number(this.whose));
    const caption = t.caption(this.#label(overview, pair.first), this.#label(overview, pair.second), whose);
    return html`<div class="utrecht-table-container utrecht-table-container--overflow-inline" role="region" tabindex="0" aria-label=${caption}>
        <table class="utrecht-table heat">
          <caption class="utrecht-table__caption">${caption}</caption>
          <thead><tr><td></td>${columns.bands.map((band) => html`<th scope="col">${tied(this.say(band.label))}</th>`)}</tr></thead>
          <tbody>
            ${rows.bands.map((band, row) => html`<tr><th scope="row">${tied(this.say(band.label))}</th>${columns.bands.map((_, column) => this.#cell(figures[row]?.[column], most))}</tr>`)}
          </tbody>
        </table>
      </div>
      <p class="quiet">${t.shade}</p>`;
  }

  protected override render(): TemplateResult {
    const t = this.t.segments.pairs;
    const { overview, canArrange } = this.store;
    if (!overview) return html``;
    const pairs = overview.pairs ?? [];
    const at = Math.min(this.pair, pairs.length - 1);
    const shown = pairs[at];
    const taken = (name: string): number => (this.store.recipe?.pairs ?? []).filter((pair) => pair.includes(name)).length;
    const columns = overview.columns.filter((column) => column.bands.length > 1 && !column.withheld && taken(column.name) < MOST_OF_ONE);
    if (pairs.length === 0 && (!canArrange || columns.length < 2)) return html``;
    const options = columns.map((column) => ({ value: column.name, label: capital(this.say(column.label)) }));
    // A column with one value and "not filled in" says little when crossed: two with more are proposed.
    const telling = new Set(columns.filter((column) => column.bands.filter((band) => !band.missing).length > 1).map((column) => column.name));
    const proposed = (from: { value: string }[]): string => (from.find(({ value }) => telling.has(value)) ?? from[0])?.value ?? "";
    const first = options.some(({ value }) => value === this.first) ? this.first : proposed(options);
    const together = (other: string): boolean => (this.store.recipe?.pairs ?? []).some((pair) => pair.includes(first) && pair.includes(other));
    const others = options.filter(({ value }) => value !== first && !together(value));
    const second = others.some(({ value }) => value === this.second) ? this.second : proposed(others);
    return html`<details class="pairs" ?open=${pairs.length > 0}>
      <summary>${t.title}</summary>
      <p>${t.text}</p>
      ${shown
        ? html`<div class="pairs__choice">
              <span><label class="utrecht-form-label" for="pair">${t.which}</label>
                <select class="utrecht-select utrecht-select--html-select" id="pair" @change=${(event: Event) => (this.pair = Number(valueOf(event)))}>${optionsOf(pairs.map((pair, index) => ({ value: String(index), label: t.pair(this.#label(overview, pair.first), this.#label(overview, pair.second)) })), String(at))}</select></span>
              <span><label class="utrecht-form-label" for="whose">${t.whose}</label>
                <select class="utrecht-select utrecht-select--html-select" id="whose" @change=${(event: Event) => (this.whose = valueOf(event))}>${optionsOf([{ value: EVERYONE, label: t.all }, ...overview.segments.map((segment) => ({ value: String(segment.id), label: `${segment.id}. ${this.store.nameOf(segment.id)}` }))], this.whose)}</select></span>
            </div>
            ${this.#table(overview, shown)}
            ${canArrange ? html`<button class="link-button" @click=${() => void this.store.removePair(at)}>${t.remove}</button>` : nothing}`
        : nothing}
      ${!canArrange
        ? nothing
        : pairs.length >= MOST || others.length === 0
          ? html`<p class="quiet">${t.full}</p>`
          : html`<div class="pairs__choice">
                <span><label class="utrecht-form-label" for="pair-first">${t.first}</label><select class="utrecht-select utrecht-select--html-select" id="pair-first" @change=${(event: Event) => (this.first = valueOf(event))}>${optionsOf(options, first)}</select></span>
                <span><label class="utrecht-form-label" for="pair-second">${t.second}</label><select class="utrecht-select utrecht-select--html-select" id="pair-second" @change=${(event: Event) => (this.second = valueOf(event))}>${optionsOf(others, second)}</select></span>
                <button class="utrecht-button utrecht-button--secondary-action" @click=${() => {
                  this.pair = pairs.length;
                  void this.store.addPair(first, second);
                }}>${t.add}</button>
              </div>
              <p class="quiet">${t.redraw}</p>`}
    </details>`;
  }
}

customElements.define("gezicht-group-pairs", GezichtGroupPairs);
