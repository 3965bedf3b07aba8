// The last choice, and taking it back. It stands at the bottom of the screen, so that it is there wherever the choice was made.
import { html, nothing, type TemplateResult } from "lit";
import { Part } from "../part.js";
import { icon } from "./icons.js";

export class GezichtUndo extends Part {
  /** A button that has nothing to do keeps its place, and the focus of whoever stands on it. */
  #button(what: string | undefined, label: string, full: (what: string) => string, name: "undo" | "redo", act: () => Promise<void>): TemplateResult {
    const idle = what === undefined || this.store.busy !== undefined;
    return html`<button class="undo__button" aria-disabled=${idle} aria-label=${what === undefined ? label : full(what)} @click=${() => (idle ? undefined : void act())}>${icon(name)} <span>${label}</span></button>`;
  }

  protected override render(): TemplateResult {
    const { store } = this;
    if (!store.canUndo && !store.canRedo) return html``;
    const t = this.t;
    const last = store.lastChange?.(t);
    const next = store.nextChange?.(t);
    return html`<div class="undo">
      <p class="undo__what">${last === undefined ? nothing : html`<span class="quiet">${t.history.last}:</span> ${last}`}</p>
      ${this.#button(last, t.undo, t.history.undoLabel, "undo", () => store.undo())}
      ${store.canRedo ? this.#button(next, t.history.redo, t.history.redoLabel, "redo", () => store.redo()) : nothing}
    </div>`;
  }
}

customElements.define("gezicht-undo", GezichtUndo);
