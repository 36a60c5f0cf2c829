// @ts-check
/**
 * What is looked at, and the address that says so. All of it is in the fragment, which never
 * leaves the browser: `#/text?m=all-MiniLM-L6-v2&t=The+cat&view=head&l=2&h=5`.
 */

/** The sentence of an address that has none. */
export const FIRST_TEXT = 'The cat sat on the mat because it was tired.';

/**
 * @typedef {object} State
 * @property {'text'|'own'|'file'} kind a text, own numbers that the address holds, or a file's that
 *     only the server holds
 * @property {string} model name, empty for the default
 * @property {string} text
 * @property {string} data own numbers as {@link pack} writes them: `{arrays, options}`
 * @property {string} id of the subject, where only the server holds it
 * @property {'overview'|'head'|'cell'|'own'|'lesson'} view
 * @property {number|'mean'} layer
 * @property {number|'mean'} head
 * @property {number|null} query
 * @property {number|null} key
 * @property {number[]} pins queries that stay marked
 * @property {boolean} hideSpecial whether special tokens are hidden and rows renormalised
 * @property {'weights'|'values'} weigh weights alone, or times the norms of the values
 * @property {'auto'|'light'|'dark'} theme
 * @property {string} sort the measure that orders and labels the overview, or `model`
 * @property {string} measure the number below each map, where the order is the model's
 * @property {number|null} least heads with less of the measure are hidden
 * @property {number|null} most heads with more of it are hidden
 * @property {'none'|'heads'|'layers'} mean what the overview averages over
 * @property {'maximum'|'mean'} pool what a cell of many weights shows
 * @property {number[]|null} region of a long map: first query, behind the last, first key, behind
 * @property {'position'|'weight'} order of the bars of a row
 * @property {number|null} lesson
 * @property {number|null} step of a walk through a cell or a lesson
 * @property {Record<string, string>} more what else the address says; for views to come
 */

const MOST = 2 ** 31;

/** @param {string} text */
const isWhole = (text) => /^\d{1,10}$/.test(text) && Number(text) < MOST;

const text = (otherwise = '') => ({
  otherwise,
  read: (/** @type {string} */ written) => written,
  write: (/** @type {string} */ value) => value,
});

/** Of what the server named: nothing that could lead elsewhere. */
const identifier = {
  otherwise: '',
  read: (/** @type {string} */ written) => (/^[\w-]{1,64}$/.test(written) ? written : ''),
  write: (/** @type {string} */ value) => value,
};

/** @param {string[]} choices the first of them where none is written */
const choice = (...choices) => ({
  otherwise: choices[0],
  read: (/** @type {string} */ written) => (choices.includes(written) ? written : choices[0]),
  write: (/** @type {string} */ value) => value,
});

/** @param {number|null} otherwise */
const whole = (otherwise) => ({
  otherwise,
  read: (/** @type {string} */ written) => (isWhole(written) ? Number(written) : otherwise),
  write: String,
});

const wholeOrMean = {
  otherwise: 0,
  read: (/** @type {string} */ written) =>
    written === 'mean' ? 'mean' : isWhole(written) ? Number(written) : 0,
  write: String,
};

const number = {
  otherwise: null,
  read: (/** @type {string} */ written) =>
    written.trim() !== '' && Number.isFinite(Number(written)) ? Number(written) : null,
  write: String,
};

const wholes = {
  otherwise: /** @type {number[]} */ ([]),
  read: (/** @type {string} */ written) => [
    ...new Set(written.split(',').filter(isWhole).map(Number)),
  ],
  write: (/** @type {number[]} */ value) => value.join(','),
};

const region = {
  otherwise: null,
  read: (/** @type {string} */ written) => {
    const [q0, q1, k0, k1, ...rest] = written.split(',').map(Number);
    const holds = [q0, q1, k0, k1].every(Number.isFinite) && rest.length === 0;
    return holds && q1 > q0 && k1 > k0 ? [q0, q1, k0, k1] : null;
  },
  write: (/** @type {number[]} */ value) =>
    value.map((edge) => String(Math.round(edge * 100) / 100)).join(','),
};

const special = {
  otherwise: false,
  read: (/** @type {string} */ written) => written === 'special',
  write: () => 'special',
};

/** For each part of the state its name in the address and how it is written there. */
const PARTS = /** @type {Record<string, [string, any]>} */ ({
  model: ['m', text()],
  text: ['t', text(FIRST_TEXT)],
  data: ['d', text()],
  id: ['s', identifier],
  view: ['view', choice('overview', 'head', 'cell', 'own', 'lesson')],
  layer: ['l', wholeOrMean],
  head: ['h', wholeOrMean],
  query: ['q', whole(null)],
  key: ['k', whole(null)],
  pins: ['pin', wholes],
  hideSpecial: ['hide', special],
  weigh: ['w', choice('weights', 'values')],
  sort: ['sort', text('model')],
  measure: ['by', text('entropy')],
  least: ['min', number],
  most: ['max', number],
  mean: ['mean', choice('none', 'heads', 'layers')],
  pool: ['pool', choice('maximum', 'mean')],
  region: ['z', region],
  order: ['order', choice('position', 'weight')],
  lesson: ['n', whole(null)],
  step: ['step', whole(null)],
  theme: ['theme', choice('auto', 'light', 'dark')],
});

