// 3 Privacy: two plain choices, then one figure before and one after, with people as dots between them.
import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { Part } from "../part.js";
import { dotsPicture, onOwnScale } from "../parts/dots.js";
import { stepFrame } from "../parts/frame.js";
import { icon } from "../parts/icons.js";
import { valueText } from "../parts/ladder.js";
import { alertBox } from "../parts/notices.js";
import "../parts/risk.js";
import { tableOf } from "../parts/table.js";
import { optionsOf, valueOf } from "../parts/select.js";
import { GUARDS, type Guard, guardOf } from "../models.js";
import type { PaperKind, ReleaseStatistics, Text } from "../types.js";
import { capital, listing, peopleInWords } from "../words.js";

const SIZES = [5, 10, 20, 50];
const LIMITS = [0, 2, 5];

/** People in a block, at least; and how many blocks have to be there for groups. */
const SMALLEST_BLOCK = 60;
const GROUPS = 5;
/** So many columns made coarser together are many. */
const MANY = 8;
const WEIGHTS = [0.25, 0.5, 1, 2, 4];

const radio = (name: string, value: number | string, chosen: boolean, label: string, note: string | undefined, busy: boolean, pick: () => void): TemplateResult => html`<div class="choice">
  <input class="utrecht-radio-button utrecht-radio-button--html-input" type="radio" name=${name} id="${name}-${value}" .checked=${live(chosen)} ?disabled=${busy} @change=${pick} />
  <label class="utrecht-form-label utrecht-form-label--radio" for="${name}-${value}">${label} ${note ? html`<span class="quiet">${note}</span>` : nothing}</label>
</div>`;

export class GezichtPrivacy extends Part {
  static override properties = { unanswered: { state: true }, saved: { state: true } };
  /** Protecting was asked for before it was said whose rows these are. */
  declare unanswered: boolean;
  /** What went out last. */
  declare saved: string | undefined;

  protected override updated(): void {
    // What a step would cost is worked out while the person reads.
    const { store } = this;
    if (store.release && !store.stale && !store.busy && !store.neighbours) void store.survey();
  }

