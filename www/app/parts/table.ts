// The table beside every picture.
import { html, type TemplateResult } from "lit";

export function tableOf(summary: string, caption: string, heads: string[], rows: string[][], open = false): TemplateResult {
  return html`<details class="as-table" ?open=${open}>
    <summary>${summary}</summary>
    ${plainTable(caption, heads, rows)}
  </details>`;
}

export function plainTable(caption: string, heads: string[], rows: string[][]): TemplateResult {
  return html`<div class="utrecht-table-container utrecht-table-container--overflow-inline" role="region" tabindex="0" aria-label=${caption}>
    <table class="utrecht-table">
      <caption class="utrecht-table__caption visually-hidden">${caption}</caption>
      <thead class="utrecht-table__header">
        <tr class="utrecht-table__row">${heads.map((head) => html`<th scope="col" class="utrecht-table__header-cell">${head}</th>`)}</tr>
      </thead>
      <tbody class="utrecht-table__body">
        ${rows.map(
          (row) => html`<tr class="utrecht-table__row">
            ${row.map((cell, index) => (index === 0 ? html`<th scope="row" class="utrecht-table__cell">${cell}</th>` : html`<td class="utrecht-table__cell">${cell}</td>`))}
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
