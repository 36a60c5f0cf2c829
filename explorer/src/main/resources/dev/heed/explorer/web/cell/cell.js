// @ts-check
/** One query and one key, walked through from two vectors to a part of the output. */
import { html, nothing } from '/lib/lit-html/lit-html.js';
import { scrubber } from '../parts/controls.js';
import { exact, labelsOf, plain } from '../parts/format.js';
import { stepsOf, resultOf } from './steps.js';
import { picture } from './pictures.js';
import { head } from './top.js';
import { columnsOf, stop } from './columns.js';
import { precision } from './precision.js';
import { softmax } from './softmax.js';
import '../parts/formula.js';

/** @typedef {import('../shell/app.js').App} App */
/** @typedef {import('../shell/state.js').State} State */
/** @typedef {import('./steps.js').Step} Step */

/** Of more keys the precisions are not asked for: the answer would be megabytes. */
const MOST_KEYS = 2048;

const PANES = /** @type {const} */ ([
  ['walk', 'Step by step'],
  ['softmax', 'Softmax in three forms'],
  ['precision', 'In four precisions'],
]);

/** The walk that is shown, for keys. @type {{steps: Step[], column: number}} */
let shown = { steps: [], column: 0 };

/**
 * The view.
 *
 * @param {State} state
 * @param {App} app
 */
export function view(state, app) {
  const subject = /** @type {any} */ (app.subject);
  if (state.layer === 'mean' || state.head === 'mean') {
    return chooseHead(app);
  }
  const query = state.query ?? subject.queries - 1;
  const key = state.key ?? strongest(app, state, query);
  if (key === null) {
    return html`<p class="waiting">Reading…</p>`;
  }
  const labels = labelsFor(subject);
  const look = { state, app, subject, query, key, labels, pane: paneOf(state, subject) };
  return html`
    <section class="cell-view" data-test="cell" aria-label="One cell">
      ${head(look)} ${panes(look)} ${body(look)}
    </section>
  `;
}

/** Long subjects have many labels, and the page is drawn often. @type {WeakMap<object, import('../parts/format.js').TokenLabel[]>} */
const kept = new WeakMap();

/** @param {any} subject */
function labelsFor(subject) {
  const labels = kept.get(subject) ?? labelsOf(subject, Math.max(subject.queries, subject.keys));
  kept.set(subject, labels);
  return labels;
}

/**
 * @typedef {object} Look
 * @property {State} state
 * @property {App} app
 * @property {any} subject
 * @property {number} query
 * @property {number} key
 * @property {import('../parts/format.js').TokenLabel[]} labels
 * @property {string} pane
 */

/** @param {App} app */
function chooseHead(app) {
  const layer = app.state.layer === 'mean' ? 0 : app.state.layer;
  const head = app.state.head === 'mean' ? 0 : app.state.head;
  return html`<section class="cell-view" data-test="cell-mean">
    <h1>A mean has no steps of its own</h1>
    <p>Each head computes its weights apart, and the mean is taken at the end.</p>
    <a href=${app.address({ layer, head })}>Walk through layer ${layer}, head ${head}</a>
  </section>`;
}

/** The key with the largest weight; null until it is known. @param {App} app @param {State} state @param {number} query */
function strongest(app, state, query) {
  const rest = `heads/${state.layer}/${state.head}/rows/${query}`;
  const { value, waiting } = app.askSubject(rest, { top: 1 });
  return waiting ? null : (value?.top[0]?.key ?? 0);
}

/** @param {State} state @param {any} subject */
function paneOf(state, subject) {
  const pane = state.more.pane ?? 'walk';
  const known = PANES.some(([name]) => name === pane);
  return known && subject.keys <= MOST_KEYS ? pane : 'walk';
}

/** @param {Look} look */
function panes({ app, subject, pane, query, key }) {
  if (subject.keys > MOST_KEYS) {
    return nothing;
  }
  return html`<nav class="panes" aria-label="Ways to look at the cell">
    ${PANES.map(
      ([name, title]) =>
        html`<a
          href=${app.address({ query, key, more: { pane: name === 'walk' ? null : name } })}
          data-test="pane-${name}"
          aria-current=${name === pane ? 'true' : nothing}
          >${title}</a
        >`,
    )}
  </nav>`;
}

