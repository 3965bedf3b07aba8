// The walk: six steps, each with its state in words and as a sign.
import { html, type TemplateResult } from "lit";
import { Part } from "../part.js";
import { STEPS, type Step, stateOf } from "../walk.js";
import { icon } from "./icons.js";

export class GezichtSteps extends Part {
  protected override render(): TemplateResult {
    const t = this.t;
    const here = this.store.screen;
    return html`<nav class="steps" aria-label=${t.steps.label}>
      <ol>
        ${STEPS.map((step, index) => {
          const { state, awaits } = stateOf(this.store, step);
          const words = state === "waiting" ? t.steps.awaits[awaits ?? "file"] : t.steps.states[state];
          return html`<li>
            <button class="steps__step steps__step--${state}" aria-current=${here === step ? "step" : "false"} @click=${() => this.store.go(step as Step)}>
              <span class="steps__sign" aria-hidden="true">${state === "done" ? icon("check") : String(index + 1)}</span>
              <span class="steps__words"><span class="steps__name">${t.steps.names[step]}</span> <span class="steps__state">${words}</span></span>
            </button>
          </li>`;
        })}
      </ol>
    </nav>`;
  }
}

customElements.define("gezicht-steps", GezichtSteps);
