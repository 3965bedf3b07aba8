// What every component is built on: it renders in the page itself (one style sheet, one set of ids, so labels and
// descriptions may point across components).
import { LitElement } from "lit";
import type { Texts } from "../texts/nl.js";
import { textsOf } from "../texts/of.js";
import { store, type Store } from "./store.js";
import type { Text } from "./types.js";
import { tied } from "./words.js";

/** A component that is drawn when its properties change, and only then: there may be thousands of it. */
export class Piece extends LitElement {
  protected readonly store: Store = store;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  /** The texts in the chosen language. */
  protected get t(): Texts {
    return textsOf(store.lang);
  }

  /** The engine's text in the chosen language. */
  protected say(text: Text | undefined): string {
    return tied(text?.[store.lang] ?? "");
  }
}

/** A component that is drawn again whenever the store says so. */
export class Part extends Piece {
  readonly #redraw = (): void => this.requestUpdate();

  override connectedCallback(): void {
    super.connectedCallback();
    store.addEventListener("change", this.#redraw);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    store.removeEventListener("change", this.#redraw);
  }
}
