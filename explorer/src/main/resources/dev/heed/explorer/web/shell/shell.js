// @ts-check
/** What is around every view: the text, the way between views, dialogs and messages. */
import { html, nothing } from '/lib/lit-html/lit-html.js';
import { count, counted } from '../parts/format.js';
import { problem } from '../parts/problem.js';
import { otherTheme } from './keys.js';

/** @typedef {import('./app.js').App} App */
/** @typedef {import('./state.js').State} State */

const PLACES = /** @type {const} */ ([
  ['overview', 'Overview', 'all heads at a glance'],
  ['head', 'Head', 'who looks at whom'],
  ['cell', 'Cell', 'one weight, step by step'],
  ['own', 'Own numbers', 'type or drop matrices'],
  ['lesson', 'Tutorials', 'five small examples'],
]);

/**
 * The whole page.
 *
 * @param {App} app
 * @param {State} settled the state that belongs to the subject
 */
export function shell(app, settled) {
  return html`
    <a class="skip" href="#main" @click=${toMain}>Skip to the picture</a>
    <header class="top">
      <div class="brand">
        <span class="name">Heed</span>
        <span class="motto">attention, number by number</span>
      </div>
      ${textForm(app)} ${tools(app)}
    </header>
    <nav class="places" aria-label="Views">
      ${PLACES.map(([view, name, words]) => place(app, view, name, words))} ${subjectLine(app)}
    </nav>
    ${silence(app)}
    <main
      id="main"
      tabindex="-1"
      aria-busy=${app.isBusy ? 'true' : 'false'}
      class="view-${settled.view}"
    >
      ${content(app, settled)}
    </main>
    ${foot()} ${helpDialog(app)} ${exportDialog(app)}
    <div class="drop" aria-hidden="true"><p>Drop npz, npy, JSON, CSV or safetensors</p></div>
  `;
}

/** The address says where the page is, so the skip link must not change it. @param {Event} event */
function toMain(event) {
  event.preventDefault();
  document.getElementById('main')?.focus();
}

/** @param {App} app */
function textForm(app) {
  const submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
    app.openText(String(form.get('text')), String(form.get('model') ?? ''));
  };
  const enter = (/** @type {KeyboardEvent} */ event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      /** @type {HTMLTextAreaElement} */ (event.target).form?.requestSubmit();
    }
  };
  return html`
    <form class="text" data-test="text-form" @submit=${submit}>
      <label class="unseen" for="text-field">Text</label>
      <textarea
        id="text-field"
        name="text"
        rows="1"
        dir="auto"
        spellcheck="false"
        placeholder="Type a text, then press Enter"
        data-test="text-input"
        .value=${app.state.text}
        @keydown=${enter}
      ></textarea>
      ${modelChoice(app)}
      <button class="main" data-test="text-look">Look</button>
    </form>
  `;
}

/** @param {App} app */
function modelChoice(app) {
  if (app.models.length < 2) {
    return html`<input type="hidden" name="model" value=${app.state.model} />`;
  }
  const chosen =
    app.state.model || (app.models.find((model) => model.default) ?? app.models[0]).name;
  return html`
    <label class="unseen" for="model-field">Model</label>
    <select id="model-field" name="model" data-test="model">
      ${app.models.map(
        ({ name }) => html`<option value=${name} ?selected=${name === chosen}>${name}</option>`,
      )}
    </select>
  `;
}

/** @param {App} app */
function tools(app) {
  const other = app.theme === 'dark' ? 'light' : 'dark';
  const open = (/** @type {'help'|'export'} */ name) => () => app.show(name);
  return html`
    <div class="tools">
      <button data-test="export" ?disabled=${app.subject === null} @click=${open('export')}>
        Export
      </button>
      <button data-test="theme" title="${other} colours (d)" @click=${() => otherTheme(app)}>
        ${other === 'dark' ? 'Dark' : 'Light'}
      </button>
      <button data-test="help" title="keys and words (?)" aria-label="Help" @click=${open('help')}>
        ?
      </button>
    </div>
  `;
}

/**
 * @param {App} app
 * @param {State['view']} view
 * @param {string} name
 * @param {string} words
 */
function place(app, view, name, words) {
  const isHere = app.state.view === view;
  return html`<a
    href=${app.address({ view })}
    data-test="view-${view}"
    title=${words}
    aria-current=${isHere ? 'page' : nothing}
    >${name}</a
  >`;
}

/** @param {App} app */
function subjectLine(app) {
  const subject = app.subject;
  if (subject === null) {
    return nothing;
  }
  const size =
    subject.kind === 'text'
      ? counted(subject.queries, 'token')
      : `${counted(subject.queries, 'query', 'queries')} × ${counted(subject.keys, 'key')}`;
  const heads =
    subject.layers * subject.heads === 1
      ? 'one head'
      : `${counted(subject.layers, 'layer')} × ${counted(subject.heads, 'head')}`;
  const shared =
    subject.keyHeads < subject.heads ? `, ${counted(subject.keyHeads, 'head')} of keys` : '';
  return html`<p class="subject" data-test="subject">
    ${subject.model ?? subject.title} · ${size} · ${heads}${shared}
    ${isCut(subject) ? html`<strong class="cut">${cutWords(subject)}</strong>` : nothing}
  </p>`;
}

