// @ts-check
/** The way back through own numbers, and forth again. */

/** @typedef {{arrays: Record<string, any>|null, options: Record<string, any>}} Numbers */

/**
 * @typedef {object} Step
 * @property {Numbers} numbers those on its other side
 * @property {(numbers: Numbers) => string} words what it changed, and how that is with these numbers
 * @property {string} place the field that was typed into; empty for any other change
 */

const MOST = 200;

/** Steps of one page. */
export class Steps {
  /** @type {Step[]} */
  #past = [];
  /** @type {Step[]} */
  #future = [];
  /** The field that is still being typed into. */
  #open = '';

  /** Whether there is a step back. */
  get hasPast() {
    return this.#past.length > 0;
  }

  /** Whether there is a step forth. */
  get hasFuture() {
    return this.#future.length > 0;
  }

  /**
   * Keeps what was before a change. What is typed into one field without leaving it is one step.
   *
   * @param {Numbers} numbers
   * @param {Step['words']} words
   * @param {string} place
   */
  keep({ arrays, options }, words, place = '') {
    this.#future = [];
    if (place === '' || place !== this.#open) {
      this.#past.push({ numbers: { arrays, options }, words, place });
      this.#past.splice(0, this.#past.length - MOST);
    }
    this.#open = place;
  }

  /** A field is left: what is typed into it next is another step. */
  settle() {
    this.#open = '';
  }

  /**
   * Takes a step.
   *
   * @param {'back'|'forth'} way
   * @param {Numbers} now
   * @returns {Step|null} null where there is none
   */
  take(way, { arrays, options }) {
    const [from, to] = way === 'back' ? [this.#past, this.#future] : [this.#future, this.#past];
    const step = from.pop();
    this.#open = '';
    if (step === undefined) {
      return null;
    }
    to.push({ ...step, numbers: { arrays, options } });
    return step;
  }
}

/** Those of this page. */
export const steps = new Steps();
