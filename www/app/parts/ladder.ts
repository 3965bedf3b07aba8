// One column's ladder as a row of rungs, the chosen one filled, with what it cost, what a step to either side would cost, and
// a way to trade.
import { html, nothing, type TemplateResult } from "lit";
import type { Texts } from "../../texts/nl.js";
import { store } from "../store.js";
import type { ColumnRelease, ReleaseStatistics } from "../types.js";
import { capital } from "../words.js";

/** The value of the measure in words: a share where it is one. */
export const valueText = (release: ReleaseStatistics, value: number, t: Texts): string =>
  release.measure === "average_class_size" || release.measure === "discernibility" ? t.number(value, value < 100 ? 1 : 0) : t.percent(Math.round(value * 1000) / 10, 1);

function neighbourText(release: ReleaseStatistics, column: ColumnRelease, level: number, t: Texts): string | undefined {
  const neighbour = store.neighbours?.items.find((candidate) => candidate.column === column.name && candidate.level === level);
  const rung = column.rungs[level]?.[store.lang];
  if (!neighbour || rung === undefined) return undefined;
  const n = t.privacy.neighbour;
  const name = capital(rung);
  if (!neighbour.feasible || neighbour.value == null) return n.not(name);
  const [now, then] = [valueText(release, release.value, t), valueText(release, neighbour.value, t)];
  const cost = now === then ? n.same(name, then) : n.costs(name, then, now);
  return `${cost} ${neighbour.suppressed > 0 ? n.suppressed(neighbour.suppressed) : n.few}`;
}

export function ladder(column: ColumnRelease, release: ReleaseStatistics, t: Texts): TemplateResult {
  const lang = store.lang;
  const name = capital(column.label[lang]);
  const last = column.rungs.length - 1;
  const busy = store.busy !== undefined;
  const trade = (finer: boolean, none: boolean): TemplateResult => {
    const level = column.level + (finer ? -1 : 1);
    const text = neighbourText(release, column, level, t);
    // What it cost says already that nothing is finer, or that nothing is left.
    if (none) return html``;
    const idle = busy;
    return html`<div class="ladder__trade">
      ${text ? html`<p class="quiet"><strong>${finer ? t.privacy.neighbour.finer : t.privacy.neighbour.coarser}.</strong> ${text}</p>` : nothing}
      <button class="link-button" aria-disabled=${idle} aria-label=${finer ? t.privacy.moreOf(name) : t.privacy.lessOf(name)} @click=${() => (idle ? undefined : void store.trade(column.name, finer ? 4 : 1 / 4))}>${finer ? t.privacy.more : t.privacy.less}</button>
    </div>`;
  };
  // Where no column weighs more than another, there is nothing to trade.
  const tradable = release.measure !== "average_class_size" && release.measure !== "discernibility";
  return html`<div class="ladder">
    <div class="ladder__head">
      <h3 class="nl-heading nl-heading--level-3">${name}</h3>
      <p class="ladder__cost">${t.privacy.cost(Math.round(column.loss * 100))}</p>
    </div>
    <ol class="rungs">
      ${column.rungs.map(
        (rung, index) => html`<li class="rung ${index === column.level ? "rung--chosen" : ""}" aria-current=${index === column.level ? "true" : "false"}>
          ${rung[lang]}${index === column.level ? html`<span class="visually-hidden"> (${t.privacy.rungNow})</span>` : ""}
        </li>`,
      )}
    </ol>
    ${tradable ? html`<div class="ladder__foot">${trade(true, column.level === 0)} ${trade(false, column.level === last)}</div>` : nothing}
  </div>`;
}
