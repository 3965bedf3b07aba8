// Who is who: which column tells people apart, and which one households.
import { html, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { meaningOf } from "../fates.js";
import { Part } from "../part.js";
import { optionsOf, valueOf } from "./select.js";

/** What can tell one person from another. A name cannot: namesakes exist. */
const NUMBERS = new Set<string>(["bsn", "a_number", "education_number", "customer_number", "email"]);

/** What may be a key of a household or an address. */
const HOUSEHOLDS = new Set<string>(["address", "bag_id", "customer_number", "case_number", "number", "unknown"]);

export class GezichtUnit extends Part {
  #household(): TemplateResult {
    const { inspection, recipe } = this.store;
    if (!inspection || !recipe) return html``;
    const t = this.t.data.unit;
    const { unit, household } = recipe.privacy;
    const candidates = inspection.columns.filter((column) => column.name === household || (column.name !== unit && HOUSEHOLDS.has(meaningOf(column, this.store.choiceOf(column.name)))));
    if (candidates.length === 0) return html``;
    return html`<div class="field">
      <label class="utrecht-form-label" for="household">${t.household}</label>
      <p class="field__hint" id="household-hint">${t.householdText}</p>
      <select class="utrecht-select utrecht-select--html-select" id="household" aria-describedby="household-hint" @change=${(event: Event) => this.store.setHousehold(valueOf(event) || undefined)}>
        ${optionsOf([{ value: "", label: t.householdNone }, ...candidates.map(({ name }) => ({ value: name, label: name }))], household ?? "")}
      </select>
    </div>`;
  }

  protected override render(): TemplateResult {
    const { inspection, recipe } = this.store;
    if (!inspection || !recipe) return html``;
    const t = this.t.data.unit;
    const chosen = recipe.privacy.unit ?? undefined;
    const candidates = inspection.columns.filter((column) => NUMBERS.has(meaningOf(column, this.store.choiceOf(column.name))) || column.name === inspection.unit || column.name === chosen);
    // Only the person knows whether each row is one person: it is not filled in for them.
    const unknown = this.store.unitUnknown;
    const option = (value: string | undefined, label: string, note: string): TemplateResult => {
      const id = `unit-${value === undefined ? "rows" : candidates.findIndex((column) => column.name === value)}`;
      return html`<div class="choice">
        <input class="utrecht-radio-button utrecht-radio-button--html-input" type="radio" name="unit" id=${id} .checked=${live(chosen === value && !unknown)} @change=${() => this.store.setUnit(value)} />
        <label class="utrecht-form-label utrecht-form-label--radio" for=${id}>${label} <span class="quiet">${note}</span></label>
      </div>`;
    };
    return html`<fieldset class="choices">
      <legend><h2 class="nl-heading nl-heading--level-2">${t.title}</h2></legend>
      <p class="nl-paragraph">${candidates.length > 0 ? t.text : t.textNone}</p>
      ${candidates.map((column) => option(column.name, column.name, `${this.t.data.meanings[meaningOf(column, this.store.choiceOf(column.name))]}${column.name === inspection.unit ? `, ${t.proposed}` : ""}`))}
      ${option(undefined, candidates.length > 0 ? t.rows : t.rowsYes, t.rowsHint)}
    </fieldset>
    ${this.#household()}`;
  }
}

customElements.define("gezicht-unit", GezichtUnit);