/** @param {Look} look */
function body(look) {
  const { app, state, query, key, pane } = look;
  const rest = `heads/${state.layer}/${state.head}/pairs/${query}/${key}`;
  const isWhole = pane !== 'walk';
  const wish = { lane: 'cell' };
  const answer = app.askSubject(rest, isWhole ? { precision: true } : {}, wish);
  if (answer.problem) {
    return html`<p class="problem" role="alert">${answer.problem.message}</p>`;
  }
  if (answer.value !== undefined) {
    last = { found: answer.value, look };
    return paneBody(answer.value, look, false);
  }
  return last?.look.subject === look.subject && last?.look.pane === pane
    ? paneBody(last.found, last.look, true)
    : html`<p class="waiting">Computing…</p>`;
}

/** What was shown last, which stays in sight until the next cell is there. @type {{found: any, look: Look}|null} */
let last = null;

/** @param {any} found @param {Look} look @param {boolean} isOld */
function paneBody(found, look, isOld) {
  const names = namesOf(look);
  const inside =
    look.pane === 'precision'
      ? precision(found, names)
      : look.pane === 'softmax'
        ? softmax(found, names, look)
        : walk(found, names, look);
  return html`<div
    class="cell-body ${isOld ? 'old' : ''}"
    aria-busy=${isOld}
    data-test="cell-body"
    data-pair="${look.state.layer}-${look.state.head}-${look.query}-${look.key}"
  >
    ${inside}
  </div>`;
}

/** @param {any} found @param {any} names @param {Look} look */
function walk(found, names, look) {
  const { state, app, subject } = look;
  const column = columnOf(state);
  const steps = stepsOf({ found, subject, column, ...names });
  const at = placeOf(state, steps.length);
  shown = { steps, column };
  return html`
    ${way(steps, at, app)}
    <div class="walk">
      ${list(steps, at, app)}
      <article class="step" data-test="cell-step" data-step=${steps[at].id}>
        ${stage(steps, at, look, found, names)}
      </article>
    </div>
  `;
}

/** Tokens, or numbers that say what they count. @param {Look} look */
function namesOf({ subject, labels, query, key }) {
  const isBare = subject.tokens === undefined;
  const keyName = (/** @type {number} */ at) => (isBare ? `key ${at}` : plain(labels[at], 18));
  return {
    query: isBare ? `query ${query}` : `“${plain(labels[query], 18)}”`,
    key: isBare ? keyName(key) : `“${keyName(key)}”`,
    keyName,
  };
}

/** @param {Step[]} steps @param {number} at @param {App} app */
function list(steps, at, app) {
  return html`<ol class="step-list" aria-label="Steps">
    ${steps.map(
      (step, place) =>
        html`<li class="${step.isIdle ? 'idle' : ''} ${place < at ? 'past' : ''}">
          <a
            href=${app.address({ step: place + 1 })}
            data-test="step-${step.id}"
            aria-current=${place === at ? 'step' : nothing}
            ><span class="title">${step.title}</span>
            <span class="so-far">${place <= at ? resultOf(step) : ''}</span></a
          >
        </li>`,
    )}
  </ol>`;
}

/**
 * @param {Step[]} steps
 * @param {number} at
 * @param {Look} look
 * @param {any} found
 * @param {any} names
 */
function stage(steps, at, look, found, names) {
  const step = steps[at];
  return html`
    <h2><span class="number">Step ${at + 1} of ${steps.length}</span> ${step.title}</h2>
    <p class="words">${step.words}</p>
    <heed-formula class="formula" tex=${step.tex} role="math"></heed-formula>
    <p class="shape" data-test="cell-shape">${step.shape}</p>
    ${step.lines.map((line) => equation(line, steps, look.app))}
    ${step.picture ? picture(step.picture, { found, names, ...look }) : nothing}
    ${
      step.columns
        ? columnsOf(step.columns, shown.column, {
            marked: step.marked,
            grows: step.id === 'sum',
            choose: (column) => chooseColumn(look.app, column),
            isWhole: look.state.more.all === '1',
            whole: (isWhole) =>
              look.app.go({ more: { all: isWhole ? '1' : null } }, { replace: true }),
          })
        : nothing
    }
  `;
}

