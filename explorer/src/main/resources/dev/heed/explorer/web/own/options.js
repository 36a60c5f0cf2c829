// @ts-check
/** What is computed with own numbers: scale, cap, heads, masks by rule, and one painted by hand. */
import { html, nothing } from '/lib/lit-html/lit-html.js';
import { ARROWS, beside } from '../parts/arrows.js';

/** @typedef {import('./editor.js').Bench} Bench */

/** A mask of more cells is no pleasure to paint. */
const MOST_PAINTED = 32;

/** The value that dragging paints; null while nothing is dragged. @type {0|1|null} */
let brush = null;
/** What is painted and not yet computed. @type {number[][]|null} */
let wet = null;

/**
 * All options.
 *
 * @param {Bench} bench
 */
export function options(bench) {
  return html`
    <fieldset class="options">
      <legend>Options</legend>
      ${scale(bench)} ${number('softcap', 'Softcap', 'none', bench, { above: 0 })}
      ${whole('heads', 'Heads, side by side', bench)} ${whole('keyHeads', 'Heads of keys', bench)}
      ${causal(bench)} ${windowed(bench)} ${corner(bench)} ${lengths(bench)} ${alibi(bench)}
      ${dtype(bench)}
    </fieldset>
    ${bench.isLarge ? nothing : mask(bench)}
  `;
}

/** @param {Bench} bench @param {string} name @param {any} value undefined leaves it out */
function set({ draft, change }, name, value) {
  const { [name]: _, ...rest } = draft.options;
  change({ options: value === undefined ? rest : { ...rest, [name]: value } });
}

/** @param {Event} event */
function textOf(event) {
  return /** @type {HTMLInputElement|HTMLSelectElement} */ (event.target).value.trim();
}

/** @param {Bench} bench */
function scale(bench) {
  const value = bench.draft.options.scale;
  const kind =
    value === undefined || value === null ? 'usual' : value === 'none' ? 'none' : 'number';
  const choose = (/** @type {Event} */ event) => {
    const chosen = textOf(event);
    set(bench, 'scale', chosen === 'usual' ? undefined : chosen === 'none' ? 'none' : 1);
  };
  return html`<label
      >Scale
      <select data-test="option-scale" @change=${choose}>
        <option value="usual" .selected=${kind === 'usual'}>1/√D</option>
        <option value="none" .selected=${kind === 'none'}>none</option>
        <option value="number" .selected=${kind === 'number'}>a number</option>
      </select></label
    >
    ${kind === 'number' ? number('scale', 'Factor', '', bench, {}) : nothing}`;
}

/**
 * @param {string} name
 * @param {string} title
 * @param {string} empty
 * @param {Bench} bench
 * @param {{above?: number}} rule
 */
function number(name, title, empty, bench, { above }) {
  const read = (/** @type {Event} */ event) => {
    const text = textOf(event);
    const value = Number(text);
    if (text === '') {
      set(bench, name, undefined);
    } else if (!Number.isFinite(value) || (above !== undefined && value <= above)) {
      bench.change({
        note: `“${text.slice(0, 20)}” is no ${title.toLowerCase()}: it is a number${above === undefined ? '' : ` above ${above}`}.`,
      });
    } else {
      set(bench, name, value);
    }
  };
  const value = bench.draft.options[name];
  return html`<label
    >${title}
    <input
      inputmode="decimal"
      size="6"
      placeholder=${empty}
      .value=${value === undefined ? '' : String(value)}
      data-test="option-${name}${name === 'scale' ? '-number' : ''}"
      @change=${read}
  /></label>`;
}

/** @param {string} name @param {string} title @param {Bench} bench */
function whole(name, title, bench) {
  const read = (/** @type {Event} */ event) => {
    const value = Number(textOf(event));
    set(bench, name, Number.isInteger(value) && value >= 1 ? value : undefined);
  };
  return html`<label
    >${title}
    <input
      type="number"
      min="1"
      max="64"
      placeholder="as given"
      .value=${String(bench.draft.options[name] ?? '')}
      data-test="option-${name}"
      @change=${read}
  /></label>`;
}

