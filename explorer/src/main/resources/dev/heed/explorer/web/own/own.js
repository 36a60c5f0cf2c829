// @ts-check
/** Own numbers: typed, pasted or dropped, with everything that follows from them beside them. */
import { html, nothing } from '/lib/lit-html/lit-html.js';
import { Problem } from '../shell/api.js';
import { pack, unpack } from '../shell/state.js';
import { EXAMPLES, named, namesOf, shapeOf } from './numbers.js';
import { problem } from '../parts/problem.js';
import { editors, sizes } from './editor.js';
import { steps } from './history.js';
import { options } from './options.js';
import { ripple } from './ripple.js';

/** @typedef {import('../shell/app.js').App} App */
/** @typedef {import('../shell/state.js').State} State */

const MOST_BYTES = 64 * 2 ** 20;
/** Letters of an address: more than that is slow to edit, and no browser likes it. */
const MOST_ADDRESS = 200_000;

/**
 * What is typed, which may be ahead of what the server has answered.
 *
 * @typedef {object} Draft
 * @property {string} data the address of these numbers
 * @property {Record<string, any>|null} arrays
 * @property {Record<string, any>} options
 * @property {Map<string, string>} texts what is typed into fields and is no number, or not yet as it is shown
 * @property {string} note what was wrong with the last edit
 */

/** @type {Draft} */
const draft = { data: '', arrays: null, options: {}, texts: new Map(), note: '' };
/** The last file that was too large for the address; other options need it again. @type {File|null} */
let kept = null;
let edits = 0;

/** @type {import('../shell/keys.js').Shortcut[]} */
export const shortcuts = [
  { key: '', written: 'Ctrl Z', label: 'undo the last change', run: () => {} },
  { key: '', written: 'Ctrl ⇧ Z', label: 'redo it', run: () => {} },
  { key: '', written: '← ↑ → ↓', label: 'from field to field; Enter goes down', run: () => {} },
];

/**
 * The view.
 *
 * @param {State} state
 * @param {App} app
 */
export function view(state, app) {
  hear(app);
  if (app.state.kind === 'own' && app.state.data !== '') {
    follow(app);
    return draft.arrays === null
      ? html`${problem(app)}
        ${app.problem === null ? html`<p class="waiting">Reading…</p>` : start(app)}`
      : desk(state, app);
  }
  return html`<section class="own-view" data-test="own">
    ${problem(app)} ${app.state.kind === 'file' && app.subject !== null ? large(app) : nothing}
    ${start(app)}
  </section>`;
}

/** Takes over numbers that the address got from elsewhere. @param {App} app */
function follow(app) {
  const { data } = app.state;
  if (data === draft.data) {
    return;
  }
  draft.data = data;
  unpack(data).then(
    ({ arrays, options: chosen }) => {
      if (draft.arrays !== null) {
        steps.keep(draft, () => 'other numbers');
      }
      Object.assign(draft, { arrays: named(arrays), options: chosen ?? {}, note: '' });
      draft.texts.clear();
      app.redraw();
    },
    () => {
      draft.arrays = null;
    },
  );
}

/** @param {State} state @param {App} app */
function desk(state, app) {
  const arrays = /** @type {Record<string, any>} */ (draft.arrays);
  const bench = {
    draft,
    app,
    change: (
      /** @type {Partial<Draft>} */ changes,
      /** @type {import('./history.js').Step['words']|undefined} */ words,
      /** @type {string|undefined} */ place,
    ) => change(app, changes, words, place),
  };
  return html`
    <section class="own-view" data-test="own">
      <div class="desk">
        <div class="inputs">
          <header class="own-head">
            <h1>Own numbers</h1>
            <p class="shapes" data-test="own-shapes">
              ${namesOf(arrays).map(
                (name) => html`<span>${name} [${shapeOf(arrays[name]).join(', ')}]</span> `,
              )}
            </p>
            ${ways(app)}
          </header>
          ${note()} ${sizes(bench)} ${editors(bench)} ${options(bench)}
          <details class="other" data-test="own-other">
            <summary>Other numbers</summary>
            ${start(app)}
          </details>
        </div>
        <div class="results">${problem(app)} ${ripple(state, app, arrays.X === undefined)}</div>
      </div>
    </section>
  `;
}

function note() {
  const wrong = [...draft.texts.entries()].filter(([place]) => place.startsWith('!'));
  const words = draft.note || (wrong.length > 0 ? wrong[0][1] : '');
  return html`<p class="own-note" role="status" data-test="own-note">${words}</p>`;
}

/** Back and forth. @param {App} app */
function ways(app) {
  const button = (
    /** @type {'back'|'forth'} */ way,
    /** @type {string} */ name,
    /** @type {string} */ title,
    /** @type {boolean} */ isOpen,
  ) =>
    html`<button
      data-test="own-${name.toLowerCase()}"
      title=${title}
      aria-disabled=${isOpen ? 'false' : 'true'}
      @click=${() => retrace(app, way)}
    >
      ${name}
    </button>`;
  return html`<div class="ways">
    ${button('back', 'Undo', 'Ctrl+Z', steps.hasPast || isWrong())}
    ${button('forth', 'Redo', 'Ctrl+Shift+Z', steps.hasFuture)}
  </div>`;
}

function isWrong() {
  return [...draft.texts.keys()].some((place) => place.startsWith('!'));
}

