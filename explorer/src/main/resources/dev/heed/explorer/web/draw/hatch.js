// @ts-check
/** Hatching: what a mask leaves out is no weight of 0. */

/** @typedef {import('./colour.js').Paints} Paints */

const SIDE = 6;

/** @type {WeakMap<Paints, CanvasPattern>} */
const known = new WeakMap();

/**
 * What to fill with; it lies still on the canvas, whatever is filled.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Paints} paints
 */
export function hatching(context, paints) {
  const before = known.get(paints);
  if (before !== undefined) {
    return before;
  }
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = SIDE;
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  pen.fillStyle = paints.surface;
  pen.fillRect(0, 0, SIDE, SIDE);
  pen.strokeStyle = paints.grid;
  for (const from of [-SIDE, 0, SIDE]) {
    pen.moveTo(from - 1, SIDE + 1);
    pen.lineTo(from + SIDE + 1, -1);
  }
  pen.stroke();
  const pattern = /** @type {CanvasPattern} */ (context.createPattern(canvas, 'repeat'));
  known.set(paints, pattern);
  return pattern;
}

/**
 * Takes the colour from what is left out, so that the ground shows.
 *
 * @param {Uint32Array} pixels
 * @param {Uint8Array|null} out 1 where a pixel is left out
 */
export function uncover(pixels, out) {
  out?.forEach((isOut, at) => {
    if (isOut === 1) {
      pixels[at] = 0;
    }
  });
}
