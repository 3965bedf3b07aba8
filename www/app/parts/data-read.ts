// What was understood of the file: a sentence, how it was read, the rows that could not be; and reading it another way.
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { Part } from "../part.js";
import type { Inspection, Reading } from "../types.js";
import { capital } from "../words.js";
import { hiddenNote } from "./hidden.js";
import { alertBox } from "./notices.js";
import { optionsOf, valueOf } from "./select.js";
import { plainTable } from "./table.js";

type HeaderKind = "found" | "line" | "none";

export class GezichtRead extends Part {
  /** What is filled in but not yet read. */
  #draft: Reading = {};
  #draftOf: Reading | undefined;
  #headerKind: HeaderKind = "found";
  #open = false;
  #focusLine = false;

  protected override willUpdate(): void {
    if (this.#draftOf === this.store.reading) return;
    this.#draftOf = this.store.reading;
    this.#take({ ...this.store.reading });
  }

  #take(reading: Reading): void {
    this.#draft = reading;
    this.#headerKind = reading.header_line === undefined ? "found" : reading.header_line === 0 ? "none" : "line";
    this.requestUpdate();
  }

  #set(patch: Partial<{ [Key in keyof Reading]: Reading[Key] | undefined }>): void {
    this.#take(Object.fromEntries(Object.entries({ ...this.#draft, ...patch }).filter(([, value]) => value !== undefined)) as Reading);
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (!this.#focusLine) return;
    this.#focusLine = false;
    this.querySelector<HTMLElement>("#header-line")?.focus();
  }

