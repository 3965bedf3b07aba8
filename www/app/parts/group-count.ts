// How many groups: advice in one sentence, what speaks for each number, and the person's choice. How groups are found is folded away.
import { html, nothing, type TemplateResult } from "lit";
import type { Texts } from "../../texts/nl.js";
import { Part } from "../part.js";
import type { Segmentation } from "../types.js";
import { criteriaPicture } from "./group-criteria.js";

type Fit = Pick<Segmentation, "count" | "method" | "on">;

export class GezichtGroupCount extends Part {
  static override properties = { chosen: { state: true } };
  /** What the person chose and did not ask for yet. */
  declare chosen: Partial<Fit>;

  constructor() {
    super();
    this.chosen = {};
  }

  #cost(agreement: number, t: Texts): string {
    const { cost } = t.segments.more;
    const score = t.number(agreement, 2);
    return agreement >= 0.85 ? cost.none(score) : agreement >= 0.6 ? cost.some(score) : cost.much(score);
  }

  #radios<Name extends "method" | "on">(name: Name, legend: string, options: Record<string, { label: string; note: string }>, chosen: string): TemplateResult {
    return html`<fieldset class="utrecht-form-fieldset choices">
      <legend class="group__label">${legend}</legend>
      ${Object.entries(options).map(
        ([value, { label, note }]) => html`<div class="choice">
          <input class="utrecht-radio-button utrecht-radio-button--html-input" type="radio" name=${name} id="${name}-${value}" .checked=${value === chosen} @change=${() => (this.chosen = { ...this.chosen, [name]: value })} />
          <label for="${name}-${value}">${label} <span class="quiet">(${note})</span></label>
        </div>`,
      )}
    </fieldset>`;
  }

  protected override render(): TemplateResult {
    const t = this.t.segments;
    const { overview, recipe } = this.store;
    if (!overview || !recipe) return html``;
    const { criteria, advised, advice, elbow } = this.store.advice ?? overview;
    const now: Fit = { count: recipe.segments.count, method: recipe.segments.method, on: recipe.segments.on };
    const fit: Fit = { ...now, ...this.chosen };
    const changed = fit.count !== now.count || fit.method !== now.method || fit.on !== now.on;
    const counts = criteria.length > 0 ? criteria.map((point) => point.count).filter((count) => count > 1) : [2, 3, 4, 5, 6, 7, 8];
    const shown = overview.segments.length;
    const { byHand, work } = this.store;
    const loses = work.names.length > 0 || work.edits.length > 0 || byHand.arrange.length > 0 || byHand.aside.length > 0;
    return html`<section class="how-many" aria-labelledby="how-many">
      <h2 class="nl-heading nl-heading--level-2" id="how-many">${t.howMany}</h2>
      <p class="nl-paragraph advice">${criteria.length > 0 ? html`<strong>${advice === "no_structure" ? t.unclear : t.advised(advised)}</strong> ${advice == null ? nothing : html`<span class="quiet">${t.advice[advice]}</span>`}` : t.adviceBusy(shown)}</p>
      <div class="inline-form">
        <label class="utrecht-form-label visually-hidden" for="count">${t.howMany}</label>
        <select class="utrecht-select utrecht-select--html-select tiny" id="count" @change=${(event: Event) => {
          const { value } = event.target as HTMLSelectElement;
          this.chosen = { ...this.chosen, count: value === "advised" ? "advised" : Number(value) };
        }}>
          <option value="advised" .selected=${fit.count === "advised"}>${criteria.length > 0 ? t.advisedWith(advised) : t.advisedOption}</option>
          ${counts.map((count) => html`<option value=${count} .selected=${fit.count === count}>${t.countOption(count)}</option>`)}
        </select>
        ${changed
          ? html`<button class="utrecht-button utrecht-button--secondary-action" @click=${() => {
              this.chosen = {};
              void this.store.setFit(fit);
            }}>${t.recount}</button>`
          : nothing}
      </div>
      ${changed ? html`<p class="quiet">${t.recountBlocks}</p>` : nothing}
      ${changed && loses ? html`<p class="quiet">${t.recountNote}</p>` : nothing}
      ${criteria.length > 1 ? criteriaPicture(criteria, elbow ?? undefined, byHand.arrange.length > 0 ? 0 : shown, this.t) : nothing}
      <details class="more-choices">
        <summary>${t.more.title}</summary>
        <div class="pair">
          ${this.#radios("method", t.more.method, t.more.methods, fit.method)}
          ${this.#radios("on", t.more.on, t.more.ons, fit.on)}
        </div>
        ${overview.on_release == null ? nothing : html`<p class="quiet">${this.#cost(overview.on_release, this.t)}</p>`}
      </details>
    </section>`;
  }
}

customElements.define("gezicht-group-count", GezichtGroupCount);
