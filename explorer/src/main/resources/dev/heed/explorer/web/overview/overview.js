// @ts-check
/** All heads at a glance: a small map each, ordered and filtered by what they do. */
import { html, nothing } from '/lib/lit-html/lit-html.js';
import { repeat } from '/lib/lit-html/directives/repeat.js';
import { brief, counted, fixed, numeric } from '../parts/format.js';
import { choice, headName, layerName } from '../parts/controls.js';
import { isMasked, leftOut } from '../parts/matrix.js';
import { MEASURES } from '../parts/words.js';
import '../draw/tile.js';
import { inspector, look } from './inspector.js';
import { strip } from './strip.js';

/** @typedef {import('../shell/app.js').App} App */
/** @typedef {import('../shell/state.js').State} State */

/**
 * @typedef {object} Measure
 * @property {string} name
 * @property {string} unit
 * @property {string} meaning
 */

/**
 * @typedef {object} Tile one small map
 * @property {number|'mean'} layer
 * @property {number|'mean'} head
 * @property {Record<string, any>|null} numbers by measure
 * @property {Float32Array|null} cells
 * @property {Uint8Array|null} out 1 where the mask leaves out all of a cell
 * @property {number} side cells of a side
 */

const CELLS = 32;
/** Up to so many heads of a layer have larger maps. */
const FEW = 8;

/** @type {import('../shell/keys.js').Shortcut[]} */
export const shortcuts = [
  { key: '', written: '← ↑ → ↓', label: 'from map to map; Enter opens one', run: () => {} },
  { key: 's', label: 'order by the next measure', run: nextOrder },
  {
    key: 'm',
    label: 'every head, mean over heads, mean over layers',
    run: (app) => app.go({ mean: following(['none', 'heads', 'layers'], app.state.mean) }),
  },
];

/** @template T @param {T[]} all @param {T} now @returns {T} */
function following(all, now) {
  return all[(all.indexOf(now) + 1) % all.length];
}

/** @param {App} app */
function nextOrder(app) {
  const sort = following(['model', ...Object.keys(MEASURES)], app.state.sort);
  app.go(orderedBy(app.state, sort), { replace: true });
  app.announce(sort === 'model' ? 'As in the model.' : `Ordered by ${sort}.`);
}

/** @param {State} state @param {string} sort */
function orderedBy(state, sort) {
  return { sort, measure: sort === 'model' ? state.measure : sort };
}

/**
 * @param {State} state
 * @param {App} app
 */
export function view(state, app) {
  const from = state.weigh;
  const heads = app.askSubject('heads', { from }, { lane: 'heads' });
  const maps = app.askSubject('maps', { cells: CELLS, from }, { binary: true, lane: 'maps' });
  const problem = heads.problem ?? maps.problem;
  if (problem !== undefined) {
    return html`<p class="problem" role="alert" data-test="problem">${problem.message}</p>`;
  }
  /** @type {Measure[]} */
  const measures = heads.value?.measures ?? [];
  const measure = measures.find(({ name }) => name === state.measure) ?? measures[0];
  const tiles = tilesOf(state, app, heads.value?.heads, maps.value);
  const wanted = measure === undefined ? tiles : arranged(tiles, state, measure.name);
  return html`
    <div class="overview-head">
      <h1>${headline(app)}</h1>
      <p class="lead">
        Each square is one head: a row for the token that looks, a column for the token it looks at,
        the stronger the colour, the more weight. The same pattern in two heads means that they do
        the same.
      </p>
    </div>
    ${controls(state, app, measures, measure)}
    <div class="overview-body ${tiles.length === 1 ? 'one' : ''}">
      <div class="all-heads">
        ${state.mean === 'none' && tiles.length > 1 ? strip(state, app, tiles, measure) : nothing}
        ${grid(state, app, wanted, measure)}
        ${legend(wanted.length, tiles, app.subject?.kind === 'text')}
      </div>
      ${inspector(state, app, tiles)}
    </div>
  `;
}

/** @param {App} app */
function headline(app) {
  const subject = /** @type {import('../shell/subject.js').Subject} */ (app.subject);
  const total = subject.layers * subject.heads;
  return total === 1 ? 'The one head' : `${counted(total, 'head')} at a glance`;
}

/**
 * @param {State} state
 * @param {App} app
 * @param {Measure[]} measures
 * @param {Measure|undefined} measure
 */
