// @ts-check
/** Above a cell: which query and key, of which layer and head. */
import { html, nothing } from '/lib/lit-html/lit-html.js';
import { plain } from '../parts/format.js';

/** @typedef {import('../shell/app.js').App} App */
/** @typedef {import('./cell.js').Look} Look */

/** Of more a number is typed. */
const MOST_CHOICES = 512;

/** The pair, to choose another. @param {Look} look */
export function head(look) {
  const { app, state, subject, query, key } = look;
  return html`
    <header class="cell-head">
      <h1 class="unseen">Query ${query}, key ${key}</h1>
      <div class="picks">
        ${choice('query', 'Query', query, subject.queries, look)}
        <span class="looks" aria-hidden="true">→</span>
        ${choice('key', 'Key', key, subject.keys, look)}
      </div>
      <div class="picks">
        ${subject.layers > 1
          ? plainChoice('layer', 'Layer', state.layer, subject.layers, app)
          : nothing}
        ${subject.heads > 1 ? plainChoice('head', 'Head', state.head, subject.heads, app) : nothing}
        <a
          class="back"
          data-test="cell-to-head"
          href=${app.address({ view: 'head', query, key, step: null })}
          >All of this head</a
        >
      </div>
    </header>
  `;
}

/**
 * @param {'query'|'key'} part
 * @param {string} name
 * @param {number} value
 * @param {number} size
 * @param {Look} look
 */
function choice(part, name, value, size, { app, labels, query, key }) {
  const go = (/** @type {Event} */ event) => {
    const chosen = Number(/** @type {HTMLInputElement} */ (event.target).value);
    if (Number.isInteger(chosen) && chosen >= 0 && chosen < size) {
      app.go({ query, key, [part]: chosen });
    }
  };
  const field =
    size > MOST_CHOICES
      ? html`<input
          type="number"
          min="0"
          max=${size - 1}
          .value=${String(value)}
          data-test="cell-${part}"
          @change=${go}
        />`
      : html`<select data-test="cell-${part}" @change=${go}>
          ${Array.from(
            { length: size },
            (_, at) =>
              html`<option value=${at} .selected=${at === value}>
                ${at}${labels[at].text === String(at) ? '' : ` ${plain(labels[at], 24)}`}
              </option>`,
          )}
        </select>`;
  return html`<label class=${part}>${name} ${field}</label>`;
}

/**
 * @param {'layer'|'head'} part
 * @param {string} name
 * @param {any} value
 * @param {number} size
 * @param {App} app
 */
function plainChoice(part, name, value, size, app) {
  const go = (/** @type {Event} */ event) =>
    app.go({ [part]: Number(/** @type {HTMLSelectElement} */ (event.target).value) });
  return html`<label
    >${name}
    <select data-test="cell-${part}" @change=${go}>
      ${Array.from(
        { length: size },
        (_, at) => html`<option value=${at} .selected=${at === value}>${at}</option>`,
      )}
    </select></label
  >`;
}
