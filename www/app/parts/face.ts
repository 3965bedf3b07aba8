// A drawn face from the engine's choice of parts. The choice depends on the group's number alone, never on a figure,
// so a face says nothing about anyone. Indexes wrap, so every choice is a face.
import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from "lit";
import type { Face } from "../types.js";

const SKIN = ["#f5d6c1", "#e9be9d", "#d6a07a", "#b67d55", "#8c5b3d", "#63402c"];
const SHADE = ["#e3b99d", "#d3a17d", "#bd845d", "#99633e", "#70452c", "#4a2e1f"];
const HAIR = ["#2b2320", "#4f3628", "#7f5536", "#b5874f", "#d5b67f", "#8d8f91", "#c4c4c0", "#9c4a2f"];
const CLOTHES = ["#0b5563", "#a84e28", "#5b4b87", "#3a6b46", "#9a3a55", "#2f5d92", "#8a6a14", "#4d575e"];
const GROUND = ["#dcebec", "#f6e4d8", "#e6e1f1", "#dfece0", "#f4dfe5", "#dde8f4", "#f3ead0", "#e4e7e9"];

const pick = <T>(list: readonly T[], index: number): T => list[((index % list.length) + list.length) % list.length]!;

/** Hair behind the head, and in front of it. */
function hair(style: number, colour: string): [SVGTemplateResult, SVGTemplateResult] {
  const none = svg``;
  const cap = svg`<path fill=${colour} d="M60 92c-8-44 16-60 41-60s48 16 39 60c-3-14-8-22-15-26-14 4-34 4-46-2-9 6-16 14-19 28Z"/>`;
  switch (((style % 8) + 8) % 8) {
    case 0:
      return [none, cap];
    case 1:
      return [
        svg`<path fill=${colour} d="M52 128c-8-60 4-98 48-98s56 38 48 98c-8 8-18 8-24 2V82H76v48c-6 6-16 6-24-2Z"/>`,
        svg`<path fill=${colour} d="M61 88c0-36 14-50 39-50s39 14 39 50c-10-6-18-14-22-24-12 14-36 22-56 24Z"/>`,
      ];
    case 2:
      return [
        svg`<path fill=${colour} d="M54 170C42 110 44 30 100 30s58 80 46 140c-8 4-16 4-22 0V84H76v86c-6 4-14 4-22 0Z"/>`,
        svg`<path fill=${colour} d="M61 92c-2-38 12-54 39-54s41 16 39 54c-6-16-14-26-25-32-6 14-36 18-53 32Z"/>`,
      ];
    case 3:
      return [svg`<circle cx="100" cy="28" r="17" fill=${colour}/>`, svg`<path fill=${colour} d="M61 86c0-34 16-48 39-48s39 14 39 48c-8-14-20-24-39-24s-31 10-39 24Z"/>`];
    case 4:
      return [
        svg`<g fill=${colour}><circle cx="64" cy="72" r="19"/><circle cx="136" cy="72" r="19"/><circle cx="60" cy="96" r="15"/><circle cx="140" cy="96" r="15"/></g>`,
        svg`<g fill=${colour}><circle cx="72" cy="56" r="17"/><circle cx="90" cy="46" r="18"/><circle cx="111" cy="46" r="18"/><circle cx="128" cy="56" r="17"/></g>`,
      ];
    case 5:
      return [svg`<path fill=${colour} d="M58 96c-4-18-1-30 6-36l8 30Zm84 0c4-18 1-30-6-36l-8 30Z"/>`, none];
    case 6:
      return [none, svg`<path fill=${colour} d="M60 92c-6-42 12-58 38-58 30 0 48 14 42 56-4-10-8-18-12-22-22 0-44-4-52-16-2 14-8 26-16 40Z"/>`];
    default:
      return [svg`<circle cx="100" cy="72" r="54" fill=${colour}/>`, svg`<path fill=${colour} d="M62 84c2-30 16-42 38-42s36 12 38 42c-10-12-22-18-38-18s-28 6-38 18Z"/>`];
  }
}

function eyes(style: number): SVGTemplateResult {
  switch (((style % 4) + 4) % 4) {
    case 0:
      return svg`<g fill="#2b2320"><circle cx="84" cy="92" r="3.6"/><circle cx="116" cy="92" r="3.6"/></g>`;
    case 1:
      return svg`<g fill="#fff"><ellipse cx="84" cy="92" rx="7" ry="5.4"/><ellipse cx="116" cy="92" rx="7" ry="5.4"/></g><g fill="#2b2320"><circle cx="84" cy="92" r="3.8"/><circle cx="116" cy="92" r="3.8"/></g>`;
    case 2:
      return svg`<g fill="none" stroke="#2b2320" stroke-width="3" stroke-linecap="round"><path d="M78 93c3-5 9-5 12 0M110 93c3-5 9-5 12 0"/></g>`;
    default:
      return svg`<g fill="#2b2320"><ellipse cx="84" cy="92" rx="3.2" ry="4.6"/><ellipse cx="116" cy="92" rx="3.2" ry="4.6"/></g><g fill="none" stroke="#2b2320" stroke-width="2" stroke-linecap="round"><path d="M77 88l3 1.6M123 88l-3 1.6"/></g>`;
  }
}

