// @ts-check
/** What views share: a choice of a few, the names of layers and heads. */
import { html, nothing } from '/lib/lit-html/lit-html.js';
import { cut } from './format.js';

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
