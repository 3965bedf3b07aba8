// How a sensitive column is protected, as a person chooses it; and what that says in the recipe.
import type { Model, Recipe } from "./types.js";

export const GUARDS = ["usual", "strict", "close", "mild"] as const;
export type Guard = (typeof GUARDS)[number] | "own";

/** The models of a guard. `usual` is what the engine takes when a recipe names no models. */
const MODELS: Record<(typeof GUARDS)[number], (column: string) => Model[]> = {
  usual: (column) => [{ alpha_k: { column, alpha: 0.8 } }, { l_diversity: { column, kind: "distinct", l: 2 } }],
  strict: (column) => [{ alpha_k: { column, alpha: 0.5 } }, { l_diversity: { column, kind: "distinct", l: 3 } }],
  mild: (column) => [{ alpha_k: { column, alpha: 0.95 } }, { l_diversity: { column, kind: "distinct", l: 2 } }],
  close: (column) => [{ t_closeness: { column, distance: "equal", t: 0.2 } }],
};

/** The sensitive column that a model is about. */
export function columnOf(model: Model): string | undefined {
  const [terms] = Object.values(model) as unknown[];
  return typeof terms === "object" && terms !== null && "column" in terms ? String(terms.column) : undefined;
}

const same = (a: Model[], b: Model[]): boolean => {
  const text = (models: Model[]): string => models.map((model) => JSON.stringify(model, (_, value: unknown) => (value !== null && typeof value === "object" ? Object.fromEntries(Object.entries(value).sort()) : value))).sort().join();
  return text(a) === text(b);
};

export function guardOf(recipe: Recipe, column: string): Guard {
  const { models } = recipe.privacy;
  if (!models) return "usual";
  const mine = models.filter((model) => columnOf(model) === column);
  return GUARDS.find((guard) => same(MODELS[guard](column), mine)) ?? "own";
}

/** The privacy choices with another guard for one of the sensitive columns. Nothing but the usual needs no models at all. */
export function withGuard(recipe: Recipe, sensitive: string[], column: string, guard: (typeof GUARDS)[number]): Recipe["privacy"] {
  const { models, ...privacy } = recipe.privacy;
  const others = (models ?? []).filter((model) => columnOf(model) === undefined && !("k_anonymity" in model));
  const k = models?.find((model) => "k_anonymity" in model) ?? { k_anonymity: privacy.min_group };
  const guards = sensitive.map((name): [string, Guard] => [name, name === column ? guard : guardOf(recipe, name)]);
  if (others.length === 0 && guards.every(([, one]) => one === "usual")) return privacy;
  const own = (name: string): Model[] => (models ?? []).filter((model) => columnOf(model) === name);
  return { ...privacy, models: [k, ...guards.flatMap(([name, one]) => (one === "own" ? own(name) : MODELS[one](name))), ...others] };
}

/** The privacy choices with another k: named models hold it too. */
export function withK(recipe: Recipe, k: number): Recipe["privacy"] {
  const { models } = recipe.privacy;
  return { ...recipe.privacy, min_group: k, ...(models ? { models: models.map((model) => ("k_anonymity" in model ? { k_anonymity: k } : model)) } : {}) };
}

/** The recipe as it can be sent: a model is about a column that is sensitive and may be used, and every such column has one. */
export function withoutStrayModels(recipe: Recipe, sensitive: string[]): Recipe {
  const { models, ...privacy } = recipe.privacy;
  if (!models) return recipe;
  const kept = models.filter((model) => {
    const column = columnOf(model);
    return column === undefined || sensitive.includes(column);
  });
  const bare = sensitive.filter((name) => !models.some((model) => columnOf(model) === name));
  return { ...recipe, privacy: { ...privacy, models: [...kept, ...bare.flatMap((name) => MODELS.usual(name))] } };
}