const KINDS = ['text', 'own', 'file'];
const NAMES = new Set(Object.values(PARTS).map(([name]) => name));

/**
 * The state that an address says; what is missing or malformed is as on the first visit.
 *
 * @param {string} hash with or without its `#`
 * @returns {State}
 */
export function readState(hash) {
  const [path, ...query] = hash.replace(/^#?\/?/, '').split('?');
  const written = new URLSearchParams(query.join('?'));
  /** @type {Record<string, any>} */
  const state = { kind: KINDS.includes(path) ? path : 'text' };
  for (const [part, [name, form]] of Object.entries(PARTS)) {
    const value = written.get(name);
    state[part] = value === null ? form.otherwise : form.read(value);
  }
  state.more = Object.freeze(Object.fromEntries([...written].filter(([name]) => !NAMES.has(name))));
  return /** @type {State} */ (Object.freeze(state));
}

/**
 * The address of a state, with its `#`; what is as on the first visit is not written.
 *
 * @param {State} state
 */
export function writeState(state) {
  const written = new URLSearchParams();
  for (const [part, [name, form]] of Object.entries(PARTS)) {
    const value = /** @type {Record<string, any>} */ (state)[part];
    if (!isUsual(value, form.otherwise) && belongs(part, state.kind)) {
      written.set(name, form.write(value));
    }
  }
  for (const name of Object.keys(state.more).sort()) {
    written.set(name, state.more[name]);
  }
  const query = written.toString();
  return `#/${state.kind}${query === '' ? '' : `?${query}`}`;
}

/** @param {any} value @param {any} usual */
function isUsual(value, usual) {
  return value === usual || (Array.isArray(value) && value.length === 0) || value === null;
}

/** A text's address holds no own numbers, and the other way round. @param {string} part */
function belongs(part, /** @type {string} */ kind) {
  const owner = { model: 'text', text: 'text', data: 'own', id: 'file' }[part];
  return owner === undefined || owner === kind;
}

/**
 * The state with some parts changed; `more` is added to, and loses what becomes null.
 *
 * @param {State} state
 * @param {Partial<Omit<State, 'more'>> & {more?: Record<string, string|null>}} changes
 * @returns {State}
 */
export function changed(state, changes) {
  const { more = {}, ...rest } = changes;
  const all = Object.entries({ ...state.more, ...more }).filter(([, value]) => value !== null);
  return /** @type {State} */ (
    Object.freeze({ ...state, ...rest, more: Object.freeze(Object.fromEntries(all)) })
  );
}

/**
 * What of a state another subject has no use for, as it is on the first visit.
 *
 * @returns {Partial<State>}
 */
export function freshLook() {
  return { query: null, key: null, pins: [], region: null, step: null, least: null, most: null };
}

/** What was packed last: whoever changes a number reads the address that was just written. @type {{letters: string, value: any}} */
let latest = { letters: '', value: null };

/**
 * A JSON value as letters for an address: compressed, base64url.
 *
 * @param {unknown} value
 * @returns {Promise<string>}
 */
export async function pack(value) {
  const stream = new Blob([JSON.stringify(value)])
    .stream()
    .pipeThrough(new CompressionStream('deflate-raw'));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  let letters = '';
  for (const byte of bytes) {
    letters += String.fromCharCode(byte);
  }
  const packed = btoa(letters).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
  latest = { letters: packed, value };
  return packed;
}

/** Numbers in an address may unpack to so many bytes. */
const MOST_UNPACKED = 8 * 2 ** 20;

/**
 * The JSON value that {@link pack} wrote; not to be changed.
 *
 * @param {string} letters
 * @returns {Promise<any>}
 * @throws {Error} if they are no such letters, or far more than an address should hold
 */
export async function unpack(letters) {
  if (letters === latest.letters && letters !== '') {
    return latest.value;
  }
  const coded = atob(letters.replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = Uint8Array.from(coded, (letter) => letter.charCodeAt(0));
  const reader = new Blob([bytes])
    .stream()
    .pipeThrough(new DecompressionStream('deflate-raw'))
    .getReader();
  const parts = [];
  let size = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.length;
    if (size > MOST_UNPACKED) {
      await reader.cancel();
      throw new Error(`the address holds more than ${MOST_UNPACKED} bytes of numbers`);
    }
    parts.push(part.value);
  }
  return JSON.parse(await new Blob(parts).text());
}