/** @param {import('./subject.js').Subject} subject */
function cutWords({ cut, queries }) {
  const lost = typeof cut === 'number' ? `, ${count(cut)} lost` : '';
  return `text cut to ${count(queries)} tokens${lost}`;
}

/** @param {{cut?: any}} subject */
function isCut({ cut }) {
  return cut !== undefined && cut !== null && cut !== 0 && cut !== false;
}

/** @param {App} app */
function silence(app) {
  return app.isSilent
    ? html`<p class="banner" role="alert" data-test="silent">
        The server does not answer. Start <code>heed serve</code> again: this page goes on by
        itself.
      </p>`
    : nothing;
}

/** @param {App} app @param {State} settled */
function content(app, settled) {
  const view = settled.view;
  if (app.problem !== null && view !== 'lesson' && view !== 'own') {
    return problem(app);
  }
  const module = app.module(view);
  if (module === undefined) {
    return html`<p class="waiting">Loading…</p>`;
  }
  if (module === null) {
    return html`<p class="empty" data-test="missing">This view is not there yet.</p>`;
  }
  if (app.subject === null && view !== 'lesson' && view !== 'own') {
    return app.isBusy || app.isSilent ? html`<p class="waiting">Reading…</p>` : empty(app);
  }
  // Own numbers say it beside themselves: fields stay where they are while somebody types.
  return html`${view === 'own' ? nothing : problem(app)} ${module.view(settled, app)}`;
}

/** @param {App} app */
function empty(app) {
  const examples = [
    'The cat sat on the mat because it was tired.',
    'She gave the dog a bone, and the dog gave her a look.',
    'unbelievably, tokenization splits uncommon words',
  ];
  return html`<section class="empty" data-test="empty">
    <h1>Nothing to look at yet</h1>
    <p>Type a text above, drop a file of matrices anywhere, or begin with one of these:</p>
    <ul>
      ${examples.map(
        (text) =>
          html`<li><button class="link" @click=${() => app.openText(text)}>${text}</button></li>`,
      )}
    </ul>
  </section>`;
}

function foot() {
  return html`<footer>
    <p>
      A weight says how much of a value went into a mix, not why the model said what it said.
      Everything here is computed on this machine.
    </p>
  </footer>`;
}

/**
 * @param {App} app
 * @param {'help'|'export'} name
 * @param {string} title
 * @param {unknown} body
 */
function dialog(app, name, title, body) {
  const isOpen = app.dialog === name;
  const sync = () => {
    const element = document.getElementById(`dialog-${name}`);
    if (element instanceof HTMLDialogElement && element.open !== isOpen) {
      isOpen ? element.showModal() : element.close();
    }
  };
  queueMicrotask(sync);
  const closed = () => app.dialog === name && app.show(null);
  return html`<dialog id="dialog-${name}" aria-labelledby="title-${name}" @close=${closed}>
    <form method="dialog">
      <h2 id="title-${name}">${title}</h2>
      <button data-test="${name}-close" aria-label="Close">×</button>
    </form>
    ${isOpen ? body : nothing}
  </dialog>`;
}

/** @param {App} app */
function exportDialog(app) {
  const module = app.dialog === 'export' ? app.module('export') : undefined;
  const body =
    module === null
      ? html`<p>This view is not there yet.</p>`
      : module === undefined || app.subject === null
        ? html`<p>Loading…</p>`
        : module.view(app.state, app);
  return dialog(app, 'export', 'Take it along', body);
}

/** @param {App} app */
function helpDialog(app) {
  const { shortcuts } = app;
  const turn = (/** @type {Event} */ event) =>
    shortcuts.turn(/** @type {HTMLInputElement} */ (event.target).checked);
  const body = html`
    <p class="lead">
      Attention lets each token look at the others. A <b>query</b> is the token that looks, a
      <b>key</b> one that it may look at; the <b>weight</b> says how much, and the weights of a
      query sum to 1. A <b>head</b> is one such way of looking; a model has many, in layers.
    </p>
    ${keyList('Here', shortcuts.here)} ${keyList('Everywhere', shortcuts.everywhere)}
    <label class="check">
      <input type="checkbox" data-test="shortcuts" .checked=${shortcuts.areOn} @change=${turn} />
      Keys of one letter work
    </label>
  `;
  return dialog(app, 'help', 'Words and keys', body);
}

/** @param {string} title @param {import('./keys.js').Shortcut[]} shortcuts */
function keyList(title, shortcuts) {
  return shortcuts.length === 0
    ? nothing
    : html`<h3>${title}</h3>
        <dl class="keys">
          ${shortcuts.map(
            ({ key, written, label }) =>
              html`<div>
                <dt><kbd>${written ?? key}</kbd></dt>
                <dd>${label}</dd>
              </div>`,
          )}
        </dl>`;
}
