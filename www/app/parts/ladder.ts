// One column's ladder as a row of rungs, the chosen one filled, with what it cost and a way to trade.
import { html, type TemplateResult } from "lit";
import type { Texts } from "../../texts/nl.js";
import { store } from "../store.js";
import type { ColumnRelease } from "../types.js";
import { capital } from "../words.js";

export function ladder(column: ColumnRelease, t: Texts): TemplateResult {
  const lang = store.lang;
  const name = capital(column.label[lang]);
  const last = column.rungs.length - 1;
  return html`<div class="ladder">
    <h3 class="nl-heading nl-heading--level-3">${name}</h3>
    <ol class="rungs">
      ${column.rungs.map(
        (rung, index) => html`<li class="rung ${index === column.level ? "rung--chosen" : ""}" aria-current=${index === column.level ? "true" : "false"}>
          ${rung[lang]}${index === column.level ? html`<span class="visually-hidden"> (${t.privacy.rungNow})</span>` : ""}
        </li>`,
      )}
    </ol>
    <div class="ladder__foot">
      <p class="ladder__cost">${t.privacy.cost(Math.round(column.loss * 100))}</p>
      <div class="ladder__trade">
        <button class="link-button" ?disabled=${column.level === 0 || store.busy !== undefined} aria-label=${t.privacy.moreOf(name)} @click=${() => void store.trade(column.name, 4)}>${t.privacy.more}</button>
        <button class="link-button" ?disabled=${column.level === last || store.busy !== undefined} aria-label=${t.privacy.lessOf(name)} @click=${() => void store.trade(column.name, 1 / 4)}>${t.privacy.less}</button>
      </div>
    </div>
  </div>`;
}
