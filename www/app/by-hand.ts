// What a person did to the groups by hand. The recipe carries it, so that the recipe alone gives the same groups.
import type { Arrangement, Recipe } from "./types.js";

export interface ByHand {
  /** Merges and splits, in order. */
  arrange: Arrangement[];
  /** Numbers of the groups in the order in which they are shown; the others follow. */
  order: number[];
  /** Groups that get no persona. */
  aside: number[];
  /** The person says this is the ordering. */
  definitive: boolean;
  /** Why a shaky group gets a persona after all. */
  reasons: Record<number, string>;
}

export const UNTOUCHED: ByHand = { arrange: [], order: [], aside: [], definitive: false, reasons: {} };

/** What a recipe says of it; an engine leaves out what is empty. */
export function byHandOf(recipe: Recipe | undefined): ByHand {
  const { arrange = [], order = [], aside = [], definitive = false, reasons = {} } = recipe?.segments ?? {};
  return { arrange, order, aside, definitive, reasons };
}
