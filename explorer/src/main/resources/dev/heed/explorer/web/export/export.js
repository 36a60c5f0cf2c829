// @ts-check
/** What is looked at, to take along: pictures, numbers, a page, and code that computes it again. */
import { html, nothing } from '/lib/lit-html/lit-html.js';
import { subjectPath } from '../shell/api.js';
import { javaCode } from './java.js';
import { numpyCode } from './numpy.js';

/** @typedef {import('../shell/app.js').App} App */
/** @typedef {import('../shell/state.js').State} State */

const FORMATS = /** @type {const} */ ([
  ['svg', 'SVG', 'the head as a drawing, of any size'],
  ['png', 'PNG', 'the head as a picture'],
  ['html', 'HTML', 'one page with the steps, complete in itself'],
  ['npz', 'npz', 'the arrays, for NumPy and Heed'],
  ['csv', 'CSV', 'the weights as a table'],
  ['json', 'JSON', 'the arrays with every digit'],
]);

/** Of longer subjects steps are not sent, and code loads its arrays from a file. */
const MOST_SCORES = 4096;

/** Which code is shown, and whether it was copied. */
let language = 'java';
let said = '';

/**
 * The view, for a dialog.
 *
 * @param {State} state
 * @param {App} app
 */
export function view(state, app) {
  const subject = /** @type {any} */ (app.subject);
  return html`<div class="export" data-test="export-view">
    <p>
      ${placed(state, subject)} The address of this page holds all of what is seen: copy it to come
      back.
      <button
        data-test="copy-address"
        @click=${() => copy(location.href, 'The address is copied.', app)}
      >
        Copy the address
      </button>
    </p>
    <ul class="formats">
      ${FORMATS.map(([ending, name, words]) => {
        const path = subjectPath(
          subject.id,
          `heads/${state.layer}/${state.head}/export.${ending}`,
          {
            theme: app.theme,
          },
        );
        return html`<li>
          <a href="${app.api.base}${path}" download data-test="export-${ending}"
            ><b>${name}</b> <span>${words}</span></a
          >
        </li>`;
      })}
    </ul>
    ${code(state, app, subject)}
    <p class="own-note" role="status" data-test="export-said">${said}</p>
  </div>`;
}

/** @param {State} state @param {any} subject */
function placed({ layer, head }, { layers, heads }) {
  return layers * heads === 1 ? 'This head:' : `Layer ${layer}, head ${head}.`;
}

/** @param {State} state @param {App} app @param {any} subject */
function code(state, app, subject) {
  if (state.layer === 'mean' || state.head === 'mean') {
    return html`<p class="note">Code is there for one head; choose one first.</p>`;
  }
  const isSmall = subject.queries * subject.keys <= MOST_SCORES;
  const steps = isSmall
    ? app.askSubject('steps', { layer: state.layer, head: state.head }).value
    : null;
  if (steps === undefined) {
    return html`<p class="waiting">Writing code…</p>`;
  }
  const written =
    language === 'java' ? javaCode(subject, state, steps) : numpyCode(subject, state, steps);
  const choose = (/** @type {string} */ name) => () => {
    language = name;
    said = '';
    app.redraw();
  };
  const name = language === 'java' ? 'Java' : 'NumPy';
  return html`<section class="code">
    <h3>As code</h3>
    <div class="choices" role="group" aria-label="Language">
      <button aria-pressed=${language === 'java'} data-test="code-java" @click=${choose('java')}>
        Java, with Heed
      </button>
      <button aria-pressed=${language === 'numpy'} data-test="code-numpy" @click=${choose('numpy')}>
        NumPy
      </button>
      ${written === null
        ? nothing
        : html`<button
            class="main"
            data-test="copy-code"
            @click=${() => copy(written, `${name} is copied.`, app)}
          >
            Copy as ${name}
          </button>`}
    </div>
    ${written === null
      ? html`<p class="note">These numbers are too many for code; take the npz along.</p>`
      : html`<pre
          tabindex="0"
          data-test="code"
          aria-label="${name} code"
        ><code>${written}</code></pre>`}
  </section>`;
}

/** @param {string} text @param {string} words @param {App} app */
async function copy(text, words, app) {
  try {
    await navigator.clipboard.writeText(text);
    said = words;
  } catch {
    said = copied(text)
      ? words
      : 'The browser does not let this page copy: mark the text and copy it.';
  }
  app.announce(said);
  app.redraw();
}

/** Where there is no clipboard to write to, as on plain HTTP by another name. @param {string} text */
function copied(text) {
  const field = document.createElement('textarea');
  field.value = text;
  field.className = 'unseen';
  (document.querySelector('dialog[open]') ?? document.body).append(field);
  field.select();
  const isDone = document.execCommand('copy');
  field.remove();
  return isDone;
}
