// @ts-check
/** Which head it is, and the way to others. */
import { html, nothing } from '/lib/lit-html/lit-html.js';
import { brief, count, cut, fixed, labelsOf, numeric } from '../parts/format.js';
import { choice } from '../parts/controls.js';
import { canHideSpecial } from '../parts/matrix.js';
import { MEASURES } from '../parts/words.js';
import { togglePin } from './row.js';

/** @typedef {import('../shell/app.js').App} App */
/** @typedef {import('../shell/subject.js').Subject} Subject */
/** @typedef {import('../shell/state.js').State} State */

/** Goes to a head before or behind, of the next layer where the layer ends. @param {App} app @param {number} by */
export function otherHead(app, by) {
  const { heads, layers } = /** @type {Subject} */ (app.subject);
  const { layer, head } = app.state;
  if (layer === 'mean' || head === 'mean') {
    app.go(head === 'mean' ? { head: 0 } : { head: (head + heads + by) % heads });
    return;
  }
  const next = (layer * heads + head + by + layers * heads) % (layers * heads);
  app.go({ layer: Math.floor(next / heads), head: next % heads });
}

/** Goes to the same head of another layer. @param {App} app @param {number} by */
export function otherLayer(app, by) {
  const { layers } = /** @type {Subject} */ (app.subject);
  const { layer } = app.state;
  app.go({ layer: layer === 'mean' ? 0 : (layer + layers + by) % layers });
}

/** Hides special tokens, or shows them again. @param {App} app */
export function hideOrShow(app) {
  if (canHideSpecial(/** @type {Subject} */ (app.subject))) {
    app.go({ hideSpecial: !app.state.hideSpecial }, { replace: true });
    app.announce(
      app.state.hideSpecial ? 'Special tokens hidden, rows renormalised.' : 'All tokens shown.',
    );
  }
}

/**
 * The line above a head: which one it is, what it does, how it is shown.
 *
 * @param {State} state
 * @param {App} app
 * @param {any} info of the head; null while it is on its way
 */
export function headBar(state, app, info) {
  const subject = /** @type {Subject} */ (app.subject);
  return html`
    <div class="head-top">
      ${subject.layers * subject.heads === 1 ? html`<h1>The one head</h1>` : which(state, app)}
      ${summary(info)}
    </div>
    <div class="controls">
      ${choice('Show', 'weigh', state.weigh, {
        weights: ['weights', () => app.go({ weigh: 'weights' })],
        values: ['× value norms', () => app.go({ weigh: 'values' })],
      })}
      ${
        canHideSpecial(subject)
          ? html`<label class="check"
              ><input
                type="checkbox"
                data-test="hide-special"
                .checked=${state.hideSpecial}
                @change=${() => hideOrShow(app)}
              />
              Hide special tokens, renormalise rows</label
            >`
          : nothing
      }
      ${pins(state, app)}
    </div>
  `;
}

/** @param {State} state @param {App} app */
function which(state, app) {
  const { layers, heads } = /** @type {Subject} */ (app.subject);
  const step = (/** @type {number} */ by) => () => otherHead(app, by);
  return html`
    <h1>${place(app, 'layer', state.layer, layers)} ${place(app, 'head', state.head, heads)}</h1>
    <div class="steps">
      <button
        data-test="head-before"
        title="head before ([)"
        aria-label="Head before"
        @click=${step(-1)}
      >
        ‹
      </button>
      <button data-test="head-next" title="next head (])" aria-label="Next head" @click=${step(1)}>
        ›
      </button>
    </div>
  `;
}

/** @param {App} app @param {'layer'|'head'} part @param {number|'mean'} chosen @param {number} size */
function place(app, part, chosen, size) {
  const subject = /** @type {Subject} */ (app.subject);
  const hasMean = subject.kind === 'text' && size > 1 && subject.queries <= 1024;
  const other = (/** @type {Event} */ event) => {
    const value = /** @type {HTMLSelectElement} */ (event.target).value;
    app.go({ [part]: value === 'mean' ? 'mean' : Number(value) });
  };
  const options = Array.from({ length: size }, (_, at) => String(at));
  return html`<label class="place"
    ><span>${part}</span>
    <select data-test="choose-${part}" @change=${other}>
      ${[...options, ...(hasMean ? ['mean'] : [])].map(
        (option) =>
          html`<option value=${option} ?selected=${option === String(chosen)}>${option}</option>`,
      )}
    </select></label
  >`;
}

/** @param {any} info */
function summary(info) {
  const numbers = Object.entries(info?.summary ?? {}).filter(
    ([, value]) => value !== null && !Number.isNaN(numeric(/** @type {any} */ (value))),
  );
  return html`<dl class="facts" data-test="summary">
    ${numbers.map(
      ([name, value]) =>
        html`<div title=${MEASURES[name] ?? ''}>
          <dt>${name}</dt>
          <dd>
            ${fixed(/** @type {any} */ (value), name === 'distance' ? 1 : name === 'entropy' ? 2 : 3)}
          </dd>
        </div>`,
    )}
    ${
      (info?.keyHead ?? info?.head) === info?.head
        ? nothing
        : html`<div title="the head of keys and values that this head shares with others">
            <dt>keys of head</dt>
            <dd>${info.keyHead}</dd>
          </div>`
    }
    ${
      (info?.scale ?? null) === null
        ? nothing
        : html`<div title="what scores are multiplied by: 1/√D unless another is set">
            <dt>scale</dt>
            <dd>${brief(info.scale)}</dd>
          </div>`
    }
  </dl>`;
}

/** @param {State} state @param {App} app */
function pins(state, app) {
  if (state.pins.length === 0) {
    return nothing;
  }
  const labels = labelsOf(/** @type {Subject} */ (app.subject), Math.max(...state.pins) + 1);
  return html`<div class="pins" role="group" aria-label="Pinned queries">
    <span aria-hidden="true">Pinned</span>
    ${state.pins.map(
      (pin) =>
        html`<button
          data-test="pin-${pin}"
          aria-label="Let go of ${labels[pin].text}, query ${count(pin)}"
          @click=${() => app.go({ pins: togglePin(state.pins, pin) })}
        >
          <bdi>${cut(labels[pin].text, 12)}</bdi> ×
        </button>`,
    )}
    <button class="link" data-test="pins-clear" @click=${() => app.go({ pins: [] })}>clear</button>
  </div>`;
}
