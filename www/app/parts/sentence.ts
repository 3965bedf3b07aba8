// One sentence of a persona: click to edit, and with the evidence on, what it is and what it rests on.
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { Part } from "../part.js";
import type { Evidence, SentenceKind, StigmaRemark, Text } from "../types.js";
import { Adviser, remarkList } from "./remarks.js";

/** What a sentence needs to show itself; a persona's name is one too. */
export interface Line {
  key: string;
  text: Text;
  kind: SentenceKind;
  evidence: Evidence | undefined;
}

export class GezichtSentence extends Part {
  static override properties = { line: { attribute: false }, segment: { attribute: false }, what: { attribute: false }, editing: { state: true }, remarks: { state: true } };
  declare line: Line;
  declare segment: number;
  /** What is edited, for the field's label. */
  declare what: string;
  declare editing: boolean;
  declare remarks: StigmaRemark[];
  readonly #adviser = new Adviser(this.store, () => this.querySelector("textarea")?.value, (remarks) => (this.remarks = remarks));

  constructor() {
    super();
    this.editing = false;
    this.remarks = [];
  }

  #moveTo: "field" | "button" | undefined;

  get #original(): string {
    return this.say(this.line.text);
  }

  #open(): void {
    this.editing = true;
    this.#moveTo = "field";
    void this.updateComplete.then(() => this.#adviser.now());
  }

  #close(): void {
    this.#adviser.stop();
    this.remarks = [];
    this.editing = false;
    this.#moveTo = "button";
  }

  #keep(): void {
    const value = this.querySelector("textarea")?.value ?? "";
    this.#close();
    this.store.edit(this.segment, this.line.key, value, this.#original);
  }

  #restore(): void {
    this.#close();
    this.store.edit(this.segment, this.line.key, "", this.#original);
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (this.#moveTo === "field") this.querySelector("textarea")?.select();
    if (this.#moveTo) this.querySelector<HTMLElement>(this.#moveTo === "field" ? "textarea" : ".sentence")?.focus();
    this.#moveTo = undefined;
  }

  #point(): void {
    if (this.store.proofOfSentences) this.dispatchEvent(new CustomEvent("evidence", { bubbles: true, detail: this.line }));
  }

  protected override render(): TemplateResult {
    const t = this.t.personas;
    const edit = this.store.editOf(this.segment, this.line.key);
    const text = edit ?? this.#original;
    if (this.editing) {
      return html`<span class="editor">
        <textarea class="utrecht-textarea utrecht-textarea--html-textarea" rows=${Math.min(6, Math.ceil(text.length / 38) + 1)} maxlength="600" aria-label=${t.editing(this.what)} autocomplete="off" spellcheck="false"
          .value=${text}
          @input=${() => this.#adviser.soon()}
          @keydown=${(event: KeyboardEvent) => {
            if (event.key === "Escape") this.#close();
            if (event.key === "Enter" && !event.shiftKey) {
              event.preventDefault();
              this.#keep();
            }
          }}></textarea>
        ${remarkList(this.remarks, "sentence-remarks", this.t, this.store.lang)}
        <span class="editor__actions">
          <button class="utrecht-button utrecht-button--primary-action" @click=${() => this.#keep()}>${t.keep}</button>
          <button class="utrecht-button utrecht-button--secondary-action" @click=${() => this.#close()}>${this.t.cancel}</button>
          ${edit === undefined ? nothing : html`<button class="link-button" @click=${() => this.#restore()}>${t.restore}</button>`}
        </span>
      </span>`;
    }
    const proof = this.store.proofOfSentences;
    // What somebody typed over a sentence is theirs: no fact, whatever stood there.
    const kind = edit === undefined ? this.line.kind : "own";
    // Not a <button>: a button cannot flow along with the sentence after it.
    return html`<span class="sentence ${proof ? `sentence--${kind}` : ""}" role="button" tabindex="0" title=${t.edit} @click=${() => this.#open()}
        @keydown=${(event: KeyboardEvent) => {
          if (event.key !== "Enter" && event.key !== " ") return;
          event.preventDefault();
          this.#open();
        }} @focus=${() => this.#point()} @mousemove=${() => this.#point()}
        >${text}<span class="visually-hidden"> (${proof ? `${t.kinds[kind]}, ` : ""}${t.edit})</span></span
      >${proof ? html` <span class="kind kind--${kind}" aria-hidden="true">${kind === "own" ? "✎ " : nothing}${t.kinds[kind]}</span>` : nothing}${edit === undefined || proof
        ? nothing
        : html`<span class="visually-hidden">${t.edited}</span>`}`;
  }
}

customElements.define("gezicht-sentence", GezichtSentence);
