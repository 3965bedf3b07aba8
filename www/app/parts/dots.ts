// People as dots, in groups of equals. Drawn from two averages only: the share that is unique, and the average risk
// (groups of equals per person). One dot is one in a hundred people; a table beside it says the same.
import { svg, html, type SVGTemplateResult, type TemplateResult } from "lit";

export interface DotsInput {
  /** Share of people that are alone, 0 to 1. */
  unique: number;
  /** Average risk: groups of equals divided by people. */
  average: number;
  /** Share left out, 0 to 1. */
  leftOut: number;
  /** Groups of equals, where the picture may be of some of them. */
  groups?: number;
}

const STEP = 11;
const WIDTH = 300;

/** Fewer groups than this among a hundred people would be a clump or two: then some groups are drawn instead, each as large as the average. */
const FEWEST = 8;
const DRAWN = 10;

/** Whether a clump is a group, and a dot no longer one in a hundred people. */
export const onOwnScale = ({ unique, average, groups }: DotsInput): boolean => groups !== undefined && groups > 1 && unique === 0 && average * 100 < FEWEST;

/** Sizes of the groups among a hundred people, largest first. */
export function clumps(input: DotsInput): number[] {
  const { unique, average, leftOut, groups: all } = input;
  if (onOwnScale(input)) {
    const drawn = Math.min(DRAWN, all ?? DRAWN);
    return Array.from({ length: drawn }, () => Math.round(100 / drawn));
  }
  const out = Math.round(leftOut * 100);
  const lonely = Math.min(100 - out, Math.round(unique * 100));
  let rest = 100 - out - lonely;
  const groups = Math.max(average * 100 - unique * 100, 0.5);
  const size = Math.max(2, Math.round(rest / groups));
  const sizes: number[] = [];
  while (rest > 0) {
    const take = rest - size < size / 2 ? rest : size;
    sizes.push(take);
    rest -= take;
  }
  return [...sizes.sort((a, b) => b - a), ...Array.from({ length: lonely }, () => 1)];
}

/** Offsets of a sunflower of n dots, and its radius. */
function flower(n: number): { dots: [number, number][]; radius: number } {
  if (n === 1) return { dots: [[0, 0]], radius: STEP * 0.62 };
  const dots: [number, number][] = [];
  for (let i = 0; i < n; i++) {
    const r = STEP * 0.56 * Math.sqrt(i + 0.5);
    const a = i * 2.399963;
    dots.push([r * Math.cos(a), r * Math.sin(a)]);
  }
  return { dots, radius: STEP * 0.56 * Math.sqrt(n) + STEP * 0.35 };
}

export function dotsPicture(input: DotsInput, label: string): TemplateResult {
  const marks: SVGTemplateResult[] = [];
  let x = 0;
  let y = 0;
  let height = 0;
  const gap = 4;
  for (const size of clumps(input)) {
    const { dots, radius } = flower(size);
    if (x + 2 * radius > WIDTH) {
      x = 0;
      y += height + gap;
      height = 0;
    }
    const cx = x + radius;
    const cy = y + radius;
    if (size === 1) {
      marks.push(svg`<circle class="dot dot--alone" cx=${cx.toFixed(1)} cy=${cy.toFixed(1)} r="3.6"/>`);
    } else {
      for (const [dx, dy] of dots) marks.push(svg`<circle class="dot" cx=${(cx + dx).toFixed(1)} cy=${(cy + dy).toFixed(1)} r="4"/>`);
    }
    x += 2 * radius + (size === 1 ? 1 : gap * 2);
    height = Math.max(height, 2 * radius);
  }
  const out = Math.round(input.leftOut * 100);
  for (let i = 0; i < out; i++) {
    if (x + STEP > WIDTH) {
      x = 0;
      y += height + gap;
      height = STEP;
    }
    const cx = x + STEP / 2;
    const cy = y + (height || STEP) / 2;
    marks.push(svg`<path class="dot dot--out" d="M${(cx - 3).toFixed(1)} ${(cy - 3).toFixed(1)}l6 6m0-6l-6 6"/>`);
    x += STEP + 2;
    height = Math.max(height, STEP);
  }
  const total = Math.ceil(y + height + 2);
  return html`<svg class="dots" viewBox="-1 -1 ${WIDTH + 2} ${total}" role="img" aria-label=${label} focusable="false">${marks}</svg>`;
}
