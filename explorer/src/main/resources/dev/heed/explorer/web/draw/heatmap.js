// @ts-check
/** A heat map on a canvas: names, crosshair, pins, zoom; pointer and keys alike. */
import {
  cellSize,
  frameOf,
  isWhole,
  moved,
  pointAt,
  showing,
  wholeOf,
  zoomed,
} from './geometry.js';
import { drawCross, drawNames, drawPins, namesRoom } from './marks.js';
import { Gestures } from './gestures.js';
import { once } from './once.js';

/** @typedef {import('./geometry.js').Region} Region */
/** @typedef {import('./geometry.js').Frame} Frame */
/** @typedef {import('../parts/format.js').TokenLabel} TokenLabel */

/**
 * @typedef {object} Cells what is drawn
 * @property {number} rows
 * @property {number} columns
 * @property {(context: CanvasRenderingContext2D, frame: Frame, region: Region) => void} draw
 * @property {(() => void)|null} [onMore] set by the map: more of the cells can be drawn
 */

/**
 * @typedef {object} MapModel rows and columns count what is drawn, not queries and keys
 * @property {Cells} cells
 * @property {(row: number) => TokenLabel} rowLabel
 * @property {(column: number) => TokenLabel} columnLabel
 * @property {number|null} row under the crosshair
 * @property {number|null} column
 * @property {number[]} pins rows
 * @property {Region|null} region in sight; null is all
 * @property {boolean} isLong whether wheel and fingers move the map rather than the page
 * @property {import('./colour.js').Paints} paints
 * @property {string} label
 * @property {(row: number|null, column: number|null) => void} point
 * @property {(row: number, column: number, how: 'click'|'key') => void} choose
 * @property {(row: number, column: number) => void} open
 * @property {(row: number) => void} pin
 * @property {(region: Region|null) => void} see
 */

const REMEMBER = 250;
/** Of a long map all should be in sight, with what is above and below it. */
const BESIDE = 360;

/** `<heed-map>` */
export class HeatMap extends HTMLElement {
  #canvas = document.createElement('canvas');
  /** @type {MapModel|null} */
  #model = null;
  /** @type {Frame|null} */
  #frame = null;
  /** @type {Region} */
  #region = [0, 1, 0, 1];
  #asked = '';
  #redraw = once(() => this.#drawNow());
  #remember = 0;
  /** @type {Gestures|null} */
  #gestures = null;
  #resized = new ResizeObserver(() => this.draw());

