// The columns of the file: forty of them stay workable. A filter, a search, an order; choices for several at once.
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { repeat } from "lit/directives/repeat.js";
import { FATES, type Fate, KINDS, type Kind, fateOf, fatesOf, takesPart } from "../fates.js";
import { Part } from "../part.js";
import type { ColumnInspection, Inspection, Meaning } from "../types.js";
import "./column-row.js";
import { icon } from "./icons.js";
import { optionsOf, valueOf } from "./select.js";

/** Rows drawn at a time: a file may have 2,000 columns, and the page has to stay awake. */
const ROWS = 8;
/** With fewer columns there is nothing to search. */
const MANY = 8;

const FILTERS = ["attention", "all", "part", "out"] as const;
type Filter = (typeof FILTERS)[number];
const ORDERS = ["file", "name", "sure", "filled", "fate"] as const;
type Order = (typeof ORDERS)[number];

export class GezichtColumns extends Part {
  #filter: Filter = "all";
  #search = "";
  #order: Order = "file";
  /** Who is in the list, in order. Made when filter, search or order changes, not when a choice does: a row never leaves under somebody's hands. */
  #shown: number[] = [];
  #picked = new Set<number>();
  #open = new Set<number>();
  #of: Inspection | undefined;
  #drawn = ROWS;
  #growing = false;

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener("column-pick", (event) => this.#toggle(this.#picked, (event as CustomEvent<number>).detail));
    this.addEventListener("column-open", (event) => this.#toggle(this.#open, (event as CustomEvent<number>).detail));
  }

  #toggle(set: Set<number>, number: number): void {
    if (!set.delete(number)) set.add(number);
    this.requestUpdate();
  }

  protected override willUpdate(): void {
    const { inspection } = this.store;
    if (inspection === this.#of) return;
    const same = this.#of?.columns.length === inspection?.columns.length;
    this.#of = inspection;
    if (!same) {
      this.#picked = new Set();
      this.#open = new Set();
      this.#search = "";
    }
    // With a handful of columns all of them are in sight at once.
    const many = (inspection?.columns.length ?? 0) > MANY;
    if (!same || this.#filter === "attention") this.#filter = many && this.#wanting().length > 0 ? "attention" : "all";
    this.#list();
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (this.#drawn >= this.#shown.length || this.#growing) return;
    this.#growing = true;
    // After a frame, not in it: drawing the rows and laying them out are two tasks.
    requestAnimationFrame(() =>
      setTimeout(() => {
        this.#growing = false;
        this.#drawn += ROWS;
        this.requestUpdate();
      }),
    );
  }

  get #columns(): ColumnInspection[] {
    return this.store.inspection?.columns ?? [];
  }

  #wanting(): ColumnInspection[] {
    return this.#columns.filter((column) => column.attention && !this.store.touched.has(column.name));
  }

  #matching(filter: Filter): ColumnInspection[] {
    if (filter === "all") return this.#columns;
    if (filter === "attention") return this.#wanting();
    return this.#columns.filter((column) => takesPart(column, this.store.choiceOf(column.name)) === (filter === "part"));
  }

  #list(): void {
    const { lang } = this.store;
    const wanted = this.#search.trim().toLocaleLowerCase(lang);
    const columns = this.#matching(this.#filter).filter((column) => column.name.toLocaleLowerCase(lang).includes(wanted));
    const rank = (column: ColumnInspection): number => FATES.indexOf(fateOf(column, this.store.choiceOf(column.name)));
    const by: Record<Order, ((a: ColumnInspection, b: ColumnInspection) => number) | undefined> = {
      file: undefined,
      name: (a, b) => a.name.localeCompare(b.name, lang, { numeric: true }),
      sure: (a, b) => a.confidence - b.confidence,
      filled: (a, b) => a.filled - b.filled,
      fate: (a, b) => rank(a) - rank(b),
    };
    const order = by[this.#order];
    this.#shown = (order ? [...columns].sort(order) : columns).map((column) => column.number);
    this.#drawn = ROWS;
    this.requestUpdate();
  }

  #rows(): ColumnInspection[] {
    const at = new Map(this.#columns.map((column) => [column.number, column]));
    return this.#shown.flatMap((number) => at.get(number) ?? []);
  }

