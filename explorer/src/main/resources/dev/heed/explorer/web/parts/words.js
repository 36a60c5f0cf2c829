// @ts-check
/** Small words that several steps say. */
import { numeric } from './format.js';

/** Where in the columns of a step the walk is. @param {number} column @param {any[]} numbers */
export function within(column, numbers) {
  return Math.max(0, Math.min(column, numbers.length - 1));
}

/** @param {number|string} share */
export function percent(share) {
  const number = 100 * numeric(share);
  if (!Number.isFinite(number)) {
    return 'no part that is a number';
  }
  return `${(Math.abs(number) < 0.05 ? 0 : number).toFixed(1).replace('-', '\u2212')} %`;
}

/** @param {string[]} names */
export function listed(names) {
  const between = names.some((name) => name.includes(',')) ? '; ' : ', ';
  const last = between === '; ' ? '; and ' : ' and ';
  return names.length < 2
    ? names.join('')
    : `${names.slice(0, -1).join(between)}${last}${names[names.length - 1]}`;
}
