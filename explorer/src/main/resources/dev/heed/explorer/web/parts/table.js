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
  /** @type {Matrix|(() => Matrix)|null} */
  #matrix = null;
  /** What the table that is there says. @type {{matrix: Matrix, table: HTMLTableElement}|null} */
  #built = null;
  #timer = 0;
  /** What the table is called. */
  caption = '';

  /** The matrix, or what makes it once the table is built. @param {Matrix|(() => Matrix)|null} matrix */
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
    const matrix = typeof this.#matrix === 'function' ? this.#matrix() : this.#matrix;
    if (matrix !== null && this.#built !== null && isAlike(this.#built.matrix, matrix)) {
      change(this.#built.table, this.#built.matrix, matrix);
      this.#built.matrix = matrix;
      return;
    }
    this.#built = null;
    if (matrix === null) {
      this.replaceChildren();
    } else if (matrix.rows.length <= MOST && matrix.columns.length <= MOST) {
      const table = tableOf(matrix, this.caption);
      this.#built = { matrix, table };
      this.replaceChildren(table);
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
  head.append(...namesOf(matrix.columns, matrix.keys).map((name) => cell('th', name, 'col')));
  const body = table.createTBody();
  matrix.rows.forEach((query, row) => {
    const line = body.insertRow();
    line.append(cell('th', plain(matrix.queries[query]), 'row'));
    const from = row * matrix.columns.length;
    line.append(...matrix.columns.map((_, column) => cell('td', wordsAt(matrix, from + column))));
  });
  return table;
}

/** @param {number[]} places @param {import('./format.js').TokenLabel[]} labels */
function namesOf(places, labels) {
  return places.map((place) => plain(labels[place]));
}

/** @param {Matrix} matrix @param {number} at */
function wordsAt({ data, out }, at) {
  return out?.[at] ? 'left out' : fixed(data[at], 4);
}

/** Whether only numbers may differ. @param {Matrix} one @param {Matrix} other */
function isAlike(one, other) {
  const names = (/** @type {Matrix} */ { rows, columns, queries, keys }) =>
    [...namesOf(rows, queries), '', ...namesOf(columns, keys)].join('\n');
  return names(one) === names(other);
}

/** Writes the numbers that differ: a browser takes its time for a table that is new. @param {HTMLTableElement} table @param {Matrix} before @param {Matrix} after */
function change(table, before, after) {
  const columns = after.columns.length;
  for (let at = 0; at < after.data.length; at++) {
    if (before.data[at] !== after.data[at] || before.out?.[at] !== after.out?.[at]) {
      const words = wordsAt(after, at);
      if (words !== wordsAt(before, at)) {
        const row = /** @type {HTMLTableSectionElement} */ (table.tBodies[0]).rows[
          Math.floor(at / columns)
        ];
        /** @type {Text} */ (row.cells[(at % columns) + 1].firstChild).data = words;
      }
    }
  }
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