function mouth(style: number, shade: string): SVGTemplateResult {
  switch (((style % 4) + 4) % 4) {
    case 0:
      return svg`<path d="M86 113c7 9 21 9 28 0" fill="none" stroke="#7a3328" stroke-width="3" stroke-linecap="round"/>`;
    case 1:
      return svg`<path d="M85 112h30c-2 12-28 12-30 0Z" fill="#7a3328"/><path d="M88 112h24c-1 4-23 4-24 0Z" fill="#fff"/>`;
    case 2:
      return svg`<path d="M89 115c6 4 16 4 22 0" fill="none" stroke="#7a3328" stroke-width="3" stroke-linecap="round"/>`;
    default:
      return svg`<path d="M88 114c8 5 18 4 25-3" fill="none" stroke="#7a3328" stroke-width="3" stroke-linecap="round"/><path d="M115 108c2 1 3 3 2 6" fill="none" stroke=${shade} stroke-width="2" stroke-linecap="round"/>`;
  }
}

function glasses(style: number): SVGTemplateResult {
  switch (((style % 3) + 3) % 3) {
    case 1:
      return svg`<g fill="none" stroke="#333b40" stroke-width="2.6"><circle cx="84" cy="92" r="11.5"/><circle cx="116" cy="92" r="11.5"/><path d="M95.5 90c3-2 6-2 9 0M72.5 90l-9-3M127.5 90l9-3"/></g>`;
    case 2:
      return svg`<g fill="none" stroke="#5a2f22" stroke-width="3"><rect x="71" y="83" width="25" height="18" rx="5"/><rect x="104" y="83" width="25" height="18" rx="5"/><path d="M96 89h8M71 88l-8-2M129 88l8-2"/></g>`;
    default:
      return svg``;
  }
}

function clothes(style: number, colour: string, skin: string): SVGTemplateResult {
  const body = svg`<path fill=${colour} d="M26 204c2-40 30-52 58-58 8 8 24 8 32 0 28 6 56 18 58 58Z"/>`;
  switch (((style % 4) + 4) % 4) {
    case 0:
      return body;
    case 1:
      return svg`${body}<path fill=${skin} d="M84 145c4 14 10 22 16 28 6-6 12-14 16-28Z"/>`;
    case 2:
      return svg`${body}<path fill="#fff" d="M82 146l18 22-20 10-8-28ZM118 146l-18 22 20 10 8-28Z"/>`;
    default:
      return svg`${body}<path fill=${colour} stroke="#fff" stroke-opacity=".35" stroke-width="2" d="M80 138c10 8 30 8 40 0l4 16c-12 10-36 10-48 0Z"/>`;
  }
}

/** The face; with a label it is a picture, without one it is decoration. */
export function faceOf(face: Face, label?: string): TemplateResult {
  const skin = pick(SKIN, face.skin);
  const shade = pick(SHADE, face.skin);
  const colour = pick(CLOTHES, face.clothes);
  const [behind, front] = hair(face.hair, pick(HAIR, face.hair_colour));
  return html`<svg class="face" viewBox="0 0 200 200" role=${label ? "img" : nothing} aria-label=${label ?? nothing} aria-hidden=${label ? nothing : "true"} focusable="false">
    <circle cx="100" cy="100" r="100" fill=${pick(GROUND, face.clothes)} />
    ${behind}
    <path fill=${shade} d="M85 116h30v32c-8 9-22 9-30 0Z" />
    ${clothes(face.clothes + face.seed, colour, skin)}
    <g fill=${skin}><ellipse cx="62" cy="95" rx="7" ry="9" /><ellipse cx="138" cy="95" rx="7" ry="9" /><path d="M63 82c0-26 16-40 37-40s37 14 37 40v14c0 24-18 40-37 40s-37-16-37-40Z" /></g>
    <path d="M100 92c-2 6-4 9-3 11 1 1 4 1 6 0" fill="none" stroke=${shade} stroke-width="2.6" stroke-linecap="round" />
    <g fill="none" stroke=${pick(HAIR, face.hair_colour)} stroke-width="3" stroke-linecap="round" stroke-opacity=".8"><path d="M77 81c4-3 9-3 13-1M110 80c4-2 9-2 13 1" /></g>
    ${eyes(face.eyes)} ${mouth(face.mouth, shade)} ${front} ${glasses(face.glasses)}
  </svg>`;
}
