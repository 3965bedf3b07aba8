// One column of the file: a row with what it seems to be and what happens with it, and folded below it on what that rests.
// Shapes only, never a value.
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { type Fate, KINDS, type Kind, fateOf, fatesOf, meaningOf, needsGround } from "../fates.js";
import { Piece } from "../part.js";
import type { ColumnChoice, ColumnInspection, Meaning } from "../types.js";
import { capital } from "../words.js";
import { live } from "lit/directives/live.js";
import { icon } from "./icons.js";
import { optionsOf, valueOf } from "./select.js";

export class GezichtColumn extends Piece {
  static override properties = {
    column: { attribute: false },
    choice: { attribute: false },
    touched: { attribute: false },
    picked: { attribute: false },
    open: { attribute: false },
    duty: { attribute: false },
    lang: { attribute: false },
  };
  declare column: ColumnInspection;
  declare choice: ColumnChoice | undefined;
  declare touched: boolean;
  declare picked: boolean;
  declare open: boolean;
  /** This column tells people, or households, apart. */
  declare duty: "unit" | "household" | undefined;
  /** Drawn again when the language changes. */
  declare lang: string;
  #toGround = false;

  override connectedCallback(): void {
    super.connectedCallback();
    this.setAttribute("role", "rowgroup");
  }

  #tell(what: "pick" | "open"): void {
    this.dispatchEvent(new CustomEvent(`column-${what}`, { bubbles: true, detail: this.column.number }));
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (!this.#toGround || !this.open) return;
    this.#toGround = false;
    this.querySelector<HTMLElement>(`#column-${this.column.number}-ground`)?.focus();
  }

  protected override render(): TemplateResult {
    const t = this.t.data;
    const l = t.list;
    const { column, choice } = this;
    const { name } = column;
    const id = `column-${column.number}`;
    const fate = fateOf(column, choice);
    const meaning = meaningOf(column, choice);
    const chosenMeaning = meaning !== column.meaning;
    const ground = needsGround(column, choice);
    return html`<div role="row" class="row ${this.open ? "row--open" : ""} ${this.picked ? "row--picked" : ""} ${fate === "drop" ? "row--out" : ""}">
        <div role="cell" class="row__pick">
          <label class="tick"><input type="checkbox" .checked=${live(this.picked)} aria-label=${l.pick(name)} @change=${() => this.#tell("pick")} /></label>
        </div>
        <div role="rowheader" class="row__name">
          <span class="row__title">${name}</span>
          ${column.attention && !this.touched ? html`<span class="tag tag--attention">${l.attention}</span>` : nothing}
          ${this.duty ? html`<span class="tag">${l[this.duty]}</span>` : nothing}
          ${this.touched ? html`<span class="tag">${t.changed}</span>` : nothing}
        </div>
        <div role="cell" class="row__meaning">
          ${meaning === "unknown" ? capital(t.notRecognised) : chosenMeaning ? capital(t.meanings[meaning]) : capital(this.say(column.meaning_label))}
          ${chosenMeaning || meaning === "unknown" ? nothing : html`<span class="quiet">${t.sure(column.confidence)}<span class="row__percent"> (${this.t.percent(column.confidence)})</span></span>`}
        </div>
        <div role="cell" class="row__filled" title=${t.filled(column.filled)}>
          <span class="meter" aria-hidden="true"><span style="inline-size:${column.filled}%"></span></span>
          <span class="quiet">${this.t.percent(column.filled)}<span class="visually-hidden"> ${l.heads.filled.toLowerCase()}</span></span>
        </div>
        <div role="cell" class="row__fate">
          ${this.duty === "unit"
            ? html`<span class="row__fixed">${t.fates.code.label}</span>`
            : html`<select class="utrecht-select utrecht-select--html-select" id=${id} aria-label=${l.fateOf(name)} @change=${(event: Event) => this.store.setFate([column], valueOf(event) as Fate)}>
                ${optionsOf(fatesOf(column, choice).map((option) => ({ value: option, label: t.fates[option].label })), fate)}
              </select>`}
          ${ground && !choice?.ground
            ? html`<button class="link-button row__ground" aria-label=${l.giveGroundOf(name)} @click=${() => {
                this.#toGround = true;
                if (this.open) this.requestUpdate();
                else this.#tell("open");
              }}>${l.giveGround}</button>`
            : nothing}
        </div>
        <div role="cell" class="row__more">
          <button class="more" aria-expanded=${this.open} aria-controls="${id}-more" aria-label=${l.more(name)} @click=${() => this.#tell("open")}>${icon("down")}</button>
        </div>
      </div>
      ${this.open ? html`<div role="row" class="detail" id="${id}-more"><div role="cell" aria-colspan="6" class="detail__cell">${this.#detail(id, fate, meaning, ground)}</div></div>` : nothing}`;
  }

  #detail(id: string, fate: Fate, meaning: Meaning, ground: boolean): TemplateResult {
    const t = this.t.data;
    const { column } = this;
    const name = html`<span class="visually-hidden"> (${column.name})</span>`;
    return html`<div class="detail__side">
        <p class="detail__label">${t.because}${name}</p>
        <p>${capital(this.say(column.evidence))}${column.meaning === "unknown" ? nothing : html` <span class="quiet">${capital(t.sure(column.confidence))} (${this.t.percent(column.confidence)}).</span>`}</p>
        ${column.shapes.length === 0
          ? html`<p class="quiet">${t.shapesNone}</p>`
          : html`<p class="detail__label">${t.shapes}</p>
              <ul class="shapes">
                ${column.shapes.map((shape) => html`<li><code translate="no">${shape.shape}</code> <span class="quiet">${this.t.percent(shape.percent)}</span></li>`)}
              </ul>
              <p class="quiet">${t.shapesText}</p>`}
      </div>
      <div class="detail__side">
        ${this.duty === "unit"
          ? nothing
          : html`<div class="field">
              <label class="utrecht-form-label" for="${id}-meaning">${t.meaning}${name}</label>
              ${this.#meanings(id, meaning)}
              ${meaning === column.meaning ? nothing : html`<p class="field__hint">${t.meaningChosen(this.say(column.meaning_label))}</p>`}
            </div>`}
        <p class="detail__effect">${this.touched || this.duty === "unit" ? t.fates[this.duty === "unit" ? "code" : fate].effect : this.say(column.consequence)}</p>
        ${ground ? this.#ground(id, fate) : nothing}
        ${fate === "code" || this.duty === "unit" ? this.#domain(id) : nothing}
        ${fate === "weight" ? this.#weight(id) : nothing}
        ${column.attention && !this.touched
          ? // Without a ground it would stay out: whoever has none says so.
            ground && fate !== "coarsen" && !this.choice?.ground
            ? html`<p><button class="utrecht-button utrecht-button--secondary-action" aria-label=${t.list.leaveOf(column.name)} @click=${() => this.store.setFate([column], "drop")}>${t.list.leave}</button></p>`
            : html`<p><button class="utrecht-button utrecht-button--secondary-action" aria-label=${t.list.fineOf(column.name)} @click=${() => this.store.setFine(column)}>${icon("check")} ${t.list.fine}</button></p>`
          : nothing}
      </div>`;
  }

  #meanings(id: string, meaning: Meaning): TemplateResult {
    const t = this.t.data;
    const { column } = this;
    return html`<select class="utrecht-select utrecht-select--html-select" id="${id}-meaning" @change=${(event: Event) => this.store.setMeaning([column], valueOf(event) as Meaning)}>
      ${optionsOf([{ value: column.meaning, label: t.meaningProposed(this.say(column.meaning_label)) }], meaning)}
      ${(Object.keys(KINDS) as Kind[]).map(
        (kind) => html`<optgroup label=${t.kinds[kind]}>
          ${optionsOf(KINDS[kind].filter((option) => option !== column.meaning).map((option) => ({ value: option, label: t.meanings[option] })), meaning)}
        </optgroup>`,
      )}
    </select>`;
  }

