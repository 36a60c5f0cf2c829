// @ts-check
/** How an option is changed. */

/** @typedef {import('./editor.js').Bench} Bench */

/**
 * Sets an option.
 *
 * @param {Bench} bench
 * @param {string} name
 * @param {any} value undefined leaves it out
 */
export function set({ draft, change }, name, value) {
  const { [name]: _, ...rest } = draft.options;
  change({ options: value === undefined ? rest : { ...rest, [name]: value } }, optionWords(name));
}

/** What is written in the field of an event. @param {Event} event */
export function textOf(event) {
  return /** @type {HTMLInputElement|HTMLSelectElement} */ (event.target).value.trim();
}

const NAMES = /** @type {Record<string, string>} */ ({
  softcap: 'softcap',
  heads: 'the number of heads',
  keyHeads: 'the number of heads of keys',
  causal: 'the causal mask',
  window: 'the window',
  mask: 'the painted mask',
  lengths: 'the keys in use',
  alibi: 'ALiBi',
  dtype: 'what is computed in',
});

/** A change of an option in words. @param {string} name @returns {import('./history.js').Step['words']} */
export function optionWords(name) {
  return () => NAMES[name] ?? name;
}
