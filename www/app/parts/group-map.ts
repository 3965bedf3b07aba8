// The groups on a map of two dimensions: an ellipse a group, its place and shape from protected moments, its area from its people.
// Never a point for a person. The list beside it has the names, the table below says what the picture says.
import { html, nothing, svg, type TemplateResult } from "lit";
import type { Texts } from "../../texts/nl.js";
import { store } from "../store.js";
import type { MapGroup, Overview } from "../types.js";
import { colourOf } from "./group-badge.js";
import { tableOf } from "./table.js";

const WIDTH = 360;
const HEIGHT = 270;
const MARGIN = 14;
/** What all ellipses together cover of the picture. */
const COVER = 0.34;
/** An ellipse is at most so many times as long as it is wide: a sliver is hard to see. */
const LONGEST = 2.4;

interface Ellipse {
  id: number;
  x: number;
  y: number;
  /** Half axes, the longer first. */
  rx: number;
  ry: number;
  /** Degrees of the longer axis. */
  turn: number;
}

/** Shape and direction of a 2 x 2 covariance, with an area of its own. */
function shapeOf({ xx, xy, yy }: MapGroup, area: number): Pick<Ellipse, "rx" | "ry" | "turn"> {
  const middle = (xx + yy) / 2;
  const half = Math.hypot((xx - yy) / 2, xy);
  const long = Math.sqrt(Math.max(middle + half, 1e-12));
  const short = Math.sqrt(Math.max(middle - half, 1e-12));
  const ratio = Math.min(long / short, LONGEST);
  const mean = Math.sqrt(area / Math.PI);
  // On the screen y grows downwards.
  return { rx: mean * Math.sqrt(ratio), ry: mean / Math.sqrt(ratio), turn: (-Math.atan2(2 * xy, xx - yy) / 2) * (180 / Math.PI) };
}

/** One scale for both directions, so that distances are true; all ellipses inside the picture. */
export function ellipsesOf(groups: MapGroup[], shares: Map<number, number>): Ellipse[] {
  const area = WIDTH * HEIGHT * COVER;
  const shaped = groups.map((group) => ({ group, ...shapeOf(group, area * (shares.get(group.segment) ?? 0)) }));
  const widest = Math.max(...shaped.map(({ rx }) => rx), 0) * 0.8 + MARGIN;
  const xs = groups.map((group) => group.x);
  const ys = groups.map((group) => group.y);
  const [left, right, low, high] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const scale = Math.min((WIDTH - 2 * widest) / Math.max(right - left, 1e-9), (HEIGHT - 2 * widest) / Math.max(high - low, 1e-9));
  const place = (value: number, from: number, to: number, size: number): number => size / 2 + (value - (from + to) / 2) * scale;
  return shaped.map(({ group, rx, ry, turn }) => ({ id: group.segment, x: place(group.x, left, right, WIDTH), y: HEIGHT - place(group.y, low, high, HEIGHT), rx, ry, turn }));
}

const BADGE = 12;

/** Where the numbers stand: in the middle of their ellipse, moved apart as little as is needed to read each. */
export function badgesOf(ellipses: Ellipse[]): Pick<Ellipse, "id" | "x" | "y">[] {
  const badges = ellipses.map(({ id, x, y }) => ({ id, x, y }));
  const apart = 2 * BADGE + 2;
  for (let turn = 0; turn < 60; turn++) {
    for (const [at, a] of badges.entries()) {
      for (const b of badges.slice(at + 1)) {
        const distance = Math.hypot(b.x - a.x, b.y - a.y);
        if (distance >= apart) continue;
        const [dx, dy] = distance > 0 ? [(b.x - a.x) / distance, (b.y - a.y) / distance] : [1, 0];
        const push = (apart - distance) / 2;
        a.x -= dx * push;
        a.y -= dy * push;
        b.x += dx * push;
        b.y += dy * push;
      }
    }
  }
  const inside = (value: number, size: number): number => Math.min(Math.max(value, BADGE + 1), size - BADGE - 1);
  return badges.map(({ id, x, y }) => ({ id, x: inside(x, WIDTH), y: inside(y, HEIGHT) }));
}

/** The nearest other group, by its place. */
function nearest(group: MapGroup, groups: MapGroup[]): MapGroup | undefined {
  const distance = (other: MapGroup): number => Math.hypot(other.x - group.x, other.y - group.y);
  return groups.filter((other) => other.segment !== group.segment).sort((a, b) => distance(a) - distance(b))[0];
}

export function groupMap(overview: Overview, t: Texts): TemplateResult {
  const words = t.segments.map;
  const groups = overview.map?.groups ?? [];
  if (groups.length < 2) return html``;
  const shares = new Map(overview.segments.map((segment) => [segment.id, segment.share]));
  const aside = new Set(store.putAside.map((segment) => segment.id));
  // The largest lie at the back, so that no group hides a smaller one.
  const ellipses = ellipsesOf(groups, shares).sort((a, b) => b.rx * b.ry - a.rx * a.ry);
  return html`<figure class="map">
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${words.label(groups.length)} focusable="false">
      ${ellipses.map(
        ({ id, x, y, rx, ry, turn }) => svg`<ellipse class="map__group ${aside.has(id) ? "map__group--aside" : ""}" cx=${x.toFixed(1)} cy=${y.toFixed(1)} rx=${rx.toFixed(1)} ry=${ry.toFixed(1)} transform="rotate(${turn.toFixed(1)} ${x.toFixed(1)} ${y.toFixed(1)})" style="fill:${colourOf(id)};stroke:${colourOf(id)}" />`,
      )}
      ${badgesOf(ellipses).map(({ id, x, y }) => svg`<circle class="map__badge" cx=${x.toFixed(1)} cy=${y.toFixed(1)} r=${BADGE} style="fill:${colourOf(id)}" /><text class="map__number" x=${x.toFixed(1)} y=${(y + 4.6).toFixed(1)}>${id}</text>`)}
    </svg>
    <figcaption>${words.caption} ${overview.map?.explained == null ? nothing : words.shown(Math.round(overview.map.explained * 100))}</figcaption>
    ${tableOf(
      t.showTable,
      words.title,
      [t.segments.group, t.segments.sizeHead, t.segments.shareHead, words.nearest],
      overview.segments.flatMap((segment) => {
        const group = groups.find((candidate) => candidate.segment === segment.id);
        const other = group && nearest(group, groups);
        return [[`${segment.id}. ${store.nameOf(segment.id)}`, t.number(segment.size), t.percent(Math.round(segment.share * 100)), other ? `${other.segment}. ${store.nameOf(other.segment)}` : words.alone]];
      }),
    )}
  </figure>`;
}
