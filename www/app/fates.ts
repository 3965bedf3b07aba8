// What may become of a column, in the words a person chooses from; and what that says in the recipe.
import type { ColumnChoice, ColumnInspection, Meaning } from "./types.js";

export const FATES = ["drop", "code", "coarsen", "use", "sensitive", "weight"] as const;
export type Fate = (typeof FATES)[number];

/** The meanings as a person looks for them. */
export const KINDS = {
  direct: ["bsn", "a_number", "education_number", "name", "address", "email", "phone", "iban", "licence_plate", "kvk_number", "branch_number", "rsin", "bag_id", "case_number", "customer_number"],
  indirect: ["postcode", "area_code", "birth_date", "birth_year", "age", "gender", "household", "date"],
  sensitive: ["origin", "health", "care", "debt", "faith", "politics", "sexual_life", "offence"],
  plain: ["category", "number", "amount", "sbi"],
  special: ["free_text", "secrecy", "objection", "weight", "unknown"],
} as const satisfies Record<string, readonly Meaning[]>;
export type Kind = keyof typeof KINDS;

const kindOf = (meaning: Meaning): Kind => (Object.keys(KINDS) as Kind[]).find((kind) => (KINDS[kind] as readonly Meaning[]).includes(meaning)) ?? "special";

/** Its meaning: as chosen, else as proposed. */
export const meaningOf = (column: ColumnInspection, choice: ColumnChoice | undefined): Meaning => (choice?.meaning as Meaning | undefined) ?? column.meaning;

/** What a choice does, as one of the words the person picks from. */
export function fateOf(column: ColumnInspection, choice: ColumnChoice | undefined): Fate {
  switch (choice?.role ?? column.role) {
    case "identifier":
      return choice?.treatment === "pseudonym" ? "code" : "drop";
    case "quasi":
      return "coarsen";
    case "sensitive":
      return "sensitive";
    case "feature":
      return "use";
    case "weight":
      return "weight";
    default:
      return "drop";
  }
}

/** Cells of these are never shown, so nothing is made of them that would be. */
const UNSHOWN = new Set<Fate>(["use", "sensitive"]);

/** The fates a column can have, and the one it has. */
export function fatesOf(column: ColumnInspection, choice: ColumnChoice | undefined): Fate[] {
  const meaning = meaningOf(column, choice);
  const unshown = kindOf(meaning) === "direct" || meaning === "free_text";
  const now = fateOf(column, choice);
  const counts = column.role === "weight" || meaning === "weight";
  return FATES.filter((fate) => fate === now || ((fate !== "weight" || counts) && !(unshown && UNSHOWN.has(fate))));
}

export function choiceFor(fate: Fate, column: ColumnInspection, before: ColumnChoice | undefined): ColumnChoice {
  const kept: ColumnChoice = {
    ...(before?.meaning === undefined ? {} : { meaning: before.meaning }),
    // A ladder of one's own and a ground that was typed come back when the column does.
    ...(before?.ladder === undefined ? {} : { ladder: before.ladder }),
    ...(before?.ground ? { ground: before.ground } : {}),
  };
  switch (fate) {
    case "drop":
      return column.role === "identifier" || kindOf(meaningOf(column, before)) === "direct" ? { ...kept, role: "identifier", treatment: "drop" } : { ...kept, role: "ignore" };
    case "code":
      return { ...kept, role: "identifier", treatment: "pseudonym", domain: before?.domain ?? column.domain ?? `eigen.${column.number}` };
    case "coarsen":
      return { ...kept, role: "quasi" };
    case "use":
      return { ...kept, role: "feature" };
    case "sensitive":
      return { ...kept, role: "sensitive" };
    case "weight":
      // Survey weights are the safe reading: every rule then counts the people themselves.
      return { ...kept, role: "weight", weight_kind: before?.weight_kind ?? "sample" };
  }
}

/** Another meaning: what points at one person goes, what is sensitive asks for a ground, and the rest stays at least as careful. */
export function withMeaning(meaning: Meaning, column: ColumnInspection, before: ColumnChoice | undefined): ColumnChoice {
  const { meaning: _, ...rest } = before ?? {};
  const next: ColumnChoice = meaning === column.meaning ? rest : { ...rest, meaning };
  if (meaning === column.meaning) return { ...next, ...roleAsProposed(column, rest) };
  switch (kindOf(meaning)) {
    case "direct":
      return choiceFor("drop", column, next);
    case "sensitive":
      return choiceFor("sensitive", column, next);
    case "special":
      if (meaning === "weight") return choiceFor("weight", column, next);
      return meaning === "unknown" ? choiceFor("coarsen", column, next) : { ...choiceFor("drop", column, next), role: "ignore" };
    default: {
      const fate = fateOf(column, before);
      return choiceFor(fate === "use" ? "use" : "coarsen", column, next);
    }
  }
}

function roleAsProposed(column: ColumnInspection, rest: ColumnChoice): ColumnChoice {
  return column.role === "identifier" ? { role: "identifier", treatment: rest.treatment ?? "drop" } : { role: column.role };
}

/** Whether using it asks for a ground: sensitive by law or by nature. */
export function needsGround(column: ColumnInspection, choice: ColumnChoice | undefined): boolean {
  const fate = fateOf(column, choice);
  if (fate === "sensitive") return true;
  return (column.ground_needed || kindOf(meaningOf(column, choice)) === "sensitive") && (fate === "use" || fate === "coarsen");
}

/** Whether it plays a part, as far as the choices go. */
export function takesPart(column: ColumnInspection, choice: ColumnChoice | undefined): boolean {
  const fate = fateOf(column, choice);
  return fate !== "drop" && !(fate === "sensitive" && !choice?.ground);
}