/**
 * @param {(import('./steps.js').Chip|string)[]} line
 * @param {Step[]} steps
 * @param {App} app
 */
function equation(line, steps, app) {
  return html`<p class="equation" data-test="cell-equation">
    ${line.map((part) =>
      typeof part === 'string' ? html`<span class="sign">${part}</span>` : chip(part, steps, app),
    )}
  </p>`;
}

/** A number; one of an earlier step leads back to it. @param {import('./steps.js').Chip} part @param {Step[]} steps @param {App} app */
function chip({ value, name, from, ofKey, role }, steps, app) {
  const place = steps.findIndex((step) => step.id === from);
  const inside = html`<span class="value">${exact(value)}</span><span class="name">${name}</span>`;
  if (place < 0) {
    return html`<span class="chip ${role ?? ''}">${inside}</span>`;
  }
  const other = ofKey === undefined ? {} : { key: ofKey };
  return html`<a
    class="chip from ${role ?? ''}"
    href=${app.address({ step: place + 1, ...other })}
    title="from step ${place + 1}, ${steps[place].title}${
      ofKey === undefined ? '' : ', of that key'
    }"
    >${inside}</a
  >`;
}

/** @param {Step[]} steps @param {number} at @param {App} app */
function way(steps, at, app) {
  const titles = steps.map(({ title }) => title);
  return scrubber('cell', { label: 'Through the steps', what: 'Step', titles }, at, {
    by: (steps) => move(app, steps),
    to: (step) => app.go({ step }, { replace: true }),
  });
}

/** @param {App} app @param {number} column */
function chooseColumn(app, column) {
  app.go({ more: { column: column === 0 ? null : String(column) } }, { replace: true });
}

/** @param {App} app @param {number} by */
function move(app, by) {
  const { steps } = shown;
  const next = placeOf(app.state, steps.length) + by;
  stop();
  if (isWalk(app) && next >= 0 && next < steps.length) {
    app.go({ step: next + 1 });
    app.announce(`${steps[next].title}. ${steps[next].words}`);
  }
}

/** @param {App} app @param {number} by */
function moveColumn(app, by) {
  const { steps } = shown;
  const size = steps[placeOf(app.state, steps.length)]?.columns?.[0].numbers.length ?? 0;
  const next = Math.min(columnOf(app.state), size - 1) + by;
  if (isWalk(app) && next >= 0 && next < size) {
    chooseColumn(app, next);
  }
}

/** The step that a state says, from 0; keys may be faster than pictures. @param {State} state @param {number} size */
function placeOf(state, size) {
  return Math.max(1, Math.min(state.step ?? 1, size)) - 1;
}

/** @param {State} state */
function columnOf(state) {
  return Math.max(0, Math.trunc(Number(state.more.column ?? 0)) || 0);
}

/** @param {App} app */
function isWalk(app) {
  return (app.state.more.pane ?? 'walk') === 'walk';
}

/** Keys that work here. @type {import('../shell/keys.js').Shortcut[]} */
export const shortcuts = [
  { key: 'ArrowRight', written: '→', label: 'next step', run: (app) => move(app, 1) },
  { key: 'ArrowLeft', written: '←', label: 'step before', run: (app) => move(app, -1) },
  {
    key: 'ArrowDown',
    written: '↓',
    label: 'next column of the vectors',
    run: (app) => moveColumn(app, 1),
  },
  { key: 'ArrowUp', written: '↑', label: 'column before', run: (app) => moveColumn(app, -1) },
  {
    key: 'Home',
    label: 'first step',
    run: (app) => move(app, -placeOf(app.state, shown.steps.length)),
  },
  {
    key: 'End',
    label: 'last step',
    run: (app) => move(app, shown.steps.length - 1 - placeOf(app.state, shown.steps.length)),
  },
];
