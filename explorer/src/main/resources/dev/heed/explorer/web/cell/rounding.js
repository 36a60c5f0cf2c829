// @ts-check
/** Numbers of four types in the fewest digits that read back as the same number of that type. */
import { exact, numeric } from '../parts/format.js';

/** The types, narrow ones first, as the server names them. */
export const TYPES = /** @type {const} */ (['float16', 'bfloat16', 'float32', 'float64']);

/** Bits of the significand, and the exponent of the least normal number. */
const FORMS = {
  float16: { bits: 11, least: -14, largest: '65504' },
  bfloat16: { bits: 8, least: -126, largest: '3.39e38' },
  float32: { bits: 24, least: -126, largest: '3.40e38' },
  float64: { bits: 53, least: -1022, largest: '1.80e308' },
};

/** The largest number of a type, in words. @param {typeof TYPES[number]} type */
export function largestOf(type) {
  return FORMS[type].largest;
}

/**
 * A number that is of the type, in the fewest digits.
 *
 * @param {any} value
 * @param {typeof TYPES[number]} type
 */
export function inType(value, type) {
  const number = numeric(value);
  if (type === 'float64' || !Number.isFinite(number) || number === 0) {
    return exact(value);
  }
  const room = distance(Math.abs(number), FORMS[type]);
  for (let digits = 1; digits <= 17; digits++) {
    const written = Number(number.toPrecision(digits));
    if (Math.abs(written - number) < room) {
      return String(written);
    }
  }
  return exact(value);
}

/** What stays nearest to the number: half the way to the next one below. @param {number} size @param {{bits: number, least: number}} form */
function distance(size, { bits, least }) {
  const exponent = Math.max(least, Math.floor(Math.log2(size)));
  const unit = 2 ** (exponent - bits + 1);
  return size === 2 ** exponent ? unit / 4 : unit / 2;
}

/**
 * The digits of a number that agree with the better one, and those that do not.
 *
 * @param {string} written
 * @param {string} better
 * @returns {[string, string]}
 */
export function apart(written, better) {
  let same = 0;
  while (same < written.length && written[same] === better[same]) {
    same++;
  }
  const isWhole = written === better || /e/.test(written) !== /e/.test(better);
  return isWhole
    ? [written === better ? written : '', written === better ? '' : written]
    : [written.slice(0, same), written.slice(same)];
}
