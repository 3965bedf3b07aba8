// One group from close by: how large, what sets it apart, its rule of thumb, how firm it is, and its whole profile on demand.
import { html, nothing, type TemplateResult } from "lit";
import type { Texts } from "../../texts/nl.js";
import { store } from "../store.js";
import type { Language, Overview, Segment, Text } from "../types.js";
import { capital, figureLength, listing, shareInWords, tied } from "../words.js";
import { columnBars } from "./bars.js";
import { groupBadge } from "./group-badge.js";
import { icon } from "./icons.js";

/** Bands of the bootstrap Jaccard (Hennig 2007): under 0.6 a group should not be trusted. */
export const SHAKY = 0.6;

export type Firmness = "firm" | "fair" | "doubtful" | "shaky";

export const firmnessOf = (jaccard: number): Firmness => (jaccard >= 0.85 ? "firm" : jaccard >= 0.75 ? "fair" : jaccard >= SHAKY ? "doubtful" : "shaky");

const say = (text: Text, lang: Language): string => tied(text[lang]);

export function stability(segment: Segment, t: Texts): TemplateResult {
  const words = t.segments.stability;
  if (segment.jaccard == null) return html`<p class="stability">${icon("info")} <span>${words.none}</span></p>`;
  const firmness = firmnessOf(segment.jaccard);
  return html`<p class="stability stability--${firmness}">${icon(firmness === "shaky" ? "warn" : firmness === "doubtful" ? "info" : "check")} <span>${words[firmness]} <span class="quiet">(${words.note(t.number(segment.jaccard, 2))})</span></span></p>`;
}

function rule(segment: Segment, t: Texts, lang: Language): TemplateResult {
  if (!segment.rule) return html``;
  const share = (value: number): string => (value >= 0.95 ? t.segments.ruleMost : t.percent(Math.round(value * 100)));
  return html`<p class="group__rule"><span class="quiet">${t.segments.rule}:</span> ${say(segment.rule, lang)}.
    <span class="quiet">${segment.rule_precision == null || segment.rule_recall == null
      ? nothing
      : segment.rule_precision >= 0.95 && segment.rule_recall >= 0.95
        ? t.segments.ruleExact
        : t.segments.ruleHolds(share(segment.rule_precision), share(segment.rule_recall))}</span></p>`;
}

function distinctions(segment: Segment, t: Texts, lang: Language): TemplateResult {
  if (segment.distinctions.length === 0) return segment.id === 0 ? html`` : html`<p class="quiet">${t.segments.apartNone}</p>`;
  return html`<h4 class="group__label">${t.segments.apart}</h4>
    <ul class="distinctions">
      ${segment.distinctions.slice(0, 3).map((distinction) => {
        const own = figureLength(distinction.figure);
        const all = figureLength(distinction.overall);
        return html`<li>
          <span>${capital(say(distinction.sentence, lang))}</span>
          ${own === undefined
            ? nothing
            : html`<span class="versus" aria-hidden="true">
                <span class="versus__own" style="inline-size:${(own * 100).toFixed(1)}%"></span>
                ${all === undefined ? nothing : html`<span class="versus__all" style="inset-inline-start:${(all * 100).toFixed(1)}%"></span>`}
              </span>`}
        </li>`;
      })}
    </ul>`;
}

function profile(segment: Segment, overview: Overview, name: string, t: Texts, lang: Language): TemplateResult {
  // A column that was coarsened until all is one has no picture: one bar would say nothing.
  const merged = overview.columns.filter((column) => column.bands.length < 2);
  const shown = overview.columns.filter((column) => column.bands.length >= 2);
  return html`<section class="profile" aria-label=${t.segments.profileTitle(name)}>
    ${segment.id === 0 ? nothing : html`<p class="quiet">${t.segments.profileText}</p>`}
    <div class="profile__charts">${shown.map((column) => columnBars(column, segment.id, lang, t, segment.id !== 0))}</div>
    ${merged.length > 0 ? html`<p class="quiet">${t.segments.merged(listing(merged.map((column) => say(column.label, lang)), t))}</p>` : nothing}
  </section>`;
}

export function groupCard(segment: Segment, overview: Overview, t: Texts, lang: Language): TemplateResult {
  const words = t.segments;
  const whole = segment.id === 0;
  const name = whole ? words.wholeName : store.nameOf(segment.id);
  const open = store.openSegment === segment.id || overview.whole_only;
  const heading = `group-${segment.id}`;
  return html`<li class="group ${open ? "group--open" : ""}">
    <article aria-labelledby=${heading}>
      <header class="group__head">
        ${whole ? nothing : groupBadge(segment.id)}
        ${whole
          ? html`<h2 class="nl-heading nl-heading--level-2 group__whole" id=${heading}>${name}</h2>
              <p class="group__size">${t.people(segment.size)}</p>`
          : html`<h3 class="nl-heading nl-heading--level-3" id=${heading} tabindex="-1">${name}</h3>
              <p class="group__size">${words.size(segment.size, shareInWords(segment.share * 100, t))} <span class="quiet">(${t.percent(Math.round(segment.share * 100))})</span></p>`}
      </header>
      ${whole ? nothing : html`<div class="size-bar" aria-hidden="true"><span style="inline-size:${(segment.share * 100).toFixed(1)}%"></span></div>`}
      ${distinctions(segment, t, lang)} ${rule(segment, t, lang)}
      ${whole ? nothing : stability(segment, t)}
      ${segment.fits_nowhere == null ? nothing : html`<p class="group__rule quiet">${words.nowhere(segment.fits_nowhere)}</p>`}
      ${whole
        ? nothing
        : html`<div class="group__foot">
            <button class="utrecht-button utrecht-button--secondary-action" aria-expanded=${open ? "true" : "false"} aria-label=${open ? `${words.hideProfile}: ${name}` : words.profile(name)} @click=${() => {
              store.openSegment = open ? undefined : segment.id;
              store.changed();
            }}>${open ? words.hideProfile : words.profileShort}</button>
          </div>`}
      ${open ? profile(segment, overview, name, t, lang) : nothing}
    </article>
  </li>`;
}
