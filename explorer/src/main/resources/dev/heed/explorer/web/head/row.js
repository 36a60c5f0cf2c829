// @ts-check
/** One query's weights as bars, with scores, ranks and the lengths of the vectors. */
import { html, nothing } from '/lib/lit-html/lit-html.js';
import { brief, count, counted, exact, fixed, numeric, ordinal, share } from '../parts/format.js';
import { choice, placedName, tokenName } from '../parts/controls.js';
import { placeOf, rankIn, rowOf } from '../parts/matrix.js';
import '../draw/bars.js';

/** @typedef {import('../shell/app.js').App} App */
/** @typedef {import('../shell/state.js').State} State */
/** @typedef {import('../parts/format.js').TokenLabel} TokenLabel */

/**
 * @typedef {object} Bar
 * @property {number} key
 * @property {number} weight
 * @property {number|string|null} [score]
 * @property {number} [rank]
 * @property {number|string|null} [norm] of the key
 * @property {boolean} [isOut] whether the mask leaves it out
 */

/**
 * @typedef {object} RowModel
 * @property {number} query
 * @property {number|null} key
 * @property {TokenLabel[]} queries
 * @property {TokenLabel[]} keys
 * @property {import('../parts/matrix.js').Matrix|null} matrix null where it is too large to be here
 * @property {any} info of the head
 * @property {any} row of the query, as the server says it
 * @property {(key: number|null) => void} point
 */

const LISTED = 64;
const SHOWN = 12;

/**
 * The row of the query that is looked at.
 *
 * @param {State} state
 * @param {App} app
 * @param {RowModel} model
 */
export function rowPanel(state, app, model) {
  const { query, queries, info, row } = model;
  const label = queries[query];
  const bars = barsOf(model);
  const most = bars.reduce((high, { weight }) => Math.max(high, weight), 0) || 1;
  return html`<section class="row" aria-label="Weights of one query" data-test="row">
    <h2>
      ${
        label.text === count(query)
          ? html`query ${label.text}`
          : html`${tokenName(label, 24)} <small>query ${count(query)}</small>`
      }
      ${pinButton(state, app, query)}
    </h2>
    <dl class="facts">
      ${fact('entropy', 'how widely it spreads its weight, in nats', row?.entropy ?? info?.entropy?.[query])}
      ${fact('log-sum-exp', 'of its scores: what softmax divides by', row?.logSumExp ?? info?.logSumExp?.[query])}
      ${fact('‖q‖', 'length of the query’s vector', info?.queryNorms?.[query])}
    </dl>
    ${choice('Keys', 'order', state.order, {
      position: ['in order', () => app.go({ order: 'position' }, { replace: true })],
      weight: ['largest first', () => app.go({ order: 'weight' }, { replace: true })],
    })}
    ${
      model.matrix?.renormalised
        ? html`<p class="note">
            Without special tokens; weights are divided by what is left of the row.
          </p>`
        : nothing
    }
    ${list(state, app, model, arranged(bars, state.order), most)}
  </section>`;
}

/** @param {State} state @param {App} app @param {number} query */
function pinButton(state, app, query) {
  const isPinned = state.pins.includes(query);
  return html`<button
    class="pin"
    data-test="row-pin"
    aria-pressed=${isPinned ? 'true' : 'false'}
    @click=${() => app.go({ pins: togglePin(state.pins, query), query })}
  >
    ${isPinned ? 'Pinned' : 'Pin'}
  </button>`;
}

/** The pins with one more, or without it. @param {number[]} pins @param {number} query */
export function togglePin(pins, query) {
  return pins.includes(query) ? pins.filter((pin) => pin !== query) : [...pins, query];
}

/** @param {string} name @param {string} title @param {any} value */
function fact(name, title, value) {
  return value === null || value === undefined
    ? nothing
    : html`<div title=${title}>
        <dt>${name}</dt>
        <dd title=${exact(value)}>${brief(value)}</dd>
      </div>`;
}

/** @param {RowModel} model @returns {Bar[]} */
function barsOf({ matrix, query, row, info }) {
  const told = new Map((row?.top ?? []).map((/** @type {any} */ one) => [one.key, one]));
  if (matrix === null) {
    return [...told.values()].map((/** @type {any} */ one) => ({
      key: one.key,
      weight: numeric(one.weight),
      score: one.score,
      rank: one.rank,
      norm: one.keyNorm,
      isOut: one.rank === 0,
    }));
  }
  const weights = rowOf(matrix, query);
  const out = outOf(matrix, query);
  return matrix.columns.map((key, column) => ({
    key,
    weight: weights[column],
    score: told.get(key)?.score,
    norm: info?.keyNorms?.[key],
    isOut: out?.[column] === 1 || told.get(key)?.rank === 0,
  }));
}

