// @ts-check
/** Own numbers as nested lists: their shapes, one number changed, rows and columns more or fewer. */

/** @typedef {any[]} Nested numbers within lists within lists; NaN and infinities as JSON's strings */
/** @typedef {Record<string, any>} Arrays by the names that Heed reads: Q, K, V or X, W_Q, … */

/** The order in which arrays are shown. */
export const NAMES = ['Q', 'K', 'V', 'X', 'W_Q', 'W_K', 'W_V', 'b_Q', 'b_K', 'b_V'];

/** What each axis of an array counts, from the last one on. */
const AXES = /** @type {Record<string, string[]>} */ ({
  Q: ['D', 'L'],
  K: ['D', 'S'],
  V: ['Dv', 'S'],
  X: ['E', 'L'],
  W_Q: ['D', 'E'],
  W_K: ['D', 'E'],
  W_V: ['Dv', 'E'],
  b_Q: ['D'],
  b_K: ['D'],
  b_V: ['Dv'],
});

/** Sizes that can be changed, in words. */
export const SIZES = /** @type {Record<string, string>} */ ({
  L: 'queries',
  S: 'keys',
  E: 'columns of X',
  D: 'columns of Q, K',
  Dv: 'columns of V',
});

/**
 * The arrays by the names that are shown: files may write them in any case, and one without a name
 * is X.
 *
 * @param {Arrays} arrays
 * @returns {Arrays}
 */
export function named(arrays) {
  return Object.fromEntries(
    Object.entries(arrays).map(([name, nested]) => [
      name === ''
        ? 'X'
        : (NAMES.find((known) => known.toLowerCase() === name.toLowerCase()) ?? name),
      nested,
    ]),
  );
}

/** The sizes of a nested list. @param {any} nested @returns {number[]} */
export function shapeOf(nested) {
  return Array.isArray(nested) ? [nested.length, ...shapeOf(nested[0])] : [];
}

/** The arrays that are there, in order. @param {Arrays} arrays */
export function namesOf(arrays) {
  return NAMES.filter((name) => arrays[name] !== undefined);
}

/** The letters that can be resized and how large they are. @param {Arrays} arrays @returns {[string, number][]} */
export function sizesOf(arrays) {
  const sizes = new Map();
  for (const name of namesOf(arrays)) {
    const shape = shapeOf(arrays[name]).reverse();
    AXES[name].forEach((letter, axis) => sizes.set(letter, shape[axis]));
  }
  if (arrays.X !== undefined && arrays.W_Q === undefined) {
    return [...sizes].map(([letter, size]) => [letter, size]);
  }
  return [...sizes];
}

/**
 * The arrays with one number changed; what is not on the way to it is shared.
 *
 * @param {Arrays} arrays
 * @param {string} name
 * @param {number[]} place
 * @param {any} number
 */
export function withNumber(arrays, name, place, number) {
  return { ...arrays, [name]: replaced(arrays[name], place, number) };
}

/** @param {any} nested @param {number[]} place @param {any} number @returns {any} */
function replaced(nested, [first, ...rest], number) {
  return nested.with(first, rest.length === 0 ? number : replaced(nested[first], rest, number));
}

/**
 * The arrays with another size along a letter; new numbers are 0.
 *
 * @param {Arrays} arrays
 * @param {string} letter
 * @param {number} size
 */
export function withSize(arrays, letter, size) {
  const resized = Object.entries(arrays).map(([name, nested]) => {
    const axis = (AXES[name] ?? []).indexOf(letter);
    return [name, axis < 0 ? nested : along(nested, shapeOf(nested).length - 1 - axis, size)];
  });
  return Object.fromEntries(resized);
}

/** @param {any} nested @param {number} axis @param {number} size @returns {any} */
function along(nested, axis, size) {
  if (axis > 0) {
    return nested.map((/** @type {any} */ part) => along(part, axis - 1, size));
  }
  const more = Array.from({ length: Math.max(0, size - nested.length) }, () => zero(nested[0]));
  return [...nested.slice(0, size), ...more];
}

/** @param {any} like @returns {any} */
function zero(like) {
  return Array.isArray(like) ? like.map(zero) : 0;
}

/**
 * A number as somebody writes it.
 *
 * @param {string} written
 * @returns {any} a number, JSON's string for NaN and infinities, or undefined where it is none
 */
export function read(written) {
  const text = written.trim().replaceAll('\u2212', '-').replace(/^\+/, '');
  const word = /** @type {Record<string, string>} */ ({
    nan: 'NaN',
    inf: 'Infinity',
    infinity: 'Infinity',
    '∞': 'Infinity',
    '-inf': '-Infinity',
    '-infinity': '-Infinity',
    '-∞': '-Infinity',
  })[text.toLowerCase()];
  if (word !== undefined) {
    return word;
  }
  const number = Number(text);
  return text !== '' && /^-?[\d.]/.test(text) && Number.isFinite(number) ? number : undefined;
}

