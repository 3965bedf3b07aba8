// What a further file is for, as a person chooses it; and what that says in the recipe.
import { meaningOf } from "./fates.js";
import type { Aggregate, Attached, ColumnChoice, ColumnInspection, Inspection, Recipe, Role } from "./types.js";

export const USES = ["join", "context", "objections"] as const;
export type UseKind = (typeof USES)[number];

export type Use =
  | { kind: "join"; key: string; aggregate: Record<string, Aggregate> }
  | { kind: "context"; key: string; columns: string[] }
  | { kind: "objections"; key: string };

/** What a recipe says of a file. */
export function useOf(recipe: Recipe, file: number): Use | undefined {
  const join = recipe.join?.find((candidate) => candidate.file === file);
  if (join) return { kind: "join", key: join.key, aggregate: join.aggregate ?? {} };
  const context = recipe.context?.find((candidate) => candidate.file === file);
  if (context) return { kind: "context", key: context.key, columns: context.columns };
  const objections = recipe.objections?.find((candidate) => candidate.file === file);
  return objections && { kind: "objections", key: objections.key };
}

/** The recipe with another use of a file, or none. What it brought to the columns before is no longer said. */
export function withUse(recipe: Recipe, file: Attached, use: Use | undefined, main: Inspection): Recipe {
  const other = <T extends { file: number }>(list: T[] | undefined): T[] => (list ?? []).filter((entry) => entry.file !== file.file);
  const { join: _, context: __, objections: ___, ...rest } = recipe;
  const join = other(recipe.join);
  const context = other(recipe.context);
  const objections = other(recipe.objections);
  if (use?.kind === "join") join.push({ file: file.file, key: use.key, aggregate: use.aggregate });
  if (use?.kind === "context") context.push({ file: file.file, key: use.key, columns: use.columns });
  if (use?.kind === "objections") objections.push({ file: file.file, key: use.key });
  const gone = new Set(broughtBy(file, useOf(recipe, file.file), main));
  const here = new Set(broughtBy(file, use, main));
  const columns = Object.fromEntries(Object.entries(recipe.columns).filter(([name]) => !gone.has(name) || here.has(name)));
  return {
    ...rest,
    columns,
    ...(join.length > 0 ? { join } : {}),
    ...(context.length > 0 ? { context } : {}),
    ...(objections.length > 0 ? { objections } : {}),
  };
}

/** Names, in the recipe, of what a file brings to people. */
export function broughtBy(file: Attached, use: Use | undefined, main: Inspection): string[] {
  if (!use || use.kind === "objections") return [];
  const columns = use.kind === "join" ? Object.keys(use.aggregate) : use.columns;
  return [...(use.kind === "join" ? [file.flag] : []), ...columns.map((name) => nameBeside(name, file.file, main))];
}

/** A column of a further file is told apart from one of the first file with the same name. */
function nameBeside(name: string, file: number, main: Inspection): string {
  const taken = main.columns.some((column) => column.name === name);
  return taken || (name.startsWith("kolom ") && !name.endsWith(")")) ? `${name} (bestand ${file})` : name;
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

const NUMBERS = new Set(["age", "birth_year", "amount", "number", "weight"]);
const DATES = new Set(["birth_date", "date"]);

/** Ways to put several rows of one person together, the likeliest first. */
export function waysOf(column: ColumnInspection): Aggregate[] {
  if (column.role === "identifier") return ["count"];
  if (column.meaning === "free_text") return [];
  if (NUMBERS.has(column.meaning)) return ["sum", "mean", "min", "max", "count", "most_frequent"];
  if (DATES.has(column.meaning)) return ["max", "min", "count"];
  return ["most_frequent", "count"];
}

/** Columns that a table of open figures can bring. */
export function figuresOf(file: Attached): ColumnInspection[] {
  return file.inspection.columns.filter((column) => column.meaning === "number" || column.meaning === "amount" || column.meaning === "age" || column.meaning === "unknown");
}
