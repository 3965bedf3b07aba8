// A group's number in its colour: the same on the map, in the list and on its card. The number says what the colour says.
import { html, type TemplateResult } from "lit";

/** Colours that carry white text with a contrast of at least 4.5; after the last the first comes again. */
const COLOURS = ["#0b5563", "#a8481f", "#5b4a8f", "#2f6b3f", "#8a2f5b", "#6b5a12", "#2b5a9b", "#5c5c5c"] as const;

export const colourOf = (id: number): string => COLOURS[(id - 1 + COLOURS.length) % COLOURS.length]!;

export const groupBadge = (id: number): TemplateResult => html`<span class="group__number" style="background:${colourOf(id)}" aria-hidden="true">${id}</span>`;
