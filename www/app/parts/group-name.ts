// A group's name, typed in place: suggestions from what sets the group apart, help, and what to think over. It advises and never refuses.
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { Part } from "../part.js";
import type { StigmaRemark } from "../types.js";
import { Adviser, remarkList } from "./remarks.js";

export class GezichtGroupName extends Part {
  static override properties = { segment: { type: Number }, remarks: { state: true } };
  declare segment: number;
  declare remarks: StigmaRemark[];
  readonly #adviser = new Adviser(this.store, () => this.#input?.value, (remarks) => (this.remarks = remarks));

  constructor() {
    super();
    this.remarks = [];
  }

  get #input(): HTMLInputElement | null {
    return this.querySelector("input");
  }

  protected override firstUpdated(changed: PropertyValues): void {
    super.firstUpdated(changed);
    this.#input?.select();
    void this.#adviser.now();
  }

  #done(keep: boolean): void {
    this.#adviser.stop();
    if (keep) this.store.rename(this.segment, this.#input?.value ?? "");
    this.dispatchEvent(new CustomEvent("named", { bubbles: true }));
  }

  protected override render(): TemplateResult {
    const t = this.t.segments;
    const { segment } = this;
    const id = `name-${segment}`;
    const group = this.store.overview?.segments.find((candidate) => candidate.id === segment);
    const proposed = group ? [group.name, ...(group.suggestions ?? [])].map((name) => this.say(name)) : [];
    const now = this.store.nameOf(segment);
    return html`<div class="naming">
      <label class="utrecht-form-label" for=${id}>${t.rename}</label>
      <p class="field__hint" id="${id}-hint">${t.name.hint}</p>
      <input class="utrecht-textbox utrecht-textbox--html-input" id=${id} type="text" maxlength="60" .value=${now} autocomplete="off" spellcheck="false" aria-describedby="${id}-hint ${id}-remarks"
        @input=${() => this.#adviser.soon()}
        @keydown=${(event: KeyboardEvent) => {
          if (event.key !== "Enter" && event.key !== "Escape") return;
          // The focus goes back to the button that opened this; the same key must not press it again.
          event.preventDefault();
          this.#done(event.key === "Enter");
        }} />
      ${remarkList(this.remarks, `${id}-remarks`, this.t, this.store.lang)}
      ${proposed.length > 1
        ? html`<p class="group__label" id="${id}-suggestions">${t.name.suggestions}</p>
            <div class="naming__suggestions" role="group" aria-labelledby="${id}-suggestions">
              ${proposed.map(
                (name) => html`<button class="chip" @click=${() => {
                  if (!this.#input) return;
                  this.#input.value = name;
                  this.#input.focus();
                  void this.#adviser.now();
                }}>${name}</button>`,
              )}
            </div>`
        : nothing}
      <details class="naming__help">
        <summary>${t.name.help}</summary>
        <ul>${t.name.helpList.map((item) => html`<li>${item}</li>`)}</ul>
      </details>
      <span class="editor__actions">
        <button class="utrecht-button utrecht-button--primary-action" @click=${() => this.#done(true)}>${this.t.personas.keep}</button>
        <button class="utrecht-button utrecht-button--secondary-action" @click=${() => this.#done(false)}>${this.t.cancel}</button>
      </span>
    </div>`;
  }
}

customElements.define("gezicht-group-name", GezichtGroupName);