/** @param {Bench} bench */
function causal(bench) {
  const given = bench.draft.options.causal;
  const value = given === true ? 'top-left' : given || 'off';
  const choose = (/** @type {Event} */ event) => {
    const chosen = textOf(event);
    const { causal: _, corner: __, ...rest } = bench.draft.options;
    bench.change({ options: chosen === 'off' ? rest : { ...rest, causal: chosen } });
  };
  const choices = [
    ['off', 'off'],
    ['top-left', 'top left'],
    ['bottom-right', 'bottom right'],
  ];
  return html`<label
    >Causal mask
    <select data-test="option-causal" @change=${choose}>
      ${choices.map(
        ([name, words]) =>
          html`<option value=${name} .selected=${name === value}>${words}</option>`,
      )}
    </select></label
  >`;
}

/** Where a window or ALiBi lines queries up with keys, if no causal mask says so. @param {Bench} bench */
function corner(bench) {
  const { causal: rule, window: sides, alibi: slopes, corner: value } = bench.draft.options;
  if (typeof rule === 'string' || (sides === undefined && !slopes && value === undefined)) {
    return nothing;
  }
  const choose = (/** @type {Event} */ event) => set(bench, 'corner', textOf(event) || undefined);
  return html`<label
    >Lined up at the
    <select data-test="option-corner" @change=${choose}>
      ${[
        ['', 'as many of both'],
        ['top-left', 'top left'],
        ['bottom-right', 'bottom right'],
      ].map(
        ([name, words]) =>
          html`<option value=${name} .selected=${name === (value ?? '')}>${words}</option>`,
      )}
    </select></label
  >`;
}

/** @param {Bench} bench */
function windowed(bench) {
  const sides = bench.draft.options.window ?? [-1, -1];
  const side = (/** @type {0|1} */ at, /** @type {string} */ title) => {
    const read = (/** @type {Event} */ event) => {
      const text = textOf(event);
      const value = text === '' ? -1 : Math.max(-1, Math.trunc(Number(text)) || 0);
      const next = sides.map((/** @type {number} */ old, /** @type {number} */ place) =>
        place === at ? value : old,
      );
      set(bench, 'window', next.every((/** @type {number} */ open) => open < 0) ? undefined : next);
    };
    return html`<label
      >${title}
      <input
        type="number"
        min="0"
        placeholder="open"
        .value=${sides[at] < 0 ? '' : String(sides[at])}
        data-test="option-window-${at}"
        @change=${read}
    /></label>`;
  };
  return html`${side(0, 'Window: keys before')} ${side(1, 'Window: keys after')}`;
}

/** @param {Bench} bench */
function lengths(bench) {
  const value = bench.draft.options.lengths;
  const read = (/** @type {Event} */ event) => {
    const text = textOf(event);
    const numbers = text.split(/[\s,]+/).map(Number);
    if (text === '') {
      set(bench, 'lengths', undefined);
    } else if (numbers.every((number) => Number.isInteger(number) && number >= 0)) {
      set(bench, 'lengths', numbers);
    } else {
      bench.change({
        note: `“${text.slice(0, 20)}”: lengths are whole numbers, one for each sequence.`,
      });
    }
  };
  return html`<label
    >Keys in use
    <input
      size="6"
      placeholder="all"
      .value=${value === undefined ? '' : value.join(', ')}
      data-test="option-lengths"
      @change=${read}
  /></label>`;
}

/** @param {Bench} bench */
function alibi(bench) {
  const choose = (/** @type {Event} */ event) =>
    set(bench, 'alibi', /** @type {HTMLInputElement} */ (event.target).checked ? true : undefined);
  return html`<label class="check"
    ><input
      type="checkbox"
      .checked=${Boolean(bench.draft.options.alibi)}
      data-test="option-alibi"
      @change=${choose}
    />
    ALiBi</label
  >`;
}

/** @param {Bench} bench */
function dtype(bench) {
  const value = bench.draft.options.dtype ?? '';
  const choose = (/** @type {Event} */ event) => set(bench, 'dtype', textOf(event) || undefined);
  return html`<label
    >Computed in
    <select data-test="option-dtype" @change=${choose}>
      ${['', 'float32', 'float64'].map(
        (name) =>
          html`<option value=${name} .selected=${name === value}>${name || 'as given'}</option>`,
      )}
    </select></label
  >`;
}

/** @param {Bench} bench */
function mask(bench) {
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
