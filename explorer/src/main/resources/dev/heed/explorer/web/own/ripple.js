// @ts-check
/** Every matrix that follows from own numbers, with what the last edit changed. */
import { html, nothing } from '/lib/lit-html/lit-html.js';
import { ARROWS, beside } from '../parts/arrows.js';
import { guard } from '/lib/lit-html/directives/guard.js';
import { brief, exact, labelsOf, numeric } from '../parts/format.js';
import { listed } from '../parts/words.js';
import '../draw/dense.js';
import '../parts/table.js';

/** @typedef {import('../shell/app.js').App} App */
/** @typedef {import('../shell/state.js').State} State */

/** More scores than that are looked at in the head view. */
const MOST_SCORES = 4096;
/** Cells with their number written in them; of larger matrices colours alone. */
const MOST_WRITTEN = 16;

const MATRICES = /** @type {Record<string, [string, string, number]>} */ ({
  Q: ['Q', 'what each token asks for', 1],
  K: ['K', 'what each token answers to', 1],
  V: ['V', 'what each token hands over', 10],
  scores: ['scores', 'Q·Kᵀ: how well they fit', 2],
  scaled: ['scaled', 'times the scale', 3],
  capped: ['capped', 'kept within ±c', 4],
  biased: ['biased', 'with the bias', 5],
  masked: ['masked', '−∞ where a key is left out', 6],
  weights: ['weights', 'each row sums to 1', 9],
  output: ['output', 'weights · V', 11],
});
const INPUTS = ['Q', 'K', 'V'];
const PAIRS = ['scores', 'scaled', 'capped', 'biased', 'masked', 'weights'];

/**
 * @typedef {Record<string, {shape: number[], numbers: any[]}>} Matrices
 */

/** What was drawn last and what was different before. @type {{value: any, matrices: Matrices, changed: Map<string, Set<number>>, look: string}|null} */
let last = null;

/**
 * The matrices.
 *
 * @param {State} state
 * @param {App} app
 * @param {boolean} isDirect whether Q, K and V are what is edited
 */
export function ripple(state, app, isDirect) {
  const subject = /** @type {any} */ (app.subject);
  if (subject === null) {
    return last === null ? nothing : drawn(app, { isDirect, isOld: true });
  }
  if (subject.queries * subject.keys > MOST_SCORES) {
    return html`<p class="note">
      ${subject.queries} × ${subject.keys} scores are too many to write out.
      <a href=${app.address({ view: 'head' })}>The head view draws them.</a>
    </p>`;
  }
  const { layer, head } = state;
  const place = { layer: layer === 'mean' ? 0 : layer, head: head === 'mean' ? 0 : head };
  const answer = app.askSubject('steps', place, { lane: 'steps' });
  if (answer.problem) {
    return html`<p class="problem" role="alert">${answer.problem.message}</p>`;
  }
  if (answer.value !== undefined && answer.value !== last?.value) {
    adopt(answer.value, `${place.layer}/${place.head}`);
  }
  return last === null
    ? html`<p class="waiting">Computing…</p>`
    : html`${chooser(app, subject, place)}
      ${drawn(app, { isDirect: isDirect && subject.layers * subject.heads === 1, isOld: false })}`;
}

/** @param {any} value @param {string} look */
function adopt(value, look) {
  /** @type {Matrices} */
  const matrices = {};
  for (const name of Object.keys(MATRICES)) {
    const matrix = value[name];
    if (matrix) {
      matrices[name] = { shape: matrix.shape.slice(-2), numbers: [matrix.values].flat(Infinity) };
    }
  }
  const isSame = last !== null && last.look === look;
  last = {
    value,
    matrices,
    changed: isSame ? differences(last?.matrices ?? {}, matrices) : new Map(),
    look,
  };
}

/** @param {Matrices} before @param {Matrices} after */
function differences(before, after) {
  const changed = new Map();
  for (const [name, { shape, numbers }] of Object.entries(after)) {
    const old = before[name];
    if (old && old.shape.join() === shape.join()) {
      const places = numbers.flatMap((number, at) =>
        Object.is(number, old.numbers[at]) ? [] : [at],
      );
      if (places.length > 0) {
        changed.set(name, new Set(places));
      }
    }
  }
  return changed;
}

