// How far these groups can be relied on: what a second method finds, who fits nowhere, which columns played no part, the margin.
import { html, nothing, type TemplateResult } from "lit";
import type { Texts } from "../../texts/nl.js";
import type { Language, Overview } from "../types.js";
import { tied } from "../words.js";
import { seenLink } from "./hidden.js";

export function howSure(overview: Overview, t: Texts, lang: Language): TemplateResult {
  const words = t.segments.sure;
  const opinion = overview.second_opinion;
  const nowhere = overview.segments.reduce((sum, segment) => sum + (segment.fits_nowhere ?? 0), 0);
  const level = (score: number): "high" | "middle" | "low" => (score >= 0.8 ? "high" : score >= 0.5 ? "middle" : "low");
  return html`<section class="sure" aria-labelledby="sure">
    <h2 class="nl-heading nl-heading--level-2" id="sure">${words.title}</h2>
    <ul class="findings">
      ${opinion == null ? nothing : html`<li>${words.opinion[level(opinion.adjusted_rand)](words.methods[opinion.method], t.number(opinion.adjusted_rand, 2))}</li>`}
      ${nowhere === 0 ? nothing : html`<li>${words.nowhere(nowhere)}</li>`}
      <li>${t.segments.margin(t.number(overview.error_points, 1))}</li>
      <li>${t.segments.hidden} ${seenLink(t)}</li>
    </ul>
    ${(overview.left_out ?? []).length === 0
      ? nothing
      : html`<p class="sure__out">${words.leftOut}</p>
          <ul class="left-out">
            ${(overview.left_out ?? []).map((column) => html`<li>${tied(column.label[lang])} <span class="quiet">(${words.why[column.why]})</span></li>`)}
          </ul>`}
  </section>`;
}
