// "Alles op deze computer": every promise, how to check it, and what cannot be promised.
import { html, nothing, type TemplateResult } from "lit";
import { Part } from "../part.js";
import { seenLink } from "../parts/hidden.js";
import { icon } from "../parts/icons.js";
import { toldPart } from "../parts/told.js";

export class GezichtProof extends Part {
  override connectedCallback(): void {
    super.connectedCallback();
    void this.store.explain();
  }

  /** What this frame itself fetched: the browser keeps the list. */
  #requests(): number {
    return performance.getEntriesByType("resource").filter((entry) => !/^(data|blob):/.test(entry.name)).length;
  }

  /** Whether this frame could store anything: an opaque origin throws at the first touch. */
  #storage(): boolean {
    try {
      return localStorage !== null;
    } catch {
      return false;
    }
  }

  protected override render(): TemplateResult {
    const t = this.t.proof;
    const build = this.store.build;
    const limits = this.store.explanation?.parts.find((part) => part.about === "limits");
    return html`<div class="plain">
      <h1 class="nl-heading nl-heading--level-1" tabindex="-1" data-heading>${t.title}</h1>
      <p class="nl-paragraph nl-paragraph--lead">${t.lead}</p>
      <dl class="proof-facts">
        ${t.facts.map((fact) => html`<div><dt>${fact.label}</dt><dd class="proof-facts__value">${fact.value}</dd><dd class="quiet">${fact.text}</dd></div>`)}
      </dl>
      <p class="quiet">${t.measured(this.#requests(), this.#storage())}</p>
      <h2 class="nl-heading nl-heading--level-2">${t.check}</h2>
      <ol>
        ${t.checks.map((check) => html`<li>${check}</li>`)}
      </ol>
      <h2 class="nl-heading nl-heading--level-2">${t.yours}</h2>
      ${t.yoursText.map((text) => html`<p class="nl-paragraph">${text}</p>`)}
      <h2 class="nl-heading nl-heading--level-2">${t.care}</h2>
      <ul>
        ${t.careText.map((text) => html`<li>${text}</li>`)}
      </ul>
      <h2 class="nl-heading nl-heading--level-2">${t.groups}</h2>
      <p class="nl-paragraph">${t.groupsText}</p>
      <p>${seenLink(this.t)}</p>
      <h2 class="nl-heading nl-heading--level-2" id="proof-after" tabindex="-1">${t.after}</h2>
      ${t.afterText.map((text) => html`<p class="nl-paragraph">${text}</p>`)}
      ${limits ? html`<h2 class="nl-heading nl-heading--level-2">${this.say(limits.title)}</h2>${toldPart(limits, (text) => this.say(text))}` : nothing}
      <h2 class="nl-heading nl-heading--level-2">${t.policy}</h2>
      ${build
        ? html`<p class="nl-paragraph">${t.policyText}</p>
            <ul class="policy" translate="no">${build.policy.split(";").map((rule) => (rule.trim() === "" ? nothing : html`<li><code>${rule.trim()}</code></li>`))}</ul>
            <dl class="build" translate="no">
              <dt>${t.version}</dt><dd>${build.version}</dd>
              <dt>${t.engine}</dt><dd><code>${build.engine}</code></dd>
            </dl>`
        : html`<p class="nl-paragraph">${t.policyNone}</p>`}
      <div class="step__actions">
        <button class="utrecht-button utrecht-button--primary-action" @click=${() => this.store.go(this.store.before)}>${icon("back")} ${t.back}</button>
      </div>
    </div>`;
  }
}

customElements.define("gezicht-proof", GezichtProof);