/**
 * A block of cells as a spreadsheet copies it: lines, with tabs, commas, semicolons or blanks
 * between the numbers.
 *
 * @param {string} text
 * @returns {{rows: any[][]}|{error: string}}
 */
export function readBlock(text) {
  const lines = text.replace(/\r\n?/g, '\n').replace(/\n+$/, '').split('\n');
  const between = [/\t/, /;/, /,/, /\s+/].find((mark) =>
    lines.some((line) => mark.test(line.trim())),
  );
  const rows = lines.map((line) =>
    between === undefined
      ? [line]
      : line
          .trim()
          .replace(/^\[|\]$/g, '')
          .split(between),
  );
  for (let row = 0; row < rows.length; row++) {
    if (rows[row].length !== rows[0].length) {
      return {
        error: `What was pasted is ragged: row 0 has ${rows[0].length}, row ${row} has ${rows[row].length}. Nothing was changed.`,
      };
    }
    for (let column = 0; column < rows[row].length; column++) {
      if (read(rows[row][column]) === undefined) {
        return {
          error: `“${rows[row][column].slice(0, 20)}” in row ${row}, column ${column} of what was pasted is no number. Nothing was changed.`,
        };
      }
    }
  }
  return { rows: rows.map((row) => row.map(read)) };
}

/**
 * The arrays with a block of numbers from a place on, which grows the matrix where it begins at its
 * first number.
 *
 * @param {Arrays} arrays
 * @param {string} name
 * @param {number[]} place
 * @param {any[][]} rows
 * @returns {{arrays: Arrays, cut: boolean}}
 */
export function withBlock(arrays, name, place, rows) {
  const axes = place.length;
  const row = axes > 1 ? place[axes - 2] : 0;
  const column = place[axes - 1];
  let all = arrays;
  if (row === 0 && column === 0 && rows.length * rows[0].length > 1) {
    const letters = AXES[name];
    all = withSize(all, letters[0], Math.max(rows[0].length, 1));
    all = axes > 1 ? withSize(all, letters[1], Math.max(rows.length, 1)) : all;
  }
  const shape = shapeOf(all[name]);
  let cut = false;
  rows.forEach((numbers, down) =>
    numbers.forEach((number, right) => {
      const at = [...place];
      at[axes - 1] = column + right;
      if (axes > 1) {
        at[axes - 2] = row + down;
      }
      const fits = at.every((index, axis) => index < shape[axis]) && (axes > 1 || down === 0);
      cut = cut || !fits;
      all = fits ? withNumber(all, name, at, number) : all;
    }),
  );
  return { arrays: all, cut };
}

/** Own numbers to begin with. @type {{title: string, words: string, arrays: Arrays, options: any}[]} */
export const EXAMPLES = [
  {
    title: 'Three queries, three keys',
    words: 'the smallest one worth reading',
    arrays: {
      Q: [
        [1, 0],
        [0, 1],
        [1, 1],
      ],
      K: [
        [1, 0],
        [0, 1],
        [0.5, 0.5],
      ],
      V: [
        [10, 0],
        [0, 10],
        [5, 5],
      ],
    },
    options: {},
  },
  {
    title: 'Embeddings and weights',
    words: 'X through W_Q, W_K, W_V, causal',
    arrays: {
      X: [
        [1, 0, 0.5],
        [0, 1, 0.5],
        [1, 1, 0],
        [0.5, 0, 1],
      ],
      W_Q: [
        [1, 0],
        [0, 1],
        [0.5, 0.5],
      ],
      W_K: [
        [0.5, 0],
        [0, 0.5],
        [1, 1],
      ],
      W_V: [
        [2, 0],
        [0, 2],
        [1, 1],
      ],
    },
    options: { causal: 'top-left' },
  },
  {
    title: 'Four heads share two of keys',
    words: 'grouped heads, out of eight columns',
    arrays: {
      Q: [
        [1, 0, 0, 1, 0.5, 0.5, 1, 1],
        [0, 1, 1, 0, 1, 0, 0, 1],
        [1, 1, 0, 0, 0, 1, 0.5, 0],
      ],
      K: [
        [1, 0, 0, 1],
        [0, 1, 1, 0],
        [0.5, 0.5, 1, 1],
      ],
      V: [
        [1, 0, 0, 2],
        [0, 1, 2, 0],
        [1, 1, 2, 2],
      ],
    },
    options: { heads: 4, keyHeads: 2 },
  },
  {
    title: 'A decoder’s last two queries',
    words: 'fewer queries than keys, causal at the bottom right',
    arrays: {
      Q: [
        [1, 0.5],
        [0.5, 1],
      ],
      K: [
        [1, 0],
        [0, 1],
        [1, 1],
        [0.5, 0],
      ],
      V: [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
        [1, 1, 1],
      ],
    },
    options: { causal: 'bottom-right' },
  },
];
