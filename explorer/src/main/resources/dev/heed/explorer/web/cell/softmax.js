// @ts-check
/** The softmax as the formula stands, with the maximum taken out, and in one pass, key by key. */
import { html, nothing } from '/lib/lit-html/lit-html.js';
import { counted, exact, numeric } from '../parts/format.js';
import { TYPES, inType, largestOf } from './rounding.js';

/** @typedef {import('../shell/app.js').App} App */
/** @typedef {typeof TYPES[number]} Type */

const FORMS = /** @type {const} */ ([
  [
    'plain',
    'Plain',
    'w_j = \\frac{e^{s_j}}{\\sum_i e^{s_i}}',
    'As the formula stands: every score becomes a power, and the powers are shared out. Large scores make powers that a narrow type cannot hold.',
  ],
  [
    'stable',
    'Stable',
    'w_j = \\frac{e^{s_j - m}}{\\sum_i e^{s_i - m}}, \\quad m = \\max_i\\left(s_i\\right)',
    'First one pass for the maximum m, then one for the sum. No power is above 1, so nothing gets too large.',
  ],
  [
    'online',
    'Online',
    '\\ell \\leftarrow \\ell \\cdot e^{m_{\\mathrm{old}} - m} + e^{s_j - m}',
    'One pass, key by key: m is the maximum so far, ℓ the sum so far. Where a key raises m, the sum is made smaller to fit. This is how attention runs in tiles, without all scores at once.',
  ],
]);

/** Rows above and below the one that is looked at, where there are many keys. */
const AROUND = 8;

/**
 * The pane.
 *
 * @param {any} found
 * @param {{keyName: (key: number) => string}} names
 * @param {{app: App, state: any}} look
 */
export function softmax(found, names, { app, state }) {
  const table = found.precision;
  if (table.keys.length === 0) {
    return html`<article class="step">
      <p class="words">No key is left to the query: there is no softmax to take.</p>
    </article>`;
  }
  const form = FORMS.find(([name]) => name === state.more.form) ?? FORMS[2];
  const type = TYPES.find((name) => name === state.more.type) ?? 'float32';
  const at = Math.max(
    0,
    Math.min(Number(state.more.at ?? table.keys.length - 1) || 0, table.keys.length - 1),
  );
  const scene = { table, column: table[type], type, at, names, app, own: table.place };
  return html`<article class="step" data-test="softmax">
    <div class="choices-of-two">
      ${choices(
        'form',
        'Form',
        FORMS.map(([name, title]) => [name, title]),
        form[0],
        app,
      )}
      ${choices(
        'type',
        'Type',
        TYPES.map((name) => [name, name]),
        type,
        app,
      )}
    </div>
    <p class="words">${form[3]}</p>
    <heed-formula class="formula" tex=${form[2]} role="math"></heed-formula>
    ${form[0] === 'online' ? online(scene) : twoPasses(scene, form[0])}
  </article>`;
}

/**
 * @param {string} part
 * @param {string} title
 * @param {(readonly [string, string])[]} all
 * @param {string} chosen
 * @param {App} app
 */
function choices(part, title, all, chosen, app) {
  return html`<div class="choices" role="group" aria-label=${title}>
    ${all.map(
      ([name, words]) =>
        html`<button
          aria-pressed=${name === chosen}
          data-test="softmax-${name}"
          @click=${() => app.go({ more: { [part]: name } }, { replace: true })}
        >
          ${words}
        </button>`,
    )}
  </div>`;
}

/**
 * @typedef {object} Scene
 * @property {any} table
 * @property {any} column numbers of the type
 * @property {Type} type
 * @property {number} at the key looked at, by its place among those left
 * @property {{keyName: (key: number) => string}} names
 * @property {App} app
 * @property {number} own place of the pair's key; −1 where it is left out
 */

/** @param {Scene} scene @param {'plain'|'stable'} form */
function twoPasses(scene, form) {
  const { column, type } = scene;
  const trace = column[form];
  const power = form === 'plain' ? 'exp(s)' : 'exp(s − m)';
  const isBroken = !Number.isFinite(numeric(trace.sum));
  return html`
    <p class="equation">
      ${form === 'stable' ? number(trace.maximum, type, 'maximum m') : nothing}
      ${number(trace.sum, type, `sum of ${counted(column.scores.length, 'power')}`)}
    </p>
    ${rows(scene, ['score s', power, 'weight'], [column.scores, trace.powers, trace.weights])}
    <p class="words ${isBroken ? 'broken' : ''}" data-test="softmax-verdict">
      ${verdict(trace, form, type)}
    </p>
  `;
}

/** @param {any} trace @param {'plain'|'stable'} form @param {Type} type */
function verdict({ sum }, form, type) {
  const value = numeric(sum);
  if (Number.isNaN(value)) {
    return `A score is no number, or beyond ${type}: no softmax mends that.`;
  }
  if (form === 'stable') {
    return 'No power is above 1, so nothing overflows.';
  }
  return value === Infinity
    ? `Powers or their sum are beyond ${type}, whose largest number is ${largestOf(type)}: x/∞ is 0, and ∞/∞ is no number.`
    : `Here no power is beyond ${type}.`;
}

