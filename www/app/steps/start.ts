// The first screen: what it is, two ways in, three promises that can be checked.
import { html, nothing, svg, type TemplateResult } from "lit";
import { Part } from "../part.js";
import { faceOf } from "../parts/face.js";
import { icon } from "../parts/icons.js";
import { notices } from "../parts/notices.js";
import type { Face } from "../types.js";

const FACES: Face[] = [
  { seed: 1, skin: 0, hair_colour: 3, hair: 1, eyes: 0, mouth: 0, glasses: 0, clothes: 0 },
  { seed: 2, skin: 4, hair_colour: 0, hair: 0, eyes: 3, mouth: 1, glasses: 1, clothes: 1 },
  { seed: 3, skin: 2, hair_colour: 1, hair: 3, eyes: 2, mouth: 2, glasses: 0, clothes: 2 },
  { seed: 1, skin: 1, hair_colour: 6, hair: 5, eyes: 0, mouth: 3, glasses: 2, clothes: 3 },
];

/** Loose dots at the left, groups of dots in the middle; the faces come after. All of it made up. */
function dotsToGroups(): TemplateResult {
  const loose = [];
  for (let i = 0; i < 44; i++) {
    const a = i * 2.399963;
    const r = 9.2 * Math.sqrt(i + 0.5);
    const wobble = ((i * 37) % 11) - 5;
    loose.push(svg`<circle class="hero-dot hero-dot--${i % 4}" cx=${(70 + r * Math.cos(a) + wobble).toFixed(1)} cy=${(150 + r * 2.1 * Math.sin(a) + wobble).toFixed(1)} r="4"/>`);
  }
  const groups = [];
  for (let g = 0; g < 4; g++) {
    for (let i = 0; i < 11; i++) {
      const a = i * 2.399963;
      const r = 6.2 * Math.sqrt(i + 0.5);
      groups.push(svg`<circle class="hero-dot hero-dot--${g}" cx=${(236 + r * Math.cos(a)).toFixed(1)} cy=${(36 + g * 76 + r * Math.sin(a)).toFixed(1)} r="4.6"/>`);
    }
    groups.push(svg`<path class="hero-arrow" d="M268 ${36 + g * 76}h26m-6-5 6 5-6 5"/>`);
  }
  return html`<svg class="hero__dots" viewBox="0 0 300 300" aria-hidden="true" focusable="false">${loose}<path class="hero-arrow" d="M168 150h26m-6-5 6 5-6 5" />${groups}</svg>`;
}

export class GezichtStart extends Part {
  /** Each promise leads to where it can be checked. */
  #check(promise: number): void {
    if (promise === 2) return this.store.go("seen");
    this.store.aim = promise === 1 ? "proof-after" : undefined;
    this.store.go("proof");
  }

  protected override render(): TemplateResult {
    const t = this.t.start;
    const store = this.store;
    const resume = store.inspection ?? store.overview;
    return html`<div class="start">
      <div class="hero">
        <div class="hero__words">
          <h1 class="nl-heading nl-heading--level-1 hero__title" tabindex="-1" data-heading>${t.title}</h1>
          <p class="nl-paragraph nl-paragraph--lead">${t.lead}</p>
          ${notices("start", this.t)}
          <div class="hero__actions">
            <button class="utrecht-button utrecht-button--primary-action" @click=${() => store.pickFile()}>${icon("file")} ${t.file}</button>
            <button class="utrecht-button utrecht-button--secondary-action" @click=${() => void store.openSample()}>${t.sample}</button>
          </div>
          <p class="hero__more">
            <button class="link-button" @click=${() => store.pickDossier()}>${t.dossier}</button>
            ${resume ? html`<button class="link-button" @click=${() => store.go(store.overview ? "segments" : "data")}>${t.resume}</button>` : nothing}
          </p>
          <p class="quiet hero__drop">${t.drop}</p>
        </div>
        <div class="hero__picture" role="img" aria-label=${t.picture}>
          ${dotsToGroups()}
          <div class="hero__faces">${FACES.map((face) => faceOf(face))}</div>
        </div>
      </div>
      <section class="promises" aria-labelledby="promises">
        <h2 class="nl-heading nl-heading--level-2" id="promises">${t.promises}</h2>
        <ul>
          ${t.promise.map(
            (promise, at) => html`<li>
              <h3 class="nl-heading nl-heading--level-3">${promise.title}</h3>
              <p class="nl-paragraph">${promise.text}</p>
              <button class="link-button" @click=${() => this.#check(at)}>${promise.check}</button>
            </li>`,
          )}
        </ul>
      </section>
      <section class="how" aria-labelledby="how">
        <h2 class="nl-heading nl-heading--level-2" id="how">${t.how}</h2>
        <ol>
          ${t.steps.map((step) => html`<li>${step}</li>`)}
        </ol>
      </section>
    </div>`;
  }
}

customElements.define("gezicht-start", GezichtStart);
