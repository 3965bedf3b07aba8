// Groups that do not come back on repetition: no persona without a written reason, which goes on every paper.
import { html, nothing, type TemplateResult } from "lit";
import { Part } from "../part.js";
import { groupBadge } from "./group-badge.js";
import { SHAKY, stability } from "./group-card.js";
import { alertBox } from "./notices.js";
import type { Segment } from "../types.js";

export class GezichtPersonaShaky extends Part {
  async #give(segment: Segment): Promise<void> {
    const field = this.querySelector<HTMLTextAreaElement>(`#reason-${segment.id}`);
    const reason = field?.value.trim() ?? "";
    if (reason === "") return field?.focus();
    await this.store.giveReason(segment.id, reason);
    if (this.store.personas.length === 0) await this.store.runPersonas();
  }

  #one(segment: Segment): TemplateResult {
    const t = this.t.personas.shaky;
    const id = `reason-${segment.id}`;
    return html`<li class="shaky">
      <p class="shaky__group">${groupBadge(segment.id)} <strong>${this.store.nameOf(segment.id)}</strong></p>
      ${stability(segment, this.t)}
      <label class="utrecht-form-label" for=${id}>${t.label(this.store.nameOf(segment.id))}</label>
      <p class="field__hint" id="${id}-hint">${t.hint}</p>
      <textarea class="utrecht-textarea utrecht-textarea--html-textarea" id=${id} rows="2" maxlength="400" aria-describedby="${id}-hint" autocomplete="off" spellcheck="false"></textarea>
      <button class="utrecht-button utrecht-button--secondary-action" @click=${() => void this.#give(segment)}>${t.write}</button>
    </li>`;
  }

  protected override render(): TemplateResult {
    const t = this.t.personas;
    const missing = this.store.canArrange ? this.store.listed.filter((segment) => segment.jaccard != null && segment.jaccard < SHAKY && segment.reason == null) : [];
    const aside = this.store.putAside.length;
    return html`${missing.length === 0
        ? nothing
        : alertBox("warning", t.shaky.title(missing.length), html`<p>${t.shaky.text}</p><ul class="shakies">${missing.map((segment) => this.#one(segment))}</ul>`)}
      ${aside === 0 ? nothing : html`<p class="quiet">${t.aside(aside)}</p>`}`;
  }
}

customElements.define("gezicht-persona-shaky", GezichtPersonaShaky);
