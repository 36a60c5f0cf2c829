// @ts-check
/** Arrow keys in tables. */

/** Rows and columns that each arrow goes. @type {Record<string, [number, number]>} */
export const ARROWS = Object.freeze({
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
});

/**
 * What stands in the cell beside, and can have the focus.
 *
 * @param {Element} from in a cell of a table
 * @param {[number, number]} step rows and columns
 * @param {string} wanted a selector
 * @returns {HTMLElement|null} null at the edge
 */
export function beside(from, [down, right], wanted) {
  const cell = from.closest('td');
  if (cell === null) {
    return null;
  }
  const row = /** @type {HTMLTableRowElement} */ (cell.parentElement);
  const table = /** @type {HTMLTableElement} */ (row.closest('table'));
  const next = table.rows[row.rowIndex + down]?.cells[cell.cellIndex + right];
  return next?.querySelector(wanted) ?? null;
}
