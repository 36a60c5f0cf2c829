// @ts-check
/** Where no query is looked at: what keys get from all of them, or one key from each. */
import { html, nothing } from '/lib/lit-html/lit-html.js';
import { placedName, tokenName } from '../parts/controls.js';
import { brief, counted, numeric, share } from '../parts/format.js';
import { placeOf } from '../parts/matrix.js';

/** @typedef {import('../parts/matrix.js').Matrix} Matrix */
/** @typedef {import('../parts/format.js').TokenLabel} TokenLabel */
/** @typedef {{label: TokenLabel, place: number, number: number, written: string}} Line */

const LISTED = 64;

/**
 * The keys that get most from all queries together.
 *
 * @param {Matrix} matrix
 * @param {any} info of the head
 */
export function received(matrix, info) {
  const lines = matrix.columns
    .map((key) => ({ label: matrix.keys[key], place: key, number: numeric(info?.received?.[key]) }))
    .filter(({ number }) => Number.isFinite(number))
    .map((line) => ({ ...line, written: brief(line.number) }));
  return html`<section class="row" aria-label="What keys receive" data-test="received">
    <h2>Most looked at</h2>
    <p class="note">
      Weight that each token receives from all queries together; 1 would be an even share. Point at
      a token, a cell or a line to see one query’s row here.
    </p>
    ${list(lines, 'key')}
  </section>`;
}

/**
 * How much each query gives one key.
 *
 * @param {Matrix} matrix
 * @param {number} key
 */
export function columnOf(matrix, key) {
  const column = placeOf(matrix.columns, key);
  const size = matrix.columns.length;
  const lines = matrix.rows.map((query, row) => {
    const number = matrix.data[row * size + column];
    const isOut = matrix.out?.[row * size + column] === 1;
    const written = isOut ? 'left out' : share(number);
    return { label: matrix.queries[query], place: query, number, written };
  });
  return html`<section class="row" aria-label="Weights of one key" data-test="column">
    <h2>Who looks at ${tokenName(matrix.keys[key], 20)} <small>key ${key}</small></h2>
    <p class="note">Each weight is a share of its own query’s row.</p>
    ${list(lines, 'query')}
  </section>`;
}

/** The largest first. @param {Line[]} lines @param {'query'|'key'} part */
function list(lines, part) {
  const shown = [...lines].sort((one, other) => other.number - one.number).slice(0, LISTED);
  const most = shown[0]?.number || 1;
  const all = counted(lines.length, part, part === 'key' ? 'keys' : 'queries');
  return html`<ol class="bars long">
      ${shown.map(
        ({ label, place, number, written }) =>
          html`<li>
            <span class="line" title=${label.title}>
              <span class="token">${placedName(label, place, 12)}</span>
              <span class="bar"><span .style=${`width: ${(100 * number) / most}%`}></span></span>
              <span class="n">${written}</span>
            </span>
          </li>`,
      )}
    </ol>
    ${
      shown.length < lines.length
        ? html`<p class="note">The ${shown.length} largest of ${all}.</p>`
        : nothing
    }`;
}
