// @ts-check
/** Where the cells of a heat map lie, and which of them are in sight. */

/** @typedef {[number, number, number, number]} Region first row, behind the last, first column, behind */

/**
 * @typedef {object} Frame
 * @property {number} rows
 * @property {number} columns
 * @property {number} left room for the names of rows
 * @property {number} top room for the names of columns
 * @property {number} width of the cells
 * @property {number} height
 */

const LARGEST = 44;
const LEAST_HEIGHT = 160;
const FEWEST = 4;
/** Pixels of a cell from which on whole ones waste less room than they make even. */
const SMALL = 6;

/**
 * The frame of a map in so much room: cells are square, and whole pixels where they are not too small for it.
 *
 * @param {{rows: number, columns: number}} size
 * @param {{left: number, top: number}} names
 * @param {{width: number, height: number, ratio: number}} room ratio: pixels of the screen in one
 *     of the page
 * @returns {Frame}
 */
export function frameOf({ rows, columns }, { left, top }, room) {
  const wide = Math.max(40, room.width - left - 2);
  let across = Math.min(LARGEST, wide / columns);
  let down = Math.min(LARGEST, room.height / rows);
  if (across / down < 4 && down / across < 4) {
    across = down = Math.min(across, down);
  }
  const whole = (/** @type {number} */ side) =>
    side * room.ratio >= SMALL ? Math.floor(side * room.ratio) / room.ratio : side;
  const height = whole(down) * rows;
  return {
    rows,
    columns,
    left,
    top,
    width: Math.max(Math.min(wide, 24), whole(across) * columns),
    height: down < 1 ? Math.max(LEAST_HEIGHT, height) : height,
  };
}

/** All of the map. @param {{rows: number, columns: number}} size @returns {Region} */
export function wholeOf({ rows, columns }) {
  return [0, rows, 0, columns];
}

/** Whether a region is all of the map. @param {Region} region @param {Frame} frame */
export function isWhole([top, bottom, left, right], frame) {
  return top <= 0 && left <= 0 && bottom >= frame.rows && right >= frame.columns;
}

/** Pixels of a cell across and down. @param {Frame} frame @param {Region} region */
export function cellSize(frame, [top, bottom, left, right]) {
  return { across: frame.width / (right - left), down: frame.height / (bottom - top) };
}

/**
 * The region after a zoom about a point of the map.
 *
 * @param {Frame} frame
 * @param {Region} region
 * @param {number} factor above 1 shows less, larger
 * @param {{row: number, column: number}} about not whole
 */
export function zoomed(frame, [top, bottom, left, right], factor, about) {
  const high = clampSpan((bottom - top) / factor, frame.rows);
  const wide = clampSpan((right - left) / factor, frame.columns);
  const above = (about.row - top) / (bottom - top);
  const before = (about.column - left) / (right - left);
  return within(frame, about.row - above * high, high, about.column - before * wide, wide);
}

/**
 * The region moved by so many rows and columns.
 *
 * @param {Frame} frame
 * @param {Region} region
 * @param {number} down
 * @param {number} across
 */
export function moved(frame, [top, bottom, left, right], down, across) {
  return within(frame, top + down, bottom - top, left + across, right - left);
}

/**
 * The region moved so far that a cell is in sight.
 *
 * @param {Frame} frame
 * @param {Region} region
 * @param {number} row
 * @param {number} column
 * @returns {Region}
 */
export function showing(frame, region, row, column) {
  const [top, bottom, left, right] = region;
  const down = row < top ? row - top : row + 1 > bottom ? row + 1 - bottom : 0;
  const across = column < left ? column - left : column + 1 > right ? column + 1 - right : 0;
  return down === 0 && across === 0 ? region : moved(frame, region, down, across);
}

/** @param {number} span @param {number} size */
function clampSpan(span, size) {
  return Math.min(size, Math.max(Math.min(FEWEST, size), span));
}

/**
 * @param {Frame} frame
 * @param {number} top
 * @param {number} high
 * @param {number} left
 * @param {number} wide
 * @returns {Region}
 */
function within(frame, top, high, left, wide) {
  const first = Math.min(Math.max(0, top), frame.rows - high);
  const start = Math.min(Math.max(0, left), frame.columns - wide);
  return [first, first + high, start, start + wide];
}

/** The point of the map under a point of the canvas. @param {Frame} frame @param {Region} region */
export function pointAt(
  frame,
  [top, bottom, left, right],
  /** @type {number} */ x,
  /** @type {number} */ y,
) {
  return {
    row: top + ((y - frame.top) / frame.height) * (bottom - top),
    column: left + ((x - frame.left) / frame.width) * (right - left),
  };
}