  #toolbar(shown: ColumnInspection[]): TemplateResult {
    const t = this.t.data.list;
    return html`<div class="tools">
      <div class="tools__filter" role="group" aria-label=${t.filter}>
        ${FILTERS.map((filter) => {
          const n = this.#matching(filter).length;
          return html`<button class="chip" aria-pressed=${filter === this.#filter} @click=${() => {
            this.#filter = filter;
            this.#list();
          }}>${t.filters[filter]} <span class="chip__n">${this.t.number(n)}</span></button>`;
        })}
      </div>
      <label class="tools__search"><span class="visually-hidden">${t.search}</span>${icon("search")}
        <input class="utrecht-textbox utrecht-textbox--html-input" type="search" placeholder=${t.search} autocomplete="off" spellcheck="false" .value=${live(this.#search)}
          @input=${(event: Event) => {
            this.#search = (event.target as HTMLInputElement).value;
            this.#list();
          }} /></label>
      <label class="tools__order"><span class="visually-hidden">${t.order}</span>
        <select class="utrecht-select utrecht-select--html-select" @change=${(event: Event) => {
          this.#order = valueOf(event) as Order;
          this.#list();
        }}>${optionsOf(ORDERS.map((order) => ({ value: order, label: t.orders[order] })), this.#order)}</select></label>
      <p class="visually-hidden" role="status">${t.shown(shown.length, this.#columns.length)}</p>
    </div>`;
  }

  #head(shown: ColumnInspection[]): TemplateResult {
    const t = this.t.data.list;
    const picked = shown.filter((column) => this.#picked.has(column.number)).length;
    return html`<div role="rowgroup" class="list__head"><div role="row" class="row">
      <div role="columnheader" class="row__pick"><span class="visually-hidden">${t.heads.pick}</span>
        <label class="tick"><input type="checkbox" aria-label=${t.pickAll} .checked=${live(picked > 0 && picked === shown.length)} .indeterminate=${picked > 0 && picked < shown.length}
          @change=${() => this.#pickAll(shown, picked < shown.length)} /></label></div>
      <div role="columnheader" class="row__name">${t.heads.name}</div>
      <div role="columnheader" class="row__meaning">${t.heads.meaning}</div>
      <div role="columnheader" class="row__filled">${t.heads.filled}</div>
      <div role="columnheader" class="row__fate">${t.heads.fate}</div>
      <div role="columnheader" class="row__more"><span class="visually-hidden">${t.heads.more}</span></div>
    </div></div>`;
  }

  #pickAll(shown: ColumnInspection[], all: boolean): void {
    for (const { number } of shown) {
      if (all) this.#picked.add(number);
      else this.#picked.delete(number);
    }
    this.requestUpdate();
  }

  /** What is chosen for several columns at once stands at the bottom of the screen, where a thumb is. */
  #bulk(): TemplateResult {
    const chosen = this.#columns.filter((column) => this.#picked.has(column.number));
    if (chosen.length === 0) return html``;
    const t = this.t.data;
    const fates = new Set(chosen.flatMap((column) => fatesOf(column, this.store.choiceOf(column.name))));
    const rest = this.#columns.filter((column) => !this.#picked.has(column.number) && column.name !== this.store.recipe?.privacy.unit);
    return html`<section class="bulk" aria-label=${t.bulk.label}>
      <p class="bulk__count" role="status">${t.bulk.chosen(chosen.length)}</p>
      <select class="utrecht-select utrecht-select--html-select" aria-label=${t.bulk.fate} @change=${(event: Event) => {
          if (valueOf(event) !== "") this.store.setFate(chosen, valueOf(event) as Fate);
          this.requestUpdate();
        }}>${optionsOf([{ value: "", label: t.bulk.fateShort }, ...FATES.filter((fate) => fate !== "weight" && fates.has(fate)).map((fate) => ({ value: fate, label: t.fates[fate].label }))], "")}</select>
      <select class="utrecht-select utrecht-select--html-select" aria-label=${t.bulk.meaning} @change=${(event: Event) => {
          if (valueOf(event) !== "") this.store.setMeaning(chosen, valueOf(event) as Meaning);
          this.requestUpdate();
        }}>${optionsOf([{ value: "", label: t.bulk.meaningShort }], "")}${(Object.keys(KINDS) as Kind[]).map(
          (kind) => html`<optgroup label=${t.kinds[kind]}>${optionsOf(KINDS[kind].map((meaning) => ({ value: meaning, label: t.meanings[meaning] })), "")}</optgroup>`,
        )}</select>
      ${rest.length > 0 ? html`<button class="link-button bulk__rest" @click=${() => this.store.setFate(rest, "drop")}>${t.bulk.restOut(rest.length)}</button>` : nothing}
      <button class="link-button bulk__clear" @click=${() => this.#clear()}>${t.bulk.clear}</button>
    </section>`;
  }

  #clear(): void {
    this.#picked = new Set();
    this.requestUpdate();
    // The bar goes away with its last column: back to where columns are picked.
    void this.updateComplete.then(() => this.querySelector<HTMLElement>(".list__head input")?.focus({ preventScroll: true }));
  }

  protected override render(): TemplateResult {
    const { store } = this;
    const columns = this.#columns;
    if (columns.length === 0 || !store.recipe) return html``;
    const t = this.t.data.list;
    const shown = this.#rows();
    const { unit, household } = store.recipe.privacy;
    const wanting = this.#wanting().length;
    return html`<section aria-labelledby="columns-title">
      <h2 class="nl-heading nl-heading--level-2" id="columns-title">${t.title(columns.length)}</h2>
      <p class="nl-paragraph quiet">${wanting > 0 ? t.text : t.textNone}</p>
      ${columns.length > MANY ? this.#toolbar(shown) : nothing}
      <div class="columns" role="table" aria-labelledby="columns-title" aria-rowcount=${shown.length + 1}>
        ${this.#head(shown)}
        ${repeat(
          shown.slice(0, this.#drawn),
          (column) => column.number,
          (column) => html`<gezicht-column .column=${column} .choice=${store.choiceOf(column.name)} .touched=${store.touched.has(column.name)} .picked=${this.#picked.has(column.number)}
            .open=${this.#open.has(column.number)} .duty=${column.name === unit ? "unit" : column.name === household ? "household" : undefined} .lang=${store.lang}></gezicht-column>`,
        )}
      </div>
      ${shown.length === 0 ? html`<p class="nl-paragraph quiet">${this.#filter === "attention" && this.#search === "" ? t.attentionDone : t.none}</p>` : nothing}
      ${this.#bulk()}
    </section>`;
  }
}

customElements.define("gezicht-columns", GezichtColumns);