function controls(state, app, measures, measure) {
  const { layers, heads, queries, kind } = /** @type {import('../shell/subject.js').Subject} */ (
    app.subject
  );
  const hasMeans = kind === 'text' && queries <= 1024 && layers * heads > 1;
  return html`
    <div class="controls">
      ${state.mean === 'none' && layers * heads > 1 ? measured(state, app, measures, measure) : nothing}
      ${choice('Show', 'weigh', state.weigh, {
        weights: ['weights', () => app.go({ weigh: 'weights' })],
        values: ['× value norms', () => app.go({ weigh: 'values' })],
      })}
      ${
        hasMeans
          ? choice('Maps', 'mean', state.mean, {
              none: ['every head', () => app.go({ mean: 'none' })],
              heads: ['mean over heads', () => app.go({ mean: 'heads' })],
              layers: ['mean over layers', () => app.go({ mean: 'layers' })],
            })
          : nothing
      }
    </div>
    ${
      measure === undefined || state.mean !== 'none'
        ? nothing
        : html`<p class="meaning" data-test="meaning">
            <b>${measure.name}</b>${measure.unit ? html` (${measure.unit})` : nothing}:
            ${measure.meaning}; ${MEASURES[measure.name] ?? ''}.
            ${state.weigh === 'values' ? html`<span class="note">Of the weights alone.</span>` : nothing}
          </p>`
    }
  `;
}

/**
 * Which number stands below the maps, and whether it orders them.
 *
 * @param {State} state
 * @param {App} app
 * @param {Measure[]} measures
 * @param {Measure|undefined} measure
 */
function measured(state, app, measures, measure) {
  return html`
    <label class="field"
      >Measure
      <select
        data-test="measure"
        @change=${(/** @type {Event} */ event) => {
          const name = /** @type {HTMLSelectElement} */ (event.target).value;
          const sort = state.sort === 'model' ? 'model' : name;
          app.go({ measure: name, sort, least: null, most: null });
        }}
      >
        ${measures.map(
          ({ name }) =>
            html`<option value=${name} ?selected=${name === measure?.name}>${name}</option>`,
        )}
      </select>
    </label>
    ${choice('Order', 'sort', state.sort === 'model' ? 'model' : 'measure', {
      model: ['as in the model', () => app.go({ sort: 'model' })],
      measure: ['largest first', () => app.go({ sort: measure?.name ?? 'entropy' })],
    })}
  `;
}

/**
 * @param {State} state
 * @param {App} app
 * @param {Record<string, any>[][]|undefined} numbers
 * @param {import('../shell/api.js').Numbers|undefined} maps
 * @returns {Tile[]}
 */
function tilesOf(state, app, numbers, maps) {
  const { layers, heads } = /** @type {import('../shell/subject.js').Subject} */ (app.subject);
  const each = (/** @type {number} */ size) => Array.from({ length: size }, (_, place) => place);
  if (state.mean === 'heads') {
    return each(layers).map((layer) => meanTile(state, app, layer, 'mean'));
  }
  if (state.mean === 'layers') {
    return each(heads).map((head) => meanTile(state, app, 'mean', head));
  }
  const side = maps?.shape[3] ?? CELLS;
  const size = (maps?.shape[2] ?? CELLS) * side;
  return each(layers).flatMap((layer) => {
    const out = outOf(app, layer, side);
    return each(heads).map((head) => {
      const at = (layer * heads + head) * size;
      const cells = /** @type {Float32Array|null} */ (maps?.data.subarray(at, at + size) ?? null);
      return { layer, head, numbers: numbers?.[layer]?.[head] ?? null, cells, out, side };
    });
  });
}

/** Where the mask of a layer leaves out all of a cell. @param {App} app @param {number} layer @param {number} cells */
function outOf(app, layer, cells) {
  return isMasked(/** @type {import('../shell/subject.js').Subject} */ (app.subject))
    ? leftOut(app.askSubject('mask', { layer, cells }, { binary: true }).value)
    : null;
}

/**
 * @param {State} state
 * @param {App} app
 * @param {number|'mean'} layer
 * @param {number|'mean'} head
 * @returns {Tile}
 */
function meanTile(state, app, layer, head) {
  const rest = `heads/${layer}/${head}`;
  const map = app.askSubject(`${rest}/map`, { cells: CELLS, from: state.weigh }, { binary: true });
  const cells = map.value?.data ?? null;
  return { layer, head, numbers: null, cells, out: null, side: map.value?.shape[1] ?? CELLS };
}

/** @param {Tile[]} tiles @param {State} state @param {string} name */
function arranged(tiles, state, name) {
  const of = (/** @type {Tile} */ tile) => numeric(tile.numbers?.[name]);
  const { least, most } = state;
  const kept =
    state.mean === 'none' && (least !== null || most !== null)
      ? tiles.filter(
          (tile) =>
            !(of(tile) < (least ?? -Infinity)) &&
            !(of(tile) > (most ?? Infinity)) &&
            !Number.isNaN(of(tile)),
        )
      : tiles;
  if (state.sort === 'model' || state.mean !== 'none') {
    return kept;
  }
  const rank = (/** @type {Tile} */ tile) => (Number.isNaN(of(tile)) ? Infinity : -of(tile));
  return [...kept].sort((one, other) => rank(one) - rank(other) || 0);
}

/** Whether some heads are not drawn or counted yet. @param {Tile[]} tiles @param {State} state */
function isAwaited(tiles, { mean }) {
  return tiles.some(
    ({ cells, numbers }) => cells === null || (mean === 'none' && numbers === null),
  );
}

/**
 * @param {State} state
 * @param {App} app
 * @param {Tile[]} tiles
 * @param {Measure|undefined} measure
 */