  #choices(): TemplateResult {
    const t = this.t.privacy;
    const privacy = this.store.recipe?.privacy;
    if (!privacy) return html``;
    const sizes = SIZES.includes(privacy.min_group) ? SIZES : [...SIZES, privacy.min_group].sort((a, b) => a - b);
    const percent = Math.round(privacy.suppression_limit * 1000) / 10;
    const limits = LIMITS.includes(percent) ? LIMITS : [...LIMITS, percent].sort((a, b) => a - b);
    const busy = this.store.busy !== undefined;
    return html`<div class="pair">
      <fieldset class="choices">
        <legend class="utrecht-form-label">${t.k.label}</legend>
        ${sizes.map((k) => radio("k", k, k === privacy.min_group, t.k.option(k), t.k.notes[k], busy, () => this.store.setK(k)))}
      </fieldset>
      <fieldset class="choices">
        <legend class="utrecht-form-label">${t.limit.label}</legend>
        <p class="field__hint">${t.limit.hint}</p>
        ${limits.map((limit) => radio("limit", limit, limit === percent, t.limit.option(limit), t.limit.notes[limit], busy, () => this.store.setPrivacy({ suppression_limit: limit / 100 }, (t) => t.history.limit(t.privacy.limit.option(limit)))))}
      </fieldset>
    </div>`;
  }

  #result(release: ReleaseStatistics): TemplateResult {
    const t = this.t;
    const p = t.privacy;
    const { before, after } = release;
    const leftOut = release.people > 0 ? release.suppressed / release.people : 0;
    const names = release.columns.map((column) => column.label[this.store.lang].toLowerCase());
    // Five are a sentence; twenty are a list that nobody reads.
    const columns = listing(names.length > 6 ? [...names.slice(0, 4), p.otherColumns(names.length - 4)] : names, t);
    const unique = before.sample_uniqueness * 100;
    const size = (average: number): string => (average > 0 ? t.number(1 / average, 1 / average < 10 ? 1 : 0) : "–");
    const share = (value: number): string => (value > 0 && value < 0.001 ? `< ${t.percent(0.1, 1)}` : t.percent(Math.round(value * 1000) / 10, 1));
    const beforeText = unique === 0 ? p.beforeNone : capital(p.beforeSentence(unique === 100 ? t.words.all100 : peopleInWords(unique, t), columns));
    const meanings: Record<string, string> = p.meaning;
    const meaning = meanings[release.measure];
    const pictured = { unique: after.sample_uniqueness, average: after.average, leftOut, groups: release.classes };
    const afterText = p.afterSentence(Math.max(release.smallest_class - 1, 0));
    return html`<section class="result ${this.store.stale ? "result--stale" : ""}" aria-label=${p.title} data-result>
      <div class="turn">
        <div class="turn__side">
          <h2 class="turn__label">${p.before}</h2>
          <p class="turn__figure">${unique < 100 && unique > 99 ? t.percent(Math.floor(unique * 10) / 10, 1) : t.percent(unique)} <span>${p.unique}</span></p>
          ${dotsPicture({ unique: before.sample_uniqueness, average: before.average, leftOut: 0 }, beforeText)}
          <p class="turn__sentence">${beforeText}</p>
          <p class="quiet">${p.pictureBefore}</p>
        </div>
        <div class="turn__side turn__side--after">
          <h2 class="turn__label">${p.after}</h2>
          <p class="turn__figure">${t.number(release.smallest_class)} <span>${p.smallest}</span></p>
          ${dotsPicture(pictured, afterText)}
          <p class="turn__sentence">${afterText}</p>
          <p class="quiet">${(onOwnScale(pictured) ? p.pictureGroups : p.pictureAfter)(size(after.average), leftOut > 0)}</p>
        </div>
      </div>
      ${tableOf(t.showTable, p.table.caption, [p.table.what, p.before, p.after], [
        [p.table.unique, share(before.sample_uniqueness), share(after.sample_uniqueness)],
        [p.table.average, share(before.average), share(after.average)],
        [p.table.size, size(before.average), size(after.average)],
        [p.table.smallest, before.sample_uniqueness > 0 ? "1" : "–", t.number(release.smallest_class)],
      ])}
      <p class="nl-paragraph">
        ${release.measure === "loss" ? p.valueLoss(valueText(release, release.value, t)) : p.valueOther(this.#measureName(release), valueText(release, release.value, t))}
        ${p.peopleCount(release.people, (this.store.recipe?.privacy.unit ?? undefined) === undefined)} ${p.suppressed(release.suppressed, t.number(leftOut * 100, 1))} ${release.recheck ? p.recheck : nothing}
      </p>
      <p class="quiet">${p.checked(release.checked, release.lattice, release.optimal, release.columns.some((column) => column.held))} ${!release.optimal && release.bound > 0 ? p.bound(valueText(release, release.bound, t)) : nothing}</p>
      ${meaning ? html`<details class="as-table"><summary>${release.measure === "loss" ? p.lossTitle(valueText(release, release.value, t)) : p.meaning.title}</summary><p class="quiet">${meaning} ${p.advanced.compare}</p></details>` : nothing}
      ${this.#fewPeople(release)} ${this.#wide(release)}
      ${release.models.length > 0
        ? html`<h3 class="nl-heading nl-heading--level-3">${p.models.met}</h3>
            <ul class="checks">${release.models.map((model) => html`<li>${icon("check")} ${this.#modelText(model)}</li>`)}</ul>`
        : nothing}
    </section>
    ${this.#traded(release)}
    <section aria-labelledby="ladders">
      <h2 class="nl-heading nl-heading--level-2" id="ladders">${p.ladders}</h2>
      ${release.columns.length === 0 ? html`<p class="nl-paragraph">${p.none}</p>` : html`<p class="nl-paragraph quiet">${p.laddersText}</p>${release.columns.map((column) => html`<gezicht-ladder .column=${column} .release=${release}></gezicht-ladder>`)}`}
    </section>
    <gezicht-risk></gezicht-risk> ${this.#export(release)}`;
  }

  /** A demand in words; k-anonymity with what it means. */
  #modelText(model: Text): string {
    const k = /^(\d+)-anon/.exec(model.en)?.[1];
    const words = capital(this.say(model));
    return k === undefined ? words : `${words}: ${this.t.privacy.kMeans(Number(k) - 1)}`;
  }

  /** How few people make no profile, or no groups: said before somebody walks on. */
  #fewPeople(release: ReleaseStatistics): TemplateResult {
    const block = this.#block(release);
    const kept = release.people - release.suppressed;
    if (kept >= GROUPS * block) return html``;
    const p = this.t.privacy;
    return html`<div class="stale"><p>${this.#tooFew(release) ? p.fewForProfile(block, GROUPS * block) : p.fewForGroups(GROUPS * block)}</p></div>`;
  }

  /** Whether not even everyone together has a profile. */
  #tooFew(release: ReleaseStatistics): boolean {
    return release.people - release.suppressed < this.#block(release);
  }

  #block(release: ReleaseStatistics): number {
    return Math.max(2 * (this.store.recipe?.privacy.min_group ?? release.k), SMALLEST_BLOCK);
  }

  /** Where many columns cost more than half of the detail, fewer columns keep more of it. */
  #wide(release: ReleaseStatistics): TemplateResult {
    const t = this.t;
    const columns = release.columns.length;
    if (release.measure !== "loss" || release.value <= 0.5 || columns < MANY) return html``;
    return html`<div class="stale"><p>${t.privacy.wide(columns)}</p><p><button class="link-button" @click=${() => this.store.go("data")}>${t.privacy.remedies.data}</button></p></div>`;
  }

  #measureName(release: ReleaseStatistics): string {
    const names: Record<string, { label: string }> = this.t.privacy.advanced.measures;
    return names[release.measure]?.label ?? release.measure;
  }

  /** Which model holds for which sensitive column, and why. */
  #models(): TemplateResult {
    const { recipe } = this.store;
    const sensitive = this.store.sensitiveInUse();
    if (!recipe || sensitive.length === 0) return html``;
    const t = this.t.privacy.models;
    return html`<section class="models" aria-labelledby="models-title">
      <h2 class="nl-heading nl-heading--level-2" id="models-title">${t.title}</h2>
      <p class="nl-paragraph">${t.text}</p>
      ${sensitive.map((name, at) => {
        const guard = guardOf(recipe, name);
        const options = [...GUARDS, ...(guard === "own" ? (["own"] as const) : [])];
        return html`<div class="field">
          <label class="utrecht-form-label" for="guard-${at}">${t.for(name)}</label>
          <select class="utrecht-select utrecht-select--html-select" id="guard-${at}" aria-describedby="guard-${at}-text" @change=${(event: Event) => this.store.setGuard(name, valueOf(event) as Guard)}>
            ${optionsOf(options.map((value) => ({ value, label: t.guards[value].label })), guard)}
          </select>
          <p class="field__hint" id="guard-${at}-text">${t.guards[guard].text}</p>
        </div>`;
      })}
    </section>`;
  }

  #advanced(): TemplateResult {
    const { recipe } = this.store;
    if (!recipe) return html``;
    const t = this.t.privacy.advanced;
    const { measure, search } = recipe.privacy;
    const busy = this.store.busy !== undefined;
    return html`<details class="more-files">
      <summary>${t.title}</summary>
      <fieldset class="choices">
        <legend class="utrecht-form-label">${t.measure}</legend>
        ${(Object.keys(t.measures) as (keyof typeof t.measures)[]).map((value) => radio("measure", value, value === measure, t.measures[value].label, t.measures[value].text, busy, () => this.store.setMeasure(value)))}
        <p class="quiet">${t.compare}</p>
      </fieldset>
      <fieldset class="choices">
        <legend class="utrecht-form-label">${t.search}</legend>
        ${(Object.keys(t.searches) as (keyof typeof t.searches)[]).map((value) => radio("search", value, value === (search.strategy ?? "optimal"), t.searches[value].label, t.searches[value].text, busy, () => this.store.setSearch(value)))}
      </fieldset>
      ${this.#weights()}
    </details>`;
  }

  /** How much each column counts. Measures of the sizes of groups know no columns. */
  #weights(): TemplateResult {
    const { recipe, release } = this.store;
    const t = this.t.privacy.advanced;
    if (!recipe || !release || (recipe.privacy.measure !== "loss" && recipe.privacy.measure !== "non_uniform_entropy")) return html``;
    return html`<fieldset class="choices weights">
      <legend class="utrecht-form-label">${t.weights}</legend>
      <p class="field__hint">${t.weightsText}</p>
      ${release.columns.map((column, at) => {
        const weight = recipe.privacy.column_weights?.[column.name] ?? 1;
        const options = WEIGHTS.includes(weight) ? WEIGHTS : [...WEIGHTS, weight].sort((a, b) => a - b);
        const name = this.say(column.label);
        return html`<div class="weights__one">
          <label for="weight-${at}">${t.weight(name.toLowerCase())}</label>
          <select class="utrecht-select utrecht-select--html-select" id="weight-${at}" ?disabled=${this.store.busy !== undefined} @change=${(event: Event) => this.store.setWeight(column.name, Number(valueOf(event)))}>
            ${optionsOf(options.map((value) => ({ value: String(value), label: t.weightOf[value] ?? t.weightOther(this.t.number(value, 2)) })), String(weight))}
          </select>
        </div>`;
      })}
    </fieldset>`;
  }

  #export(release: ReleaseStatistics): TemplateResult {
    const t = this.t.privacy.export;
    const recoding = this.store.recipe?.privacy.recoding ?? "global";
    const { local } = release;
    const save = (kind: PaperKind, words: string, name: string): TemplateResult =>
      html`<button class="utrecht-button utrecht-button--secondary-action" @click=${() => void this.#save(kind, name)}>${icon("save")} ${words}</button>`;
    return html`<section class="export" aria-labelledby="export-title">
      <h2 class="nl-heading nl-heading--level-2" id="export-title">${t.title}</h2>
      <p class="nl-paragraph">${t.text}</p>
      <fieldset class="choices">
        <legend class="utrecht-form-label">${t.how}</legend>
        ${(["global", "local"] as const).map((value) => radio("recoding", value, value === recoding, t.recoding[value].label, t.recoding[value].text, this.store.busy !== undefined, () => this.store.setRecoding(value)))}
      </fieldset>
      <p class="quiet">${t.only}</p>
      ${local ? html`<p class="nl-paragraph local">${t.local(this.#lost(local.granularity), this.#lost(local.granularity_by_column), local.classes, release.classes)} ${local.suppressed < release.suppressed ? t.localMore : nothing} ${t.localSmallest(local.smallest_class, local.suppressed)}</p>` : nothing}
      ${this.store.stale || this.store.rowsStale ? html`<p><button class="utrecht-button utrecht-button--secondary-action" @click=${() => void this.store.runPrivacy()}>${this.t.privacy.rerun}</button></p>` : html`<div class="hero__actions">${save({ kind: "microdata" }, t.csv, t.names.csv)} ${save({ kind: "microdata_certificate" }, t.certificate, t.names.certificate)}</div>
        ${this.saved === undefined ? nothing : html`<p class="paper__done paper__done--start">${icon("check")} ${this.t.deliver.saved(this.saved)}</p>`}`}
    </section>`;
  }

  /** What is lost when this much of the detail is kept. */
  #lost(granularity: number): string {
    return this.t.percent(Math.ceil((1 - granularity) * 1000) / 10, 1);
  }

  async #save(kind: PaperKind, name: string): Promise<void> {
    this.saved = undefined;
    if (await this.store.saveRows(kind, name)) this.saved = name;
  }

  /** Figures of before: say so, and make them anew. */
  #again(): TemplateResult {
    const t = this.t.privacy;
    return html`<div class="stale"><p>${t.stale}</p><p>${t.staleTables}</p></div>
      <p><button class="utrecht-button utrecht-button--primary-action" @click=${() => this.#protect()}>${t.rerun}</button></p>`;
  }

  /** After a trade: which column gave what. */
  #traded(release: ReleaseStatistics): TemplateResult {
    const p = this.t.privacy;
    const earlier = this.store.earlier;
    if (!earlier || this.store.stale) return html``;
    const lines: string[] = [];
    for (const column of release.columns) {
      const old = earlier.columns.find((candidate) => candidate.name === column.name);
      if (!old || old.level === column.level) continue;
      const name = capital(this.say(column.label));
      const rung = this.say(column.rungs[column.level]).toLowerCase();
      lines.push(column.level < old.level ? p.tradedFiner(name, rung) : p.tradedCoarser(name, rung));
    }
    return alertBox("info", p.traded, html`${lines.length === 0 ? html`<p>${p.tradedNothing}</p>` : lines.map((text) => html`<p>${text}</p>`)}
      ${this.store.canUndo ? html`<p><button class="utrecht-button utrecht-button--subtle" aria-disabled=${this.store.busy !== undefined} @click=${() => (this.store.busy ? undefined : void this.store.untrade())}>${icon("undo")} ${p.untrade}</button></p>` : nothing}`, "status");
  }

  /** Protecting needs to know whose rows these are: who did not say so is asked, and brought to the question. */
  #protect(): void {
    if (!this.store.unitUnknown) return void this.store.runPrivacy();
    this.unanswered = true;
    void this.updateComplete.then(() => this.querySelector<HTMLElement>("#rows-people")?.focus());
  }

  /** Whether each row is one person, where no column tells people apart: only the person knows. */
  #rows(): TemplateResult {
    const { recipe, unitUnknown } = this.store;
    if (!recipe || recipe.privacy.unit != null || this.store.fromDossier) return html``;
    const t = this.t.data.unit;
    return html`<fieldset class="choices">
      <legend class="utrecht-form-label">${t.title}</legend>
      ${this.unanswered && unitUnknown ? html`<p class="column__note" role="alert">${t.first}</p>` : nothing}
      <div class="choice">
        <input class="utrecht-checkbox utrecht-checkbox--html-input" type="checkbox" id="rows-people" .checked=${live(!unitUnknown)} ?disabled=${this.store.busy !== undefined} aria-describedby="rows-people-hint" @change=${() => this.store.setRowsArePeople(unitUnknown)} />
        <label class="utrecht-form-label utrecht-form-label--checkbox" for="rows-people">${t.rowsYes}</label>
      </div>
      <p class="field__hint" id="rows-people-hint">${t.rowsHint}</p>
    </fieldset>`;
  }

  /** The choices: open while there is no result yet, a line above it afterwards. */
  #settings(): TemplateResult {
    const t = this.t.privacy;
    const all = html`${this.#choices()} ${this.#models()} ${this.#advanced()}`;
    const { release, recipe } = this.store;
    if (!release || !recipe) return all;
    const { min_group, suppression_limit } = recipe.privacy;
    return html`<details class="settings">
      <summary><span class="settings__title">${t.settings.title}</span> <span class="settings__now">${t.settings.summary(min_group, Math.round(suppression_limit * 1000) / 10)}</span></summary>
      ${all}
    </details>`;
  }

  protected override render(): TemplateResult {
    const t = this.t;
    const { inspection, release, busy, stale } = this.store;
    const running = busy?.step === "privacy" && !busy.beside;
    const wanted = inspection !== undefined && !busy && (!release || stale);
    return stepFrame(
      {
        step: "privacy",
        wide: release !== undefined,
        title: t.privacy.title,
        lead: t.privacy.lead,
        why: t.privacy.why,
        onward: release !== undefined && !stale && !running,
        quietly: release !== undefined && this.#tooFew(release),
        ...(wanted && !release
          ? { main: html`<button class="utrecht-button utrecht-button--primary-action" @click=${() => this.#protect()}>${t.privacy.run}</button>` }
          : {}),
        body: inspection
          ? html`${this.#rows()} ${this.#settings()}
              ${wanted && release ? this.#again() : nothing}
              ${release && !running ? this.#result(release) : nothing}`
          : html`<p class="nl-paragraph">${this.store.fromDossier ? t.data.fromDossierText : t.data.emptyText}</p>
              <p><button class="utrecht-button utrecht-button--primary-action" @click=${() => this.store.go("data")}>${t.steps.back(t.steps.names.data)}</button></p>`,
      },
      t,
    );
  }
}

customElements.define("gezicht-privacy", GezichtPrivacy);
