// One column of the file: what it seems to be, what happens with it, and on what that rests. Shapes only, never a value.
import { html, nothing, type TemplateResult } from "lit";
import { Part } from "../part.js";
import type { ColumnChoice, ColumnInspection } from "../types.js";
import { capital } from "../words.js";

type Fate = "drop" | "code" | "coarsen" | "use" | "sensitive" | "weight";

/** What a choice does, as one of the words the person picks from. */
export function fateOf(column: ColumnInspection, choice: ColumnChoice | undefined): Fate {
  const role = choice?.role ?? column.role;
  switch (role) {
    case "identifier":
      return choice?.treatment === "pseudonym" ? "code" : "drop";
    case "quasi":
      return "coarsen";
    case "sensitive":
      return "sensitive";
    case "feature":
      return "use";
    case "weight":
      return "weight";
    default:
      return "drop";
  }
}

function choiceFor(fate: Fate, column: ColumnInspection, before: ColumnChoice | undefined): ColumnChoice {
  const meaning = before?.meaning === undefined ? {} : { meaning: before.meaning };
  switch (fate) {
    case "drop":
      return column.role === "identifier" ? { ...meaning, role: "identifier", treatment: "drop" } : { ...meaning, role: "ignore" };
    case "code":
      return { ...meaning, role: "identifier", treatment: "pseudonym", domain: before?.domain ?? column.domain ?? `eigen.${column.number}` };
    case "coarsen":
      return { ...meaning, role: "quasi" };
    case "use":
      return { ...meaning, role: "feature" };
    case "sensitive":
      return { ...meaning, role: "sensitive", ...(before?.ground ? { ground: before.ground } : {}) };
    case "weight":
      return { ...meaning, role: "weight", weight_kind: before?.weight_kind ?? "count" };
  }
}

export class GezichtColumn extends Part {
  static override properties = { column: { attribute: false } };
  declare column: ColumnInspection;

  protected override render(): TemplateResult {
    const t = this.t.data;
    const { column } = this;
    const choice = this.store.recipe?.columns[column.name];
    const fate = fateOf(column, choice);
    const touched = this.store.touched.has(column.name);
    const fates: Fate[] = ["drop", "code", "coarsen", "use", "sensitive", ...(column.role === "weight" ? (["weight"] as Fate[]) : [])];
    const id = `column-${column.number}`;
    const needsGround = fate === "sensitive" || (column.ground_needed && (fate === "use" || fate === "coarsen"));
    const ground = choice?.ground ?? "";
    return html`<div class="column">
      <div class="column__what">
        <h3 class="nl-heading nl-heading--level-3 column__name">${column.name}</h3>
        <p class="column__meaning">
          ${column.meaning === "unknown"
            ? html`<strong>${capital(this.say(column.meaning_label))}</strong>`
            : html`${t.looksLike} <strong>${this.say(column.meaning_label)}</strong>, ${t.sure(column.confidence)} <span class="quiet">(${this.t.percent(column.confidence)})</span>`}
        </p>
        <p class="column__filled">
          <span class="meter" aria-hidden="true"><span style="inline-size:${column.filled}%"></span></span>
          <span class="quiet">${t.filled(column.filled)}</span>
        </p>
        <details class="column__more">
          <summary>${t.because} <span class="visually-hidden">(${column.name})</span></summary>
          <p>${capital(this.say(column.evidence))}</p>
          ${column.shapes.length === 0
            ? html`<p class="quiet">${t.shapesNone}</p>`
            : html`<p class="quiet">${t.shapes}. ${t.shapesText}</p>
                <ul class="shapes">
                  ${column.shapes.map((shape) => html`<li><code translate="no">${shape.shape}</code> <span class="quiet">${this.t.percent(shape.percent)}</span></li>`)}
                </ul>`}
        </details>
      </div>
      <div class="column__fate">
        <label class="visually-hidden" for=${id}>${t.fate} (${column.name})</label>
        <select class="utrecht-select utrecht-select--html-select" id=${id} aria-describedby="${id}-effect" @change=${(event: Event) =>
          this.store.choose(column.name, choiceFor((event.target as HTMLSelectElement).value as Fate, column, choice))}>
          ${fates.map((option) => html`<option value=${option} ?selected=${option === fate}>${t.fates[option].label}</option>`)}
        </select>
        <p class="column__effect" id="${id}-effect">
          ${touched ? t.fates[fate].effect : this.say(column.consequence)} ${touched ? html`<span class="tag">${t.changed}</span>` : nothing}
        </p>
      </div>
      ${needsGround
        ? html`<div class="field column__ground">
            <label class="utrecht-form-label" for="${id}-ground">${t.ground.label}<span class="visually-hidden"> (${column.name})</span></label>
            <p class="field__hint" id="${id}-ground-hint">${t.ground.hint}</p>
            <input class="utrecht-textbox utrecht-textbox--html-input" id="${id}-ground" type="text" .value=${ground} aria-describedby="${id}-ground-hint" autocomplete="off" spellcheck="false"
              @change=${(event: Event) => this.#ground((event.target as HTMLInputElement).value)} />
            ${ground === "" ? html`<p class="column__note">${t.ground.missing}</p>` : nothing}
          </div>`
        : nothing}
    </div>`;
  }

  #ground(ground: string): void {
    const { ground: _, ...choice } = this.store.recipe?.columns[this.column.name] ?? {};
    const typed = ground.trim();
    this.store.choose(this.column.name, { ...choice, role: choice.role ?? this.column.role, ...(typed === "" ? {} : { ground: typed }) });
  }
}

customElements.define("gezicht-column", GezichtColumn);
