// The texts of a language, for what is not a component.
import type { Language } from "../app/types.js";
import { en } from "./en.js";
import { nl, type Texts } from "./nl.js";

export const textsOf = (language: Language): Texts => (language === "nl" ? nl : en);
