// The ladder of one column, folded away until somebody wants to see or change it: as Gezicht made it, with groups or edges of a
// person's own, or from a file.
import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { Part } from "../part.js";
import { store } from "../store.js";
import { kindOf, type LadderKind } from "../store/ladders.js";
import { icon } from "./icons.js";
import { edgesOf } from "./ladder-edges.js";
import "./ladder-groups.js";
import { ladderTree, plainId } from "./ladder-tree.js";
import { refusalBox } from "./notices.js";

export class GezichtLadderEditor extends Part {
  static override properties = { column: { attribute: false }, label: { attribute: false }, k: { attribute: false }, open: { state: true }, asked: { state: true } };
  declare column: string;
  declare label: string;
  declare k: number;
  declare open: boolean;
  /** Chosen, but with nothing in the recipe yet: there is no group or file so far. */
  declare asked: LadderKind | undefined;

  #choose(kind: LadderKind): void {
    const tree = store.trees.get(this.column);
    this.asked = kind;
    const edges = kind === "edges" && tree ? edgesOf(tree).filter((list) => list.length > 0) : [];
    if (edges.length > 0) store.setLadder(this.column, { edges }, (history) => history.edges(this.column));
    // Groups begin with none, and a file with none chosen: until then it is the ladder that Gezicht makes.
    else if (store.ladderOf(this.column) !== undefined) store.setLadder(this.column, undefined, (history) => history.own(this.column));
    this.requestUpdate();
  }

  protected override updated(): void {
    if (this.open && !store.busy && !store.trees.has(this.column) && store.ladderRefusal?.column !== this.column) void store.lookAt(this.column);
  }

  #body(): TemplateResult {
    const words = this.t.privacy.ladder;
    const tree = store.trees.get(this.column);
    const refused = store.ladderRefusal?.column === this.column ? store.ladderRefusal.refusal : undefined;
    // Which column it is about is plain here.
    const { field: _, ...place } = refused?.place ?? {};
    const refusal = refused ? refusalBox({ ...refused, place }, this.t) : nothing;
    if (!tree) return html`${refusal}${refused ? nothing : html`<p class="quiet">${words.looking}</p>`}`;
    const source = store.ladderOf(this.column);
    const is = kindOf(source);
    const kind = is === "automatic" && (this.asked === "groups" || this.asked === "file") ? this.asked : is;
    const kinds: LadderKind[] = ["automatic", "groups", ...(tree.numbers ? (["edges"] as const) : []), "file"];
    const key = `source-${plainId(this.column)}`;
    const fileTree = typeof source === "string" ? store.fileTrees.get(source) : undefined;
    const idle = store.busy !== undefined;
    return html`
      <fieldset class="choices">
        <legend class="utrecht-form-label">${words.which}</legend>
        ${kinds.map(
          (one) => html`<div class="choice">
            <input class="utrecht-radio-button utrecht-radio-button--html-input" type="radio" name=${key} id="${key}-${one}" .checked=${live(kind === one)} ?disabled=${idle} @change=${() => this.#choose(one)} />
            <label class="utrecht-form-label utrecht-form-label--radio" for="${key}-${one}">${words.kinds[one].label} <span class="quiet">${words.kinds[one].text}</span></label>
          </div>`,
        )}
      </fieldset>
      ${refusal}
      ${kind === "automatic" ? ladderTree(tree, this.k, this.t) : nothing}
      ${kind === "groups"
        ? html`<gezicht-ladder-groups .column=${this.column} .tree=${tree} .source=${source !== undefined && typeof source === "object" && "groups" in source ? source : undefined}></gezicht-ladder-groups>`
        : nothing}
      ${kind === "edges" ? html`<gezicht-ladder-edges .column=${this.column} .edges=${source !== undefined && typeof source === "object" && "edges" in source ? source.edges : []}></gezicht-ladder-edges>` : nothing}
      ${kind === "file"
        ? html`<p class="nl-paragraph">${words.fileText}</p>
            <p><button class="utrecht-button utrecht-button--secondary-action" aria-disabled=${idle} @click=${() => (idle ? undefined : store.pickLadder(this.column))}>${icon("file")} ${words.pickFile}</button></p>
            ${typeof source === "string" ? html`<p class="nl-paragraph">${words.fileTaken(source)}</p>` : nothing}
            ${fileTree?.levels.length ? ladderTree(fileTree, this.k, this.t) : nothing}`
        : nothing}
      <p class="ladder__save"><button class="link-button" @click=${() => void store.saveLadder(this.column)}>${words.save}</button> <span class="quiet">${words.saveText(this.k)}</span></p>
      ${store.stale ? html`<p><button class="utrecht-button utrecht-button--secondary-action" aria-disabled=${idle} @click=${() => (idle ? undefined : void store.runPrivacy())}>${this.t.privacy.rerun}</button></p>` : nothing}`;
  }

  protected override render(): TemplateResult {
    const words = this.t.privacy.ladder;
    return html`<details class="ladder__edit" .open=${live(this.open)} @toggle=${(event: Event) => (this.open = (event.target as HTMLDetailsElement).open)}>
      <summary aria-label=${words.editOf(this.label)}>${words.edit}${kindOf(store.ladderOf(this.column)) === "automatic" ? nothing : html` <span class="tag">${words.kinds[kindOf(store.ladderOf(this.column))].tag}</span>`}</summary>
      ${this.open ? this.#body() : nothing}
    </details>`;
  }
}

customElements.define("gezicht-ladder-editor", GezichtLadderEditor);
