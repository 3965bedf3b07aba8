// Words of a typed name or tagline to think over. It advises; whoever typed decides.
import { html, nothing, type TemplateResult } from "lit";
import type { Texts } from "../../texts/nl.js";
import type { Store } from "../store.js";
import type { Language, StigmaRemark } from "../types.js";
import { tied } from "../words.js";
import { icon } from "./icons.js";

/** Whoever types gets advice once they pause (milliseconds). */
const PAUSE = 300;

/** Asks for remarks on what is being typed, and hands over those on what stands there when they come. */
export class Adviser {
  #wait: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly store: Store,
    private readonly typed: () => string | undefined,
    private readonly told: (remarks: StigmaRemark[]) => void,
  ) {}

  soon(): void {
    clearTimeout(this.#wait);
    this.#wait = setTimeout(() => void this.now(), PAUSE);
  }

  stop(): void {
    clearTimeout(this.#wait);
  }

  async now(): Promise<void> {
    const typed = this.typed();
    if (typed === undefined) return;
    const remarks = await this.store.remarksOn(typed);
    if (this.typed() === typed) this.told(remarks);
  }
}

export function remarkList(remarks: StigmaRemark[], id: string, t: Texts, lang: Language): TemplateResult {
  const words = t.segments.name;
  return html`<span class="remarks" id=${id} role="status"
    >${remarks.map(
      (remark) => html`<span class="remark">${icon("warn")} <span><strong>${words.remark(remark.word)}</strong> ${tied(remark.advice[lang])}${remark.instead ? html` ${words.instead(remark.instead)}` : nothing}</span></span>`,
    )}${remarks.length > 0 ? html`<span class="remarks__stay quiet">${words.mayStay}</span>` : nothing}</span
  >`;
}
