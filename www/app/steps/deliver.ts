// 6 Opleveren: what is ready, what still misses, one row a paper.
import { html, nothing, type TemplateResult } from "lit";
import { Part } from "../part.js";
import { stepFrame } from "../parts/frame.js";
import { hiddenNote } from "../parts/hidden.js";
import { icon } from "../parts/icons.js";
import { tableOf } from "../parts/table.js";
import type { Brief, PaperKind } from "../types.js";

export class GezichtDeliver extends Part {
  static override properties = { done: { state: true } };
  #segment: number | undefined;
  /** What went out last, and from which row: said beside the button that did it. */
  declare done: { row: string; text: string } | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.store.readTrail();
  }

  async #do(row: string, title: string, print: boolean, work: Promise<boolean>): Promise<void> {
    this.done = undefined;
    if (!(await work)) return;
    const text = print ? this.t.deliver.printed(title) : this.t.deliver.saved(title);
    this.done = { row, text };
    this.store.say(text);
  }

  /** Announced as well, by the page's own status. */
  #told(row: string): TemplateResult {
    return this.done?.row === row ? html`<p class="paper__done">${icon("check")} ${this.done.text}</p>` : html``;
  }

  #paper(words: { title: string; text: string }, kind: PaperKind, print: boolean, main = false): TemplateResult {
    const t = this.t.deliver;
    const look = main ? "utrecht-button--primary-action" : "utrecht-button--secondary-action";
    return html`<li class="paper">
      <div>
        <h3 class="nl-heading nl-heading--level-3">${words.title}</h3>
        <p class="nl-paragraph">${words.text}</p>
      </div>
      <div class="paper__actions">
        ${print
          ? html`<button class="utrecht-button ${look}" aria-label=${`${t.print}: ${words.title}`} @click=${() => void this.#do(kind.kind, words.title, true, this.store.printPaper(kind))}>${icon("print")} ${t.print}</button>`
          : nothing}
        <button class="utrecht-button utrecht-button--secondary-action" aria-label=${`${t.save}: ${words.title}`} @click=${() => void this.#do(kind.kind, words.title, false, this.store.savePaper(kind))}>${icon("save")} ${t.save}</button>
        ${this.#told(kind.kind)}
      </div>
    </li>`;
  }

  #single(): TemplateResult {
    const t = this.t.deliver;
    const { personas } = this.store;
    const segment = this.#segment ?? personas[0]?.segment ?? 1;
    const name = (id: number): string => {
      const persona = personas.find((candidate) => candidate.segment === id);
      return persona ? (this.store.editOf(id, "name") ?? persona.name) : "";
    };
    const save = (kind: PaperKind, format: string): TemplateResult =>
      html`<button class="utrecht-button utrecht-button--secondary-action" aria-label=${`${t.save}: ${name(segment)}, ${format}`} @click=${() => void this.#do("single", `${name(segment)} (${format})`, false, this.store.savePaper(kind))}>${format}</button>`;
    return html`<li class="paper paper--single">
      <div>
        <h3 class="nl-heading nl-heading--level-3">${t.single}</h3>
        <p class="nl-paragraph">${t.singleText}</p>
        <label class="utrecht-form-label" for="which">${t.whichPersona}</label>
        <select class="utrecht-select utrecht-select--html-select" id="which" @change=${(event: Event) => {
          this.#segment = Number((event.target as HTMLSelectElement).value);
          this.requestUpdate();
        }}>
          ${personas.map((persona) => html`<option value=${persona.segment} ?selected=${persona.segment === segment}>${name(persona.segment)}</option>`)}
        </select>
      </div>
      <div class="paper__actions">
        <button class="utrecht-button utrecht-button--secondary-action" aria-label=${`${t.print}: ${name(segment)}`} @click=${() => void this.#do("single", name(segment), true, this.store.printPaper({ kind: "persona_html", segment }))}>${icon("print")} ${t.print}</button>
        ${save({ kind: "persona_html", segment }, t.formats.html)} ${save({ kind: "persona_markdown", segment }, t.formats.markdown)} ${save({ kind: "persona_json", segment }, t.formats.json)}
        ${this.#told("single")}
      </div>
    </li>`;
  }

  #papers(): TemplateResult {
    const t = this.t;
    const d = t.deliver;
    const { brief } = this.store.work;
    const missing = (Object.keys(t.brief.fields) as (keyof Brief)[]).filter((field) => brief[field].trim() === "");
    const ready = [
      d.have.groups(this.store.overview?.segments.length ?? 0),
      d.have.personas(this.store.personas.length),
      ...(this.store.release?.recheck ? [d.have.recheck] : []),
      ...(missing.length === 0 ? [d.have.brief] : []),
    ];
    return html`<div class="pair">
        <section aria-labelledby="ready">
          <h2 class="nl-heading nl-heading--level-2" id="ready">${d.ready}</h2>
          <ul class="checks">
            ${ready.map((line) => html`<li>${icon("check")} ${line}</li>`)}
          </ul>
        </section>
        <section aria-labelledby="missing">
          <h2 class="nl-heading nl-heading--level-2" id="missing">${d.missing}</h2>
          ${missing.length === 0
            ? html`<p class="nl-paragraph">${d.missingNone}</p>`
            : html`<ul class="checks checks--open">
                  ${missing.map((field) => html`<li>${t.brief.fields[field].label}</li>`)}
                </ul>
                <button class="link-button" @click=${() => this.store.go("brief")}>${d.fill}</button>`}
        </section>
      </div>
      <section aria-labelledby="papers">
        <h2 class="nl-heading nl-heading--level-2" id="papers">${d.papers}</h2>
        ${this.store.sample ? html`<p class="sample-note">${d.sample}</p>` : nothing}
        ${hiddenNote(t, d.hidden)}
        <ul class="papers">
          ${this.#paper(d.all, { kind: "all_personas" }, true, true)} ${this.#paper(d.certificate, { kind: "certificate" }, true)} ${this.#paper(d.dpia, { kind: "dpia_text" }, true)} ${this.#single()}
          ${this.#paper(d.result, { kind: "result" }, false)} ${this.#paper(d.recipe, { kind: "recipe" }, false)}
          <li class="paper">
            <div>
              <h3 class="nl-heading nl-heading--level-3">${d.dossier.title}</h3>
              <p class="nl-paragraph">${d.dossier.text}</p>
            </div>
            <div class="paper__actions">
              <button class="utrecht-button utrecht-button--secondary-action" aria-label=${`${d.save}: ${d.dossier.title}`} @click=${() => void this.#do("dossier", d.dossier.title, false, this.store.saveDossier())}>${icon("save")} ${d.save}</button>
              ${this.#told("dossier")}
            </div>
          </li>
        </ul>
      </section>
      ${this.#trail()}
      <section aria-labelledby="now">
        <h2 class="nl-heading nl-heading--level-2" id="now">${d.now}</h2>
        <ol class="now">
          ${d.nowList.map((line) => html`<li>${line}</li>`)}
          <li>${brief.retention ? d.retention(this.#date(brief.retention)) : d.retentionNone}</li>
        </ol>
      </section>`;
  }

  /** What was decided and made, the last on top: that is what one looks for here. On the certificate it stands in order. */
  #trail(): TemplateResult {
    const d = this.t.deliver.trail;
    const lines = [...this.store.trail].reverse();
    if (lines.length === 0) return html``;
    return html`<section aria-labelledby="trail">
      <h2 class="nl-heading nl-heading--level-2" id="trail">${d.title}</h2>
      <p class="nl-paragraph">${d.text}</p>
      ${tableOf(d.show(lines.length), d.title, [d.when, d.what], lines.map((line) => [line.at ? this.#moment(line.at) : d.unknown, this.say(line.what)]))}
    </section>`;
  }

  #moment(at: string): string {
    const moment = new Date(`${at}:00Z`);
    return Number.isNaN(moment.getTime()) ? at : new Intl.DateTimeFormat(this.store.lang === "nl" ? "nl-NL" : "en-GB", { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" }).format(moment).replaceAll(" ", "\u00a0");
  }

  #date(iso: string): string {
    const [year, month, day] = iso.split("-").map(Number);
    if (!year || !month || !day) return iso;
    return new Intl.DateTimeFormat(this.store.lang === "nl" ? "nl-NL" : "en-GB", { dateStyle: "long", timeZone: "UTC" }).format(Date.UTC(year, month - 1, day));
  }

  protected override render(): TemplateResult {
    const t = this.t;
    const some = this.store.personas.length > 0;
    return stepFrame(
      {
        step: "deliver",
        title: t.deliver.title,
        ...(some ? { lead: t.deliver.lead } : {}),
        why: t.deliver.why,
        wide: true,
        onward: false,
        body: some
          ? this.#papers()
          : html`<p class="nl-paragraph">${t.deliver.none}</p>
              <p><button class="utrecht-button utrecht-button--primary-action" @click=${() => this.store.go("personas")}>${t.steps.back(t.steps.names.personas)}</button></p>`,
      },
      t,
    );
  }
}

customElements.define("gezicht-deliver", GezichtDeliver);