  #keep(field: "ground" | "domain", text: string): void {
    const { column } = this;
    const typed = text.trim();
    if (typed === (this.choice?.[field] ?? "")) return;
    this.store.choose(
      [column],
      (_, before) => {
        const { [field]: __, ...rest } = before ?? {};
        return { ...rest, role: rest.role ?? column.role, ...(typed === "" ? {} : { [field]: typed }) };
      },
      (t) => t.history[field](column.name),
      true,
    );
  }

  #ground(id: string, fate: Fate): TemplateResult {
    const t = this.t.data.ground;
    const ground = this.choice?.ground ?? "";
    return html`<div class="field column__ground">
      <label class="utrecht-form-label" for="${id}-ground">${t.label}<span class="visually-hidden"> (${this.column.name})</span></label>
      <p class="field__hint" id="${id}-ground-hint">${t.hint}</p>
      <input class="utrecht-textbox utrecht-textbox--html-input" id="${id}-ground" type="text" .value=${ground} aria-describedby="${id}-ground-hint" autocomplete="off" spellcheck="false"
        @change=${(event: Event) => this.#keep("ground", (event.target as HTMLInputElement).value)} />
      ${ground === "" ? html`<p class="column__note">${fate === "coarsen" ? t.missingCoarsen : t.missing}</p>` : nothing}
    </div>`;
  }

  #domain(id: string): TemplateResult {
    const t = this.t.data.domain;
    const domain = this.choice?.domain ?? this.column.domain ?? "";
    return html`<div class="field">
      <label class="utrecht-form-label" for="${id}-domain">${t.label}<span class="visually-hidden"> (${this.column.name})</span></label>
      <p class="field__hint" id="${id}-domain-hint">${t.hint}</p>
      <input class="utrecht-textbox utrecht-textbox--html-input" id="${id}-domain" type="text" .value=${domain} aria-describedby="${id}-domain-hint" autocomplete="off" spellcheck="false" maxlength="80"
        @change=${(event: Event) => this.#keep("domain", (event.target as HTMLInputElement).value)} />
    </div>`;
  }

  #weight(id: string): TemplateResult {
    const t = this.t.data.weight;
    const chosen = this.choice?.weight_kind ?? "sample";
    return html`<fieldset class="choices">
      <legend class="utrecht-form-label">${t.label}<span class="visually-hidden"> (${this.column.name})</span></legend>
      ${(["count", "sample"] as const).map(
        (kind) => html`<div class="choice">
          <input class="utrecht-radio-button utrecht-radio-button--html-input" type="radio" name="${id}-weight" id="${id}-${kind}" .checked=${live(kind === chosen)} @change=${() => this.store.setWeightKind(this.column, kind)} />
          <label class="utrecht-form-label utrecht-form-label--radio" for="${id}-${kind}">${t.kinds[kind].label}. <span class="quiet">${t.kinds[kind].text}</span></label>
        </div>`,
      )}
    </fieldset>`;
  }
}

customElements.define("gezicht-column", GezichtColumn);
