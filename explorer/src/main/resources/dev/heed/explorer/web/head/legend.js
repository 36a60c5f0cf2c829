// @ts-check
/** What the colours of the map mean. */
import { html, nothing } from '/lib/lit-html/lit-html.js';
import { brief } from '../parts/format.js';

/**
 * From which weight to which the ramp goes, and what else is drawn.
 *
 * @param {import('../parts/matrix.js').Matrix} matrix
 * @param {import('../shell/state.js').State} state
 */
export function legend(matrix, state) {
  const what = state.weigh === 'values' ? 'weight × ‖v‖' : 'weight';
  return html`<p class="legend" data-test="legend">
    0 <span class="ramp" aria-hidden="true"></span> ${brief(matrix.end)}${
      matrix.capped ? ' or more' : ''
    }
    ·
    ${what}${
      matrix.renormalised
        ? html`,
            <b data-test="renormalised"
              >special tokens hidden, each row divided by what is left of it</b
            >`
        : nothing
    }${matrix.capped ? ` · largest ${brief(matrix.largest)}` : nothing}${
      matrix.out === null ? nothing : ' · hatched: left out by the mask'
    }${matrix.isKnown ? nothing : ' · orange: NaN'}
  </p>`;
}
