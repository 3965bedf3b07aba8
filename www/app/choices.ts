// Choices made earlier, laid over what is proposed for the file at hand.
import type { Model, Recipe } from "./types.js";

/** The proposal with the earlier choices, as far as the file has those columns. */
export function withChoices(proposed: Recipe, earlier: Recipe | undefined, names: ReadonlySet<string>): Recipe {
  if (!earlier) return proposed;
  const present = <T>(map: Record<string, T> | undefined): Record<string, T> => Object.fromEntries(Object.entries(map ?? {}).filter(([name]) => names.has(name)));
  const column = (name: string | null | undefined): string | undefined => (name != null && names.has(name) ? name : undefined);
  const { compare_with, ...segments } = earlier.segments;
  const compared = column(compare_with);
  return {
    ...proposed,
    columns: { ...proposed.columns, ...present(earlier.columns) },
    privacy: {
      ...earlier.privacy,
      unit: column(earlier.privacy.unit) ?? (earlier.privacy.unit == null ? undefined : proposed.privacy.unit),
      household: column(earlier.privacy.household),
      column_weights: present(earlier.privacy.column_weights),
      levels: present(earlier.privacy.levels),
    },
    // The blocks that stand behind the earlier figures: the same file then gives the same figures.
    ...(earlier.blocks ? { blocks: earlier.blocks } : {}),
    segments: { ...segments, ...(compared === undefined ? {} : { compare_with: compared }) },
  };
}

/** The recipe with columns under another name. */
export function renamed(recipe: Recipe, names: ReadonlyMap<string, string>): Recipe {
  const now = (name: string): string => names.get(name) ?? name;
  const map = <T>(of: Record<string, T>): Record<string, T> => Object.fromEntries(Object.entries(of).map(([name, value]) => [now(name), value]));
  const { unit, household, column_weights, levels, models } = recipe.privacy;
  const aimed = (model: Model): Model =>
    Object.fromEntries(Object.entries(model).map(([kind, terms]) => [kind, typeof terms === "object" && "column" in terms ? { ...terms, column: now(terms.column) } : terms])) as Model;
  return {
    ...recipe,
    columns: map(recipe.columns),
    privacy: {
      ...recipe.privacy,
      unit: unit == null ? undefined : now(unit),
      household: household == null ? undefined : now(household),
      ...(column_weights === undefined ? {} : { column_weights: map(column_weights) }),
      ...(levels === undefined ? {} : { levels: map(levels) }),
      ...(models === undefined ? {} : { models: models.map(aimed) }),
    },
  };
}
