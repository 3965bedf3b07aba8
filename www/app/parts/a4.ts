// One persona on one A4, as it will be printed; every sentence can be edited in place.
import { html, nothing, type TemplateResult } from "lit";
import { Part } from "../part.js";
import type { Evidence, Field, Figure, Persona, Sentence } from "../types.js";
import { figureText } from "../words.js";
import { faceOf } from "./face.js";
import { seenLink } from "./hidden.js";
import "./sentence.js";
import type { Line } from "./sentence.js";

/** The figure that a sentence rests on: a column and one of its bands. */
const placeOf = ({ column, band }: Evidence): string => `${column}:${band}`;

export class GezichtA4 extends Part {
  static override properties = { persona: { attribute: false }, pointed: { state: true } };
  declare persona: Persona;
  declare pointed: Line | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener("evidence", (event) => {
      this.pointed = (event as CustomEvent<Line>).detail;
    });
  }

  #line(line: Line, what: string): TemplateResult {
    return html`<gezicht-sentence .line=${line} .segment=${this.persona.segment} .what=${what}></gezicht-sentence>`;
  }

  #lines(sentences: Sentence[], what: string): TemplateResult {
    return html`<ul>${sentences.map((sentence) => html`<li>${this.#line(sentence, what)}</li>`)}</ul>`;
  }

  #fields(fields: Field[]): TemplateResult {
    if (fields.length === 0) return html``;
    return html`<div class="a4__fields">
      ${fields.map((field) => {
        const label = this.say(field.label);
        return html`<section>
          <h3>${label}</h3>
          ${field.sentences.length === 1 ? html`<p>${this.#line(field.sentences[0]!, label)}</p>` : this.#lines(field.sentences, label)}
        </section>`;
      })}
    </div>`;
  }

  /** Somebody wrote it themselves, over what was drafted. */
  #own(key: string): boolean {
    return this.store.editOf(this.persona.segment, key) !== undefined;
  }

  /** What the pointed sentence rests on, in one line under the legend. */
  #evidence(): string {
    const t = this.t.personas;
    const line = this.pointed;
    if (!line) return t.evidenceAsk;
    if (this.#own(line.key)) return t.evidenceOwn;
    const { evidence } = line;
    const column = evidence && this.store.overview?.columns[evidence.column];
    const band = evidence && column?.bands[evidence.band];
    if (!evidence || !column || !band) return `${t.kinds[line.kind]}: ${t.kindsLong[line.kind]}. ${t.evidenceNone}`;
    // The figure itself, not a number made of it: "almost everyone" has no percentage.
    const shown = (figure: Figure | undefined): string => (figure?.kind === "almost_all" ? this.t.almostAllShort : figureText(figure, this.t));
    const own = column.segments.find((entry) => entry.segment === this.persona.segment)?.figures[evidence.band];
    return `${t.kinds[line.kind]}: ${t.evidence(shown(own), shown(column.overall[evidence.band]), evidence.n, this.t.number(evidence.error_points, 1), this.say(column.label), this.say(band.label))}`;
  }

  #proof(): TemplateResult {
    const t = this.t.personas;
    return html`<div class="proof">
      <ul class="proof__legend" aria-label=${t.legend}>
        ${(["fact", "inference", "fiction", "question", "own"] as const).map(
          (kind) => html`<li><span class="sentence sentence--${kind}">${kind === "own" ? "✎ " : nothing}${t.kinds[kind]}</span> <span class="quiet">${t.kindsLong[kind]}</span></li>`,
        )}
      </ul>
    </div>
    <p class="proof__now" aria-live="polite">${this.#evidence()}</p>
    <p class="quiet">${t.evidenceFrom} ${seenLink(this.t)}</p>`;
  }

  protected override render(): TemplateResult {
    const t = this.t.personas;
    const { persona } = this;
    // What nobody knows yet is not spread over the page: it waits, folded, below the questions.
    const isOpen = (field: Field): boolean => field.sentences.every((sentence) => sentence.kind === "question" && !this.#own(sentence.key));
    // A field that says what stands under the facts is told once; who edited it sees it.
    const told = new Set(persona.facts.flatMap(({ evidence }) => (evidence ? [placeOf(evidence)] : [])));
    const isTold = (field: Field): boolean => field.sentences.every((sentence) => sentence.evidence && told.has(placeOf(sentence.evidence)) && !this.#own(sentence.key));
    const known = persona.fields.filter((field) => !isOpen(field) && !isTold(field));
    const open = persona.fields.filter(isOpen);
    const name = this.store.editOf(persona.segment, "name") ?? persona.name;
    const nameLine: Line = { key: "name", text: { nl: persona.name, en: persona.name }, kind: "fiction", evidence: undefined };
    return html`${this.store.proofOfSentences ? this.#proof() : nothing}
      <article class="a4" aria-labelledby="a4-name">
        <div class="a4__side">
          ${faceOf(persona.face, t.face(name))}
          <h2 class="a4__name" id="a4-name">${this.#line(nameLine, t.sections.name)}</h2>
          <p class="a4__tagline">${this.#line(persona.tagline, t.sections.tagline)}</p>
          <p class="a4__fictional">${t.fictional}</p>
          <section>
            <h3>${t.sections.facts}</h3>
            <ul class="a4__facts">
              ${persona.facts.map(
                (fact) => html`<li>
                  ${this.#line(fact, t.sections.facts)}
                  ${fact.evidence && !this.#own(fact.key)
                    ? html`<span class="versus" aria-hidden="true"><span class="versus__own" style="inline-size:${(fact.evidence.share * 100).toFixed(1)}%"></span
                        >${persona.segment === 0 ? nothing : html`<span class="versus__all" style="inset-inline-start:${(fact.evidence.overall * 100).toFixed(1)}%"></span>`}</span>`
                    : nothing}
                </li>`,
              )}
            </ul>
          </section>
        </div>
        <div class="a4__main">
          <blockquote class="a4__quote"><p>${this.#line(persona.quote, t.sections.quote)}</p></blockquote>
          <section class="a4__story">
            <h3>${t.sections.story}</h3>
            <p>${persona.story.map((sentence) => html`${this.#line(sentence, t.sections.story)} `)}</p>
          </section>
          ${this.#fields(known)}
          <div class="a4__dos">
            <section class="a4__do">
              <h3>${t.sections.dos}</h3>
              ${this.#lines(persona.dos, t.sections.dos)}
            </section>
            <section class="a4__dont">
              <h3>${t.sections.donts}</h3>
              ${this.#lines(persona.donts, t.sections.donts)}
            </section>
          </div>
          <section class="a4__questions">
            <h3>${t.sections.questions}</h3>
            ${this.#lines(persona.questions, t.sections.questions)}
            ${open.length > 0
              ? html`<details class="a4__open">
                  <summary>${t.openFields(open.length)}</summary>
                  ${this.#fields(open)}
                </details>`
              : nothing}
          </section>
        </div>
      </article>`;
  }
}

customElements.define("gezicht-a4", GezichtA4);
