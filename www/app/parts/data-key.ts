// The key that codes are made with, as a file under a passphrase. Off unless somebody asks for it.
import { html, nothing, type TemplateResult } from "lit";
import { Part } from "../part.js";

/** Fewest characters of a passphrase. The engine holds to it; the page says it beforehand. */
const LEAST = 12;

export class GezichtKey extends Part {
  #mistake: "short" | "differ" | undefined;

  #typed(id: string): HTMLInputElement | null {
    return this.querySelector<HTMLInputElement>(`#${id}`);
  }

  async #save(): Promise<void> {
    const [first, second] = [this.#typed("key-first"), this.#typed("key-second")];
    if (!first || !second) return;
    this.#mistake = first.value.length < LEAST ? "short" : first.value !== second.value ? "differ" : undefined;
    this.requestUpdate();
    if (this.#mistake) {
      (this.#mistake === "short" ? first : second).focus();
      return;
    }
    const passphrase = first.value;
    // What was typed does not stay on the page.
    first.value = second.value = "";
    await this.store.saveKey(passphrase);
  }

  async #open(): Promise<void> {
    const field = this.#typed("key-open");
    if (!field) return;
    const passphrase = field.value;
    field.value = "";
    await this.store.openKey(passphrase);
  }

  #field(id: string, label: string, act: () => Promise<void>, hint?: string): TemplateResult {
    return html`<div class="field">
      <label class="utrecht-form-label" for=${id}>${label}</label>
      ${hint ? html`<p class="field__hint" id="${id}-hint">${hint}</p>` : nothing}
      <input class="utrecht-textbox utrecht-textbox--html-input" id=${id} type="password" autocomplete="off" spellcheck="false" aria-describedby=${hint ? `${id}-hint` : nothing}
        @keydown=${(event: KeyboardEvent) => event.key === "Enter" && void act()} />
    </div>`;
  }

  protected override render(): TemplateResult {
    const { inspection, recipe, keyDone, keyWaits, busy } = this.store;
    const codes = Object.values(recipe?.columns ?? {}).some((choice) => choice.treatment === "pseudonym");
    if (!inspection || !codes || this.store.sample) return html``;
    const t = this.t.data.key;
    return html`<details class="more-files key">
      <summary>${t.title}</summary>
      ${t.text.map((text) => html`<p>${text}</p>`)}
      <div class="pair">
        <section aria-labelledby="key-save">
          <h3 class="nl-heading nl-heading--level-3" id="key-save">${t.save.title}</h3>
          ${this.#field("key-first", t.save.first, () => this.#save(), t.save.hint(LEAST))} ${this.#field("key-second", t.save.second, () => this.#save())}
          <p role="alert" class="column__note">${this.#mistake ? t.save[this.#mistake](LEAST) : nothing}</p>
          <button class="utrecht-button utrecht-button--secondary-action" aria-disabled=${busy !== undefined} @click=${() => (busy ? undefined : void this.#save())}>${t.save.go}</button>
          <p role="status">${keyDone === "saved" ? t.save.done : nothing}</p>
        </section>
        <section aria-labelledby="key-load">
          <h3 class="nl-heading nl-heading--level-3" id="key-load">${t.open.title}</h3>
          <p>${t.open.text}</p>
          ${keyWaits
            ? html`${this.#field("key-open", t.open.passphrase, () => this.#open())}
                <button class="utrecht-button utrecht-button--secondary-action" aria-disabled=${busy !== undefined} @click=${() => (busy ? undefined : void this.#open())}>${t.open.go}</button>`
            : html`<button class="utrecht-button utrecht-button--secondary-action" @click=${() => this.store.pickKey()}>${t.open.pick}</button>`}
          <p role="status">${keyDone === "opened" ? t.open.done : nothing}</p>
        </section>
      </div>
    </details>`;
  }
}

customElements.define("gezicht-key", GezichtKey);
