// @ts-check
/** The cells of a map that is too large to be here as a whole: tiles, coarse first, fine later. */
import { isGivenUp, subjectPath } from '../shell/api.js';
import { paint, usualEnd } from '../draw/colour.js';
import { hatching, uncover } from '../draw/hatch.js';
import { isMasked, leftOut } from '../parts/matrix.js';

/** @typedef {import('../draw/geometry.js').Frame} Frame */
/** @typedef {import('../draw/geometry.js').Region} Region */
/** @typedef {import('../draw/colour.js').Paints} Paints */

/**
 * @typedef {object} Tile
 * @property {Region} region
 * @property {Float32Array} data
 * @property {Uint8Array|null} out 1 where the mask leaves out all of a cell
 * @property {number} columns
 * @property {HTMLCanvasElement} canvas
 * @property {number} painted the ramp's end when it was painted, 0 before
 */

/** @typedef {{level: number, row: number, column: number}} Place */
/** @typedef {{rows: number, columns: number, coarsest: number}} Pyramid */

const SIDE = 256;
/** Cells of a side of the coarsest tile, which holds all: one look at every weight, not one a tile. */
const WHOLE = 1024;
const MOST_TILES = 160;
const AT_ONCE = 2;
const INSET = 104;
const EDGE = 10;

/** A pyramid of tiles: level n has 2ⁿ × 2ⁿ weights in a cell. */
export class TileCells {
  /** @type {(() => void)|null} */
  onMore = null;
  /** @type {(() => void)|null} once all of it can be seen */
  onWhole = null;
  /** @type {Map<string, Tile>} least recently drawn first */
  #tiles = new Map();
  /** @type {Map<string, string>} paths on their way */
  #running = new Map();
  /** @type {Set<string>} */
  #failed = new Set();
  /** @type {Map<number, number>} the ramp's end of each level */
  #ends = new Map();

  /**
   * @param {import('../shell/api.js').Api} api
   * @param {import('../shell/subject.js').Subject} subject
   * @param {{layer: number|'mean', head: number|'mean', from: string, pool: string}} of
   * @param {Paints} paints
   */
  constructor(api, subject, of, paints) {
    this.api = api;
    this.subject = subject;
    this.of = of;
    this.paints = paints;
    this.rows = subject.queries;
    this.columns = subject.keys;
    this.coarsest = Math.max(0, Math.ceil(Math.log2(Math.max(this.rows, this.columns) / WHOLE)));
    /** The level that was drawn last. */
    this.level = this.coarsest;
  }

  /** The ramp's end at the level in sight; 0 until its first tile is there. */
  get end() {
    const level = this.of.pool === 'maximum' ? this.coarsest : this.level;
    return this.#ends.get(level) ?? this.#ends.get(this.coarsest) ?? 0;
  }

  /** Weights of a side of a cell in sight. */
  get side() {
    const whole = Math.ceil(Math.max(this.rows, this.columns) / WHOLE);
    return this.level === this.coarsest ? whole : 2 ** this.level;
  }

  /** Whether all of it can be seen, if only coarsely. */
  get isThere() {
    return this.#tiles.has(nameOf({ level: this.coarsest, row: 0, column: 0 }));
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Frame} frame
   * @param {Region} region
   */
  draw(context, frame, region) {
    const weights = (region[3] - region[2]) / frame.width / (devicePixelRatio || 1);
    this.level = Math.min(this.coarsest, Math.max(0, Math.floor(Math.log2(weights) + 0.3)));
    const wanted = inSight(this.level, region, this);
    context.save();
    context.beginPath();
    context.rect(frame.left, frame.top, frame.width, frame.height);
    context.clip();
    for (let level = this.coarsest; level >= this.level; level--) {
      const places = level === this.level ? wanted : inSight(level, region, this);
      for (const place of places) {
        this.#drawTile(context, frame, region, place);
      }
    }
    context.restore();
    this.#drawWhole(context, frame, region);
    this.#fetch([{ level: this.coarsest, row: 0, column: 0 }, ...wanted]);
  }

