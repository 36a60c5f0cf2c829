// @ts-check
/** The five tutorials as guided tours: their parts one after the other, with their numbers. */
import { html, nothing } from '/lib/lit-html/lit-html.js';
import { scrubber } from '../parts/controls.js';
import { exact, numeric } from '../parts/format.js';

/** @typedef {import('../shell/app.js').App} App */
/** @typedef {import('../shell/state.js').State} State */

/** What the numbers of a part are, by the role that the server names. */
const ROLES = /** @type {Record<string, [string, string]>} */ ({
  'printed-input': ['given', 'given by the document, taken as it stands'],
  compared: ['compared', 'computed here, and compared with what the document prints'],
  derived: ['derived', 'computed here; the document does not print it'],
});

/** Parts of the tour that is shown, for keys. */
let parts = 0;

/**
 * The view.
 *
 * @param {State} state
 * @param {App} app
 */
export function view(state, app) {
  const { value: all, problem } = app.ask('/lessons');
  if (problem) {
    return html`<p class="problem" role="alert">${problem.message}</p>`;
  }
  if (all === undefined) {
    return html`<p class="waiting">Reading…</p>`;
  }
  const number = state.lesson ?? 1;
  return html`<section class="lesson-view" data-test="lesson">
    <nav class="tours" aria-label="Tutorials">
      <ol>
        ${all.lessons.map(
          (/** @type {any} */ lesson) =>
            html`<li>
              <a
                href=${app.address({ lesson: lesson.number, step: null })}
                data-test="lesson-${lesson.number}"
                aria-current=${lesson.number === number ? 'true' : nothing}
                ><span class="number">${lesson.number}</span>
                <span class="title">${lesson.title}</span></a
              >
            </li>`,
        )}
      </ol>
    </nav>
    ${tour(number, state, app)}
  </section>`;
}

/** @param {number} number @param {State} state @param {App} app */
function tour(number, state, app) {
  const { value: lesson, problem } = app.ask(`/lessons/${number}`, { lane: 'lesson' });
  if (problem) {
    return html`<p class="problem" role="alert">${problem.message}</p>`;
  }
  if (lesson === undefined) {
    return html`<p class="waiting">Computing…</p>`;
  }
  parts = lesson.parts.length;
  const at = Math.max(1, Math.min(state.step ?? 1, parts)) - 1;
  const open = () => app.openArrays(lesson.arrays, lesson.options ?? {}, { view: 'own' });
  return html`<article class="tour">
    <header>
      <div>
        <h1>${lesson.title}</h1>
        ${
          lesson.summary
            ? html`<p class="summary" data-test="lesson-summary">${lesson.summary}</p>`
            : nothing
        }
      </div>
      ${
        lesson.arrays
          ? html`<button data-test="lesson-own" @click=${open}>Open as own numbers</button>`
          : nothing
      }
    </header>
    ${way(lesson.parts, at, app)} ${trail(lesson.parts, at, app)} ${part(lesson.parts, at)}
  </article>`;
}

/** @param {any[]} all @param {number} at @param {App} app */
function way(all, at, app) {
  const titles = all.map(({ heading }) => heading);
  return scrubber('lesson', { label: 'Through the parts', what: 'Part', titles }, at, {
    by: (parts) => move(app, parts),
    to: (step) => app.go({ step }, { replace: true }),
  });
}

/** A mark for each part, filled up to where the tour is. @param {any[]} all @param {number} at @param {App} app */
function trail(all, at, app) {
  return html`<ol class="trail" aria-label="Parts">
    ${all.map(
      ({ heading, comparison }, place) =>
        html`<li
          class="${place < at ? 'past' : ''} ${comparison && !comparison.agrees ? 'differs' : ''}"
        >
          <a
            href=${app.address({ step: place + 1 })}
            title="${place + 1}. ${heading}"
            aria-label="${place + 1}. ${heading}"
            aria-current=${place === at ? 'step' : nothing}
            data-test="part-${place + 1}"
          ></a>
        </li>`,
    )}
  </ol>`;
}

/** @param {any[]} all @param {number} at */
function part(all, at) {
  const { heading, formula, words, role, shape, values, comparison } = all[at];
  const [kind, said] = ROLES[role] ?? ['derived', role];
  return html`<section class="part" data-test="lesson-part">
    <h2><span class="number">Part ${at + 1} of ${all.length}</span> ${heading}</h2>
    <p class="words">${words}</p>
    <p class="formula-text" data-test="lesson-formula">${formula}</p>
    ${values === null ? nothing : matrix(shape, values, heading)}
    <p class="role ${kind}">
      <span class="mark" aria-hidden="true"
        >${comparison ? (comparison.agrees ? '✓' : '✗') : kind === 'given' ? '↦' : '·'}</span
      >
      ${comparison ? comparison.detail : said}
      ${comparison ? html`<span class="note">${said}</span>` : nothing}
    </p>
  </section>`;
}

/** @param {number[]} shape @param {any} values @param {string} heading */
function matrix(shape, values, heading) {
  const rows = shape.length > 1 ? values : [values];
  const largest = Math.max(
    1e-300,
    ...rows
      .flat()
      .map((/** @type {any} */ number) => Math.abs(numeric(number)))
      .filter(Number.isFinite),
  );
  return html`<div class="scroll" tabindex="0" role="region" aria-label="The numbers of ${heading}">
    <table class="heat exact" data-test="lesson-numbers">
      <caption>
        [${shape.join(', ')}]
      </caption>
      <tbody>
        ${rows.map(
          (/** @type {any[]} */ row) =>
            html`<tr>
              ${row.map((number) => cell(number, largest))}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** @param {any} number @param {number} largest */
function cell(number, largest) {
  const value = numeric(number);
  const sign = value === -Infinity ? 'out' : value < 0 ? 'below' : 'above';
  const share = Number.isFinite(value) ? Math.abs(value) / largest : 0;
  return html`<td class=${sign} .style=${`--share:${share.toFixed(3)}`}>${exact(number)}</td>`;
}

/** @param {App} app @param {number} by */
function move(app, by) {
  const next = Math.max(1, Math.min(app.state.step ?? 1, parts)) + by;
  if (next >= 1 && next <= parts) {
    app.go({ step: next });
    const lesson = app.ask(`/lessons/${app.state.lesson ?? 1}`).value;
    const now = lesson?.parts[next - 1];
    app.announce(now === undefined ? '' : `${now.heading}. ${now.words}`);
  }
}

/** Keys that work here. @type {import('../shell/keys.js').Shortcut[]} */
export const shortcuts = [
  { key: 'ArrowRight', written: '→', label: 'next part', run: (app) => move(app, 1) },
  { key: 'ArrowLeft', written: '←', label: 'part before', run: (app) => move(app, -1) },
  ...[1, 2, 3, 4, 5].map((number) => ({
    key: String(number),
    label: `tutorial ${number}`,
    run: (/** @type {App} */ app) => app.go({ lesson: number, step: null }),
  })),
];
