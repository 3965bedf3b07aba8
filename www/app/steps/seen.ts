// "Wat u hier wel en niet ziet": the blocks rule, drawn and in words. The words are the engine's, the same as on the certificate.
import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from "lit";
import { Part } from "../part.js";
import { icon } from "../parts/icons.js";
import { toldPart } from "../parts/told.js";
import type { Explanation, Part as Told } from "../types.js";

/** The drawing: three kinds of people, and how many of each in two blocks, in multiples of k. */
const KINDS = [0, 1, 2] as const;
const BLOCKS = [
  [3, 2, 1],
  [1, 1, 4],
] as const;

const dot = (x: number, y: number, kind: number): SVGTemplateResult =>
  // Shape says it as well as colour.
  kind === 0
    ? svg`<circle class="seen-dot seen-dot--0" cx=${x} cy=${y} r="4.4" />`
    : kind === 1
      ? svg`<rect class="seen-dot seen-dot--1" x=${x - 4} y=${y - 4} width="8" height="8" />`
      : svg`<path class="seen-dot seen-dot--2" d="M${x} ${y - 5.2}l5.2 9h-10.4z" />`;

/** Everyone, in no order. */
function people(): SVGTemplateResult[] {
  return Array.from({ length: 24 }, (_, i) => {
    const x = 22 + (i % 6) * 23 + (((i * 37) % 11) - 5);
    const y = 22 + Math.floor(i / 6) * 28 + (((i * 53) % 13) - 6);
    return dot(x, y, [0, 2, 1, 2, 0, 1, 0, 2, 2, 1][(i * 7) % 10]!);
  });
}

/** The same people, alike ones together. */
function blocks(minimum: number): SVGTemplateResult[] {
  return BLOCKS.map((block, at) => {
    const kinds = KINDS.flatMap((kind) => Array.from({ length: block[kind] * 2 }, () => kind));
    const left = 6 + at * 78;
    return svg`<rect class="seen-block" x=${left} y="10" width="68" height="92" rx="8" />
      ${kinds.map((kind, i) => dot(left + 17 + (i % 3) * 17, 26 + Math.floor(i / 3) * 18, kind))}
      <text class="seen-label" x=${left + 34} y="118" text-anchor="middle">≥ ${minimum}</text>`;
  });
}

/** Their counts, in multiples of k. */
function table(k: number): SVGTemplateResult[] {
  const x = (at: number): number => 58 + at * 38;
  return [
    ...KINDS.map((kind) => dot(x(kind), 20, kind)),
    svg`<path class="seen-rule" d="M8 34h144M8 68h144M8 102h144" />`,
    ...BLOCKS.map(
      (block, at) => svg`<rect class="seen-block" x="10" y=${44 + at * 34} width="22" height="14" rx="3" />
        ${KINDS.map((kind) => svg`<text class="seen-number" x=${x(kind)} y=${56 + at * 34} text-anchor="middle">${block[kind] * k}</text>`)}`,
    ),
  ];
}

/** Sums of that table, as shares. */
function figures(): SVGTemplateResult[] {
  const total = BLOCKS.flat().reduce((sum, count) => sum + count, 0);
  return KINDS.map((kind) => {
    const part = BLOCKS.reduce((sum, block) => sum + block[kind], 0) / total;
    const y = 24 + kind * 36;
    return svg`${dot(16, y, kind)}<rect class="seen-bar" x="32" y=${y - 8} width=${(part * 150).toFixed(1)} height="16" rx="2" />
      <text class="seen-number" x=${(38 + part * 150).toFixed(1)} y=${y + 5}>${Math.round(part * 100)} %</text>`;
  });
}

export class GezichtSeen extends Part {
  override connectedCallback(): void {
    super.connectedCallback();
    void this.store.explain();
  }

  /** The four steps, each drawn; its words stand under it, so the drawing itself needs none. */
  #steps(part: Told, told: Explanation): TemplateResult {
    const drawn = [people(), blocks(told.block_minimum), table(told.k), figures()];
    return html`<ol class="seen-steps">
        ${part.terms.map(
          (step, at) => html`<li>
            <svg class="seen-picture" viewBox="0 0 160 124" aria-hidden="true" focusable="false">${drawn[at]}</svg>
            <h3 class="nl-heading nl-heading--level-3">${this.say(step.term)}</h3>
            <p class="nl-paragraph">${this.say(step.text)}</p>
          </li>`,
        )}
      </ol>
      <p class="quiet">${this.t.seen.drawn}</p>
      ${part.list.map((text) => html`<p class="nl-paragraph">${this.say(text)}</p>`)}`;
  }

  #part(part: Told, told: Explanation): TemplateResult {
    const heading = `seen-${part.about}`;
    return html`<section aria-labelledby=${heading} class="seen-part seen-part--${part.about}">
      <h2 class="nl-heading nl-heading--level-2" id=${heading}>${this.say(part.title)}</h2>
      ${part.about === "steps" ? this.#steps(part, told) : toldPart(part, (text) => this.say(text))}
    </section>`;
  }

  protected override render(): TemplateResult {
    const t = this.t.seen;
    const told = this.store.explanation;
    return html`<div class="plain seen">
      <h1 class="nl-heading nl-heading--level-1" tabindex="-1" data-heading>${t.title}</h1>
      ${told ? html`<p class="nl-paragraph nl-paragraph--lead">${this.say(told.lead)}</p>${told.parts.map((part) => this.#part(part, told))}` : nothing}
      <div class="step__actions">
        <button class="utrecht-button utrecht-button--primary-action" @click=${() => this.store.go(this.store.before)}>${icon("back")} ${t.back}</button>
        <button class="utrecht-button utrecht-button--subtle" @click=${() => this.store.go("proof")}>${this.t.header.local}</button>
      </div>
    </div>`;
  }
}

customElements.define("gezicht-seen", GezichtSeen);