/** @param {App} app @param {any} subject @param {{layer: number, head: number}} place */
function chooser(app, subject, place) {
  const field = (
    /** @type {'layer'|'head'} */ part,
    /** @type {string} */ title,
    /** @type {number} */ size,
  ) =>
    size < 2
      ? nothing
      : html`<label
          >${title}
          <select
            data-test="own-${part}"
            @change=${(/** @type {Event} */ event) =>
              app.go(
                { [part]: Number(/** @type {HTMLSelectElement} */ (event.target).value) },
                { replace: true },
              )}
          >
            ${Array.from(
              { length: size },
              (_, at) => html`<option value=${at} .selected=${at === place[part]}>${at}</option>`,
            )}
          </select></label
        >`;
  const shared =
    subject.keyHeads < subject.heads
      ? html`<span class="note"
          >reads head ${Math.floor(place.head / (subject.heads / subject.keyHeads))} of
          ${subject.keyHeads} of keys</span
        >`
      : nothing;
  return html`<div class="choose">
    ${field('layer', 'Sequence', subject.layers)} ${field('head', 'Head', subject.heads)} ${shared}
  </div>`;
}

/** @param {App} app @param {{isDirect: boolean, isOld: boolean}} how */
function drawn(app, { isDirect, isOld }) {
  const { matrices, changed } = /** @type {NonNullable<typeof last>} */ (last);
  const shown = Object.keys(matrices).filter(
    (name) => !isRepeated(name, matrices) && !(isDirect && INPUTS.includes(name)),
  );
  const address = app.address({});
  const said = [...changed]
    .filter(([name]) => shown.includes(name))
    .map(([name, places]) => `${places.size} of ${matrices[name].numbers.length} in ${name}`);
  return html`
    <div class="ripple ${isOld ? 'old' : ''}" data-test="ripple">
      <p class="reach" role="status" data-test="own-changed">
        ${
          isOld
            ? 'These still belong to the numbers before.'
            : said.length > 0
              ? `The last change reached ${listed(said)}.`
              : 'Change a number, and what it reaches is marked here.'
        }
      </p>
      ${empty(matrices)} ${unknown(matrices)}
      ${shown.map((name) =>
        guard([matrices[name], changed.get(name), address, app.theme], () =>
          matrix(name, matrices, changed.get(name), app),
        ),
      )}
    </div>
  `;
}

/** A cap or a bias that is not there leaves a matrix that says nothing new. @param {string} name @param {Matrices} matrices */
function isRepeated(name, matrices) {
  const before = { capped: 'scaled', biased: 'capped', masked: 'biased' }[name];
  const earlier = before === undefined ? undefined : (matrices[before] ?? matrices.scaled);
  return (
    earlier !== undefined &&
    earlier.numbers.every((number, at) => Object.is(number, matrices[name].numbers[at]))
  );
}

/** Queries without a key. @param {Matrices} matrices */
function empty({ masked }) {
  if (masked === undefined) {
    return nothing;
  }
  const [queries, keys] = masked.shape;
  const without = Array.from({ length: queries }, (_, query) => query).filter((query) =>
    masked.numbers
      .slice(query * keys, (query + 1) * keys)
      .every((number) => numeric(number) === -Infinity),
  );
  return without.length === 0
    ? nothing
    : html`<p class="note" data-test="own-empty-rows">
        ${
          without.length === 1
            ? `Query ${without[0]} has`
            : `Queries ${listed(without.map(String))} have`
        }
        no key left: weights and output there are 0, never NaN.
      </p>`;
}

/** Where weights are no numbers, and why. @param {Matrices} matrices */
function unknown({ weights }) {
  if (weights === undefined) {
    return nothing;
  }
  const [queries, keys] = weights.shape;
  const lost = Array.from({ length: queries }, (_, query) => query).filter((query) =>
    weights.numbers
      .slice(query * keys, (query + 1) * keys)
      .some((number) => Number.isNaN(numeric(number))),
  );
  return lost.length === 0
    ? nothing
    : html`<p class="note" data-test="own-unknown-rows">
        A NaN or +∞ among its scores leaves a query no weights: softmax divides the whole row by
        their sum, which is no number. That is so for
        ${lost.length === 1 ? `query ${lost[0]}` : `queries ${listed(lost.map(String))}`}.
      </p>`;
}