  constructor() {
    super();
    this.addEventListener('keydown', (event) => this.#key(event));
  }

  connectedCallback() {
    this.tabIndex = 0;
    this.setAttribute('role', 'application');
    this.setAttribute('aria-roledescription', 'heat map');
    this.#canvas.setAttribute('aria-hidden', 'true');
    this.append(this.#canvas);
    this.#resized.observe(this);
    this.#gestures ??= new Gestures(this);
  }

  disconnectedCallback() {
    this.#resized.disconnect();
  }

  /** @param {MapModel} model */
  set model(model) {
    const before = this.#model;
    this.#model = model;
    this.setAttribute('aria-label', model.label);
    model.cells.onMore = () => this.draw();
    const asked = String(model.region);
    if (asked !== this.#asked || sizeOf(before) !== sizeOf(model)) {
      this.#asked = asked;
      this.#region = model.region ?? wholeOf(model.cells);
    }
    // In the frame that the page is drawn in: the one behind would be late.
    this.#redraw();
  }

  /** @returns {MapModel|null} */
  get model() {
    return this.#model;
  }

  /** Which part is in sight. */
  get region() {
    return this.#region;
  }

  /** Whether all of it is in sight. */
  get isWhole() {
    return this.#frame === null || isWhole(this.#region, this.#frame);
  }

  /** Draws before the next picture. */
  draw() {
    this.#redraw(requestAnimationFrame);
  }

  #drawNow() {
    const model = this.#model;
    const width = this.clientWidth;
    if (model === null || width === 0 || model.cells.rows * model.cells.columns === 0) {
      return;
    }
    const ratio = devicePixelRatio || 1;
    const least = model.isLong ? innerHeight - BESIDE : innerHeight * 0.78;
    const height = Math.min(720, Math.max(300, least));
    const frame = frameOf(model.cells, namesRoom(model, width), { width, height, ratio });
    this.#frame = frame;
    this.classList.toggle('part', !this.isWhole);
    const full = { width: frame.left + frame.width + 2, height: frame.top + frame.height + 2 };
    fit(this.#canvas, full, ratio);
    const context = /** @type {CanvasRenderingContext2D} */ (this.#canvas.getContext('2d'));
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, full.width, full.height);
    model.cells.draw(context, frame, this.#region);
    drawPins(context, frame, this.#region, model);
    drawNames(context, frame, this.#region, model);
    drawCross(context, frame, this.#region, model);
  }

  /** The point of the map under the pointer; null beside the cells. @param {{clientX: number, clientY: number}} event */
  pointOf(event) {
    const frame = this.#frame;
    if (frame === null) {
      return null;
    }
    const box = this.#canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const isIn =
      x >= frame.left &&
      y >= frame.top &&
      x < frame.left + frame.width &&
      y < frame.top + frame.height;
    return isIn ? pointAt(frame, this.#region, x, y) : null;
  }

  /** Shows another part. @param {Region} region */
  see(region) {
    const frame = this.#frame;
    this.#region = region;
    this.draw();
    clearTimeout(this.#remember);
    this.#remember = window.setTimeout(() => {
      const seen = frame === null || isWhole(region, frame) ? null : region;
      this.#asked = String(seen);
      this.#model?.see(seen);
    }, REMEMBER);
  }

  /**
   * Zooms about a point, or about the middle.
   *
   * @param {number} factor
   * @param {{row: number, column: number}|null} [point]
   */
  zoom(factor, point = null) {
    const frame = this.#frame;
    if (frame !== null) {
      const [top, bottom, left, right] = this.#region;
      const middle = { row: (top + bottom) / 2, column: (left + right) / 2 };
      this.see(zoomed(frame, this.#region, factor, point ?? this.#cross() ?? middle));
    }
  }

  /** Shows all. */
  fit() {
    if (this.#model !== null) {
      this.see(wholeOf(this.#model.cells));
    }
  }

  /** Moves what is in sight by pixels. @param {number} across @param {number} down */
  pan(across, down) {
    const frame = this.#frame;
    if (frame !== null) {
      const size = cellSize(frame, this.#region);
      this.see(moved(frame, this.#region, -down / size.down, -across / size.across));
    }
  }

  #cross() {
    const { row, column } = this.#model ?? { row: null, column: null };
    return row === null || column === null ? null : { row: row + 0.5, column: column + 0.5 };
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const model = this.#model;
    if (model === null || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const far = event.shiftKey ? 10 : 1;
    const run = /** @type {Record<string, () => void>} */ ({
      ArrowUp: () => this.#step(-far, 0),
      ArrowDown: () => this.#step(far, 0),
      ArrowLeft: () => this.#step(0, -far),
      ArrowRight: () => this.#step(0, far),
      PageUp: () => this.#step(-10, 0),
      PageDown: () => this.#step(10, 0),
      Home: () => this.#step(0, -Infinity),
      End: () => this.#step(0, Infinity),
      Enter: () => model.row !== null && model.open(model.row, model.column ?? 0),
      ' ': () => model.row !== null && model.pin(model.row),
      '+': () => this.zoom(1.5),
      '=': () => this.zoom(1.5),
      '-': () => this.zoom(1 / 1.5),
      0: () => this.fit(),
    })[event.key];
    if (run !== undefined) {
      event.preventDefault();
      event.stopPropagation();
      run();
    }
  }

  /** Moves the crosshair, and the map with it. @param {number} down @param {number} across */
  #step(down, across) {
    const model = /** @type {MapModel} */ (this.#model);
    const { rows, columns } = model.cells;
    const isThere = model.row !== null && model.column !== null;
    const [top, , left] = this.#region;
    const row = isThere ? bound(/** @type {number} */ (model.row) + down, rows) : Math.floor(top);
    const column = isThere
      ? bound(/** @type {number} */ (model.column) + across, columns)
      : Math.floor(left);
    if (this.#frame !== null) {
      const region = showing(this.#frame, this.#region, row, column);
      if (region !== this.#region) {
        this.see(region);
      }
    }
    // The next key may come before the page has drawn this one.
    [model.row, model.column] = [row, column];
    this.draw();
    model.choose(row, column, 'key');
  }
}

/** @param {number} place @param {number} size */
function bound(place, size) {
  return Math.min(size - 1, Math.max(0, place));
}

/** @param {MapModel|null} model */
function sizeOf(model) {
  return model === null ? '' : `${model.cells.rows} ${model.cells.columns}`;
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {{width: number, height: number}} size
 * @param {number} ratio
 */
export function fit(canvas, { width, height }, ratio) {
  const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== across || canvas.height !== down) {
    canvas.width = across;
    canvas.height = down;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
}

customElements.define('heed-map', HeatMap);
