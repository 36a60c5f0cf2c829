// @ts-check
/** What is drawn on and around the cells of a heat map. */
import { cellSize } from './geometry.js';
import { count, plain } from '../parts/format.js';
import { roundStep } from './axis.js';

/** @typedef {import('./heatmap.js').MapModel} MapModel */
/** @typedef {import('./geometry.js').Frame} Frame */
/** @typedef {import('./geometry.js').Region} Region */
/** @typedef {import('../parts/format.js').TokenLabel} TokenLabel */

const SANS = 'system-ui, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif';
const MEASURED = 512;
const LETTERS = 14;
const PITCH = 12;
const GAP = 7;
const SMALL = 6;

/** The font of names and numbers of so many pixels. @param {number} size @param {string} [weight] */
export function font(size, weight = '') {
  return `${weight} ${size}px ${SANS}`;
}

const ruler = /** @type {CanvasRenderingContext2D} */ (
  document.createElement('canvas').getContext('2d')
);

/** Room for the names left of the cells and above them. @param {MapModel} model @param {number} width */
export function namesRoom({ cells, rowLabel, columnLabel }, width) {
  const most = width < 480 ? 76 : 104;
  const widest = (
    /** @type {(place: number) => TokenLabel} */ label,
    /** @type {number} */ size,
  ) => {
    ruler.font = font(12, '600');
    let room = ruler.measureText(count(size)).width;
    for (let place = 0; place < Math.min(size, MEASURED); place++) {
      room = Math.max(room, ruler.measureText(plain(label(place), LETTERS)).width);
    }
    return Math.ceil(Math.min(most, Math.max(20, room)) + GAP + 4);
  };
  return { left: widest(rowLabel, cells.rows), top: widest(columnLabel, cells.columns) };
}

/**
 * Names of rows at the left and of columns above, upright; of small cells a number now and then.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Frame} frame
 * @param {Region} region
 * @param {MapModel} model
 */
export function drawNames(context, frame, region, model) {
  const [top, bottom, left, right] = region;
  const size = cellSize(frame, region);
  context.textBaseline = 'middle';
  context.direction = 'ltr';
  for (const row of places(top, bottom, size.down)) {
    const y = frame.top + (row + 0.5 - top) * size.down;
    name(context, model, rowName(model, row, size.down), { x: frame.left - GAP, y, turned: false });
  }
  for (const column of places(left, right, size.across)) {
    const x = frame.left + (column + 0.5 - left) * size.across;
    const label = columnName(model, column, size.across);
    name(context, model, label, { x, y: frame.top - GAP, turned: true });
  }
}

/** @param {MapModel} model @param {number} row @param {number} pitch */
function rowName(model, row, pitch) {
  return pitch < PITCH ? numbered(row, model.rowLabel(row)) : model.rowLabel(row);
}

/** @param {MapModel} model @param {number} column @param {number} pitch */
function columnName(model, column, pitch) {
  return pitch < PITCH ? numbered(column, model.columnLabel(column)) : model.columnLabel(column);
}

/** @param {number} place @param {TokenLabel} label @returns {TokenLabel} */
function numbered(place, label) {
  return { ...label, text: count(place), goesOn: false, special: true };
}

/** @param {number} first @param {number} end @param {number} pitch */
function places(first, end, pitch) {
  const every = pitch >= PITCH ? 1 : roundStep(22 / pitch);
  const all = [];
  for (let place = Math.ceil((first - 0.5) / every) * every; place + 0.5 <= end; place += every) {
    if (place >= 0) {
      all.push(place);
    }
  }
  return all;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {MapModel} model
 * @param {TokenLabel} label
 * @param {{x: number, y: number, turned: boolean}} at
 * @param {string} [weight]
 */
function name(context, { paints }, label, { x, y, turned }, weight = '') {
  context.save();
  context.translate(x, y);
  context.font = font(12, weight);
  context.fillStyle = label.special && weight === '' ? paints.faint : paints.ink;
  context.textAlign = turned ? 'left' : 'right';
  if (turned) {
    context.rotate(-Math.PI / 2);
  }
  context.fillText(plain(label, LETTERS), 0, 0, turned ? y : x);
  context.restore();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Frame} frame
 * @param {Region} region
 * @param {MapModel} model
 */
export function drawPins(context, frame, region, { pins, paints }) {
  const size = cellSize(frame, region);
  context.fillStyle = paints.accent;
  context.strokeStyle = paints.accent;
  for (const row of pins) {
    const y = frame.top + (row - region[0]) * size.down;
    if (y + size.down > frame.top && y < frame.top + frame.height) {
      context.fillRect(frame.left - 4, Math.max(frame.top, y), 3, Math.max(2, size.down - 1));
    }
  }
}

/**
 * Lines along the row and the column in question, and their names over all others.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Frame} frame
 * @param {Region} region
 * @param {MapModel} model
 */
export function drawCross(context, frame, region, model) {
  const { row, column, paints } = model;
  const size = cellSize(frame, region);
  const [top, bottom, left, right] = region;
  context.strokeStyle = paints.accent;
  context.lineWidth = 1.5;
  if (row !== null && row + 1 > top && row < bottom) {
    const y = frame.top + (row - top) * size.down;
    band(context, frame, { x: frame.left, y, width: frame.width, height: size.down });
    plate(context, model, { x: 0, y: y + size.down / 2 - 9, width: frame.left - 5, height: 18 });
    const at = { x: frame.left - GAP, y: y + size.down / 2, turned: false };
    name(context, model, model.rowLabel(row), at, '600');
  }
  if (column !== null && column + 1 > left && column < right) {
    const x = frame.left + (column - left) * size.across;
    band(context, frame, { x, y: frame.top, width: size.across, height: frame.height });
    plate(context, model, { x: x + size.across / 2 - 9, y: 0, width: 18, height: frame.top - 5 });
    const at = { x: x + size.across / 2, y: frame.top - GAP, turned: true };
    name(context, model, model.columnLabel(column), at, '600');
  }
}

/** @typedef {{x: number, y: number, width: number, height: number}} Box */

/** @param {CanvasRenderingContext2D} context @param {Frame} frame @param {Box} box */
function band(context, frame, { x, y, width, height }) {
  context.save();
  context.beginPath();
  context.rect(frame.left - 1, frame.top - 1, frame.width + 2, frame.height + 2);
  context.clip();
  const out = Math.min(width, height) < SMALL ? 1 : 0;
  context.strokeRect(x - out, y - out, width + 2 * out, height + 2 * out);
  context.restore();
}

/** @param {CanvasRenderingContext2D} context @param {MapModel} model @param {Box} box */
function plate(context, { paints }, { x, y, width, height }) {
  context.fillStyle = paints.surface;
  context.fillRect(x, y, width, height);
}
