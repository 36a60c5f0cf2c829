// @ts-check
import { html } from '/lib/lit-html/lit-html.js';

/** The heat map of the page, if one is shown. */
export function mapElement() {
  return /** @type {import('../draw/heatmap.js').HeatMap|null} */ (document.querySelector('heed-map'));
}

/** Buttons for what wheel and fingers do. */
export function zoomButtons() {
  const zoom = (/** @type {number} */ factor) => () => mapElement()?.zoom(factor);
  return html`<div class="steps" role="group" aria-label="Zoom">
    <button data-test="zoom-in" aria-label="Zoom in" title="larger (+)" @click=${zoom(2)}>+</button>
    <button data-test="zoom-out" aria-label="Zoom out" title="smaller (−)" @click=${zoom(0.5)}>
      −
    </button>
    <button data-test="zoom-all" title="all of the map (0)" @click=${() => mapElement()?.fit()}>
      All
    </button>
  </div>`;
}
