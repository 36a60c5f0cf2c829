// @ts-check
/** Weights with the names of their queries and keys, as pictures need them. */
import { labelsOf } from './format.js';

/** @typedef {import('./format.js').TokenLabel} TokenLabel */
/** @typedef {import('../shell/api.js').Numbers} Numbers */

/**
 * @typedef {object} Matrix
 * @property {Float32Array|Float64Array} data a row a query
 * @property {number[]} rows which query each row is
 * @property {number[]} columns which key each column is
 * @property {TokenLabel[]} queries labels of all queries, also of hidden ones
 * @property {TokenLabel[]} keys
 * @property {number} end the weight at the ramp's end
 * @property {number} largest
 * @property {boolean} capped whether the ramp ends before the largest
 * @property {Uint8Array|null} out 1 where the mask leaves a key out, as far as is known
 * @property {boolean} isKnown whether every weight is a number
 * @property {boolean} renormalised whether rows were divided by what hidden keys left of them
 */

/** Up to so many rows the ramp ends at the largest weight that does not stand apart. */
const FEW = 64;
/** Of fewer rows that do not stand apart none says what is usual. */
const FEWEST = 3;

/** @type {WeakMap<Numbers, {hides: boolean, out: Uint8Array|null, matrix: Matrix}>} */
const known = new WeakMap();

/**
 * The matrix of a subject from what the server sent.
 *
 * @param {Numbers} numbers `[queries, keys]`
 * @param {import('../shell/subject.js').Subject} subject
 * @param {boolean} hides whether special tokens are left away
 * @param {Uint8Array|null} out
 * @returns {Matrix}
 */
export function matrixOf(numbers, subject, hides, out) {
  const before = known.get(numbers);
  if (before !== undefined && before.hides === hides && before.out === out) {
    return before.matrix;
  }
  const [queries, keys] = [labelsOf(subject, subject.queries), labelsOf(subject, subject.keys)];
  const whole = {
    data: numbers.data,
    rows: queries.map((_, place) => place),
    columns: keys.map((_, place) => place),
    queries,
    keys,
    out,
  };
  const kept = hides ? without(whole) : { ...whole, renormalised: false };
  const isKnown = !kept.data.some(Number.isNaN);
  const matrix = { ...kept, isKnown, ...rampEnd(kept) };
  known.set(numbers, { hides, out, matrix });
  return matrix;
}

/** @typedef {import('../shell/api.js').Flags} Flags */

/** @type {WeakMap<Flags, Uint8Array|null>} */
const masks = new WeakMap();

/** Whether a mask may leave keys out. @param {import('../shell/subject.js').Subject} subject */
export function isMasked({ options }) {
  return ['causal', 'window', 'mask', 'lengths'].some((name) => options?.[name] !== undefined);
}

/**
 * Where the mask leaves out all keys of a cell: 1, elsewhere 0.
 *
 * @param {Flags|undefined} kept as the server says it: 1 where a key is left
 * @returns {Uint8Array|null} null where none is left out, or that is not known yet
 */
export function leftOut(kept) {
  if (kept === undefined) {
    return null;
  }
  if (!masks.has(kept)) {
    const out = Uint8Array.from(kept.data, (one) => 1 - one);
    masks.set(kept, out.includes(1) ? out : null);
  }
  return masks.get(kept) ?? null;
}

/** Whether the mask leaves a key out, as far as is known. @param {Matrix} matrix @param {number} query @param {number} key */
export function isOutAt({ out, rows, columns }, query, key) {
  return out?.[placeOf(rows, query) * columns.length + placeOf(columns, key)] === 1;
}

/** Whether anything would remain of a subject without its special tokens. @param {import('../shell/subject.js').Subject} subject */
export function canHideSpecial(subject) {
  const tokens = subject.tokens ?? [];
  return tokens.some((token) => token.special) && tokens.some((token) => !token.special);
}

/**
 * Special tokens are left away, and each row is divided by what remains of it.
 *
 * @param {Omit<Matrix, 'end'|'largest'|'capped'|'isKnown'|'renormalised'>} whole
 */
