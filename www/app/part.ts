// What every component is built on: it renders in the page itself (one style sheet, one set of ids, so labels and
// descriptions may point across components) and is drawn again whenever the store says so.
import { LitElement } from "lit";
import { en } from "../texts/en.js";
import { nl, type Texts } from "../texts/nl.js";
import { store, type Store } from "./store.js";
import type { Text } from "./types.js";
import { tied } from "./words.js";

export class Part extends LitElement {
  protected readonly store: Store = store;
  readonly #redraw = (): void => this.requestUpdate();

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    store.addEventListener("change", this.#redraw);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    store.removeEventListener("change", this.#redraw);
  }

  /** The texts in the chosen language. */
  protected get t(): Texts {
    return store.lang === "nl" ? nl : en;
  }

  /** The engine's text in the chosen language. */
  protected say(text: Text | undefined): string {
    return tied(text?.[store.lang] ?? "");
  }
}
