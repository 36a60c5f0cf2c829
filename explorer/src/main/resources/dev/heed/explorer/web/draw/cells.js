// @ts-check
/** The cells of a matrix that is here as a whole. */
import { paint, step } from './colour.js';
import { cellSize } from './geometry.js';
import { hatching, uncover } from './hatch.js';
import { font } from './marks.js';

/** @typedef {import('../parts/matrix.js').Matrix} Matrix */
/** @typedef {import('./geometry.js').Frame} Frame */
/** @typedef {import('./geometry.js').Region} Region */
/** @typedef {import('./colour.js').Paints} Paints */

const NUMBERED = 32;

/** A pixel a weight, made larger; numbers where there is room for them. */
export class MatrixCells {
  /** @type {(() => void)|null} */
  onMore = null;
  #image = document.createElement('canvas');

  /**
   * @param {Matrix} matrix
   * @param {Paints} paints
   */
  constructor(matrix, paints) {
    this.matrix = matrix;
    this.paints = paints;
    this.rows = matrix.rows.length;
    this.columns = matrix.columns.length;
    if (this.rows * this.columns > 0) {
      this.#paint();
    }
  }

  #paint() {
    this.#image.width = this.columns;
    this.#image.height = this.rows;
    const context = /** @type {CanvasRenderingContext2D} */ (this.#image.getContext('2d'));
    const image = context.createImageData(this.columns, this.rows);
    const pixels = new Uint32Array(image.data.buffer);
    paint(this.matrix.data, this.matrix.end, this.paints, pixels);
    uncover(pixels, this.matrix.out);
    context.putImageData(image, 0, 0);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Frame} frame
   * @param {Region} region
   */
  draw(context, frame, region) {
    const [top, bottom, left, right] = region;
    const size = cellSize(frame, region);
    if (this.matrix.out !== null) {
      context.fillStyle = hatching(context, this.paints);
      context.fillRect(frame.left, frame.top, frame.width, frame.height);
    }
    context.imageSmoothingEnabled = size.across * devicePixelRatio < 1;
    context.drawImage(
      this.#image,
      left,
      top,
      right - left,
      bottom - top,
      frame.left,
      frame.top,
      frame.width,
      frame.height,
    );
    if (size.across >= 10 && size.down >= 10) {
      this.#gaps(context, frame, region);
    }
    if (size.across >= NUMBERED && size.down >= 20) {
      this.#numbers(context, frame, region);
    }
  }

  /** Fine lines between cells. @param {CanvasRenderingContext2D} context @param {Frame} frame @param {Region} region */
  #gaps(context, frame, region) {
    const [top, bottom, left, right] = region;
    const size = cellSize(frame, region);
    context.fillStyle = this.paints.surface;
    for (let row = Math.ceil(top) + (top === Math.ceil(top) ? 1 : 0); row < bottom; row++) {
      context.fillRect(frame.left, frame.top + (row - top) * size.down - 0.5, frame.width, 1);
    }
    for (
      let column = Math.ceil(left) + (left === Math.ceil(left) ? 1 : 0);
      column < right;
      column++
    ) {
      context.fillRect(
        frame.left + (column - left) * size.across - 0.5,
        frame.top,
        1,
        frame.height,
      );
    }
  }

  /** @param {CanvasRenderingContext2D} context @param {Frame} frame @param {Region} region */
  #numbers(context, frame, region) {
    const [top, bottom, left, right] = region;
    const size = cellSize(frame, region);
    context.save();
    context.beginPath();
    context.rect(frame.left, frame.top, frame.width, frame.height);
    context.clip();
    context.font = font(11);
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    for (let row = Math.floor(top); row < bottom; row++) {
      for (let column = Math.floor(left); column < right; column++) {
        const weight = this.matrix.data[row * this.columns + column];
        if (this.matrix.out?.[row * this.columns + column]) {
          continue;
        }
        const x = frame.left + (column + 0.5 - left) * size.across;
        const y = frame.top + (row + 0.5 - top) * size.down;
        context.fillStyle = this.paints.rampBlack[step(weight / this.matrix.end)] ? '#000' : '#fff';
        context.fillText(short(weight), x, y);
      }
    }
    context.restore();
  }
}

/** Three characters for a share: `.07`, `1.0`; more for what is no share. @param {number} weight */
function short(weight) {
  if (!Number.isFinite(weight)) {
    return String(weight);
  }
  return weight >= 0 && weight < 0.995
    ? weight.toFixed(2).slice(1)
    : weight.toFixed(weight < 9.95 ? 1 : 0);
}
