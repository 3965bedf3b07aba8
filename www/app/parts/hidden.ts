// Where something stays hidden: one calm sentence, and the way to the page that explains it.
import { html, type TemplateResult } from "lit";
import type { Texts } from "../../texts/nl.js";
import { store } from "../store.js";
import { icon } from "./icons.js";

/** The way to the explanation. */
export function seenLink(t: Texts): TemplateResult {
  return html`<button class="link-button seen-link" @click=${() => store.go("seen")}>${t.seen.title}</button>`;
}

export function hiddenNote(t: Texts, sentence: string = t.seen.sentence): TemplateResult {
  return html`<p class="hidden-note">${icon("hidden")} <span>${sentence} ${seenLink(t)}</span></p>`;
}