  /** @param {CanvasRenderingContext2D} context @param {Frame} frame @param {Region} region @param {Place} place */
  #drawTile(context, frame, [top, bottom, left, right], place) {
    const name = nameOf(place);
    const tile = this.#tiles.get(name);
    if (tile === undefined) {
      return;
    }
    this.#tiles.delete(name);
    this.#tiles.set(name, tile);
    const end = this.#endOf(place.level);
    if (tile.painted !== end) {
      paintTile(tile, end, this.paints);
    }
    const across = frame.width / (right - left);
    const down = frame.height / (bottom - top);
    const [q0, q1, k0, k1] = tile.region;
    const [x, y] = [frame.left + (k0 - left) * across, frame.top + (q0 - top) * down];
    const [wide, high] = [(k1 - k0) * across, (q1 - q0) * down];
    if (tile.out !== null) {
      context.fillStyle = hatching(context, this.paints);
      context.fillRect(x, y, wide, high);
    }
    context.imageSmoothingEnabled = wide / tile.columns < 0.75;
    context.drawImage(tile.canvas, x, y, wide, high);
  }

  /** Of a part, a small picture of the whole says where it is. @param {CanvasRenderingContext2D} context @param {Frame} frame @param {Region} region */
  #drawWhole(context, frame, [top, bottom, left, right]) {
    const whole = this.#tiles.get(nameOf({ level: this.coarsest, row: 0, column: 0 }));
    const isPart = bottom - top < this.rows / 2 || right - left < this.columns / 2;
    if (whole === undefined || !isPart || frame.width < 3 * INSET) {
      return;
    }
    const x = frame.left + frame.width - INSET - EDGE;
    const y = frame.top + EDGE;
    context.fillStyle = this.paints.surface;
    context.fillRect(x - 3, y - 3, INSET + 6, INSET + 6);
    context.imageSmoothingEnabled = true;
    context.drawImage(whole.canvas, x, y, INSET, INSET);
    context.lineWidth = 1;
    context.strokeStyle = this.paints.grid;
    context.strokeRect(x - 3.5, y - 3.5, INSET + 7, INSET + 7);
    const place = (/** @type {number} */ at, /** @type {number} */ size) => (at / size) * INSET;
    const wide = Math.max(4, place(right - left, this.columns));
    const high = Math.max(4, place(bottom - top, this.rows));
    context.lineWidth = 2;
    context.strokeStyle = this.paints.unknown;
    context.strokeRect(x + place(left, this.columns), y + place(top, this.rows), wide, high);
  }

  /** @param {number} level */
  #endOf(level) {
    const at = this.of.pool === 'maximum' ? this.coarsest : level;
    return this.#ends.get(at) ?? this.#ends.get(level) ?? 1;
  }

  /** Asks for what is in sight, and no longer for what is not. @param {Place[]} places */
  #fetch(places) {
    const missing = places.filter((place) => {
      const name = nameOf(place);
      return !this.#tiles.has(name) && !this.#failed.has(name);
    });
    if (!this.isThere) {
      missing.length = Math.min(1, missing.length);
    }
    const names = new Set(missing.map(nameOf));
    for (const [name, path] of this.#running) {
      if (!names.has(name)) {
        this.#running.delete(name);
        this.api.giveUp(path);
      }
    }
    for (const place of missing) {
      if (this.#running.size >= AT_ONCE) {
        break;
      }
      if (!this.#running.has(nameOf(place))) {
        this.#ask(place);
      }
    }
  }

  /** Asks for nothing more: other cells are looked at. */
  stop() {
    this.onMore = null;
    this.onWhole = null;
    for (const path of this.#running.values()) {
      this.api.giveUp(path);
    }
    this.#running.clear();
  }

  /** @param {Place} place */
  async #ask(place) {
    const name = nameOf(place);
    const region = regionOf(place, this);
    const [q0, q1, k0, k1] = region;
    const { layer, head, from, pool } = this.of;
    const cells = place.level === this.coarsest ? WHOLE : SIDE;
    const part = { cells, q0, q1, k0, k1 };
    const asked = { ...part, from, value: pool };
    const path = subjectPath(this.subject.id, `heads/${layer}/${head}/map`, asked);
    this.#running.set(name, path);
    try {
      const [numbers, kept] = await Promise.all([
        this.api.get(path, { binary: true }),
        this.#kept(part),
      ]);
      this.#keep(place, { region, out: leftOut(kept) }, numbers);
      if (place.level === this.coarsest) {
        this.onWhole?.();
      }
    } catch (error) {
      if (!isGivenUp(error)) {
        this.#failed.add(name);
      }
    }
    if (this.#running.get(name) === path) {
      this.#running.delete(name);
    }
    this.onMore?.();
  }

  /** What the mask leaves of a part; undefined where there is none. @param {Record<string, number>} part */
  async #kept(part) {
    const { layer } = this.of;
    return isMasked(this.subject) && layer !== 'mean'
      ? this.api.get(subjectPath(this.subject.id, 'mask', { layer, ...part }), { binary: true })
      : undefined;
  }

  /** @param {Place} place @param {{region: Region, out: Uint8Array|null}} of @param {import('../shell/api.js').Numbers} numbers */
  #keep(place, { region, out }, { data, shape }) {
    const canvas = document.createElement('canvas');
    [canvas.height, canvas.width] = shape;
    const cells = /** @type {Float32Array} */ (data);
    const tile = { region, data: cells, out, columns: shape[1], canvas, painted: 0 };
    const { end } = usualEnd(data, shape[1]);
    this.#ends.set(
      place.level,
      Math.max(end < 1 ? end : 0, this.#ends.get(place.level) ?? 0) || end,
    );
    this.#tiles.set(nameOf(place), tile);
    const coarsest = nameOf({ level: this.coarsest, row: 0, column: 0 });
    for (const name of this.#tiles.keys()) {
      if (this.#tiles.size <= MOST_TILES) {
        break;
      }
      if (name !== coarsest) {
        this.#tiles.delete(name);
      }
    }
  }
}

