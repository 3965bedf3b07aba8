// The states beside the normal ones: busy, stopped, refused, restarted. Each says what happened and what to do.
import { html, nothing, type TemplateResult } from "lit";
import type { Texts } from "../../texts/nl.js";
import { store } from "../store.js";
import { type Step } from "../walk.js";
import type { Refusal } from "../types.js";
import { seenLink } from "./hidden.js";
import { icon } from "./icons.js";
import { remedies } from "./remedies.js";

export function alertBox(kind: "info" | "warning" | "error" | "ok", title: string, body: unknown, role?: "alert" | "status"): TemplateResult {
  return html`<div class="utrecht-alert utrecht-alert--${kind}" role=${role ?? nothing}>
    <span class="utrecht-alert__icon">${icon(kind === "ok" ? "check" : kind === "info" ? "info" : "warn")}</span>
    <div class="utrecht-alert__content">
      <div class="utrecht-alert__message">
        <p class="alert-title">${title}</p>
        ${body}
      </div>
    </div>
  </div>`;
}

/** `ways`: what a person can do about it, as buttons. */
export function refusalBox(refusal: Refusal, t: Texts, ways: unknown = nothing): TemplateResult {
  const { place } = refusal;
  const where = [
    place.line == null ? "" : t.refusal.line(place.line),
    place.column == null ? "" : t.refusal.column(place.column),
    place.field == null ? "" : t.refusal.field(place.field),
  ].filter((part) => part !== "");
  return alertBox(
    refusal.by === "gate" ? "info" : "warning",
    refusal.by === "gate" ? t.refusal.gate : t.refusal.input,
    html`<p>${refusal.what[store.lang]}</p>
      <p>${refusal.remedy[store.lang]} ${refusal.by === "gate" ? seenLink(t) : nothing}</p>
      ${where.length > 0 ? html`<p class="quiet">${where.join(" ")}</p>` : nothing}
      ${ways}`,
    "alert",
  );
}

/** Everything that may be said above the work of a step. */
export function notices(step: Step | "start", t: Texts): TemplateResult {
  return html`
    ${store.restarted
      ? alertBox("warning", t.restarted.title, html`<p>${t.restarted.text}</p><p><button class="utrecht-button utrecht-button--secondary-action" @click=${() => (store.sample ? void store.openSample() : store.pickFile())}>${store.sample ? t.restarted.sample : t.restarted.action}</button></p>`, "alert")
      : nothing}
    ${store.refusal?.step === step ? refusalBox(store.refusal.refusal, t, step === "privacy" ? remedies(store.refusal.refusal, t) : nothing) : nothing}
    ${step === "segments" && store.likeDossier ? alertBox(store.likeDossier === "same" ? "ok" : "warning", t.again[store.likeDossier].title, html`<p>${t.again[store.likeDossier].text}</p>`, "status") : nothing}
    ${store.stopped === step ? alertBox("info", t.stopped.title, html`<p>${step === "data" ? t.stopped.data : t.stopped.other}</p>`, "status") : nothing}
  `;
}

/** Progress in words and as a bar, with a way to stop. The words are announced; the bar moves in silence. */
export function busyBox(t: Texts): TemplateResult {
  const busy = store.busy;
  if (!busy) return html``;
  const percent = Math.round(busy.share * 100);
  return html`<div class="busy">
    <p class="busy__title">${t.busy[busy.step]}</p>
    <progress class="busy__bar" max="100" value=${percent} aria-label=${t.busy[busy.step]}>${percent} %</progress>
    <p class="busy__words">${busy.doing ? html`${busy.doing} ` : nothing}<span class="quiet">${t.busy.share(percent)}</span></p>
    <div class="hero__actions">
      ${busy.stoppable ? html`<button class="utrecht-button utrecht-button--secondary-action" @click=${() => store.stop()}>${t.busy.stop}</button>` : nothing}
      ${busy.step === "privacy" && !busy.beside ? html`<button class="utrecht-button utrecht-button--secondary-action" aria-disabled=${busy.settled === true} @click=${() => (busy.settled ? undefined : store.settle())}>${t.privacy.settle}</button>` : nothing}
    </div>
  </div>`;
}
