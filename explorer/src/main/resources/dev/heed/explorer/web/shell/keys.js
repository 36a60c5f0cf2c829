// @ts-check
/** Keys that work anywhere on the page, and the switch that turns them off. */

/** @typedef {import('./app.js').App} App */

/**
 * @typedef {object} Shortcut
 * @property {string} key as `KeyboardEvent.key` says it
 * @property {string} label what it does, for the help
 * @property {(app: App) => void} run
 * @property {string} [written] how the help writes the key
 */

const STORED = 'heed-shortcuts';

/** @param {'overview'|'head'|'cell'|'own'|'lesson'} view */
const to = (view) => (/** @type {App} */ app) => app.go({ view });

/** @type {Shortcut[]} */
const EVERYWHERE = [
  { key: '?', label: 'this help', run: (app) => app.show('help') },
  { key: '/', label: 'type another text', run: () => focus('text-input') },
  { key: 'o', label: 'overview of all heads', run: to('overview') },
  { key: 'h', label: 'one head', run: to('head') },
  { key: 'c', label: 'one cell, step by step', run: to('cell') },
  { key: 'n', label: 'own numbers', run: to('own') },
  { key: 't', label: 'tutorials', run: to('lesson') },
  { key: 'e', label: 'export', run: (app) => app.show('export') },
  { key: 'd', label: 'light or dark', run: otherTheme },
  {
    key: 'v',
    label: 'weights alone, or times the norms of the values',
    run: (app) => app.go({ weigh: app.state.weigh === 'weights' ? 'values' : 'weights' }),
  },
];

/** @param {App} app */
export function otherTheme(app) {
  const isDark = app.theme === 'dark';
  const system = matchMedia('(prefers-color-scheme: dark)').matches;
  const next = isDark ? 'light' : 'dark';
  app.go({ theme: (next === 'dark') === system ? 'auto' : next }, { replace: true });
}

/** The keys of the page and of the view that is shown. */
export class Shortcuts {
  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.areOn = stored();
  }

  /** Begins to hear keys. */
  listen() {
    addEventListener('keydown', (event) => this.#hear(event));
  }

  /** Turns single letters on or off; kept for the next visit. @param {boolean} on */
  turn(on) {
    this.areOn = on;
    try {
      localStorage.setItem(STORED, on ? 'on' : 'off');
    } catch {
      // A browser that stores nothing forgets it, which does no harm.
    }
    this.app.redraw();
  }

  /** The keys that work everywhere. */
  get everywhere() {
    return EVERYWHERE;
  }

  /** The keys of the view that is shown. @returns {Shortcut[]} */
  get here() {
    return this.app.module(this.app.state.view)?.shortcuts ?? [];
  }

  /** @param {KeyboardEvent} event */
  #hear(event) {
    const isHeld = event.ctrlKey || event.metaKey || event.altKey;
    if (event.defaultPrevented || isHeld || this.app.dialog !== null || isWritten(event)) {
      return;
    }
    const isLetter = event.key.length === 1;
    const shortcut = [...this.here, ...EVERYWHERE].find(({ key }) => key === event.key);
    if (shortcut !== undefined && (this.areOn || !isLetter)) {
      event.preventDefault();
      shortcut.run(this.app);
    }
  }
}

/** Whether the key goes into a field. @param {KeyboardEvent} event */
function isWritten(event) {
  const target = event.target;
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.matches('input:not([type=radio],[type=checkbox]), textarea, select'))
  );
}

/** @param {string} name */
function focus(name) {
  const field = document.querySelector(`[data-test="${name}"]`);
  if (field instanceof HTMLTextAreaElement) {
    field.focus();
    field.select();
  }
}

function stored() {
  try {
    return localStorage.getItem(STORED) !== 'off';
  } catch {
    return true;
  }
}