/** @param {Tile} tile @param {number} end @param {Paints} paints */
function paintTile(tile, end, paints) {
  const { canvas, data, out } = tile;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const image = context.createImageData(canvas.width, canvas.height);
  const pixels = new Uint32Array(image.data.buffer);
  paint(data, end, paints, pixels);
  uncover(pixels, out);
  context.putImageData(image, 0, 0);
  tile.painted = end;
}

/** @param {Place} place */
function nameOf({ level, row, column }) {
  return `${level}/${row}/${column}`;
}

/** @param {Place} place @param {Pyramid} pyramid @returns {Region} */
function regionOf({ level, row, column }, { rows, columns, coarsest }) {
  if (level === coarsest) {
    return [0, rows, 0, columns];
  }
  const side = SIDE * 2 ** level;
  return [
    row * side,
    Math.min(rows, (row + 1) * side),
    column * side,
    Math.min(columns, (column + 1) * side),
  ];
}

/**
 * The tiles of a level that are in sight, from the middle outwards.
 *
 * @param {number} level
 * @param {Region} region
 * @param {Pyramid} pyramid
 * @returns {Place[]}
 */
function inSight(level, [top, bottom, left, right], { rows, columns, coarsest }) {
  if (level === coarsest) {
    return [{ level, row: 0, column: 0 }];
  }
  const side = SIDE * 2 ** level;
  const middle = { row: (top + bottom) / 2 / side - 0.5, column: (left + right) / 2 / side - 0.5 };
  /** @type {Place[]} */
  const places = [];
  for (let row = Math.floor(top / side); row * side < Math.min(bottom, rows); row++) {
    for (let column = Math.floor(left / side); column * side < Math.min(right, columns); column++) {
      places.push({ level, row, column });
    }
  }
  const far = (/** @type {Place} */ place) =>
    Math.abs(place.row - middle.row) + Math.abs(place.column - middle.column);
  return places.sort((one, other) => far(one) - far(other));
}
