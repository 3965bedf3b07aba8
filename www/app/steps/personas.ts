// 5 Persona's: a wall of faces, and the A4 that is its own editor.
import { html, nothing, type TemplateResult } from "lit";
import { Part } from "../part.js";
import "../parts/a4.js";
import { faceOf } from "../parts/face.js";
import { stepFrame } from "../parts/frame.js";
import { SHAKY } from "../parts/group-card.js";
import { icon } from "../parts/icons.js";
import "../parts/persona-shaky.js";
import type { Persona } from "../types.js";
import { peopleInWords } from "../words.js";

export class GezichtPersonas extends Part {
  #name(persona: Persona): string {
    return this.store.editOf(persona.segment, "name") ?? persona.name;
  }

  #open(segment: number | undefined): void {
    this.store.openPersona = segment;
    this.store.changed();
    void this.updateComplete.then(() => {
      const target = segment === undefined ? this.querySelector<HTMLElement>("[data-heading]") : this.querySelector<HTMLElement>(".persona-top");
      target?.focus();
      target?.scrollIntoView({ block: "start" });
    });
  }

  async #takeReason(segment: number): Promise<void> {
    await this.store.giveReason(segment, "");
    this.#open(undefined);
  }

  #standsFor(persona: Persona): string {
    const t = this.t;
    if (persona.segment === 0) return t.personas.standsForAll;
    const share = this.store.overview?.segments.find((segment) => segment.id === persona.segment)?.share ?? 1;
    return t.personas.standsFor(this.store.nameOf(persona.segment), peopleInWords(share * 100, t));
  }

  #wall(): TemplateResult {
    const t = this.t.personas;
    return html`<ul class="wall" aria-label=${t.wall}>
      ${this.store.personas.map((persona) => {
        const name = this.#name(persona);
        return html`<li>
          <button class="card" @click=${() => this.#open(persona.segment)}>
            ${faceOf(persona.face)}
            <span class="card__name">${name}</span>
            <span class="card__tagline">${this.store.editOf(persona.segment, persona.tagline.key) ?? this.say(persona.tagline.text)}</span>
            <span class="card__group">${this.#standsFor(persona)}</span>
            <span class="card__open">${t.open(name)} ${icon("arrow")}</span>
          </button>
        </li>`;
      })}
    </ul>`;
  }

  #one(persona: Persona, index: number): TemplateResult {
    const t = this.t.personas;
    const { personas } = this.store;
    const segment = this.store.overview?.segments.find((candidate) => candidate.id === persona.segment);
    const jaccard = segment?.jaccard;
    const previous = personas[index - 1];
    const next = personas[index + 1];
    return html`<div class="persona-bar">
        <button class="utrecht-button utrecht-button--subtle" @click=${() => this.#open(undefined)}>${icon("back")} ${t.backToWall}</button>
        <span class="persona-bar__switch">
          <input type="checkbox" class="switch" role="switch" id="proof" .checked=${this.store.proofOfSentences} @change=${(event: Event) => {
            this.store.proofOfSentences = (event.target as HTMLInputElement).checked;
            this.store.changed();
          }} />
          <label for="proof">${t.proof}</label>
        </span>
      </div>
      <p class="persona-top" tabindex="-1">
        <strong>${t.of(index + 1, personas.length)}.</strong> ${this.#standsFor(persona)}.
        ${jaccard != null && jaccard < SHAKY ? html`<span class="column__note">${t.low}</span>` : nothing}
      </p>
      ${segment?.reason == null
        ? nothing
        : html`<p class="quiet">${t.shaky.given(segment.reason)} ${this.store.canArrange ? html`<button class="link-button" @click=${() => void this.#takeReason(persona.segment)}>${t.shaky.take}</button>` : nothing}</p>`}
      <gezicht-a4 .persona=${persona}></gezicht-a4>
      <p class="quiet">${t.readability(Math.round(persona.readability * 100))} · ${t.newspaper}</p>
      <div class="persona-bar">
        ${previous ? html`<button class="utrecht-button utrecht-button--subtle" @click=${() => this.#open(previous.segment)}>${icon("back")} ${t.previous}: ${this.#name(previous)}</button>` : html`<span></span>`}
        ${next ? html`<button class="utrecht-button utrecht-button--subtle" @click=${() => this.#open(next.segment)}>${t.next}: ${this.#name(next)} ${icon("arrow")}</button>` : html`<span></span>`}
      </div>`;
  }

  protected override render(): TemplateResult {
    const t = this.t;
    const { personas, openPersona, overview, busy } = this.store;
    const index = personas.findIndex((persona) => persona.segment === openPersona);
    const running = busy?.step === "personas";
    const chosen = personas[index];
    return stepFrame(
      {
        step: "personas",
        title: t.personas.title,
        lead: `${t.personas.lead} ${personas.length === 0 ? t.personas.leadBefore : chosen ? t.personas.leadOne : t.personas.leadWall}`,
        why: t.personas.why,
        question: true,
        wide: true,
        onward: personas.length > 0,
        ...(overview && personas.length === 0 && !busy && !this.store.fromDossier
          ? { main: html`<button class="utrecht-button utrecht-button--primary-action" @click=${() => void this.store.runPersonas()}>${t.personas.run}</button>` }
          : {}),
        body:
          personas.length > 0
            ? chosen
              ? this.#one(chosen, index)
              : html`${this.#wall()}<gezicht-persona-shaky></gezicht-persona-shaky>`
            : overview || running
              ? html`${overview && !running ? html`<gezicht-persona-shaky></gezicht-persona-shaky>` : nothing}`
              : html`<p class="nl-paragraph">${t.personas.none}</p>
                  <p><button class="utrecht-button utrecht-button--primary-action" @click=${() => this.store.go("segments")}>${t.steps.back(t.steps.names.segments)}</button></p>`,
      },
      t,
    );
  }
}

customElements.define("gezicht-personas", GezichtPersonas);
