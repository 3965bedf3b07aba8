// 4 Groepen: how many, one strip with everyone in it, a card a group, and a group's profile under its card.
import { html, nothing, type TemplateResult } from "lit";
import { Part } from "../part.js";
import { columnBars } from "../parts/bars.js";
import { curve } from "../parts/curve.js";
import { stepFrame } from "../parts/frame.js";
import { seenLink } from "../parts/hidden.js";
import { icon } from "../parts/icons.js";
import { alertBox } from "../parts/notices.js";
import type { Overview, Segment } from "../types.js";
import { capital, figureLength, listing, shareInWords } from "../words.js";

export class GezichtSegments extends Part {
  #count: "advised" | number | undefined;
  /** The group whose name is being typed. */
  #renaming: number | undefined;

  #name(segment: Segment): string {
    return segment.id === 0 ? this.t.segments.wholeName : this.store.nameOf(segment.id);
  }

  #howMany(overview: Overview): TemplateResult {
    const t = this.t.segments;
    if (this.store.fromDossier || overview.whole_only) return html``;
    const { criteria, advised } = this.store.advice ?? overview;
    const now = this.store.recipe?.segments.count ?? "advised";
    const chosen = this.#count ?? now;
    const values = criteria.length > 0 ? criteria.map((point) => point.count).filter((count) => count > 1) : [2, 3, 4, 5, 6, 7, 8];
    return html`<section class="how-many" aria-labelledby="how-many">
      <div>
        <h2 class="nl-heading nl-heading--level-2" id="how-many">${t.howMany}</h2>
        ${criteria.length > 0 ? html`<p class="nl-paragraph"><strong>${t.advised(advised)}</strong> <span class="quiet">${t.advice}</span></p>` : nothing}
        <div class="inline-form">
          <label class="utrecht-form-label visually-hidden" for="count">${t.howMany}</label>
          <select class="utrecht-select utrecht-select--html-select tiny" id="count" @change=${(event: Event) => {
            const { value } = event.target as HTMLSelectElement;
            this.#count = value === "advised" ? "advised" : Number(value);
            this.requestUpdate();
          }}>
            <option value="advised" ?selected=${chosen === "advised"}>${criteria.length > 0 ? t.advisedWith(advised) : t.advisedOption}</option>
            ${values.map((value) => html`<option value=${value} ?selected=${chosen === value}>${t.countOption(value)}</option>`)}
          </select>
          ${chosen === now ? nothing : html`<button class="utrecht-button utrecht-button--secondary-action" @click=${() => {
                this.#count = undefined;
                void this.store.setCount(chosen);
              }}>${t.recount}</button>`}
        </div>
        ${chosen !== now ? html`<p class="quiet">${t.recountBlocks}</p>` : nothing}
        ${chosen !== now && (this.store.work.names.length > 0 || this.store.work.edits.length > 0) ? html`<p class="quiet">${t.recountNote}</p>` : nothing}
      </div>
      ${criteria.length > 1 ? curve(criteria, advised, overview.segments.length, this.t) : nothing}
    </section>`;
  }

  /** Everyone as one bar; each part leads to its card. */
  #strip(overview: Overview): TemplateResult {
    if (overview.segments.length < 2) return html``;
    return html`<div class="strip" role="group" aria-label=${this.t.segments.strip(overview.people)}>
      ${overview.segments.map(
        (segment) => html`<button class="strip__part" style="flex-grow:${Math.max(segment.share, 0.03)}" @click=${() => this.querySelector<HTMLElement>(`#group-${segment.id}`)?.focus()}
          aria-label=${`${segment.id} ${this.#name(segment)}: ${this.t.percent(Math.round(segment.share * 100))}`}>
          <span aria-hidden="true">${segment.id}</span>
        </button>`,
      )}
    </div>`;
  }

  #stability(segment: Segment): TemplateResult {
    const t = this.t.segments.stability;
    const value = segment.jaccard;
    if (value == null) return html``;
    const [level, words] = value >= 0.75 ? (["high", t.high] as const) : value >= 0.6 ? (["middle", t.middle] as const) : (["low", t.low] as const);
    return html`<p class="stability stability--${level}">${icon(level === "low" ? "warn" : "check")} <span>${words} <span class="quiet">(${t.note(this.t.number(value, 2))})</span></span></p>`;
  }

  #card(segment: Segment, overview: Overview): TemplateResult {
    const t = this.t.segments;
    const name = this.#name(segment);
    const open = this.store.openSegment === segment.id || overview.whole_only;
    const words = shareInWords(segment.share * 100, this.t);
    const heading = `group-${segment.id}`;
    return html`<li class="group ${open ? "group--open" : ""}">
      <article aria-labelledby=${heading}>
        <header class="group__head">
          ${segment.id === 0 ? nothing : html`<span class="group__number" aria-hidden="true">${segment.id}</span>`}
          ${segment.id === 0
            ? html`<h2 class="nl-heading nl-heading--level-2 group__whole" id=${heading}>${name}</h2>
                <p class="group__size">${this.t.people(segment.size)}</p>`
            : html`<h3 class="nl-heading nl-heading--level-3" id=${heading} tabindex="-1">${name}</h3>
                <p class="group__size">${t.size(segment.size, words)} <span class="quiet">(${this.t.percent(Math.round(segment.share * 100))})</span></p>`}
        </header>
        ${segment.id === 0 ? nothing : html`<div class="size-bar" aria-hidden="true"><span style="inline-size:${(segment.share * 100).toFixed(1)}%"></span></div>`}
        ${segment.distinctions.length > 0
          ? html`<h4 class="group__label">${t.apart}</h4>
              <ul class="distinctions">
                ${segment.distinctions.slice(0, 3).map((distinction) => {
                  const own = figureLength(distinction.figure);
                  const all = figureLength(distinction.overall);
                  return html`<li>
                    <span>${capital(this.say(distinction.sentence))}</span>
                    ${own === undefined
                      ? nothing
                      : html`<span class="versus" aria-hidden="true">
                          <span class="versus__own" style="inline-size:${(own * 100).toFixed(1)}%"></span>
                          ${all === undefined ? nothing : html`<span class="versus__all" style="inset-inline-start:${(all * 100).toFixed(1)}%"></span>`}
                        </span>`}
                  </li>`;
                })}
              </ul>`
          : segment.id === 0
            ? nothing
            : html`<p class="quiet">${t.apartNone}</p>`}
        ${segment.rule ? html`<p class="group__rule"><span class="quiet">${t.rule}:</span> ${this.say(segment.rule)}. ${segment.rule_fidelity == null ? nothing : html`<span class="quiet">${capital(t.fidelity(Math.round(segment.rule_fidelity * 100)))}.</span>`}</p>` : nothing}
        ${this.#stability(segment)}
        ${segment.id === 0
          ? nothing
          : html`<div class="group__foot">
              ${this.#renaming === segment.id
                ? this.#rename(segment, name)
                : html`<button class="utrecht-button utrecht-button--secondary-action" aria-expanded=${open ? "true" : "false"} aria-label=${open ? `${t.hideProfile}: ${name}` : t.profile(name)} @click=${() => {
                      this.store.openSegment = open ? undefined : segment.id;
                      this.store.changed();
                    }}>${open ? t.hideProfile : t.profileShort}</button>
                    <button class="link-button" aria-label=${`${t.renameShort}: ${name}`} @click=${() => {
                      this.#renaming = segment.id;
                      this.requestUpdate();
                      void this.updateComplete.then(() => this.querySelector<HTMLInputElement>(`#name-${segment.id}`)?.select());
                    }}>${t.renameShort}</button>`}
            </div>`}
        ${open ? this.#profile(segment, overview, name) : nothing}
      </article>
    </li>`;
  }

  #rename(segment: Segment, name: string): TemplateResult {
    const t = this.t.segments;
    const done = (keep: boolean): void => {
      const value = this.querySelector<HTMLInputElement>(`#name-${segment.id}`)?.value ?? "";
      this.#renaming = undefined;
      if (keep) this.store.rename(segment.id, value);
      this.requestUpdate();
      void this.updateComplete.then(() => this.querySelector<HTMLElement>(`#group-${segment.id}`)?.focus());
    };
    return html`<div class="rename">
      <label class="utrecht-form-label" for="name-${segment.id}">${t.rename}</label>
      <p class="field__hint" id="name-hint">${t.renameHint}</p>
      <input class="utrecht-textbox utrecht-textbox--html-input" id="name-${segment.id}" type="text" maxlength="60" .value=${name} autocomplete="off" spellcheck="false" aria-describedby="name-hint"
        @keydown=${(event: KeyboardEvent) => {
          if (event.key === "Enter") done(true);
          if (event.key === "Escape") done(false);
        }} />
      <span class="editor__actions">
        <button class="utrecht-button utrecht-button--primary-action" @click=${() => done(true)}>${this.t.personas.keep}</button>
        <button class="utrecht-button utrecht-button--secondary-action" @click=${() => done(false)}>${this.t.cancel}</button>
      </span>
    </div>`;
  }

  #profile(segment: Segment, overview: Overview, name: string): TemplateResult {
    const t = this.t.segments;
    // A column that was coarsened until all is one has no picture: one bar would say nothing.
    const merged = overview.columns.filter((column) => column.bands.length < 2);
    const shown = overview.columns.filter((column) => column.bands.length >= 2);
    return html`<section class="profile" aria-label=${t.profileTitle(name)}>
      ${segment.id === 0 ? nothing : html`<p class="quiet">${t.profileText}</p>`}
      <div class="profile__charts">${shown.map((column) => columnBars(column, segment.id, this.store.lang, this.t, segment.id !== 0))}</div>
      ${merged.length > 0 ? html`<p class="quiet">${t.merged(listing(merged.map((column) => this.say(column.label)), this.t))}</p>` : nothing}
    </section>`;
  }

  protected override render(): TemplateResult {
    const t = this.t;
    const { overview, release, busy, refusal } = this.store;
    const running = busy?.step === "segments";
    // After a change of the recipe the release is not the one that was asked for.
    const ready = release !== undefined && !this.store.stale;
    const nothingShown =
      overview !== undefined && overview.columns.every((column) => column.withheld || column.segments.every((entry) => entry.figures.every((figure) => figure.kind === "withheld")));
    return stepFrame(
      {
        step: "segments",
        title: t.segments.title,
        // Where everyone is together there is nothing to choose.
        ...(overview?.whole_only ? {} : { lead: t.segments.lead }),
        why: t.segments.why,
        question: true,
        wide: true,
        onward: overview !== undefined && !running,
        // What the gate refused once it refuses again: then there is nothing to press here.
        ...(ready && !overview && !busy && !(refusal?.step === "segments" && refusal.refusal.by === "gate")
          ? { main: html`<button class="utrecht-button utrecht-button--primary-action" @click=${() => void this.store.runSegments()}>${t.segments.run}</button>` }
          : {}),
        body:
          overview && !running
            ? html`${overview.whole_only ? alertBox("info", t.segments.wholeTitle, html`<p>${t.segments.whole(5 * overview.block_minimum)} ${seenLink(t)}</p>`) : nothing}
                ${nothingShown ? alertBox("info", t.segments.allHiddenTitle, html`<p>${t.segments.allHidden} ${seenLink(t)}</p>`) : nothing}
                ${this.#howMany(overview)}
                ${overview.whole_only ? nothing : html`<h2 class="nl-heading nl-heading--level-2 groups__title">${t.segments.theGroups(overview.segments.length)}</h2>`}
                ${this.#strip(overview)}
                <ul class="groups">
                  ${overview.segments.map((segment) => this.#card(segment, overview))}
                </ul>
                <p class="quiet">${t.segments.margin(t.number(overview.error_points, 1))} ${t.segments.hidden} ${seenLink(t)}</p>`
            : ready || running
              ? html``
              : html`<p class="nl-paragraph">${t.segments.none}</p>
                  <p><button class="utrecht-button utrecht-button--primary-action" @click=${() => this.store.go("privacy")}>${t.segments.toPrivacy}</button></p>`,
      },
      t,
    );
  }
}

customElements.define("gezicht-segments", GezichtSegments);
