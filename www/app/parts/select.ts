// The options of a list to choose from. The chosen one is set as a property: once a person used the list, browsers no
// longer look at the attribute, and taking a choice back would not show.
import { html, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";

export interface Option {
  value: string;
  label: string;
}

export const optionsOf = (options: Option[], chosen: string): TemplateResult[] =>
  options.map(({ value, label }) => html`<option value=${value} .selected=${live(value === chosen)}>${label}</option>`);

export const valueOf = (event: Event): string => (event.target as HTMLSelectElement).value;
