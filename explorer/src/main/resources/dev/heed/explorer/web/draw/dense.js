// @ts-check
/** `<heed-dense>`: a matrix of too many numbers to write out, on a canvas, walked through with keys. */
import { ARROWS } from '../parts/arrows.js';
import { exact, numeric } from '../parts/format.js';

/**
 * @typedef {object} DenseMatrix
 * @property {string} title
 * @property {number} rows
 * @property {number} columns
 * @property {any[]} numbers row by row
 * @property {Set<number>|undefined} changed places that the last edit reached
 * @property {string} address where a pair is walked through, without its query and key; empty for
 *     a matrix of no pairs
 * @property {import('./colour.js').Paints} paints
 * @property {(words: string) => void} announce
 */

/** Pixels of a cell: fewer where there are many. */
const LARGEST_CELL = 9;
const WIDTH = 560;

class Dense extends HTMLElement {
  #canvas = document.createElement('canvas');
  /** @type {DenseMatrix|null} */
  #model = null;
  /** @type {[number, number]} */
  #cursor = [0, 0];

  /** @param {DenseMatrix} model */
  set model(model) {
    this.#model = model;
    this.#cursor = [
      Math.min(this.#cursor[0], model.rows - 1),
      Math.min(this.#cursor[1], model.columns - 1),
    ];
    this.#label();
    this.#draw();
  }

  connectedCallback() {
    this.tabIndex = 0;
    this.setAttribute('role', 'img');
    this.replaceChildren(this.#canvas);
    this.addEventListener('keydown', this.#key);
    this.addEventListener('focus', this.#redraw);
    this.addEventListener('blur', this.#redraw);
    this.addEventListener('click', this.#click);
    this.addEventListener('mousemove', this.#point);
    this.#draw();
  }

  #redraw = () => this.#draw();

  /** @param {MouseEvent} event @returns {[number, number]} */
  #under(event) {
    const { rows, columns } = /** @type {DenseMatrix} */ (this.#model);
    const box = this.#canvas.getBoundingClientRect();
    const part = (
      /** @type {number} */ at,
      /** @type {number} */ size,
      /** @type {number} */ count,
    ) => Math.max(0, Math.min(count - 1, Math.floor((at / size) * count)));
    return [
      part(event.clientY - box.top, box.height, rows),
      part(event.clientX - box.left, box.width, columns),
    ];
  }

  #point = (/** @type {MouseEvent} */ event) => {
    this.title = this.#words(this.#under(event));
  };

  #click = (/** @type {MouseEvent} */ event) => {
    this.#cursor = this.#under(event);
    this.#open();
  };

  #key = (/** @type {KeyboardEvent} */ event) => {
    const { rows, columns, announce } = /** @type {DenseMatrix} */ (this.#model);
    const step = ARROWS[event.key];
    if (step !== undefined) {
      event.preventDefault();
      const [row, column] = [this.#cursor[0] + step[0], this.#cursor[1] + step[1]];
      this.#cursor = [
        Math.max(0, Math.min(rows - 1, row)),
        Math.max(0, Math.min(columns - 1, column)),
      ];
      this.title = this.#words(this.#cursor);
      announce(this.title);
      this.#draw();
    } else if (event.key === 'Enter') {
      this.#open();
    }
  };

  #open() {
    const { address } = /** @type {DenseMatrix} */ (this.#model);
    if (address !== '') {
      location.hash = `${address}&q=${this.#cursor[0]}&k=${this.#cursor[1]}`;
    }
  }

  /** @param {[number, number]} place */
  #words([row, column]) {
    const { title, columns, numbers } = /** @type {DenseMatrix} */ (this.#model);
    return `${title}[${row}, ${column}] = ${exact(numbers[row * columns + column])}`;
  }

  #label() {
    const { title, rows, columns, address } = /** @type {DenseMatrix} */ (this.#model);
    const enter = address === '' ? '' : ', Enter walks through it';
    this.setAttribute(
      'aria-label',
      `${title}, ${rows} by ${columns}. Arrows say a number${enter}.`,
    );
  }

  #draw() {
    if (this.#model === null || !this.isConnected) {
      return;
    }
    const { rows, columns, numbers, changed, paints } = this.#model;
    const size = Math.max(2, Math.min(LARGEST_CELL, Math.floor(WIDTH / columns)));
    const scale = Math.max(1, Math.round(devicePixelRatio));
    this.#canvas.width = columns * size * scale;
    this.#canvas.height = rows * size * scale;
    this.#canvas.style.width = `${columns * size}px`;
    const pen = /** @type {CanvasRenderingContext2D} */ (this.#canvas.getContext('2d'));
    pen.scale(scale, scale);
    // The style sheet says it as the colour of text here, of which there is none.
    const below = getComputedStyle(this).color;
    const values = numbers.map(numeric);
    const largest = values.reduce(
      (most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most),
      1e-300,
    );
    values.forEach((value, at) => {
      pen.globalAlpha = Number.isFinite(value)
        ? Math.abs(value) / largest
        : value === -Infinity
          ? 0.35
          : 1;
      pen.fillStyle = colourOf(value, below, paints);
      pen.fillRect((at % columns) * size, Math.floor(at / columns) * size, size, size);
    });
    pen.globalAlpha = 1;
    pen.strokeStyle = paints.ink;
    for (const at of changed ?? []) {
      pen.fillStyle = paints.ink;
      const [left, top] = [(at % columns) * size, Math.floor(at / columns) * size];
      pen.fillRect(left + size / 2 - 1, top + size / 2 - 1, 2, 2);
    }
    if (document.activeElement === this) {
      pen.lineWidth = 2;
      pen.strokeRect(this.#cursor[1] * size, this.#cursor[0] * size, size, size);
    }
  }
}

/** @param {number} value @param {string} below @param {import('./colour.js').Paints} paints */
function colourOf(value, below, paints) {
  if (value === -Infinity) {
    return paints.grid;
  }
  return Number.isFinite(value) ? (value < 0 ? below : paints.accent) : paints.unknown;
}

customElements.define('heed-dense', Dense);
