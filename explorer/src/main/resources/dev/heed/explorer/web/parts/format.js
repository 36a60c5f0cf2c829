// @ts-check
/** Numbers and tokens as people read them. */

const MINUS = '\u2212';
const CIRCLE = '\u25cc';

/**
 * A number of the server's JSON with every digit that it has; NaN and infinities, which JSON
 * writes as strings, by name.
 *
 * @param {number|string|null|undefined} value
 */
export function exact(value) {
  if (value === null || value === undefined) {
    return '–';
  }
  return typeof value === 'string' ? named(Number(value)) : named(value);
}

/** @param {number} number */
function named(number) {
  if (Number.isFinite(number)) {
    return Object.is(number, -0) ? '-0' : String(number);
  }
  return Number.isNaN(number) ? 'NaN' : number > 0 ? '∞' : `${MINUS}∞`;
}

/**
 * The number itself where JSON may have written it as a string.
 *
 * @param {number|string|null|undefined} value
 */
export function numeric(value) {
  if (value === 'Infinity' || value === '-Infinity') {
    return Number(value);
  }
  return value === null || value === undefined ? NaN : Number(value);
}

/**
 * At most three digits that count: `0.0123`, `4.57`, `812`; very small and large ones with an
 * exponent.
 *
 * @param {number|string|null|undefined} value
 */
export function brief(value) {
  if (value === null || value === undefined) {
    return '–';
  }
  const number = numeric(value);
  const size = Math.abs(number);
  if (!Number.isFinite(number) || size === 0) {
    return size === 0 ? '0' : named(number);
  }
  if (size < 0.001 || size >= 99_999.5) {
    return signed(number.toExponential(1).replace(/e\+?(-?)0*/, 'e$1'));
  }
  const places = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : size >= 0.1 ? 3 : 4;
  const digits = number.toFixed(places);
  return signed(places === 0 ? digits : digits.replace(/\.?0+$/, ''));
}

/**
 * A number with so many places, as columns need it.
 *
 * @param {number|string|null|undefined} value
 * @param {number} places
 */
export function fixed(value, places) {
  const number = numeric(value);
  if (value === null || value === undefined || !Number.isFinite(number)) {
    return value === null || value === undefined ? '–' : named(number);
  }
  return signed(number.toFixed(places));
}

/**
 * A weight with four places, or with an exponent where those would be zeros.
 *
 * @param {number|string|null|undefined} value
 */
export function share(value) {
  const size = Math.abs(numeric(value));
  return size >= 0.00005 ? fixed(value, 4) : brief(value);
}

/** @param {string} digits */
function signed(digits) {
  return digits.replaceAll('-', MINUS);
}

/** A whole number with its thousands apart. @param {number} number */
export function count(number) {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ',');
}

/**
 * `1 head`, `12 heads`.
 *
 * @param {number} number
 * @param {string} one
 * @param {string} many
 */
export function counted(number, one, many = `${one}s`) {
  return `${count(number)} ${number === 1 ? one : many}`;
}

/** `1st`, `2nd`, `11th`. @param {number} number */
export function ordinal(number) {
  const teens = number % 100 >= 11 && number % 100 <= 13;
  const ending = teens ? 'th' : (['th', 'st', 'nd', 'rd'][number % 10] ?? 'th');
  return `${count(number)}${ending}`;
}

const INVISIBLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\u2028\u2029\u00a0\u3164\ufe00-\ufe0f]/gu;

/** What changes the letter before it and is not seen itself. */
const JOINS = /[\u200c\u200d\ufe00-\ufe0f]/;

/**
 * Text of unknown origin on one line: what cannot be seen is named, an accent without a letter
 * stands on a circle.
 *
 * @param {string} text
 */
export function visible(text) {
  const isSeen = /[^\p{C}\p{Z}\ufe00-\ufe0f]/u.test(text);
  const named = text
    .replace(/\r\n|[\n\r]/g, '↵')
    .replace(/\t/g, '⇥')
    .replace(INVISIBLE, (letter) => (isSeen && JOINS.test(letter) ? letter : name(letter)));
  return /^\p{M}/u.test(named) ? CIRCLE + named : named === '' ? '∅' : named.replace(/^ +$/, '␣');
}

/** @param {string} letter */
function name(letter) {
  const point = /** @type {number} */ (letter.codePointAt(0));
  return `U+${point.toString(16).toUpperCase().padStart(4, '0')}`;
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * The text, cut behind so many letters as people see them.
 *
 * @param {string} text
 * @param {number} most
 */
export function cut(text, most) {
  if (text.length <= most) {
    return text;
  }
  let letters = '';
  let seen = 0;
  for (const { segment } of graphemes.segment(text)) {
    if (seen === most - 1 && letters.length + segment.length < text.length) {
      return `${letters}…`;
    }
    letters += segment;
    seen++;
  }
  return letters;
}

/**
 * @typedef {object} TokenLabel
 * @property {string} text to show, harmless and on one line
 * @property {boolean} goesOn whether it goes on with the word before (`##` of WordPiece)
 * @property {boolean} special
 * @property {string} title the whole of it with its place
 */

/**
 * The labels of a subject's queries or keys: tokens, or numbers from 0 where it has none.
 *
 * @param {{tokens?: {text: string, special: boolean}[]}} subject
 * @param {number} size
 * @returns {TokenLabel[]}
 */
export function labelsOf(subject, size) {
  return Array.from({ length: size }, (_, place) => {
    const token = subject.tokens?.[place];
    if (token === undefined) {
      return { text: count(place), goesOn: false, special: false, title: `position ${place}` };
    }
    const goesOn = token.text.startsWith('##') && token.text.length > 2;
    const text = visible(goesOn ? token.text.slice(2) : token.text);
    const part = goesOn ? ', goes on with the word before' : '';
    return { text, goesOn, special: token.special, title: `${text} · token ${place}${part}` };
  });
}

/**
 * A label in one string, for canvases and sentences; letters that run from right to left are kept
 * apart from what is around them.
 *
 * @param {TokenLabel} label
 * @param {number} most letters
 */
export function plain(label, most = 18) {
  return `${label.goesOn ? '##' : ''}\u2068${cut(label.text, most)}\u2069`;
}
