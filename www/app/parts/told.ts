// A part of the engine's explanation: sentences, what has a name, what has none.
import { html, nothing, type TemplateResult } from "lit";
import type { Part, Text } from "../types.js";

export function toldPart(part: Part, say: (text: Text) => string): TemplateResult {
  return html`${part.paragraphs.map((text) => html`<p class="nl-paragraph">${say(text)}</p>`)}
    ${part.terms.length > 0 ? html`<dl class="told">${part.terms.map((term) => html`<div><dt>${say(term.term)}</dt><dd>${say(term.text)}</dd></div>`)}</dl>` : nothing}
    ${part.list.length > 0 ? html`<ul>${part.list.map((text) => html`<li>${say(text)}</li>`)}</ul>` : nothing}`;
}
