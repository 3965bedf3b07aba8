// What a further file is for, as a person chooses it; and what that says in the recipe.
import { meaningOf } from "./fates.js";
import type { Aggregate, Attached, ColumnChoice, ColumnInspection, Inspection, Model, Recipe, Role } from "./types.js";

export const USES = ["join", "context", "objections", "population"] as const;
export type UseKind = (typeof USES)[number];

export type Use =
  | { kind: "join"; key: string; aggregate: Record<string, Aggregate> }
  | { kind: "context"; key: string; columns: string[] }
  | { kind: "objections"; key: string }
  /** Counts of the whole population, for k-map. */
  | { kind: "population" };

/** What a recipe says of a file. */
export function useOf(recipe: Recipe, file: number): Use | undefined {
  const join = recipe.join?.find((candidate) => candidate.file === file);
  if (join) return { kind: "join", key: join.key, aggregate: join.aggregate ?? {} };
  const context = recipe.context?.find((candidate) => candidate.file === file);
  if (context) return { kind: "context", key: context.key, columns: context.columns };
  const objections = recipe.objections?.find((candidate) => candidate.file === file);
  if (objections) return { kind: "objections", key: objections.key };
  return recipe.privacy.models?.some(isCountOf(file)) ? { kind: "population" } : undefined;
}

const isCountOf = (file: number) => (model: Model): boolean => "k_map" in model && model.k_map.population === String(file);

/** The privacy choices with the population counts of a file, or without them. */
function counting(privacy: Recipe["privacy"], file: number, on: boolean): Recipe["privacy"] {
  const { models, ...rest } = privacy;
  const others = models?.filter((model) => !isCountOf(file)(model));
  if (on) return { ...rest, models: [...(others ?? [{ k_anonymity: rest.min_group }]), { k_map: { k: rest.min_group, population: String(file) } }] };
  // Nothing but the usual needs no models at all.
  const usual = !others || others.every((model) => "k_anonymity" in model && model.k_anonymity === rest.min_group);
  return usual ? rest : { ...rest, models: others };
}

/** The recipe with another use of a file, or none. What it brought to the columns before is no longer said. */
export function withUse(recipe: Recipe, file: Attached, use: Use | undefined): Recipe {
  const other = <T extends { file: number }>(list: T[] | undefined): T[] => (list ?? []).filter((entry) => entry.file !== file.file);
  const { join: _, context: __, objections: ___, ...rest } = recipe;
  const join = other(recipe.join);
  const context = other(recipe.context);
  const objections = other(recipe.objections);
  if (use?.kind === "join") join.push({ file: file.file, key: use.key, aggregate: use.aggregate });
  if (use?.kind === "context") context.push({ file: file.file, key: use.key, columns: use.columns });
  if (use?.kind === "objections") objections.push({ file: file.file, key: use.key });
  const gone = new Set(broughtBy(file, useOf(recipe, file.file)));
  const here = new Set(broughtBy(file, use));
  const columns = Object.fromEntries(Object.entries(recipe.columns).filter(([name]) => !gone.has(name) || here.has(name)));
  return {
    ...rest,
    columns,
    privacy: use?.kind === "population" || recipe.privacy.models?.some(isCountOf(file.file)) ? counting(recipe.privacy, file.file, use?.kind === "population") : recipe.privacy,
    ...(join.length > 0 ? { join } : {}),
    ...(context.length > 0 ? { context } : {}),
    ...(objections.length > 0 ? { objections } : {}),
  };
}

/** Names, in the recipe, of what a file brings to people. */
export function broughtBy(file: Attached, use: Use | undefined): string[] {
  if (!use || use.kind === "objections" || use.kind === "population") return [];
  const columns = use.kind === "join" ? Object.keys(use.aggregate) : use.columns;
  const nameOf = (name: string): string => file.brings[(file.inspection.columns.find((column) => column.name === name)?.number ?? 0) - 1]?.name ?? name;
  return [...(use.kind === "join" ? [file.flag] : []), ...columns.map(nameOf)];
}

/** One choice for all that a file brings. */
export function withFate(recipe: Recipe, names: string[], role: Role, ground: string): Recipe {
  const choice: ColumnChoice = { role, ...(ground === "" ? {} : { ground }) };
  return { ...recipe, columns: { ...recipe.columns, ...Object.fromEntries(names.map((name) => [name, choice])) } };
}

export interface Key {
  domain: string;
  /** Its column in the file. */
  name: string;
}

/** Numbers that are in both files: on these they can be joined. */
export function keysOf(file: Attached, main: Inspection, recipe: Recipe): Key[] {
  const base = (domain: string): string => domain.split("@")[0] ?? domain;
  const ours = main.columns.flatMap((column) => recipe.columns[column.name]?.domain ?? column.domain ?? []);
  const keys: Key[] = [];
  for (const column of file.inspection.columns) {
    const { domain } = column;
    const match = domain == null ? undefined : (ours.find((own) => own === domain) ?? ours.find((own) => base(own) === base(domain)));
    if (match !== undefined && !keys.some((key) => key.domain === match)) keys.push({ domain: match, name: column.name });
  }
  return keys;
}

/** Columns of the first file that say an area which the table has too. */
export function areasOf(file: Attached, main: Inspection, recipe: Recipe): ColumnInspection[] {
  const has = (meaning: string): boolean => file.inspection.columns.filter((column) => column.meaning === meaning).length === 1;
  return main.columns.filter((column) => {
    const meaning = meaningOf(column, recipe.columns[column.name]);
    return (meaning === "area_code" || meaning === "postcode") && has(meaning);
  });
}

/** Ways to put several rows of one person together, the likeliest first. */
export const waysOf = (file: Attached, column: ColumnInspection): Aggregate[] => file.brings[column.number - 1]?.ways ?? [];

/** Columns that a table of open figures can bring. */
export const figuresOf = (file: Attached): ColumnInspection[] => file.inspection.columns.filter((column) => file.brings[column.number - 1]?.figures);
