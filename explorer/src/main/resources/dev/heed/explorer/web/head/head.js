// @ts-check
/** One head: links of tokens, the heat map, and the row that is looked at. */
import { html, nothing } from '/lib/lit-html/lit-html.js';
import { MatrixCells } from '../draw/cells.js';
import { fixed, ordinal } from '../parts/format.js';
import { headName, layerName } from '../parts/controls.js';
import { legend } from './legend.js';
import { TOLD, ahead, topOf } from './ahead.js';
import { headBar, hideOrShow, otherHead, otherLayer } from './bar.js';
import {
  canHideSpecial,
  isMasked,
  isOutAt,
  leftOut,
  matrixOf,
  placeOf,
  rankIn,
  rowOf,
  weightAt,
} from '../parts/matrix.js';
import { columnOf, received } from './received.js';
import { pinned } from './pins.js';
import { rowPanel, togglePin } from './row.js';
import { isLong, isMapThere, longView } from './long.js';
import { readout } from './readout.js';
import { mapElement, zoomButtons } from './zoom.js';
import '../draw/heatmap.js';
import '../draw/links.js';
import '../parts/table.js';

/** @typedef {import('../shell/app.js').App} App */
/** @typedef {import('../shell/subject.js').Subject} Subject */
/** @typedef {import('../shell/state.js').State} State */
/** @typedef {import('../parts/matrix.js').Matrix} Matrix */

const QUIET = 250;
const ZOOMED = 40;

/** What the pointer is on: no part of the address. */
const pointed = {
  query: /** @type {number|null} */ (null),
  key: /** @type {number|null} */ (null),
};

/** @type {import('../shell/keys.js').Shortcut[]} */
export const shortcuts = [
  { key: ']', label: 'next head', run: (app) => otherHead(app, 1) },
  { key: '[', label: 'head before', run: (app) => otherHead(app, -1) },
  { key: '}', label: 'next layer', run: (app) => otherLayer(app, 1) },
  { key: '{', label: 'layer before', run: (app) => otherLayer(app, -1) },
  { key: 'x', label: 'hide special tokens, or show them', run: hideOrShow },
  { key: 'p', label: 'pin the query, or let it go', run: pinHere },
  {
    key: 'Escape',
    label: 'let go of everything',
    run: (app) => app.go({ query: null, key: null, pins: [] }),
  },
  { key: 'f', label: 'to the map', run: () => mapElement()?.focus() },
  { key: '+', label: 'larger', run: () => mapElement()?.zoom(1.5) },
  { key: '-', label: 'smaller', run: () => mapElement()?.zoom(1 / 1.5) },
  { key: '0', label: 'all of the map', run: () => mapElement()?.fit() },
  { key: '', written: '← ↑ → ↓', label: 'in the map: move the crosshair', run: () => {} },
  { key: '', written: 'Enter', label: 'in the map: the cell, step by step', run: () => {} },
  { key: '', written: 'Space', label: 'in the map: pin the row', run: () => {} },
];

/** @param {App} app */
function pinHere(app) {
  const query = pointed.query ?? app.state.query;
  if (query !== null) {
    app.go({ pins: togglePin(app.state.pins, query), query });
  }
}

/**
 * @param {State} state
 * @param {App} app
 */
export function view(state, app) {
  const subject = /** @type {Subject} */ (app.subject);
  const rest = `heads/${state.layer}/${state.head}`;
  const info =
    isLong(subject) && !isMapThere(state, app)
      ? { waiting: true }
      : app.askSubject(rest, {}, { lane: 'info' });
  if (info.problem !== undefined) {
    return html`${headBar(state, app, null)}
      <p class="problem" role="alert" data-test="problem">${info.problem.message}</p>`;
  }
  const body = isLong(subject)
    ? longView(state, app, { rest, info: info.value ?? null, look: lookOf(state), point })
    : shortView(state, app, rest, info.value ?? null);
  return html`${headBar(state, app, info.value ?? null)} ${body}`;

  function point(/** @type {number|null} */ query, /** @type {number|null} */ key) {
    pointAt(app, query, key);
  }
}

/** The query and key under the pointer, else those of the address. @param {State} state */
function lookOf(state) {
  const isPointed = pointed.query !== null || pointed.key !== null;
  return isPointed ? { ...pointed } : { query: state.query, key: state.key };
}

/** @param {App} app @param {number|null} query @param {number|null} key */
function pointAt(app, query, key) {
  if (pointed.query !== query || pointed.key !== key) {
    pointed.query = query;
    pointed.key = key;
    app.redraw();
  }
}

