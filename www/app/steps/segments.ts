// 4 Groepen: how many; the map and the longlist, in which groups are arranged by hand; a card a group; how sure it all is.
import { html, nothing, type TemplateResult } from "lit";
import { Part } from "../part.js";
import { stepFrame } from "../parts/frame.js";
import { groupCard } from "../parts/group-card.js";
import "../parts/group-count.js";
import "../parts/group-list.js";
import { groupMap } from "../parts/group-map.js";
import "../parts/group-pairs.js";
import { howSure } from "../parts/group-sure.js";
import { seenLink } from "../parts/hidden.js";
import { alertBox } from "../parts/notices.js";
import type { Overview } from "../types.js";

/** Parts of this screen that are drawn one after the other: how many; map and list; the cards; what follows them. */
const PARTS = 4;

export class GezichtSegments extends Part {
  /**
   * Parts that are drawn. All at once would hold up the frame longer than somebody takes to move or to type. Whoever comes
   * back to a place on the screen finds it whole.
   */
  #parts = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#parts = this.store.aim !== undefined || this.store.returning ? PARTS : 1;
  }

  protected override updated(): void {
    const { overview, busy } = this.store;
    if (!overview || (busy?.step === "segments" && !busy.beside)) this.#parts = 1;
    else if (this.#parts < PARTS) requestAnimationFrame(() => setTimeout(() => this.#next()));
  }

  #next(): void {
    if (!this.isConnected || this.#parts === PARTS) return;
    this.#parts += 1;
    this.requestUpdate();
  }

  #groups(overview: Overview): TemplateResult {
    const t = this.t;
    if (overview.whole_only) {
      return html`${alertBox("info", t.segments.wholeTitle, html`<p>${t.segments.whole(5 * overview.block_minimum)} ${seenLink(t)}</p>`)}
        <ul class="groups">${overview.segments.map((segment) => groupCard(segment, overview, t, this.store.lang))}</ul>`;
    }
    const { listed } = this.store;
    return html`${this.store.fromDossier ? nothing : html`<gezicht-group-count></gezicht-group-count>`}
      ${this.#parts < 2 ? nothing : html`<div class="ordering">${groupMap(overview, t)}<gezicht-group-list></gezicht-group-list></div>`}
      ${this.#parts < 3
        ? nothing
        : html`<h2 class="nl-heading nl-heading--level-2 groups__title">${t.segments.theGroups(listed.length)}</h2>
            <ul class="groups">${listed.map((segment) => groupCard(segment, overview, t, this.store.lang))}</ul>`}
      ${this.#parts < PARTS ? nothing : html`<gezicht-group-pairs></gezicht-group-pairs>`}`;
  }

  protected override render(): TemplateResult {
    const t = this.t;
    const { overview, release, busy, refusal } = this.store;
    const running = busy?.step === "segments" && !busy.beside;
    // After a change of the recipe the release is not the one that was asked for.
    const ready = release !== undefined && !this.store.stale;
    const closed = !overview && refusal?.step === "segments" && refusal.refusal.by === "gate";
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
        ...(closed
          ? { main: html`<button class="utrecht-button utrecht-button--secondary-action" @click=${() => this.store.pickFile()}>${t.data.again}</button>` }
          : ready && !overview && !busy
          ? { main: html`<button class="utrecht-button utrecht-button--primary-action" @click=${() => void this.store.runSegments()}>${t.segments.run}</button>` }
          : {}),
        body:
          overview && !running
            ? html`${nothingShown ? alertBox("info", t.segments.allHiddenTitle, html`<p>${t.segments.allHidden} ${seenLink(t)}</p>`) : nothing}
                ${this.#groups(overview)} ${this.#parts < PARTS && !overview.whole_only ? nothing : howSure(overview, t, this.store.lang)}`
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
