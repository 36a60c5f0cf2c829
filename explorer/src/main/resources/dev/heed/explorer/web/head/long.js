// @ts-check
/** A head of thousands of queries and keys: tiles to pan and zoom in, rows when looked at. */
import { html, nothing } from '/lib/lit-html/lit-html.js';
import { brief, count, counted, labelsOf } from '../parts/format.js';
import { choice, headName, layerName } from '../parts/controls.js';
import { isMasked, rankIn } from '../parts/matrix.js';
import { readout } from './readout.js';
import { rowPanel, togglePin } from './row.js';
import { TileCells } from './tiles.js';
import { zoomButtons } from './zoom.js';
import '../draw/heatmap.js';

/** @typedef {import('../shell/app.js').App} App */
/** @typedef {import('../shell/subject.js').Subject} Subject */
/** @typedef {import('../shell/state.js').State} State */

/** Up to so many queries and keys a head is here as a whole. */
const WHOLE = 1024;
const LISTED = 64;
const STAY = 90;

/** Whether a head of the subject is shown in tiles. @param {Subject} subject */
export function isLong({ queries, keys }) {
  return Math.max(queries, keys) > WHOLE;
}

/** @type {{name: string, cells: TileCells, subject: Subject}|null} */
let last = null;

/** @param {State} state @param {App} app */
function cellsOf(state, app) {
  const subject = /** @type {Subject} */ (app.subject);
  const of = { layer: state.layer, head: state.head, from: state.weigh, pool: state.pool };
  const name = [subject.id, ...Object.values(of), app.theme, app.returns].join();
  if (last === null || last.name !== name) {
    last?.cells.stop();
    const cells = new TileCells(app.api, subject, of, app.paints);
    cells.onWhole = () => app.redraw();
    last = { name, cells, subject };
  }
  return last.cells;
}

/** Whether the map can be seen; until then nothing else should be computed. @param {State} state @param {App} app */
export function isMapThere(state, app) {
  return cellsOf(state, app).isThere;
}

/** @typedef {{query: number|null, key: number|null}} Look */

/** @type {Look} where the pointer rested last */
let rest = { query: null, key: null };
let resting = 0;

/** A row is computed when somebody stays on it, not for each that the pointer passes. @param {App} app @param {Look} look */
function rested(app, look) {
  if (look.query !== rest.query && look.query !== null && rest.query !== null) {
    clearTimeout(resting);
    resting = window.setTimeout(() => {
      rest = look;
      app.redraw();
    }, STAY);
    return rest;
  }
  clearTimeout(resting);
  rest = look;
  return look;
}

/** @type {{subject: Subject, queries: import('../parts/format.js').TokenLabel[], keys: import('../parts/format.js').TokenLabel[]}|null} */
let named = null;

/** @param {Subject} subject */
function namesOf(subject) {
  if (named === null || named.subject !== subject) {
    const queries = labelsOf(subject, subject.queries);
    const keys = labelsOf(subject, subject.keys);
    named = { subject, queries, keys };
  }
  return named;
}

/**
 * @param {State} state
 * @param {App} app
 * @param {{rest: string, info: any, look: {query: number|null, key: number|null},
 *     point: (query: number|null, key: number|null) => void}} of
 */
export function longView(state, app, { rest, info, look, point }) {
  const subject = /** @type {Subject} */ (app.subject);
  const labels = namesOf(subject);
  const cells = cellsOf(state, app);
  const seen = rested(app, look);
  const told = seen.query === null ? null : rowOfServer(state, app, rest, seen.query, seen.key);
  const now = seen.query === look.query ? told : null;
  return html`
    ${readout(state, app, {
      look,
      labels,
      weight: now?.weight,
      rank: now?.rank ?? null,
      keys: subject.keys,
      score: now?.score,
      info,
    })}
    <div class="panels long">
      <section class="panel map" aria-label="Heat map">
        <heed-map
          data-test="map"
          .model=${mapModel(state, app, { cells, labels, look, point })}
        ></heed-map>
        ${tools(state, app, cells)}
      </section>
      <section class="panel side">
        ${side(state, app, { seen, labels, info, row: told?.row ?? null, point })}
      </section>
    </div>
    ${summaryForListeners(subject, info)}
  `;
}

/**
 * @param {State} state
 * @param {App} app
 * @param {{seen: Look, labels: {queries: any[], keys: any[]}, info: any, row: any,
 *     point: (query: number|null, key: number|null) => void}} of
 */
function side(state, app, { seen: { query, key }, labels: { queries, keys }, info, row, point }) {
  if (query === null) {
    return hint(state, app, info);
  }
  const pointKey = (/** @type {number|null} */ to) => point(to === null ? null : query, to);
  const matrix = null;
  return rowPanel(state, app, { query, key, queries, keys, matrix, info, row, point: pointKey });
}

