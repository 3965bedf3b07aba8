// 1 Opdracht: five short questions and a use plan. May be finished later.
import { html, type TemplateResult } from "lit";
import { Part } from "../part.js";
import { stepFrame } from "../parts/frame.js";
import type { Brief } from "../types.js";

const GROUPS: { key: "what" | "law" | "use"; fields: (keyof Brief)[] }[] = [
  { key: "what", fields: ["assignment", "questions"] },
  { key: "law", fields: ["purpose", "legal_basis", "owner"] },
  { key: "use", fields: ["use_plan", "retention"] },
];
const SHORT = new Set<keyof Brief>(["owner", "legal_basis"]);

export class GezichtBrief extends Part {
  #field(field: keyof Brief): TemplateResult {
    const words = this.t.brief.fields[field];
    const id = `brief-${field}`;
    const value = this.store.work.brief[field];
    const keep = (event: Event): void => this.store.setBrief(field, (event.target as HTMLInputElement).value);
    const control =
      field === "retention"
        ? html`<input class="utrecht-textbox utrecht-textbox--html-input short" type="date" id=${id} .value=${value} aria-describedby="${id}-hint" autocomplete="off" @change=${keep} />`
        : SHORT.has(field)
          ? html`<input class="utrecht-textbox utrecht-textbox--html-input" type="text" id=${id} .value=${value} aria-describedby="${id}-hint" autocomplete="off" spellcheck="false" @change=${keep} />`
          : html`<textarea class="utrecht-textarea utrecht-textarea--html-textarea" id=${id} rows="2" .value=${value} aria-describedby="${id}-hint" autocomplete="off" spellcheck="false" @change=${keep}></textarea>`;
    return html`<div class="field">
      <label class="utrecht-form-label" for=${id}>${words.label}</label>
      <p class="field__hint" id="${id}-hint">${words.hint}</p>
      ${control}
    </div>`;
  }

  protected override render(): TemplateResult {
    const t = this.t;
    const filled = Object.values(this.store.work.brief).filter((value) => value.trim() !== "").length;
    return stepFrame(
      {
        step: "brief",
        title: t.brief.title,
        lead: t.brief.lead,
        why: t.brief.why,
        onward: true,
        body: html`<div class="brief">
            ${GROUPS.map(
              (group) => html`<section>
                <h2 class="nl-heading nl-heading--level-2">${t.brief.groups[group.key]}</h2>
                ${group.fields.map((field) => this.#field(field))}
              </section>`,
            )}
          </div>
          <p class="quiet">${t.brief.progress(filled)}</p>`,
      },
      t,
    );
  }
}

customElements.define("gezicht-brief", GezichtBrief);
