// More files: one beside the first, joined on a code; a table of open figures; a list of people who objected.
import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { Part } from "../part.js";
import type { Aggregate, Attached, ColumnInspection, Inspection, Recipe, Role } from "../types.js";
import { USES, type Use, type UseKind, areasOf, figuresOf, keysOf, useOf, waysOf } from "../uses.js";
import { icon } from "./icons.js";
import { optionsOf, valueOf } from "./select.js";

export class GezichtFiles extends Part {
  #open = false;
  /** Uses that were picked, but for which the files lack something. */
  #wish = new Map<number, UseKind>();

  #possible(file: Attached, kind: UseKind, main: Inspection, recipe: Recipe): Use | undefined {
    if (kind === "population") return { kind };
    if (kind === "context") {
      const [area] = areasOf(file, main, recipe);
      return area && { kind, key: area.name, columns: [] };
    }
    const [key] = keysOf(file, main, recipe);
    return key && (kind === "join" ? { kind, key: key.domain, aggregate: {} } : { kind, key: key.domain });
  }

  #pick(file: Attached, kind: UseKind | undefined, main: Inspection, recipe: Recipe): void {
    const use = kind && this.#possible(file, kind, main, recipe);
    if (kind && !use) this.#wish.set(file.file, kind);
    else this.#wish.delete(file.file);
    this.store.setUse(file, use);
    this.requestUpdate();
  }

  #file(file: Attached, main: Inspection, recipe: Recipe): TemplateResult {
    const t = this.t.data.files;
    const { inspection } = file;
    const use = useOf(recipe, file.file);
    const kind = use?.kind ?? this.#wish.get(file.file);
    const hidden = inspection.columns.filter((column) => !column.name_shown).length;
    const id = `file-${file.file}`;
    const radio = (value: UseKind | undefined, label: string, note: string): TemplateResult => html`<div class="choice">
      <input class="utrecht-radio-button utrecht-radio-button--html-input" type="radio" name=${id} id="${id}-${value ?? "none"}" .checked=${live(kind === value)} @change=${() => this.#pick(file, value, main, recipe)} />
      <label class="utrecht-form-label utrecht-form-label--radio" for="${id}-${value ?? "none"}">${label}. <span class="quiet">${note}</span></label>
    </div>`;
    return html`<li class="beside">
      <div class="beside__head">
        <h3 class="nl-heading nl-heading--level-3">${t.name(file.file)}</h3>
        <button class="link-button" aria-label=${t.removeOf(file.file)} @click=${() => void this.store.detach(file)}>${t.remove}</button>
      </div>
      <p>${t.read(inspection.rows, inspection.columns.length)} ${this.t.data.refused(inspection.refused_rows)}</p>
      ${inspection.damage.length > 0 ? html`<p class="column__note">${inspection.damage.map((text) => this.say(text)).join(" ")}</p>` : nothing}
      ${hidden > 0 && !inspection.headers_confirmed
        ? html`<p>${this.t.data.headers.text(hidden, inspection.dialect.header_line)}
            <button class="link-button" @click=${() => void this.store.confirmBeside(file)}>${this.t.data.headers.yes(inspection.dialect.header_line)}</button></p>`
        : nothing}
      <fieldset class="choices">
        <legend class="utrecht-form-label">${t.use}<span class="visually-hidden"> (${t.name(file.file)})</span></legend>
        ${USES.map((option) => radio(option, t.uses[option].label, t.uses[option].text))} ${radio(undefined, t.uses.none.label, t.uses.none.text)}
      </fieldset>
      ${use === undefined && kind ? html`<p class="column__note">${kind === "context" ? t.noArea : t.noKey}</p>` : nothing}
      ${use?.kind === "join" ? this.#join(file, use, main, recipe) : nothing}
      ${use?.kind === "context" ? this.#context(file, use, main, recipe) : nothing}
      ${use?.kind === "objections" ? this.#key(file, use, keysOf(file, main, recipe).map(({ domain, name }) => ({ value: domain, label: name }))) : nothing}
      ${use?.kind === "population" ? html`<p class="quiet">${t.population}</p>` : nothing}
    </li>`;
  }

  #key(file: Attached, use: Exclude<Use, { kind: "population" }>, keys: { value: string; label: string }[]): TemplateResult {
    const t = this.t.data.files;
    const id = `file-${file.file}-key`;
    return html`<div class="field">
      <label class="utrecht-form-label" for=${id}>${use.kind === "context" ? t.area : t.key}</label>
      <p class="field__hint" id="${id}-hint">${use.kind === "context" ? t.areaHint : t.keyHint}</p>
      <select class="utrecht-select utrecht-select--html-select" id=${id} aria-describedby="${id}-hint" @change=${(event: Event) => this.store.setUse(file, { ...use, key: valueOf(event) })}>${optionsOf(keys, use.key)}</select>
    </div>`;
  }

  #join(file: Attached, use: Extract<Use, { kind: "join" }>, main: Inspection, recipe: Recipe): TemplateResult {
    const t = this.t.data.files;
    const keys = keysOf(file, main, recipe);
    const keyColumns = new Set(keys.map((key) => key.name));
    const { role, ground } = this.store.besideOf(file);
    const id = `file-${file.file}`;
    const set = (name: string, way: Aggregate | undefined): void => {
      const { [name]: _, ...rest } = use.aggregate;
      this.store.setUse(file, { ...use, aggregate: way === undefined ? rest : { ...rest, [name]: way } });
    };
    const roles: Role[] = ["sensitive", "feature", "quasi"];
    const fates = { sensitive: "sensitive", feature: "use", quasi: "coarsen" } as const;
    return html`${this.#key(file, use, keys.map(({ domain, name }) => ({ value: domain, label: name })))}
      <fieldset class="brings">
        <legend class="utrecht-form-label">${t.brings}</legend>
        <p class="field__hint">${t.bringsHint}</p>
        ${inOrder(file).filter((column) => !keyColumns.has(column.name) && waysOf(file, column).length > 0).map((column) => {
          const way = use.aggregate[column.name];
          return this.#brings(file, column, way !== undefined, (on) => set(column.name, on ? waysOf(file, column)[0] : undefined), way === undefined
            ? nothing
            : html`<select class="utrecht-select utrecht-select--html-select" aria-label=${t.wayOf(column.name)} @change=${(event: Event) => set(column.name, valueOf(event) as Aggregate)}>
                ${optionsOf(waysOf(file, column).map((value) => ({ value, label: t.ways[value] })), way)}
              </select>`);
        })}
        <p class="quiet">${t.flag} ${file.sensitive ? t.flagSensitive : nothing}</p>
      </fieldset>
      <div class="field">
        <label class="utrecht-form-label" for="${id}-role">${t.role}</label>
        <select class="utrecht-select utrecht-select--html-select" id="${id}-role" @change=${(event: Event) => this.store.setBeside(file, valueOf(event) as Role, ground)}>
          ${optionsOf(roles.map((value) => ({ value, label: this.t.data.fates[fates[value as keyof typeof fates]].label })), role)}
        </select>
        <p class="field__hint">${this.t.data.fates[fates[role as keyof typeof fates] ?? "sensitive"].effect}</p>
      </div>
      ${role === "sensitive" || file.sensitive
        ? html`<div class="field column__ground">
            <label class="utrecht-form-label" for="${id}-ground">${this.t.data.ground.label}</label>
            <p class="field__hint" id="${id}-ground-hint">${t.groundHint}</p>
            <input class="utrecht-textbox utrecht-textbox--html-input" id="${id}-ground" type="text" .value=${ground} aria-describedby="${id}-ground-hint" autocomplete="off" spellcheck="false"
              @change=${(event: Event) => this.store.setBeside(file, role, (event.target as HTMLInputElement).value)} />
            ${ground === "" ? html`<p class="column__note">${t.groundMissing}</p>` : nothing}
          </div>`
        : nothing}`;
  }

  #brings(file: Attached, column: ColumnInspection, on: boolean, set: (on: boolean) => void, beside: unknown): TemplateResult {
    const id = `file-${file.file}-column-${column.number}`;
    return html`<div class="brings__column">
      <label class="brings__name" for=${id}><input type="checkbox" id=${id} .checked=${live(on)} @change=${(event: Event) => set((event.target as HTMLInputElement).checked)} />
        <span>${column.name} <span class="quiet">${this.say(column.meaning_label)}</span></span></label>
      ${beside}
    </div>`;
  }

  #context(file: Attached, use: Extract<Use, { kind: "context" }>, main: Inspection, recipe: Recipe): TemplateResult {
    const t = this.t.data.files;
    return html`${this.#key(file, use, areasOf(file, main, recipe).map((column) => ({ value: column.name, label: column.name })))}
      <fieldset class="brings">
        <legend class="utrecht-form-label">${t.figures}</legend>
        <p class="field__hint">${t.figuresHint}</p>
        ${figuresOf(file).map((column) =>
          this.#brings(
            file,
            column,
            use.columns.includes(column.name),
            (on) => this.store.setUse(file, { ...use, columns: on ? [...use.columns, column.name] : use.columns.filter((name) => name !== column.name) }),
            nothing,
          ),
        )}
      </fieldset>
      ${use.columns.length === 0 ? html`<p class="column__note">${t.figuresNone}</p>` : nothing}`;
  }

  protected override render(): TemplateResult {
    const { inspection, recipe, files, busy } = this.store;
    if (!inspection || !recipe || (this.store.sample && files.length === 0)) return html``;
    const t = this.t.data.files;
    return html`<details class="more-files" ?open=${this.#open || files.length > 0} @toggle=${(event: Event) => {
      this.#open = (event.target as HTMLDetailsElement).open;
    }}>
      <summary>${t.title}</summary>
      <p>${t.text}</p>
      ${files.length > 0 ? html`<ul class="besides">${files.map((file) => this.#file(file, inspection, recipe))}</ul>` : nothing}
      <p><button class="utrecht-button utrecht-button--secondary-action" aria-disabled=${busy !== undefined} @click=${() => (busy ? undefined : this.store.pickBeside())}>${icon("file")} ${t.add}</button></p>
    </details>`;
  }
}

/** Columns with a name come before those that are still called by their number. */
const inOrder = (file: Attached): ColumnInspection[] => [...file.inspection.columns].sort((a, b) => Number(b.name_shown) - Number(a.name_shown) || a.number - b.number);

customElements.define("gezicht-files", GezichtFiles);
