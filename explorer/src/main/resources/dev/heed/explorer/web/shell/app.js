// @ts-check
/** The page: it follows the address, gets the subject, and lets a view show it. */
import { render } from '/lib/lit-html/lit-html.js';
import { Api, Problem, isGivenUp, subjectPath } from './api.js';
import { changed, freshLook, pack, readState, writeState } from './state.js';
import { posted, viewOf, within } from './subject.js';
import { acceptFiles } from './drop.js';
import { shell } from './shell.js';
import { Shortcuts } from './keys.js';
import { paintsOf } from '../draw/colour.js';

/** @typedef {import('./state.js').State} State */
/** @typedef {import('./subject.js').Subject} Subject */
/** @typedef {import('./api.js').Wish} Wish */
/** @typedef {import('./keys.js').Shortcut} Shortcut */

/**
 * @typedef {object} View what a module of a view exports
 * @property {(state: State, app: App) => unknown} view a lit-html template
 * @property {Shortcut[]} [shortcuts] keys that work while it is shown
 * @property {(file: File, app: App) => Promise<void>} [take] opens a file dropped on the page
 */

const VIEWS = ['overview', 'head', 'cell', 'own', 'lesson'];
const SILENT_FOR = 2500;
/** Milliseconds of a picture. */
const FRAME = 16;

/** What views see of the page. */
export class App {
  api = new Api();
  /** @type {State} */
  state = readState(location.hash);
  /** @type {Subject|null} what is looked at; null until the server has answered once */
  subject = null;
  /** @type {{name: string, layers: number, heads: number, default?: boolean}[]} */
  models = [];
  /** @type {Problem|null} why there is no subject */
  problem = null;
  /** Whether a subject is on its way. */
  isBusy = false;
  /** Whether the server does not answer. */
  isSilent = false;
  /** How often it came back after that. */
  returns = 0;
  /** @type {'help'|'export'|null} which dialog is open */
  dialog = null;

  /** @type {Map<string, View|null>} null where the module is missing */
  #views = new Map();
  #wanted = '';
  /** @type {State} the state that belongs to the subject */
  #settled = this.state;
  #isDrawing = false;
  #drawnAt = -Infinity;
  #arrivedAt = '';

  constructor() {
    this.api.restore = () => this.#restore();
    this.shortcuts = new Shortcuts(this);
  }

