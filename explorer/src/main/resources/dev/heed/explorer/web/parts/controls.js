// @ts-check
/** What views share: a choice of a few, a way through steps, the names of layers and heads. */
import { html, nothing } from '/lib/lit-html/lit-html.js';
import { count, cut } from './format.js';

/**
 * A few buttons of which one is pressed.
 *
 * @param {string} label
 * @param {string} test
 * @param {string} chosen
 * @param {Record<string, [string, () => void]>} choices
 */
export function choice(label, test, chosen, choices) {
  return html`<div class="choice" role="group" aria-label=${label}>
    <span aria-hidden="true">${label}</span>
    ${Object.entries(choices).map(
      ([value, [words, run]]) =>
        html`<button
          data-test="${test}-${value}"
          aria-pressed=${value === chosen ? 'true' : 'false'}
          @click=${run}
        >
          ${words}
        </button>`,
    )}
  </div>`;
}

/**
 * Back, next and a slider through the steps of something.
 *
 * @param {string} test the beginning of the names for tests
 * @param {{label: string, what: string, titles: string[]}} steps
 * @param {number} at the step that is shown, from 0
 * @param {{by: (steps: number) => void, to: (step: number) => void}} move to: from 1
 */
export function scrubber(test, { label, what, titles }, at, { by, to }) {
  const scrub = (/** @type {Event} */ event) =>
    to(Number(/** @type {HTMLInputElement} */ (event.target).value));
  return html`<div class="scrub" role="group" aria-label=${label}>
    <button data-test="${test}-back" ?disabled=${at === 0} @click=${() => by(-1)}>← Back</button>
    <input
      type="range"
      min="1"
      max=${titles.length}
      .value=${String(at + 1)}
      aria-label=${what}
      aria-valuetext="${at + 1}, ${titles[at]}"
      data-test="${test}-scrub"
      @input=${scrub}
    />
    <button
      class="main"
      data-test="${test}-next"
      ?disabled=${at === titles.length - 1}
      @click=${() => by(1)}
    >
      Next →
    </button>
  </div>`;
}

/** `layer 2`, or `mean of layers`. @param {number|'mean'} layer */
export function layerName(layer) {
  return layer === 'mean' ? 'mean of layers' : `layer ${layer}`;
}

/** `head 5`, or `mean of heads`. @param {number|'mean'} head */
export function headName(head) {
  return head === 'mean' ? 'mean of heads' : `head ${head}`;
}

/**
 * A token's name, cut where it is long; text alone, whatever it says.
 *
 * @param {import('./format.js').TokenLabel} label
 * @param {number} most letters
 */
export function tokenName(label, most) {
  return html`<span class="name ${label.special ? 'special' : ''}" title=${label.title}
    >${label.goesOn ? html`<span class="goes-on">##</span>` : nothing}<bdi
      >${cut(label.text, most)}</bdi
    ></span
  >`;
}

/**
 * The same with its place, for a token may occur more than once.
 *
 * @param {import('./format.js').TokenLabel} label
 * @param {number} place
 * @param {number} most letters
 */
export function placedName(label, place, most) {
  const number = label.text === count(place) ? nothing : html`<sub>${count(place)}</sub>`;
  return html`${tokenName(label, most)}${number}`;
}
