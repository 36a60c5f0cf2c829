// @ts-check
/** A matrix on a canvas for those who hear the page: a table, or a summary where it is large. */
import { fixed, plain } from './format.js';
import { strongest } from './matrix.js';

/** @typedef {import('./matrix.js').Matrix} Matrix */

const MOST = 64;
const LINKS = 20;
const WAIT = 300;

/**
 * `<heed-table>`: its table is built when the page has nothing else to do, for a canvas is drawn
 * in less time than its table is built.
 */
export class MatrixTable extends HTMLElement {
  /** @type {Matrix|null} */
  #matrix = null;
  #timer = 0;
  /** What the table is called. */
  caption = '';

  /** @param {Matrix|null} matrix */
  set matrix(matrix) {
    if (matrix !== this.#matrix) {
      this.#matrix = matrix;
      clearTimeout(this.#timer);
      this.#timer = window.setTimeout(() => this.#build(), WAIT);
    }
  }

  connectedCallback() {
    this.classList.add('unseen');
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
  }

  #build() {
    const matrix = this.#matrix;
    if (matrix === null) {
      this.replaceChildren();
    } else if (matrix.rows.length <= MOST && matrix.columns.length <= MOST) {
      this.replaceChildren(tableOf(matrix, this.caption));
    } else {
      this.replaceChildren(summaryOf(matrix, this.caption));
    }
  }
}

/** @param {Matrix} matrix @param {string} caption */
function tableOf(matrix, caption) {
  const table = document.createElement('table');
  table.createCaption().textContent = `${caption}. A row is a query, a column a key.`;
  const head = table.createTHead().insertRow();
  head.append(cell('th', 'query', 'col'));
  head.append(...matrix.columns.map((key) => cell('th', plain(matrix.keys[key]), 'col')));
  const body = table.createTBody();
  matrix.rows.forEach((query, row) => {
    const line = body.insertRow();
    line.append(cell('th', plain(matrix.queries[query]), 'row'));
    const from = row * matrix.columns.length;
    line.append(
      ...matrix.columns.map((_, column) =>
        cell('td', matrix.out?.[from + column] ? 'left out' : fixed(matrix.data[from + column], 4)),
      ),
    );
  });
  return table;
}

/** @param {Matrix} matrix @param {string} caption */
function summaryOf(matrix, caption) {
  const summary = document.createElement('div');
  const words = document.createElement('p');
  words.textContent =
    `${caption}: ${matrix.rows.length} queries and ${matrix.columns.length} keys, ` +
    `too many for a table. The largest weights:`;
  const list = document.createElement('ol');
  for (const { query, key, weight } of strongest(matrix, LINKS)) {
    const item = document.createElement('li');
    const [from, to] = [plain(matrix.queries[query]), plain(matrix.keys[key])];
    item.textContent = `${from} (${query}) to ${to} (${key}): ${fixed(weight, 4)}`;
    list.append(item);
  }
  summary.append(words, list);
  return summary;
}

/** @param {'th'|'td'} name @param {string} text @param {string} [scope] */
function cell(name, text, scope) {
  const element = document.createElement(name);
  element.textContent = text;
  if (scope !== undefined) {
    element.setAttribute('scope', scope);
  }
  return element;
}

customElements.define('heed-table', MatrixTable);