function grid(state, app, tiles, measure) {
  const { layers, heads } = /** @type {import('../shell/subject.js').Subject} */ (app.subject);
  if (tiles.length === 0) {
    return html`<p class="empty" data-test="no-heads">
      No head is in this range.
      <button class="link" @click=${() => app.go({ least: null, most: null })}>Show all</button>
    </p>`;
  }
  const inModel = state.sort === 'model' && state.mean === 'none';
  const isWhole = inModel && tiles.length === layers * heads && heads <= 16;
  const at = tiles.findIndex(({ layer, head }) => state.layer === layer && state.head === head);
  const shown = repeat(
    tiles,
    ({ layer, head }) => `${layer}-${head}`,
    (tile, place) => tileButton(state, app, tile, measure, place === Math.max(0, at)),
  );
  return html`<ol
    class="tiles ${isWhole ? 'by-layer' : 'flow'} ${state.mean === 'none' ? '' : 'means'} ${layers * heads === 1 ? 'one' : ''}"
    .style=${`--heads: ${heads}; --tile: ${heads <= FEW ? 9.5 : 6.6}rem`}
    aria-label="Heads"
    aria-busy=${isAwaited(tiles, state) ? 'true' : 'false'}
    data-test="heads"
    @keydown=${step}
  >
    ${shown}
  </ol>`;
}

/**
 * @param {State} state
 * @param {App} app
 * @param {Tile} tile
 * @param {Measure|undefined} measure
 * @param {boolean} isStop whether the tab key stops here
 */
function tileButton(state, app, tile, measure, isStop) {
  const { layer, head, cells, out, side, numbers } = tile;
  const number = measure === undefined ? undefined : numbers?.[measure.name];
  const places = measure?.name === 'distance' ? 1 : measure?.name === 'entropy' ? 2 : 3;
  const written = Number.isNaN(numeric(number)) ? '–' : fixed(number, places);
  const name = `${layerName(layer)}, ${headName(head)}`;
  const isMean = layer === 'mean' || head === 'mean';
  const told =
    isMean || measure === undefined ? '' : `, ${measure.name} ${written} ${measure.unit}`;
  const all = Object.entries(numbers ?? {})
    .map(([one, value]) => `${one} ${brief(value)}`)
    .join(' · ');
  return html`<li>
    <a
      class="tile"
      tabindex=${isStop ? '0' : '-1'}
      href=${app.address({ view: 'head', layer, head })}
      data-test="head-${layer}-${head}"
      aria-label="${name}${told}"
      title=${all}
      @pointerenter=${() => look(app, { layer, head })}
      @focus=${() => look(app, { layer, head })}
      aria-current=${state.layer === layer && state.head === head ? 'true' : nothing}
    >
      <span class="who">${shortName(layer, head)}</span>
      <heed-tile
        .map=${{ cells, side, out, apart: apartOf(app, side), paints: app.paints }}
      ></heed-tile>
      ${isMean ? nothing : html`<span class="number">${written}</span>`}
    </a>
  </li>`;
}

/** Arrow keys go from map to map. @param {KeyboardEvent} event */
function step(event) {
  const list = /** @type {HTMLElement} */ (event.currentTarget);
  const links = /** @type {HTMLElement[]} */ ([...list.querySelectorAll('a')]);
  const at = links.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const row = links.findIndex((link) => link.offsetTop > links[0].offsetTop);
  const columns = row < 0 ? links.length : row;
  const by = /** @type {Record<string, number>} */ ({
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -columns,
    ArrowDown: columns,
    Home: -at,
    End: links.length - 1 - at,
  })[event.key];
  const next = links[at + (by ?? NaN)];
  if (at >= 0 && by !== undefined) {
    event.preventDefault();
    next?.focus();
  }
}

/** Cells of a side that hold special tokens: most weight rests there, and would hide the rest. @param {App} app @param {number} side */
function apartOf(app, side) {
  const tokens = app.subject?.tokens ?? [];
  return tokens.length < 5
    ? []
    : tokens.flatMap(({ special }, at) =>
        special ? [Math.floor((at * side) / tokens.length)] : [],
      );
}

/** @param {number|'mean'} layer @param {number|'mean'} head */
function shortName(layer, head) {
  return head === 'mean'
    ? `layer ${layer}`
    : layer === 'mean'
      ? `head ${head}`
      : `L${layer} H${head}`;
}

/** @param {number} shown @param {Tile[]} tiles @param {boolean} isText */
function legend(shown, tiles, isText) {
  const all = tiles.length;
  const isMasked = tiles.some(({ out }) => out !== null);
  return html`<p class="legend">
    <span class="ramp" aria-hidden="true"></span>
    0 to the weight that nine of ten rows stay below${isText ? ', special tokens apart' : ''}.
    ${isMasked ? 'Hatched: left out by the mask.' : nothing}
    ${all > 1 ? 'Each map has its own end: compare patterns, not colours.' : nothing}
    ${shown < all ? html`<b>${brief(shown)} of ${counted(all, 'head')} shown.</b>` : nothing}
  </p>`;
}
