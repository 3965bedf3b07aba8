// The page: header, steps, the screen at hand. It moves the focus to the heading when the screen changes.
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import "./parts/header.js";
import "./parts/steps-nav.js";
import "./parts/undo-bar.js";
import { Part } from "./part.js";
import "./steps/brief.js";
import "./steps/data.js";
import "./steps/deliver.js";
import "./steps/personas.js";
import "./steps/privacy.js";
import "./steps/proof.js";
import "./steps/seen.js";
import "./steps/segments.js";
import "./steps/start.js";
import { STEPS, isAside } from "./walk.js";

export class GezichtApp extends Part {
  #moved = false;
  /** What had the focus last. */
  #last: HTMLElement | undefined;
  /** Progress as announced: at most one sentence in three seconds, or a screen reader never gets to the end. */
  #announced = "";
  #announcedAt = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    this.store.addEventListener("screen", () => {
      this.#moved = true;
      this.requestUpdate();
    });
    this.store.addEventListener("language", () => this.#name());
    this.addEventListener("focusin", (event) => {
      this.#last = event.target as HTMLElement;
    });
    // A button that did its work goes away; whoever stood on it would be nowhere. They come back to the heading.
    this.store.addEventListener("change", () =>
      requestAnimationFrame(() => {
        if (this.#last && !this.#last.isConnected && document.activeElement === document.body) this.#toHeading();
        this.#follow();
      }),
    );
    addEventListener("keydown", (event) => this.#takeBack(event));
    this.addEventListener("ask-wipe", () => this.#dialog()?.showModal());
    document.documentElement.lang = this.store.lang;
  }

  /** Ctrl+Z and Ctrl+Y, unless they belong to a text that is being typed or to a question that is open. */
  #takeBack(event: KeyboardEvent): void {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || this.querySelector("dialog[open]")) return;
    const key = event.key.toLowerCase();
    const redo = key === "y" || (key === "z" && event.shiftKey);
    if (key !== "z" && !redo) return;
    const at = document.activeElement;
    const typing = at instanceof HTMLTextAreaElement || (at instanceof HTMLInputElement && !["checkbox", "radio", "button"].includes(at.type));
    if (typing || !(STEPS as readonly string[]).includes(this.store.screen)) return;
    event.preventDefault();
    void (redo ? this.store.redo() : this.store.undo());
  }

  #toHeading(): void {
    this.querySelector<HTMLElement>("[data-heading]")?.focus({ preventScroll: true });
  }

  /** What was under way when this was last looked at. */
  #under: { step: string } | undefined;

  /** Brings to view what a button set going, and what came of it, unless the person is somewhere else by then. */
  #follow(): void {
    const { busy, refusal, stopped, screen } = this.store;
    const now = busy && !busy.beside ? busy : undefined;
    const before = this.#under;
    this.#under = now;
    if (now?.step === before?.step || (now ?? before)?.step !== screen) return;
    const at = document.activeElement;
    if (at && at !== document.body && !at.matches("[data-heading]")) return;
    const told = now ? ".busy" : refusal || stopped ? ".step__work > .utrecht-alert" : "[data-result]";
    const wanted = this.querySelector<HTMLElement>(told) ?? this.querySelector<HTMLElement>("[data-heading]");
    const place = wanted?.getBoundingClientRect();
    if (!wanted || !place || (place.top >= 0 && Math.min(place.bottom, place.top + innerHeight / 2) <= innerHeight)) return;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    wanted.scrollIntoView({ block: told === "[data-result]" ? "start" : "center", behavior: still ? "instant" : "smooth" });
  }

  #dialog(): HTMLDialogElement | null {
    return this.querySelector("dialog.wipe");
  }

  #name(): void {
    const t = this.t;
    const { screen } = this.store;
    const part = screen === "start" ? "" : isAside(screen) ? t[screen].title : screen === "wiped" ? t.wipe.doneTitle : t.steps.names[screen];
    this.store.title(part ? `${part} – ${t.name}` : t.name);
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const replace = this.querySelector<HTMLDialogElement>("dialog.replace");
    if (replace && replace.open !== (this.store.replacing !== undefined)) {
      if (replace.open) replace.close();
      else replace.showModal();
    }
    if (!this.#moved) return;
    this.#moved = false;
    this.#name();
    scrollTo(0, 0);
    // The screen is a child element: its heading exists after its own first rendering.
    requestAnimationFrame(() => {
      const wanted = this.store.aim === undefined ? null : this.querySelector<HTMLElement>(`#${this.store.aim}`);
      this.store.aim = undefined;
      if (wanted) return wanted.focus();
      this.#toHeading();
      if (this.store.returning) scrollTo(0, this.store.beforeAt);
    });
  }

  #screen(): TemplateResult {
    switch (this.store.screen) {
      case "start":
        return html`<gezicht-start></gezicht-start>`;
      case "proof":
        return html`<gezicht-proof></gezicht-proof>`;
      case "seen":
        return html`<gezicht-seen></gezicht-seen>`;
      case "wiped":
        return this.#wiped();
      case "brief":
        return html`<gezicht-brief></gezicht-brief>`;
      case "data":
        return html`<gezicht-data></gezicht-data>`;
      case "privacy":
        return html`<gezicht-privacy></gezicht-privacy>`;
      case "segments":
        return html`<gezicht-segments></gezicht-segments>`;
      case "personas":
        return html`<gezicht-personas></gezicht-personas>`;
      case "deliver":
        return html`<gezicht-deliver></gezicht-deliver>`;
    }
  }

  #wiped(): TemplateResult {
    const t = this.t.wipe;
    return html`<div class="plain">
      <h1 class="nl-heading nl-heading--level-1" tabindex="-1" data-heading>${t.doneTitle}</h1>
      <p class="nl-paragraph nl-paragraph--lead">${t.done}</p>
      <p class="nl-paragraph">${t.remains}</p>
      <ul>
        ${t.remainsList.map((item) => html`<li>${item}</li>`)}
      </ul>
      <div class="step__actions">
        <button class="utrecht-button utrecht-button--primary-action" @click=${() => this.store.go("start")}>${t.again}</button>
      </div>
    </div>`;
  }

  /** Saving first, without leaving the question. */
  #save(): TemplateResult {
    return html`<p><button class="link-button" @click=${() => void this.store.saveDossier()}>${this.t.header.save}</button></p>`;
  }

  #progress(): string {
    const busy = this.store.busy;
    if (!busy) {
      this.#announced = "";
      return this.store.said;
    }
    const now = performance.now();
    if (this.#announced === "" || now - this.#announcedAt > 3000) {
      this.#announced = `${this.t.busy[busy.step]}. ${busy.doing} ${this.t.busy.share(Math.round(busy.share * 100))}`;
      this.#announcedAt = now;
    }
    return this.#announced;
  }

  protected override render(): TemplateResult {
    const t = this.t;
    const walking = (STEPS as readonly string[]).includes(this.store.screen);
    const replace = t.replace[this.store.replacing?.by ?? "file"];
    return html`
      <button class="nl-skip-link nl-skip-link--visible-on-focus" @click=${() => this.#toHeading()}>${t.skip}</button>
      <header><gezicht-header></gezicht-header></header>
      <div class="body ${walking ? "body--walking" : ""}" translate="no">
        ${walking ? html`<gezicht-steps></gezicht-steps>` : nothing}
        <main class="main">${this.#screen()}${walking ? html`<gezicht-undo></gezicht-undo>` : nothing}</main>
      </div>
      <p class="visually-hidden" role="status" aria-live="polite">${this.#progress()}</p>
      <dialog class="wipe" aria-labelledby="wipe-title">
        <h2 class="nl-heading nl-heading--level-2" id="wipe-title">${t.wipe.title}</h2>
        <p class="nl-paragraph">${t.wipe.text}</p>
        ${this.store.unsaved ? html`<p class="nl-paragraph"><strong>${t.wipe.unsaved}</strong></p>${this.#save()}` : nothing}
        <div class="step__actions">
          <button
            class="utrecht-button utrecht-button--primary-action utrecht-button--danger"
            @click=${() => {
              this.#dialog()?.close();
              void this.store.wipe();
            }}
          >${t.wipe.yes}</button>
          <button class="utrecht-button utrecht-button--secondary-action" @click=${() => this.#dialog()?.close()}>${t.cancel}</button>
        </div>
      </dialog>
      <dialog class="replace" aria-labelledby="replace-title" @cancel=${() => void this.store.answerReplace(false)}>
        <h2 class="nl-heading nl-heading--level-2" id="replace-title">${replace.title}</h2>
        <p class="nl-paragraph">${replace.text}</p>
        ${this.store.unsaved ? this.#save() : nothing}
        <div class="step__actions">
          <button class="utrecht-button utrecht-button--primary-action" @click=${() => void this.store.answerReplace(true)}>${replace.yes}</button>
          <button class="utrecht-button utrecht-button--secondary-action" @click=${() => void this.store.answerReplace(false)}>${t.cancel}</button>
        </div>
      </dialog>
    `;
  }
}

customElements.define("gezicht-app", GezichtApp);
