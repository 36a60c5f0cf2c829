// @ts-check
/** What is asked for before anybody goes there: the heads around one. */
import { subjectPath } from '../shell/api.js';

/** @typedef {import('../shell/app.js').App} App */
/** @typedef {import('../shell/subject.js').Subject} Subject */
/** @typedef {import('../shell/state.js').State} State */

/** Of longer texts nothing is asked ahead, and of a row so many keys at most. */
export const TOLD = 256;
const AHEAD = 50;

/** The head whose neighbours are asked for, and the one before it. */
const walked = { at: '', layer: 0, head: 0 };

/**
 * Asks for the next heads while nobody waits: first for the one that goes on as before.
 *
 * @param {State} state
 * @param {App} app
 */
export async function ahead(state, app) {
  const subject = /** @type {Subject} */ (app.subject);
  const { layer, head, query, weigh } = state;
  const at = [subject.id, layer, head, query, weigh].join(' ');
  if (at === walked.at || subject.queries > TOLD || layer === 'mean' || head === 'mean') {
    return;
  }
  const on = [2 * layer - walked.layer, 2 * head - walked.head];
  Object.assign(walked, { at, layer, head });
  const around = [
    [layer, head + 1],
    [layer, head - 1],
    [layer + 1, head],
    [layer - 1, head],
  ]
    .filter(([l, h]) => subject.layers > l && l >= 0 && subject.heads > h && h >= 0)
    .sort((one, other) => apart(one, on) - apart(other, on));
  for (const [place, [l, h]] of around.entries()) {
    if (place === 1) {
      await new Promise((resolve) => setTimeout(resolve, AHEAD));
    }
    if (walked.at !== at) {
      return;
    }
    await Promise.allSettled(
      asked(subject, `heads/${l}/${h}`, state).map(([path, wish]) => app.api.get(path, wish)),
    );
  }
}

/** Steps from one head to another. @param {number[]} one @param {number[]} other */
function apart([layer, head], [otherLayer, otherHead]) {
  return Math.abs(layer - otherLayer) + Math.abs(head - otherHead);
}

/**
 * What is asked of a head.
 *
 * @param {Subject} subject
 * @param {string} rest
 * @param {State} state
 * @returns {[string, import('../shell/api.js').Wish][]}
 */
function asked(subject, rest, { weigh, query }) {
  const cells = Math.max(subject.queries, subject.keys);
  const path = (/** @type {string} */ part, query = {}) =>
    subjectPath(subject.id, `${rest}${part}`, query);
  return [
    [path('/map', { cells, from: weigh }), { binary: true }],
    [path(''), {}],
    ...(query === null ? [] : [[path(`/rows/${query}`, topOf(subject)), {}]]),
  ];
}

/** How many keys of a row are told. @param {Subject} subject */
export function topOf(subject) {
  return { top: Math.min(TOLD, subject.keys) };
}
