// What people type, before they typed anything; and the one refusal that the page itself tells.
import { en } from "../texts/en.js";
import { nl } from "../texts/nl.js";
import type { Brief, Refusal, Work } from "./types.js";

export const EMPTY_BRIEF: Brief = { assignment: "", questions: "", purpose: "", legal_basis: "", owner: "", use_plan: "", retention: "" };

export function emptyWork(): Work {
  return { brief: { ...EMPTY_BRIEF }, names: [], edits: [] };
}

/** The browser could not read the chosen file (any more). */
export function unreadableFile(): Refusal {
  const { what, remedy } = nl.unreadable;
  return {
    code: "page.unreadable_file",
    by: "input",
    place: {},
    what: { nl: what, en: en.unreadable.what },
    remedy: { nl: remedy, en: en.unreadable.remedy },
  };
}
