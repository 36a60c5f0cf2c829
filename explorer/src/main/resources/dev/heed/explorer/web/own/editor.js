// @ts-check
/** Matrices as grids of fields: typed into, walked through with keys, pasted into. */
import { html, nothing } from '/lib/lit-html/lit-html.js';
import { guard } from '/lib/lit-html/directives/guard.js';
import { ARROWS, beside } from '../parts/arrows.js';
import { exact } from '../parts/format.js';
import { steps } from './history.js';
import {
  SIZES,
  namesOf,
  read,
  readBlock,
  shapeOf,
  sizesOf,
  withBlock,
  withNumber,
  withSize,
} from './numbers.js';

/** @typedef {import('../shell/app.js').App} App */
/** @typedef {import('./own.js').Draft} Draft */

/**
 * @typedef {object} Bench
 * @property {Draft} draft
 * @property {App} app
 * @property {(changes: Partial<Draft>, words?: import('./history.js').Step['words'], place?: string) => void} change
 *     with words for what it changes, and the field that was typed into
 * @property {boolean} [isLarge] whether the numbers are only the server's
 */

/** Fields of one matrix that are drawn; the rest is edited in a file. */
const MOST_ROWS = 32;
const MOST_COLUMNS = 32;
const MOST_SIZE = 64;

/** How large the matrices are. @param {Bench} bench */
export function sizes({ draft, change }) {
  const arrays = /** @type {Record<string, any>} */ (draft.arrays);
  const resize = (/** @type {string} */ letter) => (/** @type {Event} */ event) => {
    const size = Number(/** @type {HTMLInputElement} */ (event.target).value);
    if (Number.isInteger(size) && size >= 1 && size <= MOST_SIZE) {
      change(
        {
          arrays: withSize(arrays, letter, size),
          options: withoutMask(draft.options, letter),
        },
        () => `the number of ${SIZES[letter]}`,
      );
    }
  };
  return html`<fieldset class="sizes">
    <legend>Sizes</legend>
    ${sizesOf(arrays).map(
      ([letter, size]) =>
        html`<label
          ><span
            ><i>${letter}</i> ${
              letter === 'L' && arrays.X !== undefined ? 'tokens' : SIZES[letter]
            }</span
          >
          <input
            type="number"
            min="1"
            max=${MOST_SIZE}
            .value=${String(size)}
            data-test="size-${letter}"
            @change=${resize(letter)}
        /></label>`,
    )}
  </fieldset>`;
}

/** A painted mask fits one number of queries and keys. @param {any} options @param {string} letter */
function withoutMask(options, letter) {
  const { mask, ...rest } = options;
  return mask !== undefined && (letter === 'L' || letter === 'S') ? rest : options;
}

/** A grid for each array. @param {Bench} bench */
export function editors(bench) {
  const arrays = /** @type {Record<string, any>} */ (bench.draft.arrays);
  return html`<div class="grids">
    ${namesOf(arrays).map((name) =>
      guard(
        [arrays[name], bench.app.state.more[`at-${name}`], typedInto(bench.draft, `${name}-`)],
        () => editor(name, arrays[name], bench),
      ),
    )}
  </div>`;
}

/** What is typed into fields whose names begin so. @param {Draft} draft @param {string} beginning */
function typedInto({ texts }, beginning) {
  return [...texts]
    .filter(([id]) => id.replace('!', '').startsWith(beginning))
    .flat()
    .join('\n');
}

/** @param {string} name @param {any} nested @param {Bench} bench */
function editor(name, nested, bench) {
  const shape = shapeOf(nested);
  const front = shape.slice(0, -2);
  const matrices = front.reduce((all, size) => all * size, 1);
  const chosen = Math.min(Number(bench.app.state.more[`at-${name}`] ?? 0) || 0, matrices - 1);
  const place = placeOf(chosen, front);
  const matrix = place.reduce((part, index) => part[index], nested);
  const rows = shape.length > 1 ? matrix : [matrix];
  return html`<figure class="grid-of" data-test="grid-${name}">
    <figcaption>
      <b>${name}</b> <span class="shape">[${shape.join(', ')}]</span>
      ${matrices > 1 ? slice(name, chosen, front, bench.app) : nothing}
    </figcaption>
    <div class="scroll">
      <table
        class="grid ${widthOf(rows)}"
        @keydown=${(/** @type {KeyboardEvent} */ event) => walk(event)}
        @paste=${(/** @type {ClipboardEvent} */ event) => paste(event, bench)}
        @focusin=${(/** @type {FocusEvent} */ event) => select(event)}
      >
        <tbody>
          ${rows
            .slice(0, MOST_ROWS)
            .map((/** @type {any[]} */ numbers, /** @type {number} */ row) => {
              const at = shape.length > 1 ? [...place, row] : [];
              const typedHere = typedInto(bench.draft, `${[name, ...at].join('-')}-`);
              return html`<tr>
                ${guard([numbers, typedHere, at.join()], () => fields(name, at, numbers, bench))}
              </tr>`;
            })}
        </tbody>
      </table>
    </div>
    ${
      rows.length > MOST_ROWS || rows[0].length > MOST_COLUMNS
        ? html`<p class="note">
            The first ${MOST_ROWS} rows and columns; edit the others in a file.
          </p>`
        : nothing
    }
  </figure>`;
}

/** @param {string} name @param {number[]} row @param {any[]} numbers @param {Bench} bench */
function fields(name, row, numbers, bench) {
  return numbers
    .slice(0, MOST_COLUMNS)
    .map((number, column) => field(name, [...row, column], number, bench));
}

