// A drawn face from the engine's choice of parts: the same drawing as on paper (`src/report/face.rs`), a test compares them.
// The choice depends on the group's number alone, never on a figure. Indexes wrap, so every choice is a face.
import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from "lit";
import type { Face } from "../types.js";

const SKINS = [["#f7d9c4", "#e3b594"], ["#efc3a0", "#d79f76"], ["#dba673", "#bd8450"], ["#bb7f52", "#9a6238"], ["#935f3b", "#744626"], ["#6a432b", "#4f2f1c"]] as const;
const HAIR = ["#211b1a", "#4b3024", "#7b4d2e", "#a9713c", "#d9b46f", "#b2502c"] as const;
const CLOTHES = [["#2c6e8f", "#dcebf3"], ["#b9503b", "#fbe6df"], ["#3b7a58", "#dff0e6"], ["#675894", "#e9e5f5"], ["#a8761c", "#faeed3"], ["#3f4f5a", "#e4e9ed"]] as const;
/** What lies behind the head, and in front of it, per hair style. */
const STYLES = [
  ["", "M61 94C54 50 80 36 102 37C128 38 146 54 139 94C136 80 131 72 124 68C110 75 88 74 77 67C69 73 64 82 61 94Z"],
  ["M55 92C50 44 78 32 100 32C124 32 150 44 145 92L149 152C132 162 68 162 51 152Z", "M62 92C62 60 80 47 101 47C122 47 138 60 138 92C131 74 118 64 104 60C96 70 74 74 62 92Z"],
  ["M100 28C118 20 140 32 143 48C160 56 160 82 150 94C156 112 146 126 134 124L66 124C54 126 44 112 50 94C40 82 40 56 57 48C60 32 82 20 100 28Z", "M63 88C62 74 68 66 78 66C84 58 94 58 100 63C108 57 118 58 123 66C133 66 138 76 137 88C142 66 132 48 100 46C68 48 58 66 63 88Z"],
  ["M100 12A19 19 0 1 1 99.9 12Z", "M62 92C58 54 80 42 100 42C120 42 142 54 138 92C134 74 122 64 100 63C78 64 66 74 62 92Z"],
  ["M54 94C48 42 78 32 100 32C124 32 152 42 146 94L147 124C140 134 128 132 124 128L76 128C72 132 60 134 53 124Z", "M61 96C60 58 82 46 104 47C124 48 139 62 139 96C134 84 130 74 126 66C108 72 84 72 74 64C68 74 64 84 61 96Z"],
  ["", "M63 88C62 56 80 45 100 45C120 45 138 56 137 88C133 68 120 58 100 58C80 58 67 68 63 88Z"],
  ["", "M61 94C52 62 60 36 92 32C126 26 152 46 139 94C137 80 134 70 127 62C112 68 92 66 82 56C78 70 66 78 61 94Z"],
  ["M128 46C164 50 168 100 150 142C140 122 142 96 126 80Z", "M62 92C58 54 80 41 100 41C122 41 142 54 138 92C132 72 118 62 96 57C90 68 72 74 62 92Z"],
] as const;

function part<T>(parts: readonly T[], at: number): T {
  return parts[at % parts.length]!;
}

const collar = (which: number): SVGTemplateResult =>
  part(
    [
      svg`<path d="M84 145L100 166L116 145L124 149L103 178L100 174L97 178L76 149Z" fill="#fff" opacity=".85"/>`,
      svg`<path d="M82 145.500C88 162 112 162 118 145.500L124 147.500C116 170 84 170 76 147.500Z" fill="#fff" opacity=".35"/>`,
      svg`<path d="M100 160V204" stroke="#fff" stroke-width="2" opacity=".55"/><circle cx="106" cy="174" r="2" fill="#fff" opacity=".8"/><circle cx="106" cy="188" r="2" fill="#fff" opacity=".8"/>`,
    ],
    which,
  );

