// @ts-check
/** What is computed with own numbers: scale, cap, heads, bias, and masks by rule. */
import { html, nothing } from '/lib/lit-html/lit-html.js';
import { mask } from './paint.js';
import { optionWords, set, textOf } from './setting.js';

/** @typedef {import('./editor.js').Bench} Bench */

/** Of ALiBi, where slopes of one's own begin. */
const FIRST_SLOPE = 0.5;

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
    bench.change(
      { options: chosen === 'off' ? rest : { ...rest, causal: chosen } },
      optionWords('causal'),
    );
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
        ['', 'L = S'],
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
  const value = bench.draft.options.alibi;
  const heads = bench.app.subject?.heads ?? bench.draft.options.heads ?? 1;
  const kind = Array.isArray(value) ? 'own' : value ? 'paper' : 'off';
  const kinds = /** @type {Record<string, any>} */ ({
    off: undefined,
    paper: true,
    own: Array(heads).fill(FIRST_SLOPE),
  });
  const choices = { off: 'off', paper: 'slopes of its paper', own: 'own slopes' };
  return html`<label title="adds −slope × distance to each score: the farther a key, the less"
      >ALiBi bias
      <select
        data-test="option-alibi"
        @change=${(/** @type {Event} */ event) => set(bench, 'alibi', kinds[textOf(event)])}
      >
        ${Object.entries(choices).map(
          ([name, words]) =>
            html`<option value=${name} .selected=${name === kind}>${words}</option>`,
        )}
      </select></label
    >
    ${kind === 'own' ? slopes(bench, value, heads) : nothing}`;
}

/** @param {Bench} bench @param {number[]} value @param {number} heads */
function slopes(bench, value, heads) {
  const read = (/** @type {Event} */ event) => {
    const numbers = textOf(event)
      .split(/[\s,;]+/)
      .filter((one) => one !== '')
      .map(Number);
    if (numbers.length === heads && numbers.every(Number.isFinite)) {
      set(bench, 'alibi', numbers);
    } else {
      const wanted =
        heads === 1 ? 'one slope, a number' : `${heads} slopes, a number for each head`;
      bench.change({ note: `“${textOf(event).slice(0, 20)}”: ALiBi takes ${wanted}.` });
    }
  };
  return html`<label
    >${heads === 1 ? 'Slope' : 'Slope of each head'}
    <input size="8" .value=${value.join(', ')} data-test="option-alibi-slopes" @change=${read}
  /></label>`;
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