/**
 * @param {string} name
 * @param {Matrices} matrices
 * @param {Set<number>|undefined} changed
 * @param {App} app
 */
function matrix(name, matrices, changed, app) {
  const { shape, numbers } = matrices[name];
  const [rows, columns] = shape.length > 1 ? shape : [1, shape[0] ?? 1];
  const [title, words, step] = MATRICES[name];
  const isWritten = columns <= MOST_WRITTEN && rows <= MOST_WRITTEN;
  const address = PAIRS.includes(name)
    ? app.address({ view: 'cell', query: null, key: null, step, more: { pane: null } })
    : '';
  const model = {
    title,
    rows,
    columns,
    numbers,
    out: outOf(name, matrices),
    changed,
    address,
    paints: app.paints,
    announce: say(app),
  };
  return html`<figure class="matrix" data-test="matrix-${name}">
    <figcaption>
      <b>${title}</b> <span class="shape">[${rows}, ${columns}]</span> ${words}
    </figcaption>
    ${
      isWritten
        ? written(model)
        : html`<div class="scroll"><heed-dense .model=${model}></heed-dense></div>
            <heed-table .caption=${title} .matrix=${() => heard(model)}></heed-table>`
    }
  </figure>`;
}

/** Where keys are left out: weights are 0 there, and no others. @param {string} name @param {Matrices} matrices */
function outOf(name, { masked, weights }) {
  const from = { masked, weights: masked }[name];
  return from === undefined || from.numbers.length !== weights?.numbers.length
    ? null
    : Uint8Array.from(from.numbers, (number) => (numeric(number) === -Infinity ? 1 : 0));
}

/** @param {App} app */
function say(app) {
  return (/** @type {string} */ words) => app.announce(words);
}

/** The same for those who hear the page. @param {import('../draw/dense.js').DenseMatrix} model */
function heard({ rows, columns, numbers, out }) {
  const places = (/** @type {number} */ size) => Array.from({ length: size }, (_, at) => at);
  return /** @type {any} */ ({
    rows: places(rows),
    columns: places(columns),
    queries: labelsOf({}, rows),
    keys: labelsOf({}, columns),
    data: Float64Array.from(numbers, numeric),
    out,
  });
}

/** Every number in a cell of its own. @param {import('../draw/dense.js').DenseMatrix} model */
function written({ title, rows, columns, numbers, out, changed, address }) {
  const largest = Math.max(
    1e-300,
    ...numbers.map((number) => Math.abs(numeric(number))).filter(Number.isFinite),
  );
  const cell = (/** @type {number} */ row, /** @type {number} */ column) => {
    const at = row * columns + column;
    const number = numbers[at];
    const what = `${title}[${row}, ${column}] = ${exact(number)}`;
    const link = () =>
      html`<a
        href="${address}&q=${row}&k=${column}"
        tabindex=${at === 0 ? 0 : -1}
        aria-label=${what}
        >${brief(number)}</a
      >`;
    return html`<td
      class="${out?.[at] ? 'out' : signOf(number)} ${changed?.has(at) ? 'changed' : ''}"
      .style=${`--share:${shareOf(number, largest)}`}
      title=${what}
    >
      ${address === '' ? brief(number) : link()}
    </td>`;
  };
  return html`<div class="scroll">
    <table class="heat" @keydown=${move}>
      <tbody>
        ${Array.from(
          { length: rows },
          (_, row) =>
            html`<tr>
              ${Array.from({ length: columns }, (_, column) => cell(row, column))}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** @param {any} number */
function signOf(number) {
  const value = numeric(number);
  return Number.isFinite(value) ? (value < 0 ? 'below' : 'above') : 'unknown';
}

/** @param {any} number @param {number} largest */
function shareOf(number, largest) {
  const value = Math.abs(numeric(number));
  return Number.isFinite(value) ? (value / largest).toFixed(3) : '1';
}

/** Arrows go from cell to cell of a matrix of pairs. @param {KeyboardEvent} event */
function move(event) {
  const step = ARROWS[event.key];
  const next = step && beside(/** @type {Element} */ (event.target), step, 'a');
  if (next) {
    event.preventDefault();
    next.focus();
  }
}
