// One column of a group's profile: a bar a band, a mark for everyone, a table beside it. A hidden figure is a sentence, never a short bar.
import { html, nothing, type TemplateResult } from "lit";
import type { Texts } from "../../texts/nl.js";
import type { ColumnProfile, Language } from "../types.js";
import { capital, figureLength, figureText, tied } from "../words.js";
import { seenLink } from "./hidden.js";
import { tableOf } from "./table.js";

/** The mean of a numeric feature, of the group and of everyone. */
function mean(column: ColumnProfile, segment: number, t: Texts, compare: boolean): TemplateResult {
  const { amount } = column;
  if (!amount) return html``;
  const own = amount.segments.find((entry) => entry.segment === segment)?.mean;
  const all = amount.overall;
  const money = column.meaning === "amount" ? "€\u00a0" : "";
  if (!own) return html`<p class="chart__mean">${t.segments.meanHidden} ${t.withheld}.</p>`;
  // As many decimals as the error leaves, the same in each of the numbers.
  const digits = own.error >= 3 ? 0 : own.error >= 0.1 ? 1 : 2;
  const said = (value: number): string => `${money}${t.number(value, digits, true)}`;
  return html`<p class="chart__mean">${t.segments.mean(said(own.value), said(Math.max(own.error, 10 ** -digits)))}${compare && all ? t.segments.meanAll(said(all.value)) : nothing}.</p>`;
}

export function columnBars(column: ColumnProfile, segment: number, lang: Language, t: Texts, compare = true): TemplateResult {
  const figures = column.segments.find((entry) => entry.segment === segment)?.figures ?? [];
  const name = capital(column.label[lang]);
  const hidden = column.withheld || figures.every((figure) => figure.kind === "withheld");
  return html`<section class="chart">
    <h4 class="nl-heading nl-heading--level-4">
      ${name}${column.role === "sensitive" ? html` <span class="tag">${t.segments.sensitive}</span>` : nothing}
    </h4>
    ${hidden
      ? html`<p class="hidden-figure">${capital(t.withheld)}.${column.withheld ? html` ${t.segments.columnHidden}` : nothing} ${seenLink(t)}</p>`
      : html`${mean(column, segment, t, compare)}<div class="chart__bars" aria-hidden="true">
            ${column.bands.map((band, index) => {
              const length = figureLength(figures[index]);
              const mark = compare ? figureLength(column.overall[index]) : undefined;
              return html`<div class="bar ${length === undefined ? "bar--hidden" : ""}">
                <span class="bar__label ${band.missing ? "bar__label--missing" : ""}">${tied(band.label[lang])}</span>
                <span class="bar__track">
                  ${length === undefined
                    ? html`<span class="bar__hidden">${t.withheld}</span>`
                    : html`<span class="bar__fill" style="inline-size:${(length * 100).toFixed(1)}%"></span>`}
                  ${mark === undefined ? nothing : html`<span class="bar__mark" style="inset-inline-start:${(mark * 100).toFixed(1)}%"></span>`}
                </span>
                <span class="bar__figure">${length === undefined ? "" : figures[index]?.kind === "almost_all" ? t.almostAllShort : figureText(figures[index], t)}</span>
              </div>`;
            })}
          </div>
          ${tableOf(
            t.showTable,
            name,
            [t.segments.band, t.segments.group, t.segments.everyone],
            column.bands.map((band, index) => [tied(band.label[lang]), figureText(figures[index], t), figureText(column.overall[index], t)]),
          )}`}
  </section>`;
}
