// @ts-check
/** The steps of one query and one key, from the server's explanation: what each shows and says. */
import { exact } from '../parts/format.js';
import { bias, cap, mask, products, scale, sum } from './score.js';
import { concat, maximum, merged, output, power, value, weight } from './weight.js';

/**
 * @typedef {object} Chip a number with its name
 * @property {any} value as the server has it
 * @property {string} name
 * @property {string} [from] the step that it comes from
 * @property {number} [ofKey] the other key whose number it is, in that step
 * @property {'query'|'key'|'value'|'rule'|'result'} [role]
 */

/**
 * @typedef {object} Column one line of numbers, as many as there are columns
 * @property {string} name
 * @property {any[]} numbers
 * @property {'query'|'key'|'value'|'result'|'plain'} role
 */

/**
 * @typedef {object} Step
 * @property {string} id
 * @property {string} title
 * @property {string} tex
 * @property {string} shape
 * @property {string} words
 * @property {(Chip|string)[][]} lines the formula with its numbers
 * @property {any} [result] for the list of steps
 * @property {boolean} [isIdle] whether it changes nothing here
 * @property {Column[]} [columns] what is walked through one by one
 * @property {'row'|'sum'|'power'|'share'|'masks'|'biases'} [picture]
 * @property {[number, number]} [marked] which of the columns are this head's
 */

/**
 * @typedef {object} Walk what steps are made of
 * @property {any} found the explanation
 * @property {any} subject
 * @property {number} column which one is looked at; cut to what a step has
 * @property {(key: number) => string} keyName
 * @property {string} query its name
 * @property {string} key
 */

/**
 * All steps, in order.
 *
 * @param {Walk} walk
 * @returns {Step[]}
 */
export function stepsOf(walk) {
  const merge = walk.found.merge ? [concat(walk), merged(walk)] : [];
  return [
    products(walk),
    sum(walk),
    scale(walk),
    cap(walk),
    bias(walk),
    mask(walk),
    maximum(walk),
    power(walk),
    weight(walk),
    value(walk),
    output(walk),
    ...merge,
  ];
}

/** The result of a step in the list of steps. @param {Step} step */
export function resultOf(step) {
  if (step.result !== undefined) {
    return exact(step.result);
  }
  const last = step.columns?.[step.columns.length - 1];
  return last === undefined ? '' : `[${last.numbers.length}]`;
}