/** Takes a step back or forth; what is typed and no number is the first to go. @param {App} app @param {'back'|'forth'} way */
function retrace(app, way) {
  const words = way === 'back' ? 'Undone' : 'Redone';
  if (way === 'back' && isWrong()) {
    draft.texts.clear();
    app.announce('Undone: what was typed and is no number.');
    app.redraw();
    return;
  }
  const step = steps.take(way, draft);
  if (step === null) {
    app.announce(way === 'back' ? 'Nothing to undo.' : 'Nothing to redo.');
    return;
  }
  draft.texts.clear();
  put(app, step.numbers);
  app.announce(`${words}: ${step.words(step.numbers)}.`);
}

/** @type {App|null} whose keys are heard */
let heard = null;

/** Hears the keys of editors. @param {App} app */
function hear(app) {
  if (heard !== null) {
    return;
  }
  heard = app;
  addEventListener('keydown', (event) => {
    const { view: shown, kind } = app.state;
    const isHere =
      shown === 'own' && kind === 'own' && draft.arrays !== null && app.dialog === null;
    const key = event.key.toLowerCase();
    const isHeld = (event.ctrlKey || event.metaKey) && !event.altKey;
    if (!isHere || !isHeld || event.target instanceof HTMLTextAreaElement) {
      return;
    }
    if (key === 'z' || (key === 'y' && !event.shiftKey)) {
      event.preventDefault();
      retrace(app, key === 'y' || event.shiftKey ? 'forth' : 'back');
    }
  });
}

/**
 * Changes numbers or options, and with them the address and all that follows.
 *
 * @param {App} app
 * @param {Partial<Draft>} changes
 * @param {import('./history.js').Step['words']} words what it changes
 * @param {string} [place] the field that was typed into
 */
function change(app, changes, words = () => 'the last change', place) {
  if (changes.arrays !== undefined || changes.options !== undefined) {
    steps.keep(draft, words, place);
  }
  return put(app, changes);
}

/** @param {App} app @param {Partial<Draft>} changes */
async function put(app, changes) {
  Object.assign(draft, { note: '' }, changes);
  app.redraw();
  if (changes.arrays === undefined && changes.options === undefined) {
    return;
  }
  const edit = ++edits;
  const data = await pack({ arrays: draft.arrays, options: draft.options });
  if (edit !== edits) {
    return;
  }
  if (data.length > MOST_ADDRESS) {
    draft.note = 'These are too many numbers for an address. Save them as a file and open that.';
    app.redraw();
    return;
  }
  draft.data = data;
  app.go({ kind: 'own', data, view: 'own' }, { replace: true });
}

/** @param {App} app */
function start(app) {
  const open = (/** @type {Event} */ event) => {
    const file = /** @type {HTMLInputElement} */ (event.target).files?.[0];
    if (file !== undefined) {
      take(file, app);
    }
  };
  return html`
    <div class="start">
      ${draft.arrays === null ? html`<h1>Own numbers</h1>` : nothing}
      <p>
        Any Q, K and V, or X with W_Q, W_K and W_V, or X alone. Begin with an example and change it,
        drop a file anywhere on this page, or paste a matrix.
      </p>
      <ul class="examples">
        ${EXAMPLES.map(
          ({ title, words, arrays, options: chosen }, at) =>
            html`<li>
              <button
                data-test="example-${at}"
                @click=${() => app.openArrays(arrays, chosen, { view: 'own' })}
              >
                <b>${title}</b> <span>${words}</span>
              </button>
            </li>`,
        )}
      </ul>
      <label class="file"
        >Open a file: npz, npy, JSON, CSV or safetensors, up to 64 MB
        <input
          type="file"
          accept=".npz,.npy,.json,.csv,.safetensors"
          data-test="own-file"
          @change=${open}
      /></label>
      ${typing(app)}
    </div>
  `;
}

/** @param {App} app */
function typing(app) {
  const typed = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const text = String(new FormData(/** @type {HTMLFormElement} */ (event.target)).get('numbers'));
    const isJson = /^\s*[[{]/.test(text);
    take(new File([text], isJson ? 'typed.json' : 'typed.csv'), app);
  };
  return html`<form class="typed" @submit=${typed}>
    <label for="typed-numbers"
      >Or type it: JSON with names, or rows of one matrix with commas between the numbers</label
    >
    <textarea
      id="typed-numbers"
      name="numbers"
      rows="4"
      spellcheck="false"
      data-test="own-typed"
      placeholder='{"Q": [[1, 0], [0, 1]], "K": [[1, 0], [0, 1]], "V": [[5, 0], [0, 5]]}'
    ></textarea>
    <button data-test="own-open">Open</button>
  </form>`;
}

/** @param {App} app */
function large(app) {
  const subject = /** @type {any} */ (app.subject);
  const file = kept;
  const bench = {
    draft,
    app,
    change: async (/** @type {Partial<Draft>} */ { options: chosen }) => {
      if (chosen !== undefined && file !== null) {
        draft.options = chosen;
        await app.openFile(file, chosen);
        app.go({ view: 'own' });
      }
    },
  };
  return html`<section class="large" data-test="own-large">
    <h1>${subject.title}</h1>
    <p>
      ${subject.queries} queries, ${subject.keys} keys, ${subject.depth} columns, ${subject.dtype}:
      too many numbers to edit one by one. The other views show them.
    </p>
    ${
      file === null
        ? html`<p>To change options, open the file again.</p>`
        : options({ ...bench, isLarge: true })
    }
  </section>`;
}

/**
 * Opens a file that was dropped or chosen.
 *
 * @param {File} file
 * @param {App} app
 */
export async function take(file, app) {
  if (file.size > MOST_BYTES) {
    app.fail(
      new Problem(
        413,
        `${file.name} is too large`,
        `It has ${Math.ceil(file.size / 2 ** 20)} MB, and the page takes up to 64. heed attend --input works on files of any size.`,
      ),
    );
    return;
  }
  kept = file;
  draft.options = {};
  await app.openFile(file);
}
