// @ts-check
/** The head that somebody points at, larger: its map, its numbers among those of all, its links. */
import { html, nothing } from '/lib/lit-html/lit-html.js';
import { count, fixed, labelsOf, numeric, ordinal, plain, share } from '../parts/format.js';
import { headName, layerName, placedName } from '../parts/controls.js';
import { matrixOf } from '../parts/matrix.js';
import { MEASURES } from '../parts/words.js';
import '../draw/tile.js';

/** @typedef {import('../shell/app.js').App} App */
/** @typedef {import('../shell/state.js').State} State */
/** @typedef {import('../shell/subject.js').Subject} Subject */
/** @typedef {import('./overview.js').Tile} Tile */
/** @typedef {{layer: number|'mean', head: number|'mean'}} Place */

/** Up to so many tokens all weights of a head are looked through. */
const WHOLE = 512;
const FINE = 128;
const LINKS = 6;
const STAY = 80;
const WIDE = matchMedia('(width >= 1180px)');

/** @type {Place|null} what the pointer or the focus is on, or was last */
let pointed = null;
/** @type {Place|null} where it stayed */
let rested = null;
let resting = 0;

/** Somebody points at a head. @param {App} app @param {Place} place */
export function look(app, place) {
  if (isAt(pointed, place) || !WIDE.matches) {
    return;
  }
  pointed = place;
  clearTimeout(resting);
  resting = window.setTimeout(() => {
    rested = place;
    app.redraw();
  }, STAY);
  app.redraw();
}

/** @param {Place|null} one @param {Place} other */
function isAt(one, other) {
  return one?.layer === other.layer && one.head === other.head;
}

/**
 * The panel, where there is room for it.
 *
 * @param {State} state
 * @param {App} app
 * @param {Tile[]} tiles all that could be shown
 */
export function inspector(state, app, tiles) {
  const at = (/** @type {Place|null} */ place) => tiles.find((tile) => isAt(place, tile));
  const tile = at(pointed) ?? at(state) ?? tiles[0];
  if (tile === undefined || !WIDE.matches) {
    return nothing;
  }
  const { layer, head } = tile;
  const isOne = tiles.length === 1;
  const fine = rested === null || isAt(rested, tile) ? fineMap(state, app, tile) : undefined;
  const links = fine === undefined || fine.isPooled ? null : strongestOf(app, fine.numbers);
  return html`<aside class="inspector" aria-label="One head, larger" data-test="inspector">
    ${
      isOne
        ? nothing
        : html`<h2>
              <a href=${app.address({ view: 'head', layer, head })}
                >${layerName(layer)}, ${headName(head)}</a
              >
            </h2>
            <heed-tile .map=${mapOf(app, tile, fine)}></heed-tile>`
    }
    ${tile.numbers === null ? nothing : numbers(tile, tiles, state)}
    ${links === null || links.length === 0 ? nothing : strong(app, tile, links)}
  </aside>`;
}

/**
 * As fine as it helps, once the small maps are there.
 *
 * @param {State} state
 * @param {App} app
 * @param {Tile} tile
 */
function fineMap(state, app, { layer, head, cells }) {
  if (cells === null) {
    return undefined;
  }
  const { queries, keys } = /** @type {Subject} */ (app.subject);
  const isPooled = Math.max(queries, keys) > WHOLE;
  const asked = { cells: isPooled ? FINE : Math.max(queries, keys), from: state.weigh };
  const wish = { binary: true, lane: 'inspector' };
  const map = app.askSubject(`heads/${layer}/${head}/map`, asked, wish).value;
  return map === undefined ? undefined : { numbers: map, isPooled };
}

/** @param {App} app @param {Tile} tile @param {{numbers: any}|undefined} fine */
function mapOf(app, { cells, side, out }, fine) {
  const { tokens = [] } = /** @type {Subject} */ (app.subject);
  const columns = fine?.numbers.shape[1] ?? side;
  const isApart = tokens.length >= 5;
  const apart = tokens.flatMap(({ special }, at) =>
    special && isApart ? [Math.floor((at * columns) / tokens.length)] : [],
  );
  return fine === undefined || out !== null
    ? { cells, side, out, apart, paints: app.paints }
    : { cells: fine.numbers.data, side: columns, out: null, apart, paints: app.paints };
}

/** Every measure of the head, and its place among all heads. @param {Tile} tile @param {Tile[]} tiles @param {State} state */
function numbers(tile, tiles, state) {
  const measures = Object.entries(tile.numbers ?? {}).filter(
    ([, value]) => !Number.isNaN(numeric(value)),
  );
  const rank = (/** @type {string} */ name, /** @type {number} */ value) =>
    1 + tiles.filter((other) => numeric(other.numbers?.[name]) > value).length;
  return html`<table class="measures">
    <caption class="unseen">
      Measures of this head
    </caption>
    <tbody>
      ${measures.map(
        ([name, value]) =>
          html`<tr class=${name === state.measure ? 'chosen' : ''}>
            <th scope="row" title=${MEASURES[name] ?? ''}>${name}</th>
            <td>${fixed(value, name === 'distance' ? 1 : name === 'entropy' ? 2 : 3)}</td>
            <td class="rank">
              ${
                tiles.length > 1
                  ? `${ordinal(rank(name, numeric(value)))} of ${count(tiles.length)}`
                  : nothing
              }
            </td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** @typedef {{query: number, key: number, weight: number}} Link */

/** @type {WeakMap<object, Link[]>} */
const known = new WeakMap();

/** The largest weights between tokens that are not special. @param {App} app @param {import('../shell/api.js').Numbers} map */
function strongestOf(app, map) {
  const before = known.get(map);
  if (before !== undefined) {
    return before;
  }
  const { data, rows, columns, queries, keys } = matrixOf(
    map,
    /** @type {Subject} */ (app.subject),
    false,
    null,
  );
  /** @type {Link[]} */
  const links = [];
  for (const query of rows.filter((row) => !queries[row].special)) {
    for (const key of columns.filter((column) => !keys[column].special)) {
      const weight = data[query * columns.length + key];
      const isAmong = links.length < LINKS || weight > links[LINKS - 1].weight;
      if (weight > 0 && weight < Infinity && isAmong) {
        links.push({ query, key, weight });
        links.sort((one, other) => other.weight - one.weight);
        links.length = Math.min(LINKS, links.length);
      }
    }
  }
  known.set(map, links);
  return links;
}

/** @param {App} app @param {Tile} tile @param {Link[]} links */
function strong(app, { layer, head }, links) {
  const subject = /** @type {Subject} */ (app.subject);
  const [queries, keys] = [labelsOf(subject, subject.queries), labelsOf(subject, subject.keys)];
  const isText = subject.kind === 'text';
  return html`<h3>
      Strongest links ${isText ? html`<small>special tokens apart</small>` : nothing}
    </h3>
    <ol class="strong-links" data-test="inspector-links">
      ${links.map(
        ({ query, key, weight }) =>
          html`<li>
            <a
              href=${app.address({ view: 'head', layer, head, query, key })}
              aria-label="${plain(queries[query])}, query ${query}, to ${plain(keys[key])}, key ${key}: ${share(weight)}"
            >
              <span>${placedName(queries[query], query, 10)}</span>
              <span class="arrow" aria-label="to">→</span>
              <span>${placedName(keys[key], key, 10)}</span>
              <b>${share(weight)}</b>
            </a>
          </li>`,
      )}
    </ol>`;
}
