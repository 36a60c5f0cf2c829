// @ts-check
import { html, nothing } from '/lib/lit-html/lit-html.js';
import { placedName, tokenName } from '../parts/controls.js';
import { share } from '../parts/format.js';
import { isOutAt, placeOf, rowOf } from '../parts/matrix.js';

/** @typedef {import('../shell/app.js').App} App */
/** @typedef {import('../parts/matrix.js').Matrix} Matrix */

const BEST = 3;

/**
 * The pinned queries beside each other, each with the keys that it looks at most.
 *
 * @param {App} app
 * @param {Matrix} matrix
 * @param {number[]} pins queries
 */
export function pinned(app, matrix, pins) {
  const shown = pins.filter((pin) => placeOf(matrix.rows, pin) >= 0);
  return shown.length === 0
    ? nothing
    : html`<section class="row pinned-rows" aria-label="Pinned queries" data-test="pinned">
        <h3>Pinned</h3>
        <table>
          <tbody>
            ${shown.map(
              (query) =>
                html`<tr>
                  <th scope="row">
                    <a href=${app.address({ query, key: null })}
                      >${placedName(matrix.queries[query], query, 12)}</a
                    >
                  </th>
                  ${best(matrix, query).map(
                    ({ key, weight }) =>
                      html`<td>${tokenName(matrix.keys[key], 10)} <b>${share(weight)}</b></td>`,
                  )}
                </tr>`,
            )}
          </tbody>
        </table>
      </section>`;
}

/** @param {Matrix} matrix @param {number} query */
function best(matrix, query) {
  return Array.from(rowOf(matrix, query), (weight, column) => ({
    key: matrix.columns[column],
    weight,
  }))
    .filter(({ key }) => !isOutAt(matrix, query, key))
    .sort((one, other) => other.weight - one.weight)
    .slice(0, BEST);
}
