// @ts-check
/** What is looked at: how the server gets it, and what of a state fits it. */
import { Problem, subjectPath } from './api.js';
import { unpack } from './state.js';

/** @typedef {import('./state.js').State} State */

/**
 * @typedef {object} Subject what the server says of what is looked at
 * @property {string} id
 * @property {'text'|'arrays'} kind
 * @property {string} title
 * @property {string} [model]
 * @property {string} [text]
 * @property {{text: string, id: number, special: boolean, start: number, end: number}[]} [tokens]
 * @property {any} [cut]
 * @property {number} layers
 * @property {number} heads
 * @property {number} keyHeads
 * @property {number} queries
 * @property {number} keys
 * @property {number} depth
 * @property {number} valueDepth
 * @property {string} dtype
 * @property {any} [options]
 * @property {Record<string, any>} [arrays]
 */

/**
 * Lets the server have what a state says, and gets its description.
 *
 * @param {import('./api.js').Api} api
 * @param {State} state
 * @returns {Promise<Subject|null>} null where there is nothing to look at
 */
export async function posted(api, state) {
  if (state.kind === 'own') {
    return state.data === '' ? null : api.post('/arrays', await ownNumbers(state.data));
  }
  if (state.kind === 'file') {
    return state.id === '' ? null : api.get(subjectPath(state.id));
  }
  const { text, model } = state;
  return text.trim() === '' ? null : api.post('/texts', model === '' ? { text } : { text, model });
}

/** @param {string} data */
async function ownNumbers(data) {
  try {
    return await unpack(data);
  } catch {
    throw new Problem(
      422,
      'The address holds no numbers that can be read',
      'Its end may be missing. Open the file again, or type the numbers under “Own numbers”.',
    );
  }
}

/** Which view shows a file's numbers first. @param {Subject} subject */
export function viewOf(subject) {
  return subject.layers * subject.heads === 1 ? 'head' : 'overview';
}

/** What of the state does not fit the subject, made fit. @param {State} state @param {Subject} subject */
export function within(state, subject) {
  const { layers, heads, queries, keys } = subject;
  const fit = (/** @type {number|'mean'} */ place, /** @type {number} */ size) =>
    place === 'mean' || place < size ? place : 0;
  const kept = (/** @type {number|null} */ place, /** @type {number} */ size) =>
    place !== null && place < size ? place : null;
  return {
    layer: fit(state.layer, layers),
    head: fit(state.head, heads),
    query: kept(state.query, queries),
    key: kept(state.key, keys),
    pins: state.pins.filter((pin) => pin < queries),
  };
}
