// Groups of a person's own on one step of a ladder: tick what belongs together, give it a name.
import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { Texts } from "../../texts/nl.js";
import { Part } from "../part.js";
import { store } from "../store.js";
import type { LadderTree, LadderTreeBand } from "../types.js";
import { optionsOf, valueOf } from "./select.js";
import { plainId, shareText } from "./ladder-tree.js";

type Groups = { level: number; groups: Record<string, string[]> };

/** More than this has a search field; and this many can be read through. */
const MANY = 12;
const READABLE = 40;

export class GezichtLadderGroups extends Part {
  static override properties = { column: { attribute: false }, tree: { attribute: false }, source: { attribute: false }, chosen: { state: true }, picked: { state: true }, search: { state: true }, asks: { state: true } };
  declare column: string;
  declare tree: LadderTree;
  declare source: Groups | undefined;
  /** The step to group, while there is no group yet. */
  declare chosen: number | undefined;
  declare picked: ReadonlySet<string>;
  declare search: string;
  /** What is still wanted before a group can be made. */
  declare asks: string;

  constructor() {
    super();
    this.picked = new Set();
    this.search = "";
    this.asks = "";
  }

  #set(groups: Record<string, string[]>, told: (words: Texts["privacy"]["history"]) => string, what?: string): void {
    const level = this.#level;
    const sorted = Object.fromEntries(Object.entries(groups).filter(([, labels]) => labels.length > 0).sort(([a], [b]) => (a < b ? -1 : 1)));
    this.chosen = level;
    // Without a group the ladder is the one that Gezicht makes.
    store.setLadder(this.column, Object.keys(sorted).length > 0 ? { level, groups: sorted } : undefined, told, what);
  }

  get #groups(): Record<string, string[]> {
    return this.source?.groups ?? {};
  }

  /** The step that is grouped; to begin with the finest that is not too long to read. */
  get #level(): number {
    if (this.source) return this.source.level;
    const readable = this.tree.levels.findIndex((level, index) => index < this.tree.levels.length - 1 && level.bands.length <= READABLE && level.bands.length > 1);
    return this.chosen ?? Math.max(readable, 0);
  }

  #make(): void {
    const field = this.querySelector<HTMLInputElement>("[data-name]");
    const name = field?.value.trim() ?? "";
    const words = this.t.privacy.ladder;
    this.asks = this.picked.size === 0 ? words.pickFirst : name === "" ? words.nameFirst : "";
    if (this.asks) return void (this.picked.size > 0 && field?.focus());
    const groups = Object.fromEntries(Object.entries(this.#groups).map(([group, labels]) => [group, labels.filter((label) => !this.picked.has(label))]));
    groups[name] = [...(groups[name] ?? []), ...this.picked].sort();
    const n = this.picked.size;
    this.#set(groups, (history) => history.group(name, n));
    store.say(words.made(name, n));
    this.picked = new Set();
    if (field) field.value = "";
  }

  #rename(old: string, name: string): void {
    const clean = name.trim();
    if (clean === "" || clean === old) return this.requestUpdate();
    const { [old]: labels = [], ...others } = this.#groups;
    this.#set({ ...others, [clean]: [...(others[clean] ?? []), ...labels].sort() }, (history) => history.renamed(old, clean), `rename ${old}`);
  }

  #apart(name: string): void {
    const { [name]: _, ...others } = this.#groups;
    this.#set(others, (history) => history.apart(name));
    // The button is gone: the field above it takes the focus.
    this.querySelector<HTMLInputElement>("[data-name]")?.focus();
  }

  /** A sum of shares that are on the screen already, so it tells nothing more. */
  #share(labels: string[]): string {
    const shown = (this.tree.levels[this.#level]?.bands ?? []).filter((band) => labels.includes(band.label.nl));
    const sum = shown.reduce((total, band) => total + (band.share?.percent ?? 0), 0);
    return this.t.privacy.ladder.share(labels.length, Math.min(sum, 100));
  }

  protected override render(): TemplateResult {
    const words = this.t.privacy.ladder;
    const { tree } = this;
    const level = this.#level;
    const levels = tree.levels.slice(0, -1);
    const bands = tree.levels[level]?.bands ?? [];
    const groupOf = new Map(Object.entries(this.#groups).flatMap(([name, labels]) => labels.map((label): [string, string] => [label, name])));
    const wanted = this.search.trim().toLowerCase();
    const seen = wanted === "" ? bands : bands.filter((band) => this.say(band.label).toLowerCase().includes(wanted));
    const key = `groups-${plainId(tree.name)}`;
    const row = (band: LadderTreeBand, index: number): TemplateResult => html`<li class="pick">
      <input type="checkbox" id="${key}-${index}" .checked=${live(this.picked.has(band.label.nl))} @change=${(event: Event) => {
        const picked = new Set(this.picked);
        if ((event.target as HTMLInputElement).checked) picked.add(band.label.nl);
        else picked.delete(band.label.nl);
        this.picked = picked;
        this.asks = "";
      }} />
      <label for="${key}-${index}">${band.label[store.lang]} <span class="quiet">${shareText(band, this.t)}${groupOf.has(band.label.nl) ? html` · ${groupOf.get(band.label.nl)}` : nothing}</span></label>
    </li>`;
    const made = Object.entries(this.#groups);
    return html`
      ${levels.length > 1
        ? html`<div class="field">
            <label class="utrecht-form-label" for="${key}-level">${words.level}</label>
            <select class="utrecht-select utrecht-select--html-select" id="${key}-level" @change=${(event: Event) => {
              this.picked = new Set();
              this.chosen = Number(valueOf(event));
              // Groups of another step are of no use here.
              if (this.source) store.setLadder(this.column, undefined, (history) => history.groupLevel(this.column), "group level");
            }}>
              ${optionsOf(levels.map((rung, index) => ({ value: String(index), label: this.say(rung.rung) })), String(level))}
            </select>
          </div>`
        : nothing}
      ${bands.length > MANY
        ? html`<div class="field"><label class="utrecht-form-label" for="${key}-search">${words.search}</label>
            <input class="utrecht-textbox utrecht-textbox--html-input" id="${key}-search" type="search" autocomplete="off" spellcheck="false" @input=${(event: Event) => (this.search = (event.target as HTMLInputElement).value)} /></div>`
        : nothing}
      <fieldset class="picks">
        <legend class="utrecht-form-label">${words.together}</legend>
        <ul class="picks__list" tabindex="0" aria-label=${words.together}>${seen.map((band) => row(band, bands.indexOf(band)))}</ul>
      </fieldset>
      ${tree.levels[level]?.others ? html`<p class="quiet">${words.othersGroup}</p>` : nothing}
      <div class="inline-form">
        <label class="utrecht-form-label" for="${key}-name">${words.name}</label>
        <input class="utrecht-textbox utrecht-textbox--html-input" data-name id="${key}-name" autocomplete="off" spellcheck="false" aria-describedby="${key}-asks" @keydown=${(event: KeyboardEvent) => event.key === "Enter" && this.#make()} />
        <button class="utrecht-button utrecht-button--secondary-action" @click=${() => this.#make()}>${words.make(this.picked.size)}</button>
      </div>
      <p class="asks" id="${key}-asks" role="status">${this.asks}</p>
      ${made.length === 0
        ? html`<p class="quiet">${words.groupsNone}</p>`
        : html`<h4 class="nl-heading nl-heading--level-4">${words.groups}</h4>
            <ul class="made">
              ${made.map(
                ([name, labels], index) => html`<li class="made__group">
                  <input class="utrecht-textbox utrecht-textbox--html-input" aria-label=${words.nameOf(name)} .value=${live(name)} id="${key}-made-${index}" autocomplete="off" spellcheck="false" @change=${(event: Event) => this.#rename(name, (event.target as HTMLInputElement).value)} />
                  <span class="made__what"><span>${labels.length > 6 ? words.labels(labels.slice(0, 5).join(", "), labels.length - 5) : labels.join(", ")}</span> <span class="quiet">${this.#share(labels)}</span></span>
                  <button class="link-button" aria-label=${words.apartOf(name)} @click=${() => this.#apart(name)}>${words.apart}</button>
                </li>`,
              )}
              <li class="made__group quiet">${words.rest}</li>
            </ul>`}`;
  }
}

customElements.define("gezicht-ladder-groups", GezichtLadderGroups);
