// The shape every step has: heading, one sentence, notices, the work, where to go next; and beside it the reasons.
import { html, nothing, type TemplateResult } from "lit";
import type { Texts } from "../../texts/nl.js";
import { store } from "../store.js";
import { STEPS, type Step } from "../walk.js";
import { icon } from "./icons.js";
import { busyBox, notices } from "./notices.js";

export interface StepFrame {
  step: Step;
  title: string;
  lead?: string | TemplateResult;
  why: string[];
  /** The one main action, when the step itself has one still to do; otherwise the way on is the main action. */
  main?: TemplateResult;
  /** Whether the next step may be opened from here. */
  onward: boolean;
  /** Going on is possible, and not what is meant to be done next. */
  quietly?: boolean;
  question?: boolean;
  /** The work takes the whole width; the reasons fold away above it. */
  wide?: boolean;
  body: TemplateResult;
}

/** "Why?" is open where there is room beside the work, closed where it would push the work down. */
const roomy = typeof matchMedia === "function" && matchMedia("(min-width: 75rem)").matches;

export function stepFrame(frame: StepFrame, t: Texts): TemplateResult {
  const at = STEPS.indexOf(frame.step);
  const next = STEPS[at + 1];
  const previous = STEPS[at - 1];
  const question = store.work.brief.questions.trim();
  const why = html`<aside class="why" aria-label=${t.why}>
    <details ?open=${roomy && !frame.wide}>
      <summary>${t.why}</summary>
      ${frame.why.map((reason) => html`<p>${reason}</p>`)}
    </details>
  </aside>`;
  return html`<div class="step ${frame.wide ? "step--wide" : ""}">
    <div class="step__work">
      <p class="step__count">${t.steps.current(at + 1, t.steps.names[frame.step])}</p>
      <h1 class="nl-heading nl-heading--level-1" tabindex="-1" data-heading>${frame.title}</h1>
      ${frame.lead ? html`<p class="nl-paragraph nl-paragraph--lead">${frame.lead}</p>` : nothing}
      ${frame.question && question ? html`<p class="step__question"><span class="quiet">${t.brief.question}:</span> ${question}</p>` : nothing}
      ${frame.wide ? why : nothing} ${notices(frame.step, t)}
      ${store.busy?.step === frame.step && !store.busy.beside ? busyBox(t) : nothing}
      ${frame.body}
      <div class="step__actions">
        ${frame.main ?? nothing}
        ${next && frame.onward
          ? html`<button class="utrecht-button ${frame.main || frame.quietly ? "utrecht-button--secondary-action" : "utrecht-button--primary-action"}" @click=${() => store.go(next)}>
              ${t.steps.next(t.steps.names[next])} ${icon("arrow")}
            </button>`
          : nothing}
        ${previous
          ? html`<button class="utrecht-button utrecht-button--subtle" @click=${() => store.go(previous)}>${icon("back")} ${t.steps.back(t.steps.names[previous])}</button>`
          : nothing}
      </div>
    </div>
    ${frame.wide ? nothing : why}
  </div>`;
}