/**
 * @param {State} state
 * @param {App} app
 * @param {string} rest
 * @param {number} query
 * @param {number|null} key
 */
function rowOfServer(state, app, rest, query, key) {
  const path = `${rest}/rows/${query}`;
  const binary = { binary: true };
  const row = app.askSubject(path, { top: LISTED }, { lane: 'row' }).value;
  const all = app.askSubject(
    `${path}/weights`,
    { from: state.weigh },
    { ...binary, lane: 'weights' },
  );
  const weights = all.value?.data;
  const one = row?.top?.find((/** @type {any} */ bar) => bar.key === key);
  const scores =
    key === null || one !== undefined || row === undefined
      ? undefined
      : app.askSubject(`${path}/weights`, { of: 'scores' }, { ...binary, lane: 'scores' }).value
          ?.data;
  const weight = key === null ? undefined : weights?.[key];
  return {
    row: row === undefined ? null : { ...row, all: weights },
    weight,
    rank: weight === undefined ? null : (one?.rank ?? rankIn(weights, weight)),
    score: one?.score ?? (key === null ? undefined : scores?.[key]),
  };
}

/**
 * @param {State} state
 * @param {App} app
 * @param {{cells: TileCells, labels: {queries: any[], keys: any[]},
 *     look: {query: number|null, key: number|null},
 *     point: (query: number|null, key: number|null) => void}} of
 * @returns {import('../draw/heatmap.js').MapModel}
 */
function mapModel(state, app, { cells, labels, look, point }) {
  const name = `Weights of ${layerName(state.layer)}, ${headName(state.head)}`;
  return {
    cells,
    rowLabel: (row) => labels.queries[row],
    columnLabel: (column) => labels.keys[column],
    row: look.query,
    column: look.key,
    pins: state.pins,
    region: /** @type {import('../draw/geometry.js').Region|null} */ (state.region),
    isLong: true,
    paints: app.paints,
    label: `${name}, ${count(cells.rows)} × ${count(cells.columns)}. Arrow keys move, + and − zoom.`,
    point,
    choose: (query, key, how) =>
      app.go(
        how === 'key' || state.pins.includes(query)
          ? { query, key }
          : { query, key, pins: togglePin(state.pins, query) },
        { replace: how === 'key' },
      ),
    open: (query, key) => app.go({ view: 'cell', query, key }),
    pin: (query) => app.go({ pins: togglePin(state.pins, query), query }),
    see: (region) => app.go({ region }, { replace: true }),
  };
}

/** @param {State} state @param {App} app @param {TileCells} cells */
function tools(state, app, cells) {
  const side = cells.side;
  return html`<div class="map-tools">
    ${zoomButtons()}
    ${choice('A cell is its', 'pool', state.pool, {
      maximum: ['largest weight', () => app.go({ pool: 'maximum' }, { replace: true })],
      mean: ['mean weight', () => app.go({ pool: 'mean' }, { replace: true })],
    })}
    <p class="legend" data-test="legend">
      0 <span class="ramp" aria-hidden="true"></span>
      ${cells.end > 0 ? `${brief(cells.end)} or more` : '…'}
      ${isMasked(cells.subject) ? ' · hatched: left out by the mask' : nothing}
      ${side > 1 ? html` · a cell is ${count(side)} × ${count(side)} weights` : html` · a cell is a weight`}
    </p>
  </div>`;
}

/** Without a query: how each spreads its weight, and what each key gets. @param {State} state @param {App} app @param {any} info */
function hint(state, app, info) {
  const { queries, keys } = /** @type {Subject} */ (app.subject);
  const bars = (
    /** @type {string} */ title,
    /** @type {number[]} */ numbers,
    /** @type {'query'|'key'} */ part,
  ) =>
    numbers === undefined
      ? nothing
      : html`<h3>${title}</h3>
          <heed-bars
            .model=${{
              weights: numbers,
              columns: null,
              key: state[part],
              paints: app.paints,
              point: () => {},
              choose: (/** @type {number} */ place) => app.go({ [part]: place }),
            }}
          ></heed-bars>`;
  return html`<section class="row" data-test="hint">
    <h2>${count(queries)} × ${count(keys)}</h2>
    <p class="note">
      Drag to move, turn the wheel or pinch to zoom. Point at the map to see the row of one query
      here: it is computed when you look at it.
    </p>
    ${bars('Entropy of each query, in nats', info?.entropy, 'query')}
    ${bars('Weight that each key receives', info?.received, 'key')}
  </section>`;
}

/** @param {Subject} subject @param {any} info */
function summaryForListeners({ queries, keys }, info) {
  return html`<p class="unseen">
    A map of ${counted(queries, 'query', 'queries')} and ${counted(keys, 'key')}, too many for a
    table; the row of a query is listed beside it.
    ${info?.summary ? `Entropy ${brief(info.summary.entropy)} nats on average.` : nothing}
  </p>`;
}
