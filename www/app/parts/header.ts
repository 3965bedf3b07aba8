// Top of the page: name, the promise, save, language, wipe.
import { html, nothing, type TemplateResult } from "lit";
import { Part } from "../part.js";
import { icon } from "./icons.js";

export class GezichtHeader extends Part {
  protected override render(): TemplateResult {
    const t = this.t;
    const working = this.store.overview !== undefined || this.store.unsaved;
    const something = working || this.store.inspection !== undefined;
    return html`<div class="header">
      <button class="header__name" aria-label=${t.header.home} @click=${() => this.store.go("start")}>${mark()}<span>Gezicht</span></button>
      <div class="header__tools">
        <button class="header__tool" @click=${() => this.store.go("proof")}>${icon("lock")} <span>${t.header.local}</span></button>
        ${working
          ? html`<button class="header__tool header__tool--folds ${this.store.unsaved ? "header__tool--unsaved" : ""}" @click=${() => void this.store.saveDossier()}>
              ${icon("save")} <span>${t.header.save}${this.store.unsaved ? html` <em class="header__unsaved">${t.header.unsaved}</em>` : nothing}</span>
            </button>`
          : nothing}
        ${something ? html`<button class="header__tool header__tool--folds" @click=${() => this.dispatchEvent(new CustomEvent("ask-wipe", { bubbles: true }))}>${icon("erase")} <span>${t.header.wipe}</span></button>` : nothing}
      </div>
      <button class="header__tool header__language" lang=${t.language.otherCode} aria-label=${t.language.label} @click=${() => this.store.setLanguage(this.store.lang === "nl" ? "en" : "nl")}>
        ${t.language.other}
      </button>
    </div>`;
  }
}

/** Dots that are a face: the mark of the product. */
function mark(): TemplateResult {
  return html`<svg class="mark" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true" focusable="false">
    <g fill="currentColor">
      <circle cx="16" cy="3.6" r="1.9" /><circle cx="22.2" cy="5.3" r="1.9" /><circle cx="26.7" cy="9.8" r="1.9" /><circle cx="28.4" cy="16" r="1.9" />
      <circle cx="26.7" cy="22.2" r="1.9" /><circle cx="22.2" cy="26.7" r="1.9" /><circle cx="16" cy="28.4" r="1.9" /><circle cx="9.8" cy="26.7" r="1.9" />
      <circle cx="5.3" cy="22.2" r="1.9" /><circle cx="3.6" cy="16" r="1.9" /><circle cx="5.3" cy="9.8" r="1.9" /><circle cx="9.8" cy="5.3" r="1.9" />
      <circle cx="11.6" cy="13" r="2" /><circle cx="20.4" cy="13" r="2" />
    </g>
    <path d="M10.8 18.8c2 4.4 8.4 4.4 10.4 0" fill="none" stroke="currentColor" stroke-width="2.4" stroke-linecap="round" />
  </svg>`;
}

customElements.define("gezicht-header", GezichtHeader);
