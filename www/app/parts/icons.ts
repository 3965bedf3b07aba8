// Small drawn signs. They never carry meaning alone: a word stands beside each of them.
import { svg, type SVGTemplateResult, type TemplateResult, html } from "lit";

const PATHS = {
  check: svg`<path d="M4 10.5 8.2 15 16 5.5" />`,
  lock: svg`<rect x="4.5" y="9" width="11" height="8" rx="1.5" /><path d="M7 9V6.5a3 3 0 0 1 6 0V9" />`,
  save: svg`<path d="M10 3v9m0 0 3.5-3.5M10 12 6.5 8.5M3.5 14v2.5h13V14" />`,
  erase: svg`<path d="M4.5 6h11M8 6V4h4v2M6 6l.7 10.5h6.6L14 6M8.7 9v5M11.3 9v5" />`,
  arrow: svg`<path d="M4 10h12m0 0-4.5-4.5M16 10l-4.5 4.5" />`,
  back: svg`<path d="M16 10H4m0 0 4.5-4.5M4 10l4.5 4.5" />`,
  pencil: svg`<path d="m4 16 1-4L13.5 3.5l3 3L8 15l-4 1Z" />`,
  undo: svg`<path d="M4 8h8a4 4 0 0 1 0 8H8M4 8l3.5-3.5M4 8l3.5 3.5" />`,
  redo: svg`<path d="M16 8H8a4 4 0 0 0 0 8h4M16 8l-3.5-3.5M16 8l-3.5 3.5" />`,
  down: svg`<path d="m5 7.5 5 5 5-5" />`,
  up: svg`<path d="m5 12.5 5-5 5 5" />`,
  search: svg`<circle cx="8.5" cy="8.5" r="5" /><path d="m12.5 12.5 4 4" />`,
  file: svg`<path d="M5.5 3h6l3 3v11h-9V3Zm6 0v3.5h3" />`,
  print: svg`<path d="M6 8V3h8v5M6 14H3.5V8h13v6H14M6 12h8v5H6v-5Z" />`,
  warn: svg`<path d="M10 3 1.8 17h16.4L10 3Zm0 5v4.5m0 2v.4" />`,
  info: svg`<circle cx="10" cy="10" r="7.2" /><path d="M10 9v5m0-7.6v.4" />`,
  hidden: svg`<path d="M2.5 10S5.2 5.2 10 5.2 17.5 10 17.5 10 14.8 14.8 10 14.8 2.5 10 2.5 10ZM4 16 16 4" />`,
  wait: svg`<circle cx="10" cy="10" r="7.2" stroke-dasharray="2.4 2.6" /><path d="M10 6.5V10l2.5 1.8" />`,
} satisfies Record<string, SVGTemplateResult>;

export type IconName = keyof typeof PATHS;

export function icon(name: IconName): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false" fill="none" stroke="currentColor"
    stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round">${PATHS[name]}</svg>`;
}