  #refused(inspection: Inspection): TemplateResult {
    const t = this.t.data;
    const { refused, refused_rows: rows } = inspection;
    if (rows === 0) return html``;
    const reasons = new Map<string, number>();
    for (const row of refused) reasons.set(this.say(row.reason), (reasons.get(this.say(row.reason)) ?? 0) + 1);
    return html`<details class="as-table">
      <summary>${t.refusedShow(rows)}</summary>
      ${refused.length === rows && rows > 1 ? html`<ul class="reasons">${[...reasons].map(([reason, n]) => html`<li>${t.refusedTotals(reason, n)}</li>`)}</ul>` : nothing}
      <p class="quiet">${rows > refused.length ? t.refusedFirst : nothing} ${t.refusedNone}</p>
      ${plainTable(t.refused(rows), [t.refusedLine, t.refusedReason], refused.map((row) => [this.t.number(row.line), this.say(row.reason)]))}
    </details>`;
  }

  #facts(inspection: Inspection): TemplateResult {
    const t = this.t.data;
    const r = t.reading;
    const { dialect, title_lines: titles } = inspection;
    const totals = dialect.totals.length;
    const facts: [string, unknown][] = [
      ...(dialect.sheet
        ? [[r.sheet, r.sheetOf(dialect.sheet.number ?? 1, dialect.sheet.sheets?.length ?? 1)] as [string, unknown]]
        : [
            [r.delimiter, t.delimiters[dialect.delimiter] ?? dialect.delimiter] as [string, unknown],
            [r.encoding, t.encodings[dialect.encoding] ?? dialect.encoding] as [string, unknown],
          ]),
      [r.header, r.headerLine(dialect.header_line)],
      ...(titles > 0 ? [[r.above, r.titles(dialect.header_line)] as [string, unknown]] : []),
      ...(totals > 0
        ? [[r.below, html`${r.totals(dialect.totals)}${this.store.rereadable
            ? html` <button class="link-button" @click=${() => void this.store.readAgain({ ...this.store.reading, keep_totals: true })}>${r.keepTotals(totals)}</button>`
            : nothing}`] as [string, unknown]]
        : dialect.totals_kept ? [[r.below, r.totalsKept] as [string, unknown]] : []),
    ];
    return html`<dl class="facts" aria-label=${r.title}>${facts.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>`;
  }

  /** Sheets by number and size: a name of a sheet may be somebody's. */
  #sheets(inspection: Inspection): TemplateResult {
    const { sheet } = inspection.dialect;
    const sizes = sheet?.sheets ?? [];
    if (sizes.length < 2 || !this.store.rereadable) return html``;
    const r = this.t.data.reading;
    return html`<div class="field sheets">
      <label class="utrecht-form-label" for="sheet">${r.sheetWhich}</label>
      <span class="reread__pair">
        <select class="utrecht-select utrecht-select--html-select" id="sheet">
          ${optionsOf(sizes.map((one, at) => ({ value: String(at + 1), label: r.sheetSize(at + 1, one.rows, one.columns, one.hidden) })), String(sheet?.number))}
        </select>
        <button class="utrecht-button utrecht-button--secondary-action" @click=${() => {
          const number = Number(this.querySelector<HTMLSelectElement>("#sheet")?.value);
          // Where the column names are, and what is a total, is of a sheet.
          if (number >= 1) void this.store.readAgain({ sheet: { ...sheet, number, chosen: true } });
        }}>${r.sheetGo}</button>
      </span>
    </div>`;
  }

  #again(inspection: Inspection): TemplateResult {
    if (!this.store.rereadable) return html``;
    const t = this.t.data;
    const r = t.reading;
    const { dialect } = inspection;
    const draft = this.#draft;
    const field = (key: keyof Reading, label: string, control: TemplateResult): TemplateResult =>
      html`<div class="field"><label class="utrecht-form-label" for="read-${key}">${label}</label>${control}</div>`;
    const list = (key: "delimiter" | "encoding", names: Record<string, string>): TemplateResult => html`<select class="utrecht-select utrecht-select--html-select" id="read-${key}"
      @change=${(event: Event) => this.#set({ [key]: valueOf(event) === "" ? undefined : names[Number(valueOf(event))] })}>
      ${optionsOf(
        [{ value: "", label: r.found((key === "delimiter" ? t.delimiters : t.encodings)[dialect[key]] ?? dialect[key]) }, ...Object.values(names).map((code, at) => ({ value: String(at), label: (key === "delimiter" ? t.delimiters : t.encodings)[code] ?? code }))],
        draft[key] === undefined ? "" : String(Object.values(names).indexOf(draft[key])),
      )}
    </select>`;
    const kinds: HeaderKind[] = ["found", "line", "none"];
    return html`<details class="reread" ?open=${this.#open} @toggle=${(event: Event) => {
      this.#open = (event.target as HTMLDetailsElement).open;
    }}>
      <summary>${r.change}</summary>
      <p class="quiet">${r.changeText}</p>
      <div class="reread__fields">
        ${dialect.sheet
          ? nothing
          : html`${field("delimiter", r.delimiter, list("delimiter", Object.fromEntries(Object.keys(t.delimiters).entries()) as Record<string, string>))}
        ${field("encoding", r.encoding, list("encoding", Object.fromEntries(Object.keys(t.encodings).entries()) as Record<string, string>))}`}
        ${field(
          "header_line",
          r.header,
          html`<span class="reread__pair">
            <select class="utrecht-select utrecht-select--html-select" id="read-header_line" @change=${(event: Event) => this.#setHeader(valueOf(event) as HeaderKind, dialect.header_line)}>
              ${optionsOf(kinds.map((kind) => ({ value: kind, label: r.headerKinds[kind] })), this.#headerKind)}
            </select>
            ${this.#headerKind === "line"
              ? html`<input class="utrecht-textbox utrecht-textbox--html-input" id="header-line" type="number" min="1" max="1000" aria-label=${r.line} autocomplete="off" .value=${String(draft.header_line ?? 1)}
                  @change=${(event: Event) => this.#set({ header_line: Math.max(1, Math.floor(Number((event.target as HTMLInputElement).value)) || 1) })}
                  @keydown=${(event: KeyboardEvent) => event.key === "Enter" && this.#go()} />`
              : nothing}
          </span>`,
        )}
        ${field(
          "keep_totals",
          r.below,
          html`<select class="utrecht-select utrecht-select--html-select" id="read-keep_totals" @change=${(event: Event) => this.#set({ keep_totals: valueOf(event) === "keep" ? true : undefined })}>
            ${optionsOf([{ value: "find", label: r.totalsFound }, { value: "keep", label: r.totalsKeep }], draft.keep_totals ? "keep" : "find")}
          </select>`,
        )}
      </div>
      <p class="quiet">${r.goText} ${this.store.files.length > 0 ? r.goFiles : nothing}</p>
      <div class="hero__actions">
        <button class="utrecht-button utrecht-button--secondary-action" @click=${() => this.#go()}>${r.go}</button>
        ${Object.keys(draft).some((key) => key !== "sheet") ? html`<button class="utrecht-button utrecht-button--subtle" @click=${() => this.#take({})}>${r.reset}</button>` : nothing}
      </div>
    </details>`;
  }

  // The frame may not send forms, so there are none: fields, a button, and Enter.
  #go(): void {
    const line = this.querySelector<HTMLInputElement>("#header-line");
    if (line) this.#set({ header_line: Math.max(1, Math.floor(Number(line.value)) || 1) });
    // The sheet that is read stays, unless another one is asked for.
    const { sheet } = this.store.reading;
    void this.store.readAgain({ ...this.#draft, ...(sheet ? { sheet } : {}) });
  }

  #setHeader(kind: HeaderKind, now: number): void {
    this.#set({ header_line: kind === "found" ? undefined : kind === "none" ? 0 : Math.max(now, 1) });
  }

  #headers(inspection: Inspection): TemplateResult {
    if (inspection.headers_confirmed || inspection.columns.every((column) => column.name_shown)) return html``;
    const t = this.t.data.headers;
    const hidden = inspection.columns.filter((column) => !column.name_shown).length;
    const line = inspection.dialect.header_line;
    return html`<section class="ask" aria-labelledby="headers-title">
      <h2 class="nl-heading nl-heading--level-2" id="headers-title">${t.title}</h2>
      <p class="nl-paragraph">${t.text(hidden, line)}</p>
      <div class="hero__actions">
        <button class="utrecht-button utrecht-button--primary-action" @click=${() => void this.store.confirmHeaders()}>${t.yes(line)}</button>
        ${this.store.rereadable
          ? html`<button class="utrecht-button utrecht-button--subtle" @click=${() => {
              this.#open = true;
              this.#focusLine = true;
              this.#setHeader("line", line);
            }}>${t.other}</button>`
          : nothing}
      </div>
    </section>`;
  }

  /** Two in sight, the rest folded: five warnings at once is a wall that nobody reads. */
  #warnings(inspection: Inspection): TemplateResult {
    const { warnings } = inspection;
    if (warnings.length === 0) return html``;
    const t = this.t.data;
    const shown = warnings.length <= 3 ? warnings : warnings.slice(0, 2);
    const rest = warnings.slice(shown.length);
    const list = (texts: typeof warnings): TemplateResult => html`<ul class="notes">${texts.map((text) => html`<li>${this.say(text)}</li>`)}</ul>`;
    return alertBox(
      "warning",
      t.warnings(warnings.length),
      html`${list(shown)}${rest.length > 0 ? html`<details><summary>${t.warningsMore(rest.length)}</summary>${list(rest)}</details>` : nothing}`,
    );
  }

  protected override render(): TemplateResult {
    const { inspection } = this.store;
    if (!inspection) return html``;
    const t = this.t.data;
    return html`<p class="read"><strong>${t.read(inspection.rows)}</strong> ${t.refused(inspection.refused_rows)}</p>
      ${this.store.sample ? html`<p class="sample-note">${t.sample}</p>` : nothing}
      ${this.#refused(inspection)} ${this.#facts(inspection)} ${this.#sheets(inspection)} ${this.#again(inspection)}
      ${hiddenNote(this.t, t.shapesOnly)}
      ${inspection.damage.length > 0 ? nothing : html`<p class="another"><button class="link-button" @click=${() => this.store.pickFile()}>${t.again}</button></p>`}
      ${inspection.damage.length > 0
        ? alertBox("error", t.damage, html`${inspection.damage.map((text) => html`<p>${capital(this.say(text))}</p>`)}<p>${t.damageText}</p>
              <p><button class="utrecht-button utrecht-button--primary-action" @click=${() => this.store.pickFile()}>${t.again}</button></p>`)
        : nothing}
      ${this.#headers(inspection)} ${this.#warnings(inspection)}`;
  }
}

customElements.define("gezicht-read", GezichtRead);
