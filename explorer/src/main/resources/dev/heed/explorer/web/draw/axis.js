// @ts-check
/** Positions of numbers on a line, and round numbers to mark on it. */

/**
 * @typedef {object} Line
 * @property {number} low
 * @property {number} high
 * @property {(number: number) => number} at where a number is
 * @property {(most: number) => number[]} ticks about so many round numbers
 */

/**
 * A line from one number to another, drawn from one place to another.
 *
 * @param {[number, number]} numbers
 * @param {[number, number]} places
 * @returns {Line}
 */
export function scale([low, high], [from, to]) {
  const span = high > low ? high - low : 1;
  return {
    low,
    high,
    at: (number) => from + ((number - low) / span) * (to - from),
    ticks: (most) => ticks(low, high > low ? high : low + 1, most),
  };
}

/** @param {number} low @param {number} high @param {number} most */
function ticks(low, high, most) {
  const step = roundStep((high - low) / Math.max(1, most));
  const all = [];
  for (let tick = Math.ceil(low / step); tick * step <= high * (1 + 1e-12); tick++) {
    all.push(Number((tick * step).toPrecision(12)));
  }
  return all;
}

/**
 * The round number, 1, 2 or 5 with zeros, that is not below another.
 *
 * @param {number} least above 0
 */
export function roundStep(least) {
  const power = 10 ** Math.floor(Math.log10(least));
  const share = least / power;
  const digit = share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10;
  return digit * power;
}
