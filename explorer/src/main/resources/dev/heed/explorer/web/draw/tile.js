// @ts-check
import { paint, usualEnd } from './colour.js';
import { uncover } from './hatch.js';

/** @typedef {{cells: Float32Array|null, side: number, apart: number[], out: Uint8Array|null, paints: import('./colour.js').Paints}} SmallMap */

/** More cells of a side are drawn smaller than a pixel somewhere. */
const FINE = 128;

/** `<heed-tile>`: a small map, a pixel a cell, that the style sheet makes larger. */
class SmallMapTile extends HTMLElement {
  #canvas = document.createElement('canvas');
  /** @type {SmallMap|null} */
  #drawn = null;

  connectedCallback() {
    this.#canvas.setAttribute('aria-hidden', 'true');
    this.append(this.#canvas);
  }

  /** @param {SmallMap} map */
  set map(map) {
    const before = this.#drawn;
    if (map.cells !== null && isOther(map, before)) {
      this.#drawn = map;
      draw(this.#canvas, map.cells, map);
    }
    this.classList.toggle('fine', map.side > FINE);
    this.classList.toggle('masked', map.out !== null);
    this.classList.toggle('awaited', map.cells === null && before === null);
  }
}

/** @param {SmallMap} map @param {SmallMap|null} before */
function isOther({ cells, out, paints }, before) {
  return before?.cells !== cells || before.out !== out || before.paints !== paints;
}

/** @param {HTMLCanvasElement} canvas @param {Float32Array} cells @param {SmallMap} map */
function draw(canvas, cells, { side, apart, out, paints }) {
  const rows = cells.length / side;
  canvas.width = side;
  canvas.height = rows;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const image = context.createImageData(side, rows);
  const pixels = new Uint32Array(image.data.buffer);
  paint(cells, usualEnd(cells, side, apart).end, paints, pixels);
  uncover(pixels, out);
  context.putImageData(image, 0, 0);
}

customElements.define('heed-tile', SmallMapTile);
