// @ts-check
/** The same row in float16, bfloat16, float32 and float64, side by side. */
import { html, nothing } from '/lib/lit-html/lit-html.js';
import { TYPES, apart, inType, largestOf } from './rounding.js';
import { numeric } from '../parts/format.js';

const ROWS = /** @type {const} */ ([
  ['score', 'q·k'],
  ['scaled', 'scaled'],
  ['capped', 'capped'],
  ['biased', 'biased'],
]);
const FORMS = /** @type {const} */ ([
  ['plain', 'plain'],
  ['stable', 'stable'],
  ['online', 'online'],
]);

/**
 * The pane.
 *
 * @param {any} found
 * @param {{query: string, key: string}} names
 */
export function precision(found, names) {
  const table = found.precision;
  return html`<article class="step" data-test="precision">
    <h2>The same sum in four types of number</h2>
    <p class="words">
      Every operation is rounded to the type, products and sums apart. Digits that
      <span class="off">differ from float64</span> stand out: fewer bits, fewer digits that hold.
    </p>
    <div class="scroll" tabindex="0" role="region" aria-label="The pair in four types">
      <table class="numbers types">
        <caption>
          ${names.query} → ${names.key}, from the score to the weight
        </caption>
        ${head('number')}
        <tbody>
          ${ROWS.map(([name, title]) => row(title, (type) => table[type][name]))}
          ${table.keys.length > 0 ? softmaxRows(table) : nothing}
        </tbody>
      </table>
    </div>
    <p class="words">${lesson(table)}</p>
  </article>`;
}

/** @param {any} table */
function softmaxRows(table) {
  return html`
    ${row('maximum of the row', (type) => table[type].stable.maximum)}
    ${row('sum of the row', (type) => table[type].stable.sum)}
    ${table.place < 0
      ? nothing
      : FORMS.map(([form, title]) =>
          row(`weight, ${title} softmax`, (type) => table[type][form].weights[table.place]),
        )}
  `;
}

/** The heading of a table with a column a type. @param {string} corner */
export function head(corner) {
  return html`<thead>
    <tr>
      <th scope="col">${corner}</th>
      ${TYPES.map((type) => html`<th scope="col">${type}</th>`)}
    </tr>
  </thead>`;
}

/**
 * A line of such a table.
 *
 * @param {string} title
 * @param {(type: typeof TYPES[number]) => any} number
 */
export function row(title, number) {
  const best = inType(number('float64'), 'float64');
  return html`<tr>
    <th scope="row">${title}</th>
    ${TYPES.map((type) => {
      const [same, off] = apart(inType(number(type), type), best);
      return html`<td>${same}<span class="off">${off}</span></td>`;
    })}
  </tr>`;
}

/** @param {any} table */
function lesson(table) {
  if (table.keys.length === 0) {
    return 'No key is left to the query: there is no softmax to take.';
  }
  if (table.place < 0) {
    return 'The key is left out: its weight is 0 in every type and form.';
  }
  const broken = TYPES.filter((type) => !Number.isFinite(numeric(table[type].plain.sum)));
  return broken.length > 0
    ? `The plain softmax breaks in ${broken.map((type) => `${type} (largest number ${largestOf(type)})`).join(', ')}: a power is beyond it, and infinity by infinity is no number. The other two forms take the maximum out first.`
    : 'No power is beyond any of the types here, so all three forms agree within rounding.';
}
