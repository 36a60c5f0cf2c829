// @ts-check
/** The server's answers: fetched once, given up when nobody waits for them, asked for again. */

/** What went wrong, in the server's words (RFC 9457). */
export class Problem extends Error {
  /**
   * @param {number} status of HTTP; 0 where the server does not answer at all
   * @param {string} title
   * @param {string} detail
   * @param {string} type
   */
  constructor(status, title, detail = '', type = 'about:blank') {
    super(detail || title);
    this.name = 'Problem';
    this.status = status;
    this.title = title;
    this.detail = detail;
    this.type = type;
  }

  /** Whether the server does not answer. */
  get isSilence() {
    return this.status === 0;
  }

  /** Whether the server has forgotten the subject. */
  get isGone() {
    return this.type.endsWith('/problems/gone');
  }
}

/**
 * @typedef {object} Numbers an array as the server sends it
 * @property {Float32Array|Float64Array} data
 * @property {number[]} shape
 */

/** @typedef {{data: Uint8Array, shape: number[]}} Flags the same of flags, a byte each */

/**
 * @typedef {object} Wish
 * @property {boolean} [binary] whether the answer is an array, {@link Numbers} or {@link Flags}
 * @property {string} [lane] a newer wish in the same lane gives up the older one
 */

/** @typedef {{promise: Promise<any>, control: AbortController}} Running */
/** @typedef {{value?: any, problem?: Problem, waiting: boolean}} Answer */

const MOST_BYTES = 96 * 2 ** 20;
const TRIES = 4;

/** All that the page asks of the server. */
export class Api {
  /** @type {Map<string, {value?: any, problem?: Problem, bytes: number}>} */
  #kept = new Map();
  #bytes = 0;
  /** @type {Map<string, Running>} */
  #running = new Map();
  /** @type {Map<string, string>} */
  #lanes = new Map();

  /**
   * Posts the subject again, and says whether it could; the page sets it.
   *
   * @type {(() => Promise<boolean>)|null}
   */
  restore = null;

  /** @param {string} base where the API is */
  constructor(base = '/api/v1') {
    this.base = base;
  }

