// 2 Bestand: what was read, who is who, and what happens with each column. Nothing from a cell is shown here.
import { html, type TemplateResult } from "lit";
import { Part } from "../part.js";
import "../parts/column-list.js";
import "../parts/data-files.js";
import "../parts/data-key.js";
import "../parts/data-read.js";
import "../parts/data-unit.js";
import { stepFrame } from "../parts/frame.js";
import { alertBox } from "../parts/notices.js";

export class GezichtData extends Part {
  #empty(): TemplateResult {
    const t = this.t;
    if (this.store.busy) return html``;
    // Read in a way that did not work: the way before it did.
    if (this.store.rereadable && this.store.refusal && this.store.canUndo) {
      return html`<div class="hero__actions">
        <button class="utrecht-button utrecht-button--primary-action" @click=${() => void this.store.undo()}>${t.data.reading.back}</button>
        <button class="utrecht-button utrecht-button--secondary-action" @click=${() => this.store.pickFile()}>${t.data.again}</button>
      </div>`;
    }
    return html`${this.store.fromDossier ? alertBox("info", t.data.fromDossier, html`<p>${t.data.fromDossierText}</p>`) : html`<p class="nl-paragraph">${t.data.emptyText}</p>`}
      <div class="hero__actions">
        <button class="utrecht-button utrecht-button--primary-action" @click=${() => this.store.pickFile()}>${t.start.file}</button>
        <button class="utrecht-button utrecht-button--secondary-action" @click=${() => void this.store.openSample()}>${t.start.sample}</button>
      </div>`;
  }

  protected override render(): TemplateResult {
    const t = this.t;
    const { inspection, busy, refusal } = this.store;
    return stepFrame(
      {
        step: "data",
        title: inspection || busy || refusal?.step === "data" ? t.data.title : t.data.empty,
        why: t.data.why,
        wide: true,
        onward: inspection !== undefined && !busy,
        // What is damaged has to come anew; going on with it is not the way.
        ...(inspection && inspection.damage.length > 0
          ? { main: html`<button class="utrecht-button utrecht-button--primary-action" @click=${() => this.store.pickFile()}>${t.data.again}</button>` }
          : {}),
        body: inspection ? html`<gezicht-read></gezicht-read><gezicht-unit></gezicht-unit><gezicht-columns></gezicht-columns><gezicht-files></gezicht-files><gezicht-key></gezicht-key>` : this.#empty(),
      },
      t,
    );
  }
}

customElements.define("gezicht-data", GezichtData);
