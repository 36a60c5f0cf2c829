// @ts-check
/** Queries at the left, keys at the right, and lines between them: the more weight, the stronger. */
import { cut } from '../parts/format.js';
import { fit } from './heatmap.js';
import { once } from './once.js';
import { placeOf, rowOf, strongest } from '../parts/matrix.js';

/** @typedef {import('../parts/matrix.js').Matrix} Matrix */
/** @typedef {import('../parts/format.js').TokenLabel} TokenLabel */

/**
 * @typedef {object} LinksModel queries and keys by their own numbers
 * @property {Matrix} matrix
 * @property {number|null} query looked at now
 * @property {number|null} key
 * @property {number[]} pins queries
 * @property {import('./colour.js').Paints} paints
 * @property {(query: number|null, key: number|null) => void} point
 * @property {(query: number) => void} chooseQuery
 * @property {(key: number) => void} chooseKey
 */

const PITCH = 24;
const WIDEST = 7;
const MOST = 160;
const LETTERS = 22;

/** `<heed-links>`: names are buttons, so that they can be reached by keys and heard. */
export class TokenLinks extends HTMLElement {
  #canvas = document.createElement('canvas');
  #queries = column('queries', 'queries look');
  #keys = column('keys', 'at keys');
  /** @type {LinksModel|null} */
  #model = null;
  /** @type {Matrix|null} */
  #named = null;
  #draw = once(() => this.#drawNow());
  #toReveal = false;
  #resized = new ResizeObserver(() => this.#draw());

  constructor() {
    super();
    this.#listen(this.#queries, 'query');
    this.#listen(this.#keys, 'key');
  }