const eyes = (which: number): SVGTemplateResult =>
  part(
    [
      svg`<circle cx="84.5" cy="94" r="4" fill="#262220"/><circle cx="115.5" cy="94" r="4" fill="#262220"/><circle cx="86" cy="92.5" r="1.2" fill="#fff"/><circle cx="117" cy="92.5" r="1.2" fill="#fff"/>`,
      svg`<path d="M79 95Q84.5 89 90 95M110 95Q115.5 89 121 95" fill="none" stroke="#262220" stroke-width="3" stroke-linecap="round"/>`,
      svg`<ellipse cx="84.5" cy="94" rx="6" ry="4.6" fill="#fff"/><ellipse cx="115.5" cy="94" rx="6" ry="4.6" fill="#fff"/><circle cx="84.5" cy="94" r="3.4" fill="#3b2a22"/><circle cx="115.5" cy="94" r="3.4" fill="#3b2a22"/>`,
    ],
    which,
  );

const mouth = (which: number): SVGTemplateResult =>
  part(
    [
      svg`<path d="M88 118Q100 128 112 118" fill="none" stroke="#8a3b34" stroke-width="3" stroke-linecap="round"/>`,
      svg`<path d="M87 116H113C112 128 88 128 87 116Z" fill="#8a3b34"/><path d="M89.5 116H110.500C110 120 90 120 89.5 116Z" fill="#fff"/>`,
      svg`<path d="M91 119Q101 125 111 117" fill="none" stroke="#8a3b34" stroke-width="3" stroke-linecap="round"/>`,
    ],
    which,
  );

const glasses = (which: number): SVGTemplateResult =>
  part(
    [
      svg``,
      svg`<g fill="#fff" fill-opacity=".15" stroke="#2b2b30" stroke-width="2.4"><circle cx="84" cy="95" r="11"/><circle cx="116" cy="95" r="11"/></g><path d="M95 94Q100 90 105 94M73 93L64 91M127 93L136 91" fill="none" stroke="#2b2b30" stroke-width="2.4"/>`,
      svg`<g fill="#fff" fill-opacity=".15" stroke="#2b2b30" stroke-width="2.4"><rect x="72" y="86" width="23" height="17" rx="5"/><rect x="105" y="86" width="23" height="17" rx="5"/></g><path d="M95 92H105M72 91L64 90M128 91L136 90" fill="none" stroke="#2b2b30" stroke-width="2.4"/>`,
    ],
    which,
  );

/** The face; with a label it is a picture, without one it is decoration. */
export function faceOf(face: Face, label?: string): TemplateResult {
  const [skin, shade] = part(SKINS, face.skin);
  const hair = part(HAIR, face.hair_colour);
  const [cloth, ground] = part(CLOTHES, face.clothes);
  const [back, front] = part(STYLES, face.hair);
  return html`<svg class="face" viewBox="0 0 200 200" role=${label ? "img" : nothing} aria-label=${label ?? nothing} aria-hidden=${label ? nothing : "true"} focusable="false">
    <g style="clip-path:circle(100px at 100px 100px)">
      <rect width="200" height="200" fill=${ground} />
      ${back ? svg`<path d=${back} fill=${hair} />` : nothing}
      <path d="M84 116h32v34c0 10-32 10-32 0z" fill=${shade} />
      <path d="M22 204C24 162 58 152 84 145C90 158 110 158 116 145C142 152 176 162 178 204Z" fill=${cloth} />
      <circle cx="63" cy="98" r="8.5" fill=${skin} />
      <circle cx="137" cy="98" r="8.5" fill=${skin} />
      <path d="M64 84C64 60 80 48 100 48C120 48 136 60 136 84C136 116 122 136 100 136C78 136 64 116 64 84Z" fill=${skin} />
      <circle cx="77" cy="108" r="7" fill="#d9534f" opacity=".16" />
      <circle cx="123" cy="108" r="7" fill="#d9534f" opacity=".16" />
      ${collar(face.clothes)}
      <path d="M77 83Q84 78 91 82M109 82Q116 78 123 83" fill="none" stroke=${hair} stroke-width="3.2" stroke-linecap="round" />
      ${eyes(face.eyes)}
      <path d="M100 97Q95 108 101 109" fill="none" stroke=${shade} stroke-width="2.8" stroke-linecap="round" />
      ${mouth(face.mouth)}
      <path d=${front} fill=${hair} />
      ${glasses(face.glasses)}
    </g>
  </svg>`;
}
