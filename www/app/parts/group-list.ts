// The longlist: all groups in their order, and what can be done to them by hand. Every act can be taken back.
import { html, nothing, type TemplateResult } from "lit";
import { Part } from "../part.js";
import type { Segment } from "../types.js";
import "./group-name.js";
import { colourOf, groupBadge } from "./group-badge.js";
import { icon } from "./icons.js";

type Act = "merge" | "split" | "aside";

export class GezichtGroupList extends Part {
  static override properties = { picked: { state: true }, naming: { state: true } };
  declare picked: ReadonlySet<number>;
  /** The group whose name is being typed. */
  declare naming: number | undefined;

  constructor() {
    super();
    this.picked = new Set();
  }

  #pick(id: number, on: boolean): void {
    const picked = new Set(this.picked);
    if (on) picked.add(id);
    else picked.delete(id);
    this.picked = picked;
  }

  /** What was chosen and is still listed. */
  #chosen(): number[] {
    return this.store.listed.map((segment) => segment.id).filter((id) => this.picked.has(id));
  }

  /** Why an act cannot be done now; undefined when it can. */
  #obstacle(act: Act, chosen: number[]): string | undefined {
    const t = this.t.segments.list;
    if (act === "merge") return chosen.length < 2 ? t.needTwo : undefined;
    if (act === "split") return chosen.length !== 1 ? t.needOne : undefined;
    if (chosen.length === 0) return t.needAny;
    return chosen.length === this.store.listed.length ? t.lastOne : undefined;
  }

  async #do(act: Act): Promise<void> {
    const chosen = this.#chosen();
    const [first] = chosen;
    const obstacle = this.#obstacle(act, chosen);
    if (obstacle !== undefined || first === undefined) return this.store.say(obstacle ?? "");
    const { done } = this.t.segments.list;
    const kept = Math.min(...chosen);
    const ok = act === "merge" ? await this.store.merge(chosen) : act === "split" ? await this.store.split(first) : await this.store.putAsideThese(chosen);
    if (!ok) return;
    this.picked = new Set();
    this.store.say(act === "merge" ? done.merge(this.store.nameOf(kept)) : act === "split" ? done.split(this.store.nameOf(first)) : done.aside(chosen.length));
    // The boxes of before may be gone: whoever acted goes on at the group it became, or at the list.
    await this.#focus(act === "aside" ? "#groups-title" : `#pick-${act === "merge" ? kept : first}`);
  }

  async #focus(selector: string): Promise<void> {
    await this.updateComplete;
    this.querySelector<HTMLElement>(selector)?.focus();
  }

  async #move(segment: Segment, by: -1 | 1): Promise<void> {
    if (!(await this.store.move(segment.id, by))) return;
    const place = this.store.listed.findIndex((other) => other.id === segment.id) + 1;
    this.store.say(this.t.segments.list.done.moved(this.store.nameOf(segment.id), place));
    await this.#focus(`#${by < 0 ? "up" : "down"}-${segment.id}`);
  }

  async #back(segment: Segment): Promise<void> {
    if (!(await this.store.putBack(segment.id))) return;
    this.store.say(this.t.segments.list.done.back(this.store.nameOf(segment.id)));
    await this.#focus(`#pick-${segment.id}`);
  }

  async #settle(definitive: boolean): Promise<void> {
    if (!(await this.store.settleOrdering(definitive))) return;
    const { done } = this.t.segments.list;
    this.store.say(definitive ? done.settled : done.unsettled);
    await this.#focus("#settle");
  }

  #row(segment: Segment, place: number, last: number, open: boolean): TemplateResult {
    const t = this.t.segments;
    const { id } = segment;
    const name = this.store.nameOf(id);
    const arrow = (by: -1 | 1, ends: boolean): TemplateResult =>
      html`<button class="more" id="${by < 0 ? "up" : "down"}-${id}" aria-label=${by < 0 ? t.list.up(name) : t.list.down(name)} aria-disabled=${ends} @click=${() => (ends ? undefined : void this.#move(segment, by))}>${icon(by < 0 ? "up" : "down")}</button>`;
    return html`<li class="listed ${this.picked.has(id) ? "listed--picked" : ""} ${open ? "" : "listed--settled"}">
      ${open
        ? html`<label class="listed__pick"><input type="checkbox" class="utrecht-checkbox utrecht-checkbox--html-input" id="pick-${id}" aria-label=${t.list.pick(name)} .checked=${this.picked.has(id)} @change=${(event: Event) => this.#pick(id, (event.target as HTMLInputElement).checked)} /></label>`
        : nothing}
      ${groupBadge(id)}
      <span class="listed__name">${name}<span class="size-bar" aria-hidden="true"><span style="inline-size:${(segment.share * 100).toFixed(1)}%;background:${colourOf(id)}"></span></span></span>
      <span class="listed__share">${this.t.percent(Math.round(segment.share * 100))}</span>
      <button class="more listed__rename" id="rename-${id}" aria-label=${t.renameOf(name)} aria-expanded=${this.naming === id} @click=${() => (this.naming = this.naming === id ? undefined : id)}>${icon("pencil")}</button>
      ${open ? html`<span class="listed__order">${arrow(-1, place === 0)}${arrow(1, place === last)}</span>` : nothing}
      ${this.naming === id ? html`<gezicht-group-name class="listed__naming" .segment=${id}></gezicht-group-name>` : nothing}
    </li>`;
  }

  #tools(): TemplateResult {
    const t = this.t.segments.list;
    const chosen = this.#chosen();
    return html`<div class="list-tools">
      <p class="list-tools__said" role="status">${chosen.length === 0 ? t.hint : t.chosen(chosen.length)}</p>
      <div class="list-tools__acts">
        ${(["merge", "split", "aside"] as const).map((act) => {
          const obstacle = this.#obstacle(act, chosen);
          return html`<button class="utrecht-button utrecht-button--secondary-action" aria-disabled=${obstacle !== undefined} title=${obstacle ?? nothing} @click=${() => void this.#do(act)}>${t[act]}</button>`;
        })}
      </div>
    </div>`;
  }

  protected override render(): TemplateResult {
    const t = this.t.segments.list;
    const { listed, putAside, canArrange, byHand } = this.store;
    const open = canArrange && !byHand.definitive;
    return html`<section class="longlist" aria-labelledby="groups-title" @named=${() => {
      const named = this.naming;
      this.naming = undefined;
      void this.#focus(`#rename-${named}`);
    }}>
      <h2 class="nl-heading nl-heading--level-2" id="groups-title" tabindex="-1">${t.title(listed.length)}</h2>
      ${open ? this.#tools() : nothing}
      <ol class="listing">${listed.map((segment, place) => this.#row(segment, place, listed.length - 1, open))}</ol>
      ${putAside.length > 0
        ? html`<div class="aside">
            <h3 class="group__label">${t.asideTitle(putAside.length)}</h3>
            <p class="quiet">${t.asideText}</p>
            <ul class="listing">
              ${putAside.map(
                (segment) => html`<li class="listed listed--aside">
                  ${groupBadge(segment.id)} <span class="listed__name">${this.store.nameOf(segment.id)}</span>
                  <span class="listed__share">${this.t.percent(Math.round(segment.share * 100))}</span>
                  ${open ? html`<button class="link-button" aria-label=${t.backLabel(this.store.nameOf(segment.id))} @click=${() => void this.#back(segment)}>${t.back}</button>` : nothing}
                </li>`,
              )}
            </ul>
          </div>`
        : nothing}
      ${canArrange
        ? html`<p class="settle">
            ${byHand.definitive ? html`<span class="settle__done">${icon("check")} ${t.settled}</span>` : html`<span class="quiet">${t.settleText}</span>`}
            <button class="link-button" id="settle" @click=${() => void this.#settle(!byHand.definitive)}>${byHand.definitive ? t.unsettle : t.settle}</button>
          </p>`
        : this.store.fromDossier
          ? html`<p class="quiet">${t.fromDossier}</p>`
          : nothing}
    </section>`;
  }
}

customElements.define("gezicht-group-list", GezichtGroupList);
