// One column's ladder: a row of rungs with the chosen one filled, what it cost and why in a sentence; then what a step finer or
// coarser asks of the other columns, and a way to take it; and folded away, the ladder itself.
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { Texts } from "../../texts/nl.js";
import { Part } from "../part.js";
import { store } from "../store.js";
import type { ColumnRelease, Neighbour, ReleaseStatistics } from "../types.js";
import { capital, listing } from "../words.js";
import { icon } from "./icons.js";
import "./ladder-editor.js";

/** The value of the measure in words: a share where it is one. */
export const valueText = (release: ReleaseStatistics, value: number, t: Texts): string =>
  release.measure === "loss" ? t.percent(Math.round(value * 1000) / 10, 1) : t.number(value, value < 100 ? 1 : 0);

type Way = "finer" | "coarser";

export class GezichtLadder extends Part {
  static override properties = { column: { attribute: false }, release: { attribute: false }, open: { state: true } };
  declare column: ColumnRelease;
  declare release: ReleaseStatistics;
  /** Which step is looked at. */
  declare open: Way | undefined;

  protected override willUpdate(changed: PropertyValues): void {
    // Where the step was taken there is nothing to look at any more.
    if (changed.has("release")) this.open = undefined;
  }

  #neighbour(way: Way): Neighbour | undefined {
    const level = this.column.level + (way === "finer" ? -1 : 1);
    return store.neighbours?.items.find((one) => one.column === this.column.name && one.level === level);
  }

  /** "Postcode (twee cijfers) en huishouden (alles samen)". */
  #others(neighbour: Neighbour, given: boolean): string {
    const changes = neighbour.others.filter((other) => (given ? other.to > other.from : other.to < other.from));
    const named = changes.map((other) => {
      const column = this.release.columns.find((one) => one.name === other.column);
      return this.t.privacy.neighbour.other(this.say(column?.label).toLowerCase(), this.say(column?.rungs[other.to]).toLowerCase());
    });
    return listing(named, this.t);
  }

  /** Why it is as coarse as it is, in one sentence. */
  #why(): string {
    const w = this.t.privacy.whyCoarser;
    const { column, release } = this;
    if (column.held) return w.held;
    const cost = Math.round(column.loss * 100);
    if (column.level === 0) return cost > 0 ? w.keptOut(cost) : w.kept;
    const finer = this.#neighbour("finer");
    if (!finer) return store.surveying ? w.busy : w.unknown;
    if (!finer.feasible) return w.cannot;
    const others = this.#others(finer, true);
    const value = finer.value == null ? "" : valueText(release, finer.value, this.t);
    if (value === valueText(release, release.value, this.t)) return others ? w.sameOthers(others) : w.same;
    return others ? w.others(others) : w.leftOut;
  }

  #offer(way: Way): TemplateResult {
    const { column, release, t } = this;
    const n = t.privacy.neighbour;
    const neighbour = this.#neighbour(way);
    const level = column.level + (way === "finer" ? -1 : 1);
    const rung = this.say(column.rungs[level]);
    const name = capital(this.say(column.label));
    if (!neighbour) return html`<p>${store.surveying ? n.busy : n.unknown}</p>`;
    if (!neighbour.feasible) return html`<p>${n.not(name, rung.toLowerCase())}</p>`;
    const [given, gained] = [this.#others(neighbour, true), this.#others(neighbour, false)];
    const [now, then] = [valueText(release, release.value, t), neighbour.value == null ? "" : valueText(release, neighbour.value, t)];
    const share = release.measure === "loss";
    const idle = store.busy !== undefined;
    const take = (): void => void store.trade(column.name, level, (texts) => texts.privacy.history.level(column.name, column.rungs[level]?.[store.lang] ?? ""));
    return html`<dl class="offer__facts">
        <div><dt>${n.becomes}</dt><dd>${rung}</dd></div>
        <div><dt>${n.gives}</dt><dd>${given ? capital(given) : n.nothing}</dd></div>
        ${gained ? html`<div><dt>${n.gains}</dt><dd>${capital(gained)}</dd></div>` : nothing}
        <div><dt>${share ? n.lost : n.measure}</dt><dd>${now === then ? n.same(then) : n.instead(then, now)}</dd></div>
        <div><dt>${n.out}</dt><dd>${neighbour.suppressed > 0 ? n.suppressed(neighbour.suppressed) : n.few(store.neighbours?.k ?? release.k)}</dd></div>
      </dl>
      ${neighbour.optimal ? nothing : html`<p class="quiet">${n.notProven}</p>`}
      <button class="utrecht-button utrecht-button--secondary-action" aria-disabled=${idle} @click=${() => (idle ? undefined : take())}>${n.take(name, rung.toLowerCase())}</button>`;
  }

  protected override render(): TemplateResult {
    const { column, release, t } = this;
    const p = t.privacy;
    const name = capital(this.say(column.label));
    const last = column.rungs.length - 1;
    const key = `ladder-${release.columns.indexOf(column)}`;
    const toggle = (way: Way, words: string, full: string): TemplateResult => html`<button class="link-button" aria-expanded=${this.open === way} aria-controls="${key}-offer" aria-label=${full} @click=${() => (this.open = this.open === way ? undefined : way)}>${words}</button>`;
    const stale = store.stale;
    return html`<div class="ladder">
      <div class="ladder__head">
        <h3 class="nl-heading nl-heading--level-3">${name}</h3>
        <p class="ladder__cost">${p.cost(Math.round(column.loss * 100))}</p>
      </div>
      <ol class="rungs">
        ${column.rungs.map(
          (rung, index) => html`<li class="rung ${index === column.level ? "rung--chosen" : index < column.level ? "rung--past" : ""}" aria-current=${index === column.level ? "true" : "false"}>
            ${column.held && index === column.level ? icon("lock") : nothing}${rung[store.lang]}${index === column.level ? html`<span class="visually-hidden"> (${p.rungNow})</span>` : nothing}
          </li>`,
        )}
      </ol>
      <p class="ladder__why">${this.#why()}
        ${column.held ? html`<button class="link-button" aria-disabled=${store.busy !== undefined} @click=${() => (store.busy ? undefined : void store.trade(column.name, undefined, (texts) => texts.privacy.history.levelFree(column.name)))}>${p.release(name)}</button>` : nothing}
      </p>
      ${stale
        ? nothing
        : html`<div class="ladder__trade">
            ${column.level > 0 ? toggle("finer", p.more, p.moreOf(name)) : nothing}
            ${column.level < last ? toggle("coarser", p.less, p.lessOf(name)) : nothing}
          </div>
          <div class="offer" id="${key}-offer" ?hidden=${this.open === undefined}>${this.open ? this.#offer(this.open) : nothing}</div>`}
      <gezicht-ladder-editor .column=${column.name} .label=${name} .k=${release.k}></gezicht-ladder-editor>
    </div>`;
  }
}

customElements.define("gezicht-ladder", GezichtLadder);