  /**
   * JSON of a GET, or an array; from memory where it was asked for before.
   *
   * @param {string} path behind the base, with its query
   * @param {Wish} wish
   * @returns {Promise<any>} rejected by a {@link Problem}, or by an AbortError once a newer wish
   *     took the lane
   */
  get(path, wish = {}) {
    this.#enter(path, wish.lane);
    const kept = this.#recall(path);
    if (kept !== undefined && kept.problem === undefined) {
      return Promise.resolve(kept.value);
    }
    const running = this.#running.get(path);
    if (running !== undefined) {
      return running.promise;
    }
    const control = new AbortController();
    const promise = this.#fetched(path, wish, control.signal).finally(() => {
      if (this.#running.get(path)?.control === control) {
        this.#running.delete(path);
      }
    });
    this.#running.set(path, { promise, control });
    return promise;
  }

  /**
   * What is known of a path without asking the server.
   *
   * @param {string} path
   * @returns {Answer|undefined} undefined where it was never asked for or is no longer kept
   */
  peek(path) {
    const kept = this.#recall(path);
    if (kept !== undefined) {
      return { value: kept.value, problem: kept.problem, waiting: false };
    }
    return this.#running.has(path) ? { waiting: true } : undefined;
  }

  /**
   * Posts JSON, or bytes as they are.
   *
   * @param {string} path
   * @param {any} body an object, or a Blob
   * @returns {Promise<any>} the answer's JSON
   */
  async post(path, body) {
    const isBytes = body instanceof Blob;
    const response = await this.#answered(path, {
      method: 'POST',
      headers: { 'Content-Type': isBytes ? 'application/octet-stream' : 'application/json' },
      body: isBytes ? body : JSON.stringify(body),
    });
    return response.json();
  }

  /** Stops asking for a path that nobody waits for any more. @param {string} path */
  giveUp(path) {
    const running = this.#running.get(path);
    if (running !== undefined) {
      this.#running.delete(path);
      running.control.abort();
    }
  }

  /** Stops asking for what a view wanted that is no longer shown. */
  leave() {
    for (const path of [...this.#running.keys()].filter((one) => one.startsWith('/subjects/'))) {
      this.giveUp(path);
    }
  }

  /** Forgets what went wrong, so that it is tried again. */
  forgetProblems() {
    for (const [path, kept] of this.#kept) {
      if (kept.problem !== undefined) {
        this.#kept.delete(path);
      }
    }
  }

  /** Forgets all answers about a subject. @param {string} id */
  forget(id) {
    for (const path of [...this.#kept.keys()].filter((kept) => kept.includes(id))) {
      this.#drop(path);
    }
  }

  /** @param {string} path @param {string|undefined} lane */
  #enter(path, lane) {
    if (lane === undefined) {
      return;
    }
    const before = this.#lanes.get(lane);
    this.#lanes.set(lane, path);
    const running = before === undefined ? undefined : this.#running.get(before);
    if (
      before !== path &&
      running !== undefined &&
      !this.#isWanted(/** @type {string} */ (before))
    ) {
      this.giveUp(/** @type {string} */ (before));
    }
  }

  /** @param {string} path */
  #isWanted(path) {
    return [...this.#lanes.values()].includes(path);
  }

  /** @param {string} path @param {Wish} wish @param {AbortSignal} signal */
  async #fetched(path, wish, signal) {
    try {
      const response = await this.#answered(path, { signal });
      const [value, bytes] = wish.binary ? await numbers(response) : await json(response);
      this.#keep(path, { value, bytes });
      return value;
    } catch (error) {
      if (error instanceof Problem && !error.isSilence) {
        this.#keep(path, { problem: error, bytes: 0 });
      }
      throw error;
    }
  }

  /** @param {string} path @param {RequestInit} request */
  async #answered(path, request) {
    let restored = false;
    for (let attempt = 1; ; attempt++) {
      const response = await this.#sent(path, request);
      if (response.ok) {
        return response;
      }
      const problem = await problemOf(response);
      if (problem.isGone && this.restore !== null && !restored && (await this.restore())) {
        restored = true;
      } else if ((response.status === 429 || response.status === 503) && attempt < TRIES) {
        await pause(Math.min(2000, 1000 * Number(response.headers.get('Retry-After') ?? 0.3)));
      } else {
        throw problem;
      }
    }
  }

  /** @param {string} path @param {RequestInit} request */
  async #sent(path, request) {
    try {
      return await fetch(this.base + path, { credentials: 'same-origin', ...request });
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') {
        throw error;
      }
      throw new Problem(0, 'The server does not answer');
    }
  }

  /** @param {string} path */
  #recall(path) {
    const kept = this.#kept.get(path);
    if (kept !== undefined) {
      this.#kept.delete(path);
      this.#kept.set(path, kept);
    }
    return kept;
  }

  /** @param {string} path @param {{value?: any, problem?: Problem, bytes: number}} answer */
  #keep(path, answer) {
    this.#drop(path);
    this.#kept.set(path, answer);
    this.#bytes += answer.bytes;
    for (const oldest of this.#kept.keys()) {
      if (this.#bytes <= MOST_BYTES) {
        break;
      }
      this.#drop(oldest);
    }
  }

  /** @param {string} path */
  #drop(path) {
    this.#bytes -= this.#kept.get(path)?.bytes ?? 0;
    this.#kept.delete(path);
  }
}

/** Whether a newer wish made this one void; nothing has to be said about it. @param {unknown} error */
export function isGivenUp(error) {
  return error instanceof DOMException && error.name === 'AbortError';
}

/**
 * The address of something of a subject.
 *
 * @param {string} id
 * @param {string} rest e.g. `heads/2/5/map`
 * @param {Record<string, string|number|boolean|null|undefined>} query what is null is left out
 */
export function subjectPath(id, rest = '', query = {}) {
  const written = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined) {
      written.set(name, String(value));
    }
  }
  const asked = written.toString();
  return `/subjects/${id}${rest === '' ? '' : `/${rest}`}${asked === '' ? '' : `?${asked}`}`;
}

/** @param {Response} response @returns {Promise<[any, number]>} */
async function json(response) {
  const text = await response.text();
  return [JSON.parse(text), 4 * text.length];
}

const KINDS = /** @type {Record<string, any>} */ ({
  float32: Float32Array,
  float64: Float64Array,
  bool: Uint8Array,
});

/** @param {Response} response @returns {Promise<[Numbers, number]>} */
async function numbers(response) {
  const buffer = await response.arrayBuffer();
  const dtype = response.headers.get('Heed-DType') ?? 'float32';
  const data = new (KINDS[dtype] ?? Float32Array)(buffer);
  const shape = (response.headers.get('Heed-Shape') ?? String(data.length)).split(',').map(Number);
  return [{ data, shape }, buffer.byteLength];
}

/** @param {Response} response */
async function problemOf(response) {
  try {
    const { title, detail, type } = await response.json();
    return new Problem(response.status, String(title), detail, type);
  } catch {
    return new Problem(response.status, `The server answered ${response.status}`);
  }
}

/** @param {number} milliseconds */
function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
