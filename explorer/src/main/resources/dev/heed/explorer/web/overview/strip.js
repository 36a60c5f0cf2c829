// @ts-check
/** One measure of all heads on a line, and the range of it that is shown. */
import { html, nothing, svg } from '/lib/lit-html/lit-html.js';
import { brief, fixed, numeric } from '../parts/format.js';
import { scale } from '../draw/axis.js';

/** @typedef {import('../shell/app.js').App} App */
/** @typedef {import('../shell/state.js').State} State */

const WIDTH = 640;
const HEIGHT = 64;
const EDGE = 10;
const DOT = 3.5;
const LINE = 44;

/**
 * Dots of the heads by their measure, with two handles for what is shown; room for them while they
 * are on their way, so that what stands below stays where it is.
 *
 * @param {State} state
 * @param {App} app
 * @param {import('./overview.js').Tile[]} tiles
 * @param {import('./overview.js').Measure|undefined} measure
 */
export function strip(state, app, tiles, measure) {
  if (measure === undefined) {
    return html`<div class="strip awaited"></div>`;
  }
  const dots = tiles
    .map((tile) => ({ tile, number: numeric(tile.numbers?.[measure.name]) }))
    .filter(({ number }) => Number.isFinite(number));
  if (dots.length < 2) {
    return dots.length === 0 && tiles.some((tile) => tile.numbers !== null)
      ? html`<p class="note">No head has this number here${why(measure.name)}.</p>`
      : nothing;
  }
  const numbers = dots.map(({ number }) => number);
  const line = scale([Math.min(...numbers, 0), Math.max(...numbers)], [EDGE, WIDTH - EDGE]);
  const low = state.least ?? line.low;
  const high = state.most ?? line.high;
  const placed = swarm(dots.map((dot) => ({ ...dot, x: line.at(dot.number), y: LINE - 8 })));
  return html`<div class="strip">
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" aria-hidden="true" focusable="false">
      <path class="line" d="M${EDGE} ${LINE}H${WIDTH - EDGE}" />
      ${line.ticks(6).map(
        (tick) => svg`<g>
          <path class="line" d="M${line.at(tick)} ${LINE}v4" />
          <text x=${line.at(tick)} y=${LINE + 16}>${brief(tick)}</text></g>`,
      )}
      ${placed.map(
        ({ x, y, number }) =>
          svg`<circle class=${number < low || number > high ? 'out' : ''} cx=${x} cy=${y} r=${DOT} />`,
      )}
    </svg>
    ${handle('least', 'from', low, line, measure, (least) =>
      app.go({ least: least <= line.low ? null : least }, { replace: true }),
    )}
    ${handle('most', 'to', high, line, measure, (most) =>
      app.go({ most: most >= line.high ? null : most }, { replace: true }),
    )}
  </div>`;
}

/** @param {string} name */
function why(name) {
  return name === 'induction' ? ': it takes a token that occurs twice' : '';
}

/**
 * @param {string} part
 * @param {string} words
 * @param {number} value
 * @param {import('../draw/axis.js').Line} line
 * @param {import('./overview.js').Measure} measure
 * @param {(value: number) => void} choose
 */
function handle(part, words, value, line, measure, choose) {
  const chosen = (/** @type {Event} */ event) => {
    const at = Number(/** @type {HTMLInputElement} */ (event.target).value);
    // A rounded end would leave out the head that is there.
    const isEnd = at <= line.low || at >= line.high;
    choose(isEnd ? at : Number(at.toPrecision(6)));
  };
  return html`<label class="handle ${part}">
    <span>${words} <output>${fixed(value, measure.name === 'distance' ? 1 : 2)}</output></span>
    <input
      type="range"
      data-test="filter-${part}"
      aria-label="${measure.name} ${words}"
      min=${line.low}
      max=${line.high}
      step="any"
      .value=${String(value)}
      @input=${chosen}
    />
  </label>`;
}

/**
 * Moves dots up until none covers another.
 *
 * @template {{x: number, y: number}} T
 * @param {T[]} dots
 */
function swarm(dots) {
  /** @type {T[]} */
  const placed = [];
  for (const dot of [...dots].sort((one, other) => one.x - other.x)) {
    const near = placed.filter(({ x }) => dot.x - x < 2 * DOT);
    while (
      near.some(({ x, y }) => (dot.x - x) ** 2 + (dot.y - y) ** 2 < (2 * DOT) ** 2) &&
      dot.y > 6
    ) {
      dot.y -= 2;
    }
    placed.push(dot);
  }
  return placed;
}