/** @param {State} state @param {App} app @param {string} rest @param {any} info */
function shortView(state, app, rest, info) {
  const subject = /** @type {Subject} */ (app.subject);
  const cells = Math.max(subject.queries, subject.keys);
  const asked = app.askSubject(
    `${rest}/map`,
    { cells, from: state.weigh },
    { binary: true, lane: 'map' },
  );
  if (asked.problem !== undefined) {
    return html`<p class="problem" role="alert" data-test="problem">${asked.problem.message}</p>`;
  }
  const matrix =
    asked.value === undefined
      ? shown(subject)
      : matrixOf(
          asked.value,
          subject,
          state.hideSpecial && canHideSpecial(subject),
          outOf(state, app, subject),
        );
  if (matrix === null) {
    return html`<p class="waiting">Reading the head…</p>`;
  }
  if (asked.value !== undefined) {
    last = { subject, matrix };
    ahead(state, app);
  }
  return figure(state, app, { rest, info, matrix, look: lookOf(state) });
}

/** Which keys the mask leaves out, once that is known. @param {State} state @param {App} app @param {Subject} subject */
function outOf(state, app, subject) {
  const { layer } = state;
  if (!isMasked(subject) || layer === 'mean') {
    return null;
  }
  const cells = Math.max(subject.queries, subject.keys);
  return leftOut(app.askSubject('mask', { layer, cells }, { binary: true, lane: 'mask' }).value);
}

/** @type {{subject: Subject, matrix: Matrix}|null} what was drawn last, until the next is here */
let last = null;

/** @param {Subject} subject */
function shown(subject) {
  return last !== null && last.subject === subject ? last.matrix : null;
}

/**
 * @param {State} state
 * @param {App} app
 * @param {{rest: string, info: any, matrix: Matrix, look: {query: number|null, key: number|null}}} of
 */
function figure(state, app, { rest, info, matrix, look }) {
  const isHidden = look.query !== null && placeOf(matrix.rows, look.query) < 0;
  const query = isHidden ? null : look.query;
  const told = query === null ? null : rowOfServer(app, rest, query, look.key);
  const weight =
    query === null || look.key === null ? undefined : weightAt(matrix, query, look.key);
  const point = (/** @type {number|null} */ from, /** @type {number|null} */ to) =>
    pointAt(app, from, to);
  const caption = `Weights of ${layerName(state.layer)}, ${headName(state.head)}`;
  return html`
    ${readout(state, app, {
      look: { query, key: look.key },
      labels: matrix,
      weight,
      rank: weight === undefined || query === null ? null : rankIn(rowOf(matrix, query), weight),
      isOut: query !== null && look.key !== null && isOutAt(matrix, query, look.key),
      keys: matrix.columns.length,
      score: told?.score,
      info,
    })}
    <div class="panels">
      <section class="panel links" aria-label="Links of tokens">
        <heed-links
          .model=${linksModel(state, app, matrix, { query, key: look.key }, point)}
        ></heed-links>
      </section>
      <section class="panel map" aria-label="Heat map">
        <heed-map
          data-test="map"
          .model=${mapModel(state, app, matrix, { query, key: look.key }, { caption, point })}
        ></heed-map>
        <div class="map-tools">
          ${matrix.columns.length > ZOOMED ? zoomButtons() : nothing} ${legend(matrix, state)}
        </div>
        <heed-table .caption=${caption} .matrix=${matrix}></heed-table>
      </section>
      <section class="panel side">
        ${side(state, app, { matrix, info, row: told?.row ?? null, query, key: look.key, point })}
        ${pinned(app, matrix, state.pins)}
      </section>
    </div>
  `;
}

/**
 * The row of the query, or the column of the key, or what keys receive.
 *
 * @param {State} state
 * @param {App} app
 * @param {{matrix: Matrix, info: any, row: any, query: number|null, key: number|null,
 *     point: (query: number|null, key: number|null) => void}} of
 */
function side(state, app, { matrix, info, row, query, key, point }) {
  if (query !== null) {
    const { queries, keys } = matrix;
    const pointKey = (/** @type {number|null} */ to) => point(to === null ? null : query, to);
    return rowPanel(state, app, { query, key, queries, keys, matrix, info, row, point: pointKey });
  }
  return key !== null && placeOf(matrix.columns, key) >= 0
    ? columnOf(matrix, key)
    : received(matrix, info);
}

