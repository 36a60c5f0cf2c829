// @ts-check
/** A mask that is painted by hand. */
import { html, nothing } from '/lib/lit-html/lit-html.js';
import { ARROWS, beside } from '../parts/arrows.js';
import { set } from './setting.js';

/** @typedef {import('./editor.js').Bench} Bench */

/** A mask of more cells is no pleasure to paint. */
const MOST_PAINTED = 32;

/** The value that dragging paints; null while nothing is dragged. @type {0|1|null} */
let brush = null;
/** What is painted and not yet computed. @type {number[][]|null} */
let wet = null;

/** The mask, or a button that begins one. @param {Bench} bench */
export function mask(bench) {
  const { app, draft } = bench;
  const subject = app.subject;
  const painted = wet ?? draft.options.mask;
  if (painted === undefined) {
    const begin = () =>
      subject !== null &&
      set(
        bench,
        'mask',
        Array.from({ length: subject.queries }, () => Array(subject.keys).fill(1)),
      );
    const fits =
      subject !== null && subject.queries <= MOST_PAINTED && subject.keys <= MOST_PAINTED;
    return fits
      ? html`<button data-test="mask-paint" @click=${begin}>Paint a mask</button>`
      : nothing;
  }
  return html`<figure class="mask" data-test="mask">
    <figcaption>
      <b>Mask</b>: a row for each query, a column for each key; filled where the query may look.
      Click or drag, or go with arrows and press space.
      <button class="link" data-test="mask-remove" @click=${() => set(bench, 'mask', undefined)}>
        Remove it
      </button>
    </figcaption>
    <div class="scroll">
      <table
        class="paint"
        @keydown=${move}
        @pointerup=${() => dry(bench)}
        @pointerleave=${() => dry(bench)}
      >
        <tbody>
          ${painted.map(
            (/** @type {number[]} */ row, /** @type {number} */ query) =>
              html`<tr>
                ${row.map((flag, key) => flagged(flag, query, key, bench))}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </figure>`;
}

/** @param {number} flag @param {number} query @param {number} key @param {Bench} bench */
function flagged(flag, query, key, bench) {
  const put = (/** @type {0|1} */ value) => {
    const before = wet ?? bench.draft.options.mask;
    wet = before.with(query, before[query].with(key, value));
    bench.app.redraw();
  };
  const down = (/** @type {PointerEvent} */ event) => {
    /** @type {Element} */ (event.target).releasePointerCapture?.(event.pointerId);
    brush = flag ? 0 : 1;
    put(brush);
  };
  const click = (/** @type {MouseEvent} */ event) => {
    if (event.detail === 0) {
      put(flag ? 0 : 1);
      dry(bench);
    }
  };
  return html`<td>
    <button
      class="flag"
      tabindex=${query === 0 && key === 0 ? 0 : -1}
      aria-pressed=${flag ? 'true' : 'false'}
      aria-label="query ${query} may look at key ${key}"
      data-test="mask-${query}-${key}"
      @pointerdown=${down}
      @pointerenter=${() => brush !== null && put(brush)}
      @click=${click}
    ></button>
  </td>`;
}

/** Ends a stroke: what was painted is computed. @param {Bench} bench */
function dry(bench) {
  const painted = wet;
  brush = null;
  wet = null;
  if (painted !== null) {
    set(bench, 'mask', painted);
  }
}

/** Arrows go from flag to flag. @param {KeyboardEvent} event */
function move(event) {
  const step = ARROWS[event.key];
  if (step !== undefined) {
    event.preventDefault();
    event.stopPropagation();
    beside(/** @type {Element} */ (event.target), step, 'button')?.focus();
  }
}
