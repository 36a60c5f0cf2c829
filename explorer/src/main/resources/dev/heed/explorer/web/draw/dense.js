// @ts-check
/** `<heed-dense>`: a matrix of too many numbers to write out, on a canvas, walked through with keys. */
import { ARROWS } from '../parts/arrows.js';
import { exact, numeric } from '../parts/format.js';
import { hatching } from './hatch.js';

/**
 * @typedef {object} DenseMatrix
 * @property {string} title
 * @property {number} rows
 * @property {number} columns
 * @property {any[]} numbers row by row
 * @property {Uint8Array|null} out 1 where a mask leaves a key out
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
  /** A pixel a number. */
  #small = document.createElement('canvas');
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

  /** @param {CanvasRenderingContext2D} pen @param {Uint8Array} out @param {number} size of a cell */
  #hatch(pen, out, size) {
    const { rows, columns, paints } = /** @type {DenseMatrix} */ (this.#model);
    pen.beginPath();
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const first = column;
        while (column < columns && out[row * columns + column] === 1) {
          column++;
        }
        pen.rect(first * size, row * size, (column - first) * size, size);
      }
    }
    pen.fillStyle = hatching(pen, paints);
    pen.fill();
  }

  #draw() {
    if (this.#model === null || !this.isConnected) {
      return;
    }
    const { rows, columns, out, changed, paints } = this.#model;
    const size = Math.max(2, Math.min(LARGEST_CELL, Math.floor(WIDTH / columns)));
    const scale = Math.max(1, Math.round(devicePixelRatio));
    resize(this.#canvas, columns * size * scale, rows * size * scale);
    this.#canvas.style.width = `${columns * size}px`;
    const pen = /** @type {CanvasRenderingContext2D} */ (this.#canvas.getContext('2d'));
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.clearRect(0, 0, columns * size, rows * size);
    pen.imageSmoothingEnabled = false;
    paintPixels(this.#small, this.#model, belowOf(this, paints));
    pen.drawImage(this.#small, 0, 0, columns * size, rows * size);
    if (out !== null) {
      this.#hatch(pen, out, size);
    }
    pen.fillStyle = pen.strokeStyle = paints.ink;
    pen.beginPath();
    // Where all changed, dots would only hide it.
    for (const at of changed?.size === rows * columns ? [] : (changed ?? [])) {
      const [left, top] = [(at % columns) * size, Math.floor(at / columns) * size];
      pen.rect(left + size / 2 - 1, top + size / 2 - 1, 2, 2);
    }
    pen.fill();
    if (document.activeElement === this) {
      pen.lineWidth = 2;
      pen.strokeRect(this.#cursor[1] * size, this.#cursor[0] * size, size, size);
    }
  }
}

/** @type {WeakMap<import('./colour.js').Paints, string>} */
const known = new WeakMap();

/**
 * The colour of numbers below 0, which the style sheet says as that of text, of which there is
 * none here. To ask for it makes the browser lay out the page: once a theme is enough.
 *
 * @param {Element} element
 * @param {import('./colour.js').Paints} paints
 */
function belowOf(element, paints) {
  const colour = known.get(paints) ?? getComputedStyle(element).color;
  known.set(paints, colour);
  return colour;
}

/** @param {HTMLCanvasElement} canvas @param {number} width @param {number} height */
function resize(canvas, width, height) {
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
}

/**
 * A pixel a number, the larger the less it lets the ground through.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {DenseMatrix} matrix
 * @param {string} below the colour of numbers below 0
 */
function paintPixels(canvas, { rows, columns, numbers, paints }, below) {
  resize(canvas, columns, rows);
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const image = pen.createImageData(columns, rows);
  const values = numbers.map(numeric);
  const largest = values.reduce(
    (most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most),
    1e-300,
  );
  const [above, under, unknown] = [paints.accent, below, paints.unknown].map(rgb);
  values.forEach((value, at) => {
    const isKnown = Number.isFinite(value);
    image.data.set(isKnown ? (value < 0 ? under : above) : unknown, 4 * at);
    image.data[4 * at + 3] = 255 * (isKnown ? Math.abs(value) / largest : 1);
  });
  pen.putImageData(image, 0, 0);
}

/** Red, green and blue of `#1b6f8f` or `rgb(27, 111, 143)`. @param {string} colour */
function rgb(colour) {
  return colour.startsWith('#')
    ? [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))
    : (colour.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);
}

customElements.define('heed-dense', Dense);