/** What the server says of a row. @param {App} app @param {string} rest @param {number} query @param {number|null} key */
function rowOfServer(app, rest, query, key) {
  const subject = /** @type {Subject} */ (app.subject);
  const path = `${rest}/rows/${query}`;
  const row = app.askSubject(path, topOf(subject), { lane: 'row' }).value ?? null;
  const one = row?.top?.find((/** @type {any} */ bar) => bar.key === key);
  const isMean = rest.includes('mean');
  if (one === undefined && key !== null && subject.keys > TOLD && !isMean) {
    const scores = app.askSubject(
      `${path}/weights`,
      { of: 'scores' },
      { binary: true, lane: 'scores' },
    );
    return { row, score: scores.value?.data[key] };
  }
  return { row, score: one?.score };
}

/**
 * @param {State} state
 * @param {App} app
 * @param {Matrix} matrix
 * @param {{query: number|null, key: number|null}} look
 * @param {(query: number|null, key: number|null) => void} point
 */
function linksModel(state, app, matrix, look, point) {
  return {
    matrix,
    ...look,
    pins: state.pins,
    paints: app.paints,
    point,
    chooseQuery: (/** @type {number} */ query) =>
      app.go({ query, key: null, pins: togglePin(state.pins, query) }),
    chooseKey: (/** @type {number} */ key) => app.go({ key: state.key === key ? null : key }),
  };
}

/** @type {WeakMap<Matrix, MatrixCells>} */
const drawn = new WeakMap();

/** @param {Matrix} matrix @param {App} app */
function cellsOf(matrix, app) {
  const known = drawn.get(matrix);
  if (known !== undefined && known.paints === app.paints) {
    return known;
  }
  const cells = new MatrixCells(matrix, app.paints);
  drawn.set(matrix, cells);
  return cells;
}

/**
 * @param {State} state
 * @param {App} app
 * @param {Matrix} matrix
 * @param {{query: number|null, key: number|null}} look
 * @param {{caption: string, point: (query: number|null, key: number|null) => void}} with_
 * @returns {import('../draw/heatmap.js').MapModel}
 */
function mapModel(state, app, matrix, look, { caption, point }) {
  const { rows, columns, queries, keys } = matrix;
  const place = (/** @type {number[]} */ places, /** @type {number|null} */ wanted) =>
    wanted === null ? -1 : placeOf(places, wanted);
  const [row, column] = [place(rows, look.query), place(columns, look.key)];
  return {
    cells: cellsOf(matrix, app),
    rowLabel: (at) => queries[rows[at]],
    columnLabel: (at) => keys[columns[at]],
    row: row < 0 ? null : row,
    column: column < 0 ? null : column,
    pins: state.pins.map((pin) => placeOf(rows, pin)).filter((at) => at >= 0),
    region: /** @type {import('../draw/geometry.js').Region|null} */ (state.region),
    isLong: false,
    paints: app.paints,
    label: `${caption}. Arrow keys move, Space pins, Enter opens a cell.`,
    point: (at, to) => point(at === null ? null : rows[at], to === null ? null : columns[to]),
    choose: (at, to, how) => choose(app, matrix, { query: rows[at], key: columns[to] }, how),
    open: (at, to) => app.go({ view: 'cell', query: rows[at], key: columns[to] }),
    pin: (at) => app.go({ pins: togglePin(state.pins, rows[at]), query: rows[at] }),
    see: (region) => app.go({ region }, { replace: true }),
  };
}

let spoken = 0;

/**
 * A click keeps the cell and pins its row; a second one lets go. Keys only move.
 *
 * @param {App} app
 * @param {Matrix} matrix
 * @param {{query: number, key: number}} cell
 * @param {'click'|'key'} how
 */
function choose(app, matrix, { query, key }, how) {
  const { pins, query: before, key: keyBefore } = app.state;
  if (how === 'key') {
    pointed.query = pointed.key = null;
    app.go({ query, key }, { replace: true });
    const weight = weightAt(matrix, query, key) ?? NaN;
    const rank = ordinal(rankIn(rowOf(matrix, query), weight));
    clearTimeout(spoken);
    spoken = window.setTimeout(() => {
      const [from, to] = [matrix.queries[query].text, matrix.keys[key].text];
      const what = isOutAt(matrix, query, key)
        ? 'left out by the mask'
        : `${fixed(weight, 4)}, ${rank}`;
      app.announce(`${from} to ${to}: ${what}`);
    }, QUIET);
  } else if (query === before && key === keyBefore && pins.includes(query)) {
    app.go({ query: null, key: null, pins: togglePin(pins, query) });
  } else {
    app.go({ query, key, pins: pins.includes(query) ? pins : togglePin(pins, query) });
  }
}
