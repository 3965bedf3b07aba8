// What speaks for each number of groups: four lines side by side over the same numbers, the elbow marked, a table below.
import { extent } from "d3-array";
import { scaleLinear } from "d3-scale";
import { line } from "d3-shape";
import { html, nothing, svg, type TemplateResult } from "lit";
import type { Texts } from "../../texts/nl.js";
import type { Criterion } from "../types.js";
import { tableOf } from "./table.js";

type Measure = "bic" | "silhouette" | "stability" | "smallest";

const WIDTH = 200;
const HEIGHT = 104;

/** From here on a group is stable (Hennig 2007). */
const STABLE = 0.75;

const valueOf = (point: Criterion, measure: Measure): number | undefined =>
  (measure === "bic" ? point.bic : measure === "silhouette" ? point.silhouette : measure === "stability" ? point.stability : point.smallest_share) ?? undefined;

function panel(criteria: Criterion[], measure: Measure, elbow: number | undefined, shown: number, t: Texts): TemplateResult {
  const words = t.segments.criteria[measure];
  const points = criteria.flatMap((point) => {
    const value = valueOf(point, measure);
    return value === undefined ? [] : [{ count: point.count, value }];
  });
  if (points.length < 2) return html``;
  const [low = 0, high = 1] = extent(points, (point) => point.value);
  const x = scaleLinear().domain(extent(criteria, (point) => point.count) as [number, number]).range([12, WIDTH - 12]);
  // Shares start at nothing; the fit has no zero of its own.
  const floor = measure === "bic" ? low : Math.min(0, low);
  const y = scaleLinear().domain(floor === high ? [floor - 1, high + 1] : [floor, high]).range([HEIGHT - 26, 10]);
  const path = line<(typeof points)[number]>((point) => x(point.count), (point) => y(point.value))(points) ?? "";
  const now = points.find((point) => point.count === shown)?.value;
  const figure = now === undefined ? "" : measure === "bic" ? "" : measure === "smallest" ? t.percent(Math.round(now * 100)) : t.number(now, 2);
  return html`<div class="criterion">
    <p class="criterion__label">${words.label} ${figure === "" ? nothing : html`<strong>${figure}</strong>`}</p>
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" aria-hidden="true" focusable="false">
      <line class="axis" x1="0" x2=${WIDTH} y1=${HEIGHT - 20} y2=${HEIGHT - 20} />
      ${shown >= criteria[0]!.count && shown <= criteria.at(-1)!.count ? svg`<line class="criterion__now" x1=${x(shown)} x2=${x(shown)} y1="4" y2=${HEIGHT - 20} />` : nothing}
      ${measure === "stability" && floor <= STABLE && STABLE <= high ? svg`<line class="criterion__bar" x1="12" x2=${WIDTH - 12} y1=${y(STABLE)} y2=${y(STABLE)} />` : nothing}
      <path class="curve__line" d=${path} />
      ${points.map((point) => {
        const best = measure === "bic" && point.count === elbow;
        return svg`<circle class=${best ? "curve__point curve__point--best" : "curve__point"} cx=${x(point.count)} cy=${y(point.value)} r=${best ? 6 : 3.5} />
          <text class=${point.count === shown ? "curve__label curve__label--best" : "curve__label"} x=${x(point.count)} y=${HEIGHT - 5}>${point.count}</text>
          ${best ? svg`<text class="criterion__elbow" x=${Math.min(Math.max(x(point.count), 18), WIDTH - 18)} y=${Math.max(y(point.value) - 12, 9)}>${t.segments.criteria.elbow}</text>` : nothing}`;
      })}
    </svg>
    <p class="criterion__note">${words.note}</p>
  </div>`;
}

/** `shown` is the number of groups as found, 0 when they were changed by hand: then no number has their figures. */
export function criteriaPicture(criteria: Criterion[], elbow: number | undefined, shown: number, t: Texts): TemplateResult {
  const words = t.segments.criteria;
  const has = (value: (point: Criterion) => number | null | undefined): boolean => criteria.some((point) => value(point) != null);
  const columns: [string, (point: Criterion) => string][] = [
    [words.count, (point) => String(point.count)],
    [words.bic.head, (point) => t.number(point.bic)],
  ];
  const ratio = (value: number | null | undefined): string => (value == null ? "–" : t.number(value, 2));
  if (has((point) => point.icl)) columns.push([words.icl.head, (point) => (point.icl == null ? "–" : t.number(point.icl))]);
  if (has((point) => point.silhouette)) columns.push([words.silhouette.head, (point) => ratio(point.silhouette)]);
  if (has((point) => point.stability)) columns.push([words.stability.head, (point) => ratio(point.stability)]);
  if (has((point) => point.smallest_share)) columns.push([words.smallest.head, (point) => (point.smallest_share == null ? "–" : t.percent(Math.round(point.smallest_share * 100)))]);
  return html`<figure class="criteria">
    <figcaption>${words.title}${shown === 0 ? nothing : html` <span class="quiet">${words.now(shown)}</span>`}</figcaption>
    <div class="criteria__panels" role="img" aria-label=${words.picture(criteria[0]?.count ?? 0, criteria.at(-1)?.count ?? 0, elbow)}>
      ${(["bic", "silhouette", "stability", "smallest"] as const).map((measure) => panel(criteria, measure, elbow, shown, t))}
    </div>
    ${tableOf(t.showTable, words.title, columns.map(([head]) => head), criteria.map((point) => columns.map(([, cell]) => cell(point))))}
  </figure>`;
}