/** Which keys of a query are left out, as far as is known. @param {import('../parts/matrix.js').Matrix} matrix @param {number} query */
function outOf({ out, rows, columns }, query) {
  const from = placeOf(rows, query) * columns.length;
  return out?.subarray(from, from + columns.length) ?? null;
}

/** @type {WeakMap<any, Uint8Array|null>} */
const outside = new WeakMap();

/** The same of a long row: what lies before the first key that is left, and behind the last. @param {any} row */
function outsideOf(row) {
  if (!outside.has(row)) {
    const { first, last, count: left } = row.kept;
    const out = new Uint8Array(row.keys).fill(1);
    out.fill(0, first ?? 0, first === null ? 0 : last + 1);
    outside.set(row, left === row.keys ? null : out);
  }
  return outside.get(row) ?? null;
}

/** @param {Bar[]} bars @param {State['order']} order */
function arranged(bars, order) {
  return order === 'weight'
    ? [...bars].sort(
        (one, other) =>
          other.weight - one.weight ||
          Number(one.isOut ?? false) - Number(other.isOut ?? false) ||
          one.key - other.key,
      )
    : [...bars].sort((one, other) => one.key - other.key);
}

/**
 * @param {State} state
 * @param {App} app
 * @param {RowModel} model
 * @param {Bar[]} bars
 * @param {number} most
 */
function list(state, app, model, bars, most) {
  if (bars.length === 0) {
    return html`<p class="waiting">…</p>`;
  }
  const all = model.matrix === null ? model.keys.length : bars.length;
  const isLong = bars.length > LISTED || all > bars.length;
  const shown =
    isLong && state.order === 'position' && model.matrix !== null
      ? arranged(arranged(bars, 'weight').slice(0, SHOWN), 'position')
      : bars.slice(0, LISTED);
  const ranked = bars.map(({ weight }) => weight);
  const weights = model.matrix === null ? model.row?.all : rowOf(model.matrix, model.query);
  return html`
    ${
      isLong && weights !== undefined
        ? html`<heed-bars
            .model=${{
              weights,
              out: model.matrix === null ? outsideOf(model.row) : outOf(model.matrix, model.query),
              columns: model.matrix?.columns ?? null,
              key: model.key,
              paints: app.paints,
              point: (/** @type {number|null} */ key) => model.point(key),
              choose: (/** @type {number} */ key) => app.go({ query: model.query, key }),
            }}
          ></heed-bars>`
        : nothing
    }
    <div class="bars-head" aria-hidden="true">
      <span>key</span><span>weight</span><span>score</span><span>rank</span><span>‖k‖</span>
    </div>
    <ol class="bars ${isLong ? 'long' : ''}" data-test="bars">
      ${shown.map((bar) => line(app, model, bar, { ranked, most }))}
    </ol>
    ${
      shown.length < all
        ? html`<p class="note">
            The ${shown.length} largest of ${counted(all, 'key')}${leftWords(model)}.
          </p>`
        : nothing
    }
  `;
}

/** How many of them the mask leaves. @param {RowModel} model */
function leftWords({ row }) {
  const left = row?.kept?.count;
  return left === undefined || left === row.keys ? '' : `, of which the mask leaves ${count(left)}`;
}

/** @param {App} app @param {RowModel} model @param {Bar} bar @param {{ranked: number[], most: number}} among */
function line(app, model, bar, { ranked, most }) {
  const label = model.keys[bar.key];
  const rank = bar.rank ?? rankIn(ranked, bar.weight);
  const words = bar.isOut
    ? `${label.text}, key ${bar.key}: left out by the mask`
    : `${label.text}, key ${bar.key}: weight ${share(bar.weight)}, ${ordinal(rank)}`;
  return html`<li class=${bar.key === model.key ? 'here' : ''}>
    <a
      href=${app.address({ view: 'cell', query: model.query, key: bar.key })}
      data-test="bar-${bar.key}"
      title="${words} — open it step by step"
      aria-label=${words}
      @pointerenter=${() => model.point(bar.key)}
      @pointerleave=${() => model.point(null)}
    >
      <span class="token">${placedName(label, bar.key, 12)}</span>
      <span class="bar"
        ><span
          ?hidden=${bar.isOut}
          .style=${`width: ${bar.isOut ? 0 : (100 * bar.weight) / most}%`}
        ></span
      ></span>
      <span class="n" title=${exact(bar.weight)}
        >${bar.isOut ? 'left out' : share(bar.weight)}</span
      >
      <span class="n">${fixed(bar.score, 2)}</span>
      <span class="n">${bar.isOut ? '–' : rank}</span>
      <span class="n">${brief(bar.norm)}</span>
    </a>
  </li>`;
}