/** How wide fields are, so that most numbers are seen whole. @param {any[][]} rows */
function widthOf(rows) {
  const longest = Math.max(...rows.flat().map((number) => exact(number).length));
  return longest <= 6 ? '' : longest <= 11 ? 'middle' : 'wide';
}

/** @param {number} at @param {number[]} front @returns {number[]} */
function placeOf(at, front) {
  return front.reduceRight(
    ({ rest, place }, size) => ({ rest: Math.floor(rest / size), place: [rest % size, ...place] }),
    { rest: at, place: /** @type {number[]} */ ([]) },
  ).place;
}

/** @param {string} name @param {number} chosen @param {number[]} front @param {App} app */
function slice(name, chosen, front, app) {
  const matrices = front.reduce((all, size) => all * size, 1);
  const go = (/** @type {Event} */ event) =>
    app.go(
      { more: { [`at-${name}`]: /** @type {HTMLSelectElement} */ (event.target).value } },
      { replace: true },
    );
  return html`<select aria-label="Which matrix of ${name}" @change=${go}>
    ${Array.from(
      { length: matrices },
      (_, at) =>
        html`<option value=${at} .selected=${at === chosen}>
          ${name}[${placeOf(at, front).join(', ')}]
        </option>`,
    )}
  </select>`;
}

/** @param {string} name @param {number[]} place @param {any} number @param {Bench} bench */
function field(name, place, number, bench) {
  const id = `${name}-${place.join('-')}`;
  const { texts } = bench.draft;
  const isWrong = texts.has(`!${id}`);
  return html`<td>
    <input
      data-place=${id}
      data-test="field-${id}"
      inputmode="text"
      autocomplete="off"
      spellcheck="false"
      aria-label="${name}, ${
        place.length > 1 ? `row ${place[place.length - 2]}, ` : ''
      }column ${place[place.length - 1]}"
      aria-invalid=${isWrong ? 'true' : 'false'}
      title=${exact(number)}
      .value=${texts.get(id) ?? exact(number)}
      @input=${(/** @type {Event} */ event) => typed(event, name, place, number, bench)}
      @change=${() => settle(id, bench)}
    />
  </td>`;
}

/** @param {Event} event @param {string} name @param {number[]} place @param {any} before @param {Bench} bench */
function typed(event, name, place, before, { draft, change }) {
  const id = `${name}-${place.join('-')}`;
  const { value } = /** @type {HTMLInputElement} */ (event.target);
  const number = read(value);
  draft.texts.set(id, value);
  if (number === undefined) {
    const said = value.trim() === '' ? 'An empty field' : `“${value.slice(0, 20)}”`;
    draft.texts.set(
      `!${id}`,
      `${said} is no number: ${name}[${place.join(', ')}] stays ${exact(before)}.`,
    );
    change({});
    return;
  }
  draft.texts.delete(`!${id}`);
  const arrays = /** @type {Record<string, any>} */ (draft.arrays);
  change(
    { arrays: withNumber(arrays, name, place, number) },
    (numbers) => `${name}[${place.join(', ')}] is ${numberAt(numbers.arrays?.[name], place)}`,
    id,
  );
}

/** @param {any} nested @param {number[]} place */
function numberAt(nested, place) {
  return exact(place.reduce((part, index) => part?.[index], nested));
}

/** Shows a number as it is read once the field is left; a wrong text stays to be mended. @param {string} id @param {Bench} bench */
function settle(id, { draft, change }) {
  steps.settle();
  if (!draft.texts.has(`!${id}`)) {
    draft.texts.delete(id);
    change({});
  }
}

/** @param {FocusEvent} event */
function select(event) {
  if (event.target instanceof HTMLInputElement) {
    event.target.select();
  }
}

/** As the arrows; Enter goes down. @type {Record<string, [number, number]>} */
const STEPS = { ...ARROWS, Enter: ARROWS.ArrowDown };

/** Arrows go from field to field; within a text only from its ends. @param {KeyboardEvent} event */
function walk(event) {
  const step = STEPS[event.key];
  const from = event.target;
  if (
    step === undefined ||
    !(from instanceof HTMLInputElement) ||
    event.ctrlKey ||
    event.metaKey ||
    event.altKey
  ) {
    return;
  }
  const [, right] = step;
  const isWhole = from.selectionStart === 0 && from.selectionEnd === from.value.length;
  const isAtEnd = right < 0 ? from.selectionEnd === 0 : from.selectionStart === from.value.length;
  if (right !== 0 && !isWhole && !isAtEnd) {
    return;
  }
  const next = beside(from, step, 'input');
  if (next) {
    event.preventDefault();
    next.focus();
  }
}

/** @param {ClipboardEvent} event @param {Bench} bench */
function paste(event, { draft, change, app }) {
  const field = event.target;
  const text = event.clipboardData?.getData('text/plain') ?? '';
  if (!(field instanceof HTMLInputElement) || !/[\t\n;,]|\S\s+\S/.test(text.trim())) {
    return;
  }
  event.preventDefault();
  const block = readBlock(text);
  if ('error' in block) {
    change({ note: block.error });
    return;
  }
  const [name, ...place] = /** @type {string} */ (field.dataset.place).split('-');
  const arrays = /** @type {Record<string, any>} */ (draft.arrays);
  const { arrays: pasted, cut } = withBlock(arrays, name, place.map(Number), block.rows);
  draft.texts.clear();
  change(
    {
      arrays: pasted,
      note: cut
        ? 'What was pasted is larger than the matrix from here on; the rest was left out. Paste it into the first field to resize.'
        : '',
    },
    () => `what was pasted into ${name}`,
  );
  app.announce(`${block.rows.length} by ${block.rows[0].length} numbers pasted into ${name}.`);
}
