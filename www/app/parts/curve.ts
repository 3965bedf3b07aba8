// The number-of-groups curve: one line, the advised point marked, a table for whoever does not see it.
import { extent } from "d3-array";
import { scaleLinear } from "d3-scale";
import { line } from "d3-shape";
import { html, svg, type TemplateResult } from "lit";
import type { Texts } from "../../texts/nl.js";
import type { Criterion } from "../types.js";
import { tableOf } from "./table.js";

export function curve(criteria: Criterion[], advised: number, chosen: number, t: Texts): TemplateResult {
  const width = 360;
  const height = 150;
  const [low = 0, high = 1] = extent(criteria, (point) => point.bic);
  const x = scaleLinear().domain(extent(criteria, (point) => point.count) as [number, number]).range([16, width - 16]);
  const y = scaleLinear().domain(low === high ? [low - 1, high + 1] : [low, high]).range([height - 40, 14]);
  const path = line<Criterion>((point) => x(point.count), (point) => y(point.bic))(criteria) ?? "";
  return html`<figure class="curve">
    <figcaption>${t.segments.curve}</figcaption>
    <svg viewBox="0 0 ${width} ${height}" role="img" aria-label=${`${t.segments.curve} ${t.segments.advised(advised)}`} focusable="false">
      <line class="axis" x1="0" x2=${width} y1=${height - 26} y2=${height - 26} />
      <path class="curve__line" d=${path} />
      ${criteria.map((point) => {
        const best = point.count === advised;
        return svg`<circle class=${best ? "curve__point curve__point--best" : "curve__point"} cx=${x(point.count)} cy=${y(point.bic)} r=${best ? 7 : 4} />
          ${point.count === chosen ? svg`<circle class="curve__ring" cx=${x(point.count)} cy=${y(point.bic)} r="11" />` : ""}
          <text class=${best ? "curve__label curve__label--best" : "curve__label"} x=${x(point.count)} y=${height - 8}>${point.count}</text>`;
      })}
    </svg>
    ${tableOf(t.showTable, t.segments.curve, [t.segments.curveCount, t.segments.curveValue], criteria.map((point) => [String(point.count), t.number(point.bic)]))}
  </figure>`;
}
