// What a person can do about a refusal of the Privacy step, as buttons: each makes one choice and tries again. The choice can be taken
// back like any other.
import { html, type TemplateResult } from "lit";
import type { Texts } from "../../texts/nl.js";
import { guardOf, withGuard, withK } from "../models.js";
import { store } from "../store.js";
import type { Refusal } from "../types.js";

interface Remedy {
  words: string;
  act: () => void;
}

const SMALLER = [20, 10, 5];
const MORE = [0.02, 0.05, 0.1];

function mendings(refusal: Refusal, t: Texts): Remedy[] {
  const { recipe } = store;
  if (!recipe) return [];
  const r = t.privacy.remedies;
  const { privacy } = recipe;
  const column = /^columns\.(.*)\.ladder$/.exec(refusal.place.field ?? "")?.[1];
  const limit = MORE.find((share) => share > privacy.suppression_limit);
  const leave: Remedy[] = limit === undefined ? [] : [{ words: r.limit(limit * 100), act: () => void store.mend({ suppression_limit: limit }, (t) => t.history.limit(t.privacy.limit.option(limit * 100))) }];
  const k = SMALLER.find((size) => size < privacy.min_group);
  const smaller: Remedy[] = k === undefined ? [] : [{ words: r.k(k), act: () => void store.mend(withK(recipe, k), (t) => t.history.k(k)) }];
  const held: Remedy[] = Object.keys(privacy.levels ?? {}).length > 0 ? [{ words: r.levels, act: () => void store.mend({ levels: {} }, (t) => t.privacy.remedies.levels) }] : [];
  const toData: Remedy = { words: r.data, act: () => store.go("data") };
  const again = (act: () => void) => (): void => {
    act();
    void store.runPrivacy();
  };
  switch (refusal.code) {
    case "anonymity.too_few_people":
      return smaller;
    case "anonymity.no_solution": {
      const sensitive = store.sensitiveInUse();
      // Where nearly everyone gives one answer nothing but leaving the column out helps, so that comes first.
      const without = sensitive.map((name): Remedy => ({ words: r.without(name), act: again(() => store.setFate(store.inspection?.columns.filter((column) => column.name === name) ?? [], "drop")) }));
      const guards = sensitive
        .filter((name) => guardOf(recipe, name) !== "mild")
        .map((name): Remedy => ({ words: r.guard(name, t.privacy.models.guards.mild.label.toLowerCase()), act: () => void store.mend(withGuard(recipe, sensitive, name, "mild"), (t) => t.history.guard(name, t.privacy.models.guards.mild.label)) }));
      // With all values together k-anonymity always holds: what does not is another demand, or a step that was held.
      if (held.length > 0) return [...held, ...leave];
      return sensitive.length > 0 ? [...without, ...guards, toData] : [...leave, ...smaller];
    }
    case "anonymity.no_such_level":
    case "recipe.level_column":
      return held;
    case "anonymity.lattice_too_large":
    case "anonymity.memory":
      return privacy.search.strategy === "best_first" ? [] : [{ words: r.search, act: again(() => store.setSearch("best_first")) }];
    case "recipe.sensitive_is_quasi":
      return [toData];
    case "ladder.no_such_column":
    case "ladder.not_shown":
      return [];
    default: {
      if (column === undefined || !refusal.code.match(/^(ladder\.|recipe\.ladder)/)) return [];
      const own: Remedy = { words: r.ladder(column), act: again(() => store.setLadder(column, undefined, (history) => history.own(column))) };
      return refusal.code === "recipe.ladder_path" ? [{ words: r.ladderFile(column), act: () => store.pickLadder(column) }, own] : [own];
    }
  }
}

export function remedies(refusal: Refusal, t: Texts): TemplateResult {
  const all = mendings(refusal, t);
  if (all.length === 0) return html``;
  const idle = store.busy !== undefined;
  return html`<p class="remedies">
    ${all.map(({ words, act }) => html`<button class="utrecht-button utrecht-button--secondary-action" aria-disabled=${idle} @click=${() => (idle ? undefined : act())}>${words}</button>`)}
  </p>`;
}
