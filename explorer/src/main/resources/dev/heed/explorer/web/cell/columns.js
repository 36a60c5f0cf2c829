// @ts-check
/** Vectors as strips of bars above each other, with the numbers of a few columns below. */
import { html, nothing, svg } from '/lib/lit-html/lit-html.js';
import { exact, numeric } from '../parts/format.js';

/** @typedef {import('./steps.js').Column} Column */

/**
 * @typedef {object} Choice
 * @property {[number, number]} [marked] columns that stand out, the second one not included
 * @property {boolean} [grows] whether what lies behind the column is still to come
 * @property {(column: number) => void} choose
 * @property {boolean} isWhole whether every column is in the table
 * @property {(isWhole: boolean) => void} whole
 */

/** Columns in the table on both sides of the one that is looked at. */
const AROUND = 3;
const MOST_ROWS = 2048;
const PACE = 350;

/** The walk along the columns that goes on by itself. @type {{timer: number}|null} */
let playing = null;

/** Goes on to the last column, or stops. @param {number} at @param {number} size @param {(column: number) => void} choose */
function play(at, size, choose) {
  if (playing !== null) {
    stop();
    choose(at);
    return;
  }
  let next = at === size - 1 ? -1 : at;
  const timer = setInterval(
    () => {
      next++;
      if (next >= size - 1) {
        stop();
      }
      choose(Math.min(next, size - 1));
    },
    PACE * Math.min(1, 48 / size),
  );
  playing = { timer };
  choose(Math.max(0, next));
}

/** Ends a walk that goes on by itself, as another step or column is chosen. */
export function stop() {
  clearInterval(playing?.timer);
  playing = null;
}

/**
 * The strips, a range to walk along them, and the table.
 *
 * @param {Column[]} columns of one length
 * @param {number} wished which one is looked at
 * @param {Choice} choice
 */
export function columnsOf(columns, wished, choice) {
  const size = columns[0].numbers.length;
  const at = Math.max(0, Math.min(wished, size - 1));
  return html`
    <div class="vectors">
      ${columns.map((column) => strip(column, at, choice))}
      <label class="along"
        ><span>column ${at}</span>
        <input
          type="range"
          min="0"
          max=${size - 1}
          .value=${String(at)}
          data-test="cell-column"
          @input=${(/** @type {Event} */ event) =>
            choice.choose(Number(/** @type {HTMLInputElement} */ (event.target).value))}
      /></label>
      ${size > 1
        ? html`<button
            class="play"
            data-test="cell-play"
            @click=${() => play(at, size, choice.choose)}
          >
            ${playing === null ? '▶ One by one' : '❚❚ Stop'}
          </button>`
        : nothing}
    </div>
    ${table(columns, at, choice)}
  `;
}

/** @param {Column} column @param {number} at @param {Choice} choice */
function strip({ name, numbers, role }, at, { marked, grows, choose }) {
  const size = numbers.length;
  const largest = Math.max(...numbers.map((number) => Math.abs(finite(number))), 1e-300);
  const bar = (/** @type {number} */ place) => {
    const height = (19 * finite(numbers[place])) / largest;
    return `M${place + 0.08} 20h.84v${(-height).toFixed(3)}h-.84z`;
  };
  const bars = (/** @type {number} */ from, /** @type {number} */ to) =>
    Array.from({ length: Math.max(0, to - from) }, (_, place) => bar(from + place)).join('');
  const click = (/** @type {MouseEvent} */ event) => {
    const box = /** @type {Element} */ (event.currentTarget).getBoundingClientRect();
    choose(Math.min(size - 1, Math.floor(((event.clientX - box.left) / box.width) * size)));
  };
  return html`<div class="vector ${role}">
    <span class="name">${name}</span>
    <svg viewBox="0 0 ${size} 40" preserveAspectRatio="none" aria-hidden="true" @click=${click}>
      ${marked
        ? svg`<rect class="ours" x=${marked[0]} y="0" width=${marked[1] - marked[0]} height="40"></rect>`
        : nothing}
      <rect class="at" x=${at} y="0" width="1" height="40"></rect>
      <path class="columns" d=${bars(0, grows ? at : size)}></path>
      <path class="columns later" d=${grows ? bars(at + 1, size) : ''}></path>
      <path class="columns now" d=${bar(at)}></path>
      <path class="zero" d="M0 20H${size}"></path>
    </svg>
  </div>`;
}

/** @param {any} number */
function finite(number) {
  const value = numeric(number);
  return Number.isFinite(value) ? value : 0;
}

/** @param {Column[]} columns @param {number} at @param {Choice} choice */
function table(columns, at, { choose, isWhole, whole, marked }) {
  const size = columns[0].numbers.length;
  const room = Math.min(size, 2 * AROUND + 1);
  const first = isWhole ? 0 : Math.max(0, Math.min(at - AROUND, size - room));
  const last = isWhole ? Math.min(size, MOST_ROWS) : first + room;
  const rows = Array.from({ length: last - first }, (_, place) => first + place);
  const isOurs = (/** @type {number} */ place) =>
    marked !== undefined && place >= marked[0] && place < marked[1];
  return html`
    <div class="scroll" tabindex="0" role="region" aria-label="Numbers, column by column">
      <table class="numbers" data-test="cell-columns">
        <thead>
          <tr>
            <th scope="col">column</th>
            ${columns.map(({ name, role }) => html`<th scope="col" class=${role}>${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (place) =>
              html`<tr class="${place === at ? 'now' : ''} ${isOurs(place) ? 'ours' : ''}">
                <th scope="row">
                  <button class="link" aria-pressed=${place === at} @click=${() => choose(place)}>
                    ${place}
                  </button>
                </th>
                ${columns.map(({ numbers }) => html`<td>${exact(numbers[place])}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${size > room
      ? html`<button class="link" data-test="cell-all" @click=${() => whole(!isWhole)}>
          ${isWhole ? 'Fewer columns' : `All ${size} columns`}
        </button>`
      : nothing}
  `;
}
