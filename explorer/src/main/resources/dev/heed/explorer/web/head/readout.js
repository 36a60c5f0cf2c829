// @ts-check
/** The line above the pictures that says what the crosshair is on. */
import { html, nothing } from '/lib/lit-html/lit-html.js';
import { placedName } from '../parts/controls.js';
import { brief, count, exact, fixed, numeric, ordinal, share } from '../parts/format.js';

/** @typedef {import('../shell/app.js').App} App */
/** @typedef {import('../shell/state.js').State} State */
/** @typedef {import('../parts/format.js').TokenLabel} TokenLabel */

/**
 * @typedef {object} Reading
 * @property {{query: number|null, key: number|null}} look
 * @property {{queries: TokenLabel[], keys: TokenLabel[]}} labels
 * @property {number|undefined} weight
 * @property {number|null} rank
 * @property {boolean} [isOut] whether the mask is known to leave the key out
 * @property {number} keys how many take part
 * @property {number|string|null|undefined} score
 * @property {any} info
 */

/**
 * @param {State} state
 * @param {App} app
 * @param {Reading} reading
 */
export function readout(state, app, reading) {
  const { look, labels, weight, rank, keys, score, info } = reading;
  const { query, key } = look;
  if (query === null && key === null) {
    return html`<p class="readout idle" data-test="readout">
      <span>Point at a cell or a token. A click pins it; in the map, arrow keys move.</span>
    </p>`;
  }
  const isCell = query !== null && key !== null;
  const isMean = state.layer === 'mean' || state.head === 'mean';
  const isOut = isCell && (reading.isOut || numeric(score) === -Infinity);
  const what = state.weigh === 'values' ? 'weight × ‖v‖' : 'weight';
  return html`<p class="readout" data-test="readout">
    <span class="pair">
      ${query === null ? 'all queries' : placedName(labels.queries[query], query, 18)}
      <span class="arrow" aria-label="to">→</span>
      ${key === null ? 'all keys' : placedName(labels.keys[key], key, 18)}
    </span>
    ${isCell && !isOut ? number(what, weight, 'weight', share) : nothing}
    ${isOut ? html`<span class="reading"><b data-test="reading-out">left out by the mask</b></span>` : nothing}
    ${isCell && !isOut && rank !== null ? number('rank', `${ordinal(rank)} of ${count(keys)}`, 'rank') : nothing}
    ${isCell && !isMean ? number('score', score, 'score', (value) => fixed(value, 3)) : nothing}
    ${query === null || isMean ? nothing : number('‖q‖', info?.queryNorms?.[query], 'query-norm')}
    ${key === null || isMean ? nothing : number('‖k‖', info?.keyNorms?.[key], 'key-norm')}
    ${key === null || isMean ? nothing : number('‖v‖', info?.valueNorms?.[key], 'value-norm')}
    ${
      isCell && !isMean
        ? html`<a href=${app.address({ view: 'cell', query, key })} data-test="open-cell"
            >step by step</a
          >`
        : nothing
    }
  </p>`;
}

/**
 * @param {string} name
 * @param {number|string|null|undefined} value
 * @param {string} test
 * @param {(value: number|string) => string} written
 */
function number(name, value, test, written = brief) {
  const isWords = typeof value === 'string' && /[a-z]{2} of/.test(value);
  return value === undefined || value === null
    ? html`<span class="reading absent"><i>${name}</i> <b>–</b></span>`
    : html`<span class="reading"
        ><i>${name}</i>
        <b data-test="reading-${test}" title=${isWords ? nothing : exact(value)}
          >${isWords ? value : written(value)}</b
        ></span
      >`;
}