  connectedCallback() {
    this.#canvas.setAttribute('aria-hidden', 'true');
    const scroller = document.createElement('div');
    scroller.className = 'links-scroll';
    const middle = document.createElement('div');
    middle.className = 'links-middle';
    middle.append(this.#canvas);
    scroller.append(this.#queries, middle, this.#keys);
    this.replaceChildren(scroller);
    this.scroller = scroller;
    scroller.addEventListener('scroll', () => this.#draw(), { passive: true });
    this.#resized.observe(scroller);
  }

  disconnectedCallback() {
    this.#resized.disconnect();
  }

  /** @param {LinksModel} model */
  set model(model) {
    const before = this.#model;
    this.#model = model;
    if (!isNamedAlike(this.#named, model.matrix)) {
      this.#named = model.matrix;
      names(this.#queries, model.matrix.rows, model.matrix.queries, 'query');
      names(this.#keys, model.matrix.columns, model.matrix.keys, 'key');
    }
    this.#mark(model);
    this.#toReveal ||= before === null || before.query !== model.query;
    this.#draw();
  }

  /** Brings a query that was chosen elsewhere into sight. @param {number|null} query */
  #reveal(query) {
    const scroller = this.scroller;
    const model = this.#model;
    if (query === null || model === null || scroller === undefined || this.matches(':hover')) {
      return;
    }
    const y = placeOf(model.matrix.rows, query) * PITCH;
    if (
      y >= 0 &&
      (y < scroller.scrollTop || y + 3 * PITCH > scroller.scrollTop + scroller.clientHeight)
    ) {
      scroller.scrollTop = y - scroller.clientHeight / 2;
    }
  }

  /** @param {HTMLElement} list @param {'query'|'key'} part */
  #listen(list, part) {
    const place = (/** @type {Event} */ event) => {
      const button = /** @type {HTMLElement} */ (event.target).closest('button');
      return button === null ? null : Number(button.dataset.place);
    };
    const point = (/** @type {Event} */ event) => {
      const at = place(event);
      this.#model?.point(part === 'query' ? at : null, part === 'key' ? at : null);
    };
    list.addEventListener('pointerover', point);
    list.addEventListener('pointerleave', () => this.#model?.point(null, null));
    list.addEventListener('click', (event) => {
      const at = place(event);
      if (at !== null) {
        part === 'query' ? this.#model?.chooseQuery(at) : this.#model?.chooseKey(at);
      }
    });
    list.addEventListener('keydown', (event) => step(event));
  }

  /** @param {LinksModel} model */
  #mark({ query, key, pins, matrix }) {
    const row = query === null ? null : rowOf(matrix, query);
    const most = row === null ? 0 : Math.max(0, ...row);
    for (const button of buttons(this.#queries)) {
      const place = Number(button.dataset.place);
      button.classList.toggle('here', place === query);
      const isPinned = pins.includes(place);
      if (button.classList.toggle('pinned', isPinned) !== (button.ariaPressed === 'true')) {
        button.ariaPressed = String(isPinned);
      }
    }
    buttons(this.#keys).forEach((button, column) => {
      const share = row === null || most === 0 ? 1 : row[column] / most;
      button.classList.toggle('here', Number(button.dataset.place) === key);
      button.classList.toggle('weak', share < 0.08);
      button.classList.toggle('strong', row !== null && share > 0.5);
    });
  }

  #drawNow() {
    const model = this.#model;
    const scroller = this.scroller;
    const middle = this.#canvas.parentElement;
    if (model === null || scroller === undefined || middle === null || scroller.clientWidth === 0) {
      return;
    }
    if (this.#toReveal) {
      this.#toReveal = false;
      this.#reveal(model.query);
    }
    const ratio = devicePixelRatio || 1;
    const width = middle.clientWidth;
    const rows = Math.max(model.matrix.rows.length, model.matrix.columns.length) + 1;
    const height = Math.min(scroller.clientHeight, rows * PITCH + 8);
    fit(this.#canvas, { width, height }, ratio);
    const context = /** @type {CanvasRenderingContext2D} */ (this.#canvas.getContext('2d'));
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    context.lineCap = 'round';
    const links = linksOf(model);
    const most = links.reduce((high, { weight }) => Math.max(high, weight), 0) || 1;
    for (const link of links.reverse()) {
      curve(context, link, link.weight / most, {
        model,
        width,
        height,
        scrolled: scroller.scrollTop,
      });
    }
  }
}

/** Links of what is looked at, else of the pins, else the strongest. @param {LinksModel} model */
function linksOf({ matrix, query, key, pins }) {
  const shown = query !== null ? [query, ...pins.filter((pin) => pin !== query)] : pins;
  const links = shown.flatMap((from) =>
    Array.from(rowOf(matrix, from), (weight, column) => ({
      query: from,
      key: matrix.columns[column],
      weight,
    })),
  );
  if (query === null && key !== null) {
    const column = placeOf(matrix.columns, key);
    const size = matrix.columns.length;
    links.push(
      ...matrix.rows.map((from, row) => ({
        query: from,
        key,
        weight: matrix.data[row * size + column],
      })),
    );
  }
  const all =
    shown.length === 0 && key === null
      ? strongest(matrix, Math.min(MOST, 3 * matrix.rows.length))
      : links;
  return all
    .filter(({ weight }) => weight > 0.002 && Number.isFinite(weight))
    .sort((one, other) => other.weight - one.weight)
    .slice(0, 4 * MOST);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {{query: number, key: number}} link
 * @param {number} share of the strongest
 * @param {{model: LinksModel, width: number, height: number, scrolled: number}} at
 */
function curve(context, link, share, { model, width, height, scrolled }) {
  const { matrix, paints, query, key } = model;
  const y = (/** @type {number} */ place) => (place + 1.5) * PITCH - scrolled;
  const from = y(placeOf(matrix.rows, link.query));
  const to = y(placeOf(matrix.columns, link.key));
  if ((from < -PITCH && to < -PITCH) || (from > height + PITCH && to > height + PITCH)) {
    return;
  }
  const isSecond = query !== null && link.query !== query;
  const isCell = link.query === query && link.key === key;
  context.strokeStyle = isCell ? paints.ink : paints.accent;
  context.globalAlpha = (0.12 + 0.78 * share) * (isSecond ? 0.45 : 1);
  context.lineWidth = 0.6 + (WIDEST - 0.6) * share;
  context.beginPath();
  context.moveTo(0, from);
  context.bezierCurveTo(width * 0.45, from, width * 0.55, to, width, to);
  context.stroke();
  context.globalAlpha = 1;
}

/** @param {string} name @param {string} title */
function column(name, title) {
  const list = document.createElement('div');
  list.className = `links-${name}`;
  list.setAttribute('role', 'group');
  list.setAttribute('aria-label', name === 'queries' ? 'Queries' : 'Keys');
  const head = document.createElement('span');
  head.className = 'links-title';
  head.textContent = title;
  list.append(head);
  return list;
}

/**
 * @param {HTMLElement} list
 * @param {number[]} places
 * @param {TokenLabel[]} labels
 * @param {'query'|'key'} part
 */
function names(list, places, labels, part) {
  const made = places.map((place, at) => {
    const label = labels[place];
    const button = document.createElement('button');
    button.type = 'button';
    button.dataset.place = String(place);
    button.dataset.test = `${part}-${place}`;
    button.title = label.title;
    button.tabIndex = at === 0 ? 0 : -1;
    button.classList.toggle('special', label.special);
    if (label.goesOn) {
      const mark = document.createElement('span');
      mark.className = 'goes-on';
      mark.textContent = '##';
      button.append(mark);
    }
    const text = document.createElement('bdi');
    text.textContent = cut(label.text, LETTERS);
    button.append(text);
    return button;
  });
  list.replaceChildren(/** @type {Element} */ (list.firstElementChild), ...made);
}

/** Arrow keys go from name to name. @param {KeyboardEvent} event */
function step(event) {
  const button = /** @type {HTMLElement} */ (event.target);
  const next = { ArrowUp: button.previousElementSibling, ArrowDown: button.nextElementSibling }[
    event.key
  ];
  if (next instanceof HTMLButtonElement) {
    event.preventDefault();
    button.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }
}

/** @param {HTMLElement} list @returns {HTMLButtonElement[]} */
function buttons(list) {
  return /** @type {HTMLButtonElement[]} */ ([...list.children].slice(1));
}

/** @param {Matrix|null} before @param {Matrix} now */
function isNamedAlike(before, now) {
  return (
    before !== null &&
    before.rows.length === now.rows.length &&
    before.columns.length === now.columns.length &&
    before.rows.every((place, at) => place === now.rows[at]) &&
    before.queries.every(({ title }, at) => title === now.queries[at].title) &&
    before.keys.length === now.keys.length &&
    before.keys.every(({ title }, at) => title === now.keys[at].title)
  );
}

customElements.define('heed-links', TokenLinks);
