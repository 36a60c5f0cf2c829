// @ts-check
import { scale } from './axis.js';
import { brief, count } from '../parts/format.js';
import { hatching } from './hatch.js';
import { fit } from './heatmap.js';
import { font } from './marks.js';
import { once } from './once.js';

/**
 * @typedef {object} BarsModel
 * @property {ArrayLike<number>} weights
 * @property {Uint8Array|null} [out] 1 where the mask leaves a key out
 * @property {number[]|null} columns which key each is; null: each its own
 * @property {number|null} key marked
 * @property {import('./colour.js').Paints} paints
 * @property {(key: number|null) => void} point
 * @property {(key: number) => void} choose
 */

const HEIGHT = 120;
const LEFT = 48;
const FOOT = 20;
const HEAD = 8;

/** `<heed-bars>`: a long row as upright bars by position; of several keys in a pixel the largest. */
class LongBars extends HTMLElement {
  #canvas = document.createElement('canvas');
  /** @type {BarsModel|null} */
  #model = null;
  /** Asks for its width, which costs a layout: not before the page around it stands. */
  #drawSoon = once(() => this.#draw());
  #resized = new ResizeObserver(() => this.#draw());

  constructor() {
    super();
    this.addEventListener('pointermove', (event) => this.#model?.point(this.#keyOf(event)));
    this.addEventListener('pointerleave', () => this.#model?.point(null));
    this.addEventListener('click', (event) => {
      const key = this.#keyOf(event);
      if (key !== null) {
        this.#model?.choose(key);
      }
    });
  }

  connectedCallback() {
    this.#canvas.setAttribute('aria-hidden', 'true');
    this.append(this.#canvas);
    this.#resized.observe(this);
  }

  disconnectedCallback() {
    this.#resized.disconnect();
  }

  /** @param {BarsModel} model */
  set model(model) {
    const before = this.#model;
    this.#model = model;
    if (
      before === null ||
      !isSame(before.weights, model.weights) ||
      before.key !== model.key ||
      before.out?.buffer !== model.out?.buffer ||
      before.paints !== model.paints
    ) {
      this.#drawSoon();
    }
  }

  /** @param {PointerEvent|MouseEvent} event */
  #keyOf(event) {
    const model = this.#model;
    const box = this.#canvas.getBoundingClientRect();
    const share = (event.clientX - box.left - LEFT) / (box.width - LEFT);
    if (model === null || share < 0 || share >= 1) {
      return null;
    }
    const column = Math.floor(share * model.weights.length);
    return model.columns?.[column] ?? column;
  }

  #draw() {
    const model = this.#model;
    const width = this.clientWidth;
    if (model === null || width === 0) {
      return;
    }
    const ratio = devicePixelRatio || 1;
    fit(this.#canvas, { width, height: HEIGHT }, ratio);
    const context = /** @type {CanvasRenderingContext2D} */ (this.#canvas.getContext('2d'));
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, HEIGHT);
    const { weights, paints } = model;
    const most = Math.max(1e-30, largest(weights, 0, weights.length));
    const up = scale([0, most], [HEIGHT - FOOT, HEAD]);
    axes(context, model, up, width);
    const wide = width - LEFT;
    const slots = Math.min(weights.length, Math.floor(wide));
    const marked = model.columns === null ? model.key : model.columns.indexOf(model.key ?? -1);
    for (let slot = 0; slot < slots; slot++) {
      const first = Math.floor((slot * weights.length) / slots);
      const end = Math.max(first + 1, Math.floor(((slot + 1) * weights.length) / slots));
      const y = up.at(largest(weights, first, end));
      const isMarked = marked !== null && marked >= first && marked < end;
      const x = LEFT + (slot * wide) / slots;
      if (model.out && !model.out.subarray(first, end).includes(0)) {
        context.fillStyle = hatching(context, paints);
        context.fillRect(x, HEAD, wide / slots + 0.5, HEIGHT - FOOT - HEAD);
      }
      context.fillStyle = isMarked ? paints.ink : paints.accent;
      const bar = Math.max(1, wide / slots - (wide / slots > 3 ? 1 : 0));
      context.fillRect(x, y, bar, HEIGHT - FOOT - y);
    }
  }
}

/** Whether two rows are the same numbers in memory. @param {ArrayLike<number>} one @param {ArrayLike<number>} other */
function isSame(one, other) {
  const [a, b] = /** @type {Float32Array[]} */ ([one, other]);
  return (
    one === other ||
    (a.buffer !== undefined &&
      a.buffer === b.buffer &&
      a.byteOffset === b.byteOffset &&
      a.length === b.length)
  );
}

/** @param {CanvasRenderingContext2D} context @param {BarsModel} model @param {import('./axis.js').Line} up @param {number} width */
function axes(context, { weights, columns, paints }, up, width) {
  context.font = font(11);
  context.textBaseline = 'middle';
  context.textAlign = 'right';
  for (const tick of up.ticks(3)) {
    context.fillStyle = paints.grid;
    context.fillRect(LEFT, Math.round(up.at(tick)), width - LEFT, 1);
    context.fillStyle = paints.faint;
    context.fillText(brief(tick), LEFT - 6, up.at(tick));
  }
  const across = scale([0, weights.length], [LEFT, width]);
  context.textAlign = 'center';
  for (const tick of across.ticks(5).filter((place) => Number.isInteger(place))) {
    const key = columns?.[tick] ?? tick;
    if (tick > 0 && across.at(tick) < width - 16) {
      context.fillText(count(key), across.at(tick), HEIGHT - 8);
    }
  }
}

/** @param {ArrayLike<number>} weights @param {number} first @param {number} end */
function largest(weights, first, end) {
  let most = 0;
  for (let at = first; at < end; at++) {
    most = weights[at] > most ? weights[at] : most;
  }
  return most;
}

customElements.define('heed-bars', LongBars);
