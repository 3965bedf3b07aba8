// A ladder as a tree, from all together down to the values. Only what at least k people carry is in it.
import { html, nothing, type TemplateResult } from "lit";
import type { Texts } from "../../texts/nl.js";
import { store } from "../store.js";
import type { LadderTree, LadderTreeBand } from "../types.js";
import { seenLink } from "./hidden.js";

/** A part of an id: a column's key may hold spaces. */
export const plainId = (column: string): string => column.replace(/[^\p{L}\p{N}]+/gu, "-");

export function shareText(band: LadderTreeBand, t: Texts): string {
  const percent = band.share?.percent;
  return percent == null ? "" : t.percent(percent);
}

export function ladderTree(tree: LadderTree, k: number, t: Texts): TemplateResult {
  const words = t.privacy.ladder;
  const top = tree.levels.length - 1;
  const children = (level: number, at: number): [LadderTreeBand, number][] =>
    (tree.levels[level - 1]?.bands ?? []).map((band, index): [LadderTreeBand, number] => [band, index]).filter(([band]) => band.within === at || (level === top && band.within == null));
  const leaf = (band: LadderTreeBand): TemplateResult => html`<span class="tree__label">${band.label[store.lang]}</span> <span class="quiet">${shareText(band, t)}</span>`;
  const node = (band: LadderTreeBand, level: number, at: number): TemplateResult => {
    const below = level === 0 ? [] : children(level, at);
    // A band that is one band of the same name is told once.
    const [only] = below;
    if (below.length === 1 && only && only[0].label.nl === band.label.nl) return node(only[0], level - 1, only[1]);
    if (below.length === 0) return html`<li>${leaf(band)}</li>`;
    return html`<li><details><summary>${leaf(band)}</summary>${list(below, level - 1)}</details></li>`;
  };
  const list = (bands: [LadderTreeBand, number][], level: number): TemplateResult => html`<ul class="tree">${bands.map(([band, at]) => node(band, level, at))}</ul>`;
  const others = tree.levels.some((level) => level.others);
  return html`<div class="tree-box" role="region" tabindex="0" aria-label=${words.tree(tree.label[store.lang])}>
      <p class="tree__root">${words.all}</p>
      ${list(children(top, 0), top - 1)}
    </div>
    ${others ? html`<p class="quiet">${words.others(k)} ${seenLink(t)}</p>` : nothing}`;
}
