// 2 Bestand: one sentence about what was read, then the columns as a list. Nothing from a cell is shown here.
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { Part } from "../part.js";
import "../parts/column-row.js";
import { stepFrame } from "../parts/frame.js";
import { alertBox } from "../parts/notices.js";
import { plainTable } from "../parts/table.js";
import type { ColumnInspection, Inspection } from "../types.js";

/** What can tell one person from another. A name cannot: namesakes exist. */
const NUMBERS = new Set<string>(["bsn", "a_number", "customer_number", "email"]);

/** Column rows drawn at a time: a file may have 2,000 columns, and the page has to stay awake. */
const ROWS = 6;

export class GezichtData extends Part {
  #otherLine = false;
  /** How many rows are drawn so far, and of which file. */
  #drawn = 0;
  #drawnOf: Inspection | undefined;
  #growing = false;

  protected override willUpdate(): void {
    const { inspection } = this.store;
    if (inspection === this.#drawnOf) return;
    this.#drawnOf = inspection;
    this.#drawn = ROWS;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const all = this.#drawnOf?.columns.length ?? 0;
    if (this.#drawn >= all || this.#growing) return;
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

  #empty(): TemplateResult {
    const t = this.t;
    if (this.store.busy) return html``;
    return html`${this.store.fromDossier ? alertBox("info", t.data.fromDossier, html`<p>${t.data.fromDossierText}</p>`) : html`<p class="nl-paragraph">${t.data.emptyText}</p>`}
      <div class="hero__actions">
        <button class="utrecht-button utrecht-button--primary-action" @click=${() => this.store.pickFile()}>${t.start.file}</button>
        <button class="utrecht-button utrecht-button--secondary-action" @click=${() => void this.store.openSample()}>${t.start.sample}</button>
      </div>`;
  }

  #read(inspection: Inspection): TemplateResult {
    const t = this.t.data;
    const { dialect } = inspection;
    return html`<p class="read"><strong>${t.read(inspection.rows)}</strong> ${t.refused(inspection.refused_rows)}</p>
      <p class="quiet">
        ${t.dialect(t.delimiters[dialect.delimiter] ?? dialect.delimiter, dialect.encoding, dialect.header_line)}
        ${inspection.title_lines > 0 ? t.titles(inspection.title_lines) : nothing} ${inspection.totals_lines > 0 ? t.totals(inspection.totals_lines) : nothing}
      </p>
      <p class="another"><button class="link-button" @click=${() => this.store.pickFile()}>${t.again}</button></p>
      ${this.store.sample ? html`<p class="sample-note">${t.sample}</p>` : nothing}
      ${inspection.refused_rows > 0
        ? html`<details class="as-table">
            <summary>${t.refusedShow(inspection.refused_rows)}</summary>
            <p class="quiet">${inspection.refused_rows > inspection.refused.length ? t.refusedFirst : nothing} ${t.refusedNone}</p>
            ${plainTable(t.refused(inspection.refused_rows), [t.refusedLine, t.refusedReason], inspection.refused.map((row) => [this.t.number(row.line), this.say(row.reason)]))}
          </details>`
        : nothing}
      ${inspection.damage.length > 0
        ? alertBox("error", t.damage, html`${inspection.damage.map((text) => html`<p>${this.say(text)}</p>`)}<p>${t.damageText}</p>
              <p><button class="utrecht-button utrecht-button--secondary-action" @click=${() => this.store.pickFile()}>${t.again}</button></p>`)
        : nothing}
      ${inspection.headers_confirmed || inspection.columns.every((column) => column.name_shown) ? nothing : this.#headers(inspection)}
      ${inspection.warnings.length > 0 ? alertBox("warning", t.warnings, html`${inspection.warnings.map((text) => html`<p>${this.say(text)}</p>`)}`) : nothing}`;
  }

  // The frame may not send forms, so there are none: a field, a button, and Enter.
  #again(): void {
    const line = Number(this.querySelector<HTMLInputElement>("#header-line")?.value);
    if (line >= 1) void this.store.readAgain({ header_line: Math.floor(line) });
  }