function without({ data, queries, keys }) {
  const usual = (/** @type {TokenLabel[]} */ labels) =>
    labels.flatMap((label, place) => (label.special ? [] : [place]));
  const [rows, columns] = [usual(queries), usual(keys)];
  const shares = new Float64Array(rows.length * columns.length);
  rows.forEach((query, row) => {
    const from = query * keys.length;
    const sum = columns.reduce((total, key) => total + data[from + key], 0);
    columns.forEach((key, column) => {
      shares[row * columns.length + column] = sum > 0 ? data[from + key] / sum : 0;
    });
  });
  return { data: shares, rows, columns, queries, keys, out: null, renormalised: true };
}

/**
 * The ramp ends at the largest weight between tokens that are not special; of many rows at the one
 * that nine of ten stay below.
 *
 * @param {Omit<Matrix, 'end'|'largest'|'capped'|'isKnown'>} matrix
 */
function rampEnd({ data, rows, columns, queries, keys }) {
  let largest = 0;
  const usual = rows.map((query, row) => {
    let most = 0;
    columns.forEach((key, column) => {
      const weight = data[row * columns.length + column];
      if (Number.isFinite(weight)) {
        largest = Math.max(largest, weight);
        most = keys[key].special || queries[query].special ? most : Math.max(most, weight);
      }
    });
    return most;
  });
  const maxima = usual.filter((most) => most > 0).sort((one, other) => one - other);
  if (maxima.length < FEWEST) {
    return { end: largest > 0 ? largest : 1, largest, capped: false };
  }
  const place = maxima.length <= FEW ? maxima.length : Math.ceil(0.9 * maxima.length);
  const end = maxima[place - 1] ?? largest;
  return { end: end > 0 ? end : 1, largest, capped: end > 0 && end < largest };
}

/**
 * A weight, or undefined where its query or key is hidden.
 *
 * @param {Matrix} matrix
 * @param {number} query
 * @param {number} key
 */
export function weightAt(matrix, query, key) {
  const row = placeOf(matrix.rows, query);
  const column = placeOf(matrix.columns, key);
  return row < 0 || column < 0 ? undefined : matrix.data[row * matrix.columns.length + column];
}

/** The weights of a query, by column; empty where it is hidden. @param {Matrix} matrix @param {number} query */
export function rowOf(matrix, query) {
  const row = placeOf(matrix.rows, query);
  const size = matrix.columns.length;
  return row < 0 ? matrix.data.subarray(0, 0) : matrix.data.subarray(row * size, (row + 1) * size);
}

/**
 * How many keys of a row have more weight, plus 1.
 *
 * @param {ArrayLike<number>} row
 * @param {number} weight
 */
export function rankIn(row, weight) {
  let rank = 1;
  for (let at = 0; at < row.length; at++) {
    rank += row[at] > weight ? 1 : 0;
  }
  return rank;
}

/** Where a number is in an ascending list, or −1. @param {number[]} places @param {number} wanted */
export function placeOf(places, wanted) {
  if (places[wanted] === wanted) {
    return wanted;
  }
  let low = 0;
  let high = places.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (places[middle] === wanted) {
      return middle;
    }
    if (places[middle] < wanted) {
      low = middle + 1;
    } else {
      high = middle - 1;
    }
  }
  return -1;
}

/**
 * The largest weights above 0 as links, largest first.
 *
 * @param {Matrix} matrix
 * @param {number} most
 * @returns {{query: number, key: number, weight: number}[]}
 */
export function strongest(matrix, most) {
  const { data, rows, columns } = matrix;
  const sample = Float64Array.from(data)
    .filter((weight) => weight > 0 && weight < Infinity)
    .sort();
  const least = sample.length > most ? sample[sample.length - most] : 0;
  const links = [];
  for (let at = 0; at < data.length; at++) {
    if (data[at] > 0 && data[at] >= least && data[at] < Infinity) {
      const query = rows[Math.floor(at / columns.length)];
      links.push({ query, key: columns[at % columns.length], weight: data[at] });
    }
  }
  return links.sort((one, other) => other.weight - one.weight).slice(0, most);
}
