// Risk before and after, in plain sentences first, then in figures: who could be found, by whom, and which columns do it.
import { html, nothing, type TemplateResult } from "lit";
import { Part } from "../part.js";
import type { CombinationRisk, RiskReport, RiskShare } from "../types.js";
import { capital, listing } from "../words.js";
import { seenLink } from "./hidden.js";
import { alertBox, busyBox } from "./notices.js";
import { plainTable, tableOf } from "./table.js";

export class GezichtRisk extends Part {
  #share(share: RiskShare, k: number): string {
    return share.percent == null ? this.t.privacy.risk.fewer(k) : this.t.percent(share.percent);
  }

  #run(): void {
    const typed = Number(this.querySelector<HTMLInputElement>("#sampling")?.value.replace(",", "."));
    void this.store.runRisk(typed > 0 && typed <= 100 ? typed / 100 : undefined);
  }

  #ask(again: boolean): TemplateResult {
    const t = this.t.privacy.risk;
    const idle = this.store.busy !== undefined || this.store.stale;
    return html`<div class="field">
        <label class="utrecht-form-label" for="sampling">${t.sampling}</label>
        <p class="field__hint" id="sampling-hint">${t.samplingHint}</p>
        <span class="percent-field"><input class="utrecht-textbox utrecht-textbox--html-input" id="sampling" type="number" min="0" max="100" step="any" autocomplete="off" aria-describedby="sampling-hint"
          @keydown=${(event: KeyboardEvent) => event.key === "Enter" && !idle && this.#run()} /> %</span>
      </div>
      <button class="utrecht-button utrecht-button--secondary-action" aria-disabled=${idle} @click=${() => (idle ? undefined : this.#run())}>${again ? t.again : t.run}</button>`;
  }

  #report(report: RiskReport): TemplateResult {
    const t = this.t.privacy;
    const r = t.risk;
    const { before, after, k, population } = report;
    const percent = (value: number): string => this.t.percent(value);
    // What the release promises, everyone may know: then it is nobody, not "fewer than k".
    const left = (this.store.release?.smallest_class ?? 0) >= k ? r.attackers.nobody : this.#share(after.under_k, k);
    const adding = report.columns.some((column) => column.adds.percent != null);
    // A bar for what is more than a few people; the table has all of them.
    const drawn = report.combinations.filter((one) => one.under_k.percent != null).slice(0, 5);
    const names = (one: CombinationRisk): string => capital(listing(one.labels.map((label) => this.say(label).toLowerCase()), this.t));
    return html`<ul class="findings">${report.findings.map((text) => html`<li>${capital(this.say(text))}</li>`)}</ul>
      ${plainTable(r.attackers.caption, [r.attackers.who, t.before, t.after], [
        [r.attackers.prosecutor, percent(before.prosecutor_percent), percent(after.prosecutor_percent)],
        [r.attackers.journalist, percent(before.journalist_percent), percent(after.journalist_percent)],
        [r.attackers.marketer, percent(before.marketer_percent), percent(after.marketer_percent)],
      ])}
      <p class="quiet">${r.attackers.highest(k)}</p>
      <p>${r.attackers.underNow(k, this.#share(before.under_k, k), left)}${population ? html` ${r.attackers.population(population.estimate == null ? r.unknown : percent(population.estimate))}` : nothing}</p>
      <p>${seenLink(this.t)}</p>
      ${report.combinations.length > 0
        ? html`<h3 class="nl-heading nl-heading--level-3">${r.combinations}</h3>
            <p class="quiet">${report.all_combinations ? r.combinationsAll : r.combinationsSome}</p>
            <ul class="combos">
              ${drawn.map(
                (one) => html`<li class="combo">
                  <span class="combo__names">${names(one)}</span>
                  <span class="combo__bar" aria-hidden="true"><span style="inline-size:${one.under_k.percent ?? 0}%"></span></span>
                  <span class="combo__figure">${this.#share(one.under_k, k)}</span>
                </li>`,
              )}
            </ul>
            ${tableOf(this.t.showTable, r.combinations, [r.combination, r.attackers.unique, r.attackers.under(k)], report.combinations.map((one) => [names(one), this.#share(one.unique, k), this.#share(one.under_k, k)]))}`
        : nothing}
      ${report.columns.length > 0 && !adding && before.under_k.percent != null ? html`<p>${before.under_k.percent >= 90 ? r.addsNone : r.addsLittle}</p>` : nothing}
      ${adding
        ? tableOf(r.columnsShow, r.columns, [r.column, r.adds(k)], report.columns.map((column) => [capital(this.say(column.label)), this.#share(column.adds, k)]))
        : nothing}`;
  }

  protected override render(): TemplateResult {
    const { release, risk, stale } = this.store;
    if (!release) return html``;
    const t = this.t.privacy.risk;
    return html`<section class="risk ${stale ? "result--stale" : ""}" aria-labelledby="risk-title">
      <h2 class="nl-heading nl-heading--level-2" id="risk-title">${t.title}</h2>
      ${this.store.busy?.beside ? busyBox(this.t) : nothing}
      ${risk
        ? html`${this.#report(risk)}
            <details class="more-risk"><summary>${t.samplingShow}</summary>${this.#ask(true)}</details>
            ${alertBox("info", t.meansTitle, html`<p>${t.means}</p>`)}`
        : html`<p class="nl-paragraph">${t.text}</p>${this.#ask(false)}`}
    </section>`;
  }
}

customElements.define("gezicht-risk", GezichtRisk);