  #headers(inspection: Inspection): TemplateResult {
    const t = this.t.data.headers;
    const hidden = inspection.columns.filter((column) => !column.name_shown).length;
    const line = inspection.dialect.header_line;
    return html`<section class="ask" aria-labelledby="headers-title">
      <h2 class="nl-heading nl-heading--level-2" id="headers-title">${t.title}</h2>
      <p class="nl-paragraph">${t.text(hidden, line)}</p>
      <div class="hero__actions">
        <button class="utrecht-button utrecht-button--primary-action" @click=${() => void this.store.confirmHeaders()}>${t.yes(line)}</button>
        ${this.store.sample || this.#otherLine
          ? nothing
          : html`<button class="utrecht-button utrecht-button--subtle" @click=${() => {
              this.#otherLine = true;
              this.requestUpdate();
            }}>${t.other}</button>`}
      </div>
      ${this.#otherLine
        ? html`<div class="inline-form">
            <label class="utrecht-form-label" for="header-line">${t.line}</label>
            <input class="utrecht-textbox utrecht-textbox--html-input tiny" id="header-line" type="number" min="1" max="1000" value=${line} autocomplete="off"
              @keydown=${(event: KeyboardEvent) => event.key === "Enter" && this.#again()} />
            <button class="utrecht-button utrecht-button--secondary-action" @click=${() => this.#again()}>${t.again}</button>
          </div>`
        : nothing}
    </section>`;
  }

  #columns(inspection: Inspection): TemplateResult {
    const t = this.t.data;
    const attention = inspection.columns.filter((column) => column.attention);
    const others = inspection.columns.filter((column) => !column.attention);
    const list = (columns: ColumnInspection[], before: number): TemplateResult =>
      html`<ul class="columns">${columns.slice(0, Math.max(this.#drawn - before, 0)).map((column) => html`<li><gezicht-column .column=${column}></gezicht-column></li>`)}</ul>`;
    return html`<section aria-labelledby="attention">
        <h2 class="nl-heading nl-heading--level-2" id="attention">${attention.length > 0 ? t.attention(attention.length) : t.attentionNone}</h2>
        ${attention.length > 0 ? html`<p class="nl-paragraph quiet">${t.attentionText(attention.length)}</p>${list(attention, 0)}` : html`<p class="nl-paragraph quiet">${t.attentionNoneText}</p>`}
      </section>
      ${others.length > 0
        ? html`<details class="fold">
            <summary><h2 class="nl-heading nl-heading--level-2">${t.others(others.length, attention.length > 0)}</h2> <span class="quiet">${t.othersText}</span></summary>
            ${list(others, attention.length)}
          </details>`
        : nothing}`;
  }

  #unit(inspection: Inspection): TemplateResult {
    const t = this.t.data.unit;
    const chosen = this.store.recipe?.privacy.unit ?? undefined;
    const candidates = inspection.columns.filter((column) => NUMBERS.has(column.meaning) || column.name === inspection.unit || column.name === chosen);
    const option = (value: string | undefined, label: string, note: string): TemplateResult => {
      const id = `unit-${value === undefined ? "rows" : candidates.findIndex((column) => column.name === value)}`;
      return html`<div class="choice">
        <input class="utrecht-radio-button utrecht-radio-button--html-input" type="radio" name="unit" id=${id} .checked=${chosen === value} @change=${() => this.store.setUnit(value)} />
        <label class="utrecht-form-label utrecht-form-label--radio" for=${id}>${label} <span class="quiet">${note}</span></label>
      </div>`;
    };
    return html`<fieldset class="choices">
      <legend><h2 class="nl-heading nl-heading--level-2">${t.title}</h2></legend>
      <p class="nl-paragraph">${t.text}</p>
      ${candidates.map((column) => option(column.name, column.name, `${this.say(column.meaning_label)}${column.name === inspection.unit ? `, ${t.proposed}` : ""}`))}
      ${option(undefined, t.rows, t.rowsNote)}
    </fieldset>`;
  }

  protected override render(): TemplateResult {
    const t = this.t;
    const inspection = this.store.inspection;
    return stepFrame(
      {
        step: "data",
        title: inspection || this.store.busy || this.store.refusal?.step === "data" ? t.data.title : t.data.empty,
        why: t.data.why,
        onward: inspection !== undefined && !this.store.busy,
        body: inspection ? html`${this.#read(inspection)} ${this.#unit(inspection)} ${this.#columns(inspection)}` : this.#empty(),
      },
      t,
    );
  }
}

customElements.define("gezicht-data", GezichtData);
