// Figures in words. Every number keeps its figure beside it; these only make it easier to read.
import type { Texts } from "../texts/nl.js";
import type { Figure } from "./types.js";

const FRACTIONS: [number, number, number][] = [
  [10, 1, 10], [20, 1, 5], [25, 1, 4], [33.33, 1, 3], [40, 4, 10], [50, 1, 2], [60, 6, 10], [66.67, 2, 3], [75, 3, 4], [80, 8, 10], [90, 9, 10],
];

/** The per cents that `words.roughly` is about. */
const ROUGHLY = [3, 10, 20, 26, 33, 42, 50, 58, 67, 77, 92];

/** "ruim 6 op de 10" for 62 %. Within 1.2 points of a fraction it is named without "almost" or "over". */
export function shareInWords(percent: number, t: Texts): string {
  if (percent >= 97) return t.words.all;
  if (percent < 0.5) return t.words.fewer;
  if (percent < 8) return t.words.few(Math.round(percent));
  let best = FRACTIONS[0]!;
  for (const candidate of FRACTIONS) if (Math.abs(candidate[0] - percent) < Math.abs(best[0] - percent)) best = candidate;
  const [value, a, b] = best;
  const plain = a === 1 && b === 2 ? t.words.half : t.words.in(a, b);
  if (Math.abs(value - percent) < 1.2) return plain;
  return percent > value ? t.words.over(plain) : t.words.almost(plain);
}

/** "Bijna de helft van de mensen", "ruim 6 op de 10 mensen". */
export function peopleInWords(percent: number, t: Texts): string {
  const words = shareInWords(percent, t);
  if (percent >= 97) return words;
  return `${words} ${words.endsWith(t.words.half) ? t.words.ofThePeople : t.words.ofPeople}`;
}

/** A figure as text: a percentage, or the one text for what stays hidden. */
export function figureText(figure: Figure | undefined, t: Texts): string {
  if (!figure || figure.kind === "withheld") return t.withheld;
  if (figure.kind === "almost_all") return t.almostAll;
  return figure.error_points > 5 ? roughly(figure.percent, t) : t.percent(figure.percent);
}

/** A share whose error is over 5 points, in words that say no more than it knows; as `Figure::in_words` of the engine. */
function roughly(percent: number, t: Texts): string {
  let best = ROUGHLY[0]!;
  for (const at of ROUGHLY) if (Math.abs(at - percent) < Math.abs(best - percent)) best = at;
  return t.words.roughly[ROUGHLY.indexOf(best)] ?? t.percent(percent);
}

/** The length of a bar, 0 to 1; undefined when hidden. */
export function figureLength(figure: Figure | undefined): number | undefined {
  if (!figure || figure.kind === "withheld") return undefined;
  return figure.kind === "almost_all" ? 0.97 : figure.percent / 100;
}

/** A figure and its sign stay on one line, and so does "1 op de 5". */
export function tied(text: string): string {
  return text
    .replace(/(\d) %/g, "$1\u00a0%")
    .replace(/€ (\d)/g, "€\u00a0$1")
    .replace(/(\d) (op de|in) (\d)/g, (_, a: string, word: string, b: string) => `${a} ${word} ${b}`.replaceAll(" ", "\u00a0"));
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** "a, b en c". */
export function listing(parts: string[], t: Texts): string {
  if (parts.length < 2) return parts.join("");
  return `${parts.slice(0, -1).join(", ")} ${t.words.and} ${parts[parts.length - 1]}`;
}
