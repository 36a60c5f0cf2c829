// @ts-check
/** Small words that several views say. */
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

/** What a measure of a head says, in a sentence for those who never saw one. */
export const MEASURES = /** @type {Record<string, string>} */ ({
  entropy: 'low: each token looks at few others; high: it looks everywhere at once',
  distance: 'low: tokens look at their neighbours; high: far across the text',
  sink: 'high: most weight rests on the first token, the usual place for “nothing here”',
  diagonal: 'high: each token looks at itself',
  previous: 'high: each token looks at the one before it',
  induction: 'high: a token looks at what followed it the last time, as copying needs it',
});