  /** Starts the page. */
  async start() {
    const follow = () => this.#follow();
    addEventListener('popstate', follow);
    addEventListener('hashchange', follow);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.redraw());
    acceptFiles(this);
    this.shortcuts.listen();
    this.redraw();
    this.#settle();
    try {
      this.models = (await this.api.get('/models')).models;
      this.redraw();
    } catch (error) {
      this.fail(error);
    }
  }

  /** `light` or `dark`, as chosen or as the system has it. */
  get theme() {
    const chosen = this.state.theme;
    const isDark =
      chosen === 'auto' ? matchMedia('(prefers-color-scheme: dark)').matches : chosen === 'dark';
    return isDark ? 'dark' : 'light';
  }

  /** The colours of the theme, for canvases. */
  get paints() {
    return paintsOf(this.theme);
  }

  /**
   * Changes the state and with it the address.
   *
   * @param {Parameters<typeof changed>[1]} changes
   * @param {{replace?: boolean}} [how] replace: without a step for the way back
   */
  go(changes, { replace = false } = {}) {
    const before = writeState(this.state);
    const { view } = this.state;
    this.state = changed(this.state, changes);
    if (this.state.view !== view) {
      this.api.leave();
    }
    const address = writeState(this.state);
    if (address !== before) {
      history[replace ? 'replaceState' : 'pushState'](null, '', address);
    }
    this.#settle();
    this.redraw();
  }

  /** The address that {@link go} would lead to, for links. @param {Parameters<typeof changed>[1]} changes */
  address(changes) {
    return writeState(changed(this.state, changes));
  }

  /**
   * Opens a text, as typed. @param {string} text
   * @param {string} model
   */
  openText(text, model = this.state.model) {
    const view = ['overview', 'head', 'cell'].includes(this.state.view)
      ? this.state.view
      : 'overview';
    this.go({ ...freshLook(), kind: 'text', text, model, view });
  }

  /**
   * Opens own numbers, which the address then holds.
   *
   * @param {Record<string, any>} arrays nested lists
   * @param {Record<string, any>} options
   * @param {Partial<State>} changes more of them
   */
  async openArrays(arrays, options = {}, changes = {}) {
    const data = await pack({ arrays, options });
    this.go({ ...freshLook(), kind: 'own', data, ...changes });
  }

  /**
   * Opens a file; small ones become own numbers in the address.
   *
   * @param {File} file
   * @param {Record<string, any>} [options]
   */
  async openFile(file, options) {
    this.isBusy = true;
    this.redraw();
    try {
      const asked = new URLSearchParams({ name: plainName(file.name) });
      if (options !== undefined) {
        asked.set('options', JSON.stringify(options));
      }
      const subject = await this.api.post(`/files?${asked}`, file);
      if (subject.arrays) {
        await this.openArrays(subject.arrays, subject.options ?? {}, { view: 'own' });
      } else {
        this.go({ ...freshLook(), kind: 'file', id: subject.id, view: viewOf(subject) });
      }
      this.announce(`${file.name} is open.`);
    } catch (error) {
      this.isBusy = false;
      this.fail(error);
    }
  }

  /**
   * What the server says under a path, now: the page is drawn again when the answer comes.
   *
   * @param {string} path
   * @param {Wish} [wish]
   * @returns {{value?: any, problem?: Problem, waiting: boolean}}
   */
  ask(path, wish = {}) {
    const known = this.api.peek(path);
    if (known?.problem !== undefined || (known === undefined && this.isSilent)) {
      return known ?? { waiting: true };
    }
    const answer = this.api.get(path, wish);
    if (known?.waiting === false) {
      answer.catch(() => {});
      return known;
    }
    // What is on its way may have been asked for by others, who draw nothing when it comes.
    answer.then(
      () => this.#answered(),
      (error) => this.#failed(error),
    );
    return { waiting: true };
  }

  /**
   * The same of the subject.
   *
   * @param {string} rest e.g. `heads/2/5`
   * @param {Record<string, string|number|boolean|null|undefined>} [query]
   * @param {Wish} [wish]
   */
  askSubject(rest, query = {}, wish = {}) {
    const subject = this.subject;
    return subject === null
      ? { waiting: true }
      : this.ask(subjectPath(subject.id, rest, query), wish);
  }

  /** Says something to those who hear the page. @param {string} text */
  announce(text) {
    const line = document.getElementById('spoken');
    if (line !== null) {
      line.textContent = line.textContent === text ? `${text}\u00a0` : text;
    }
  }

  /** Says what went wrong instead of the view. @param {unknown} error */
  fail(error) {
    if (error instanceof Problem && error.isSilence) {
      this.#wait();
    } else if (!isGivenUp(error)) {
      this.problem =
        error instanceof Problem ? error : new Problem(-1, 'This did not work', String(error));
    }
    this.redraw();
  }

  /** Opens a dialog, or closes it. @param {'help'|'export'|null} dialog */
  show(dialog) {
    this.dialog = dialog;
    this.redraw();
  }

  /** The module of a view: undefined until it is loaded, null where there is none. @param {string} name */
  module(name) {
    if (!this.#views.has(name) && (VIEWS.includes(name) || name === 'export')) {
      import(`../${name}/${name}.js`)
        .catch((error) => {
          console.warn(`no view ${name}`, error);
          return null;
        })
        .then((view) => {
          this.#views.set(name, view);
          this.redraw();
        });
    }
    return this.#views.get(name);
  }

  /** Draws the page again before the next picture; at once, unless it was drawn just now. */
  redraw() {
    if (this.#isDrawing) {
      return;
    }
    this.#isDrawing = true;
    const draw = () => this.#draw();
    if (performance.now() - this.#drawnAt > FRAME) {
      queueMicrotask(draw);
    } else {
      requestAnimationFrame(draw);
    }
  }

  #draw() {
    this.#isDrawing = false;
    document.documentElement.dataset.theme = this.theme;
    const root = /** @type {HTMLElement} */ (document.getElementById('page'));
    render(shell(this, this.#settled), root);
    document.title = titleOf(this);
    this.#arrive(this.#settled.view);
    this.#drawnAt = performance.now();
  }

  /** Another view begins at its top, and with the focus if that was in the one before. @param {string} view */
  #arrive(view) {
    if (view === this.#arrivedAt) {
      return;
    }
    const isFirst = this.#arrivedAt === '';
    this.#arrivedAt = view;
    if (!isFirst) {
      scrollTo(0, 0);
      this.announce(document.title);
    }
    if (!isFirst && document.activeElement === document.body) {
      document.getElementById('main')?.focus({ preventScroll: true });
    }
  }

  #follow() {
    const state = readState(location.hash);
    if (writeState(state) !== writeState(this.state)) {
      if (this.state.view !== state.view) {
        this.api.leave();
      }
      this.state = state;
      this.#settle();
      this.redraw();
    }
  }

  /** Gets the subject of the state, unless it is there. */
  async #settle() {
    const state = this.state;
    const wanted = [state.kind, state.model, state.text, state.data, state.id].join('\n');
    if (wanted === this.#wanted) {
      this.#settled = this.isBusy ? this.#settled : state;
      return;
    }
    this.#wanted = wanted;
    this.isBusy = true;
    this.problem = null;
    try {
      const subject = await posted(this.api, state);
      if (wanted === this.#wanted) {
        this.#adopt(subject);
      }
    } catch (error) {
      if (wanted === this.#wanted) {
        this.isBusy = false;
        this.#wanted = error instanceof Problem && error.isSilence ? '' : wanted;
        this.subject = null;
        this.#settled = this.state;
        this.fail(error);
      }
    }
  }

  /** @param {Subject|null} subject */
  #adopt(subject) {
    this.isBusy = false;
    this.isSilent = false;
    this.subject = subject;
    const kept = subject === null ? {} : within(this.state, subject);
    this.#settled = this.state;
    this.go(kept, { replace: true });
  }

  /** Posts again what the server has forgotten, if the address holds it. */
  async #restore() {
    if (this.#settled.kind === 'file') {
      return false;
    }
    await posted(this.api, this.#settled);
    return true;
  }

  #answered() {
    this.isSilent = false;
    this.redraw();
  }

  /** @param {unknown} error */
  #failed(error) {
    if (error instanceof Problem && error.isSilence) {
      this.#wait();
    }
    if (!isGivenUp(error)) {
      this.redraw();
    }
  }

  /** Waits for a server that is gone, and goes on when it is back. */
  async #wait() {
    if (this.isSilent) {
      return;
    }
    this.isSilent = true;
    this.announce('The server does not answer.');
    this.redraw();
    while (this.isSilent) {
      await new Promise((resolve) => setTimeout(resolve, SILENT_FOR));
      const response = await fetch(`${this.api.base}/models`).catch(() => null);
      if (response?.ok) {
        this.isSilent = false;
        this.returns++;
        this.models = (await response.json()).models;
        this.api.forgetProblems();
        this.announce('The server answers again.');
        this.#settle();
        this.redraw();
      }
    }
  }
}

/** Without what the server does not take in a name. @param {string} name */
function plainName(name) {
  return name.replace(/[^A-Za-z0-9_. ()+-]/g, '_').slice(-150);
}

/** @param {App} app */
function titleOf(app) {
  const { layer, head, view } = app.state;
  const place = view === 'head' || view === 'cell' ? `layer ${layer}, head ${head} · ` : '';
  return `${place}${app.subject?.title ?? 'attention'} · Heed`;
}

new App().start();