/** @param {Scene} scene */
function online(scene) {
  const { column, type, at, table, names } = scene;
  const { maximum, rescale, sum, weights } = column.online;
  const size = table.keys.length;
  const isRaised = at === 0 || numeric(maximum[at]) > numeric(maximum[at - 1]);
  const before = at === 0 ? 0 : sum[at - 1];
  return html`
    ${keyScrubber(scene)}
    <p class="words" data-test="online-words">
      Key ${at + 1} of ${size}, ${names.keyName(table.keys[at])}, has the score
      ${inType(column.scores[at], type)}.
      ${isRaised
        ? at === 0
          ? 'It is the first, so it is the maximum.'
          : `It raises the maximum from ${inType(maximum[at - 1], type)}, so the sum so far is made to fit.`
        : 'The maximum stays, and so does the sum so far: its factor is 1.'}
    </p>
    <p class="equation">
      ${number(before, type, 'sum before')}<span class="sign">×</span>${number(
        rescale[at],
        type,
        'exp(old m − m)',
        isRaised ? 'rule' : '',
      )} <span class="sign">+ exp(</span>${number(column.scores[at], type, 'score', 'key')}<span
        class="sign"
        >−</span
      >${number(maximum[at], type, 'm')} <span class="sign">) =</span>${number(
        sum[at],
        type,
        'sum so far',
        'result',
      )}
    </p>
    ${rows(
      scene,
      ['score s', 'maximum m', 'factor', 'sum ℓ', 'weight, at the end'],
      [column.scores, maximum, rescale, sum, at === size - 1 ? weights : []],
    )}
  `;
}

/** @param {Scene} scene */
function keyScrubber({ at, table, names, app }) {
  const size = table.keys.length;
  const go = (/** @type {number} */ place) =>
    app.go({ more: { at: String(place) } }, { replace: true });
  return html` <div class="scrub small" role="group" aria-label="Through the keys">
    <button data-test="online-back" ?disabled=${at === 0} @click=${() => go(at - 1)}>
      ← Key before
    </button>
    <input
      type="range"
      min="0"
      max=${size - 1}
      .value=${String(at)}
      aria-label="Key"
      aria-valuetext="${at + 1} of ${size}, ${names.keyName(table.keys[at])}"
      data-test="online-scrub"
      @input=${(/** @type {Event} */ event) =>
        go(Number(/** @type {HTMLInputElement} */ (event.target).value))}
    />
    <button data-test="online-next" ?disabled=${at === size - 1} @click=${() => go(at + 1)}>
      Next key →
    </button>
  </div>`;
}

/** @param {any} value @param {Type} type @param {string} name @param {string} role */
function number(value, type, name, role = '') {
  return html`<span class="chip ${role}"
    ><span class="value">${value === 0 ? exact(0) : inType(value, type)}</span
    ><span class="name">${name}</span></span
  >`;
}

/**
 * A line a key; of many those around the one that is looked at.
 *
 * @param {Scene} scene
 * @param {string[]} titles
 * @param {any[][]} columns
 */
function rows({ table, type, at, names, own, column, app }, titles, columns) {
  const size = table.keys.length;
  const room = Math.min(size, 2 * AROUND + 1);
  const first = Math.max(0, Math.min(at - AROUND, size - room));
  const isOnline = titles.length > 3;
  const places = Array.from({ length: room }, (_, place) => first + place);
  const cell = (/** @type {any[]} */ numbers, /** @type {number} */ place) => {
    const isKnown = numbers[place] !== undefined && !(isOnline && place > at);
    const isBad = isKnown && !Number.isFinite(numeric(numbers[place]));
    return html`<td class=${isBad ? 'broken' : ''}>
      ${isKnown ? inType(numbers[place], type) : ''}
    </td>`;
  };
  return html`<div class="scroll" tabindex="0" role="region" aria-label="The row, key by key">
    <table class="numbers" data-test="softmax-rows">
      <thead>
        <tr>
          <th scope="col">key</th>
          ${titles.map((title) => html`<th scope="col">${title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${places.map(
          (place) =>
            html`<tr
              class="${isOnline && place === at ? 'now' : ''} ${place === own ? 'ours' : ''}"
            >
              <th scope="row">
                ${isOnline
                  ? html`<button
                      class="link"
                      @click=${() => app.go({ more: { at: String(place) } }, { replace: true })}
                    >
                      ${names.keyName(table.keys[place])}
                    </button>`
                  : names.keyName(table.keys[place])}
              </th>
              ${columns.map((numbers) => cell(numbers, place))}
            </tr>`,
        )}
      </tbody>
    </table>
    ${room < size
      ? html`<p class="note">
          Keys ${first} to ${first + room - 1} of those that are left, ${column.scores.length}.
        </p>`
      : nothing}
  </div>`;
}
