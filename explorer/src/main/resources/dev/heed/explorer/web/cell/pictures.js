// @ts-check
/** What a step looks like beside its numbers: the row of scores, its maximum, masks, shares. */
import { html, nothing, svg } from '/lib/lit-html/lit-html.js';
import { brief, counted, exact, numeric } from '../parts/format.js';

/** @typedef {import('../shell/app.js').App} App */

/**
 * @typedef {object} Scene
 * @property {any} found
 * @property {{query: string, key: string, keyName: (key: number) => string}} names
 * @property {any} state
 * @property {App} app
 * @property {any} subject
 * @property {number} query
 * @property {number} key
 */

/** Bars drawn one by one; of more keys those around the key. */
const MOST_BARS = 96;

/**
 * The picture of a step.
 *
 * @param {'row'|'sum'|'power'|'share'|'masks'|'biases'} kind
 * @param {Scene} scene
 */
export function picture(kind, scene) {
  switch (kind) {
    case 'masks':
      return html`${verdicts(scene)} ${bars(scene, 'scores')}`;
    case 'row':
      return bars(scene, 'scores');
    case 'power':
      return curve(scene);
    case 'share':
      return html`${whole(scene)} ${bars(scene, 'weights')}`;
    default:
      return nothing;
  }
}

/** @param {Scene} scene */
function verdicts({ found }) {
  const lines = [
    ...found.biases
      .filter((/** @type {any} */ bias) => bias.leaves_out)
      .map((/** @type {any} */ bias) => ({ ...bias, reason: 'it adds −∞' })),
    ...found.masks,
  ];
  return html`<ul class="verdicts" data-test="cell-masks">
    ${lines.map(
      ({ name, leaves_out: out, reason }) =>
        html`<li class=${out ? 'out' : 'in'}>
          <b>${name}</b>: <span class="verdict">${out ? 'left out' : 'left in'}</span>, because
          ${reason}.
        </li>`,
    )}
  </ul>`;
}

/** The numbers of the query's row; undefined until they are there. @param {Scene} scene @param {'scores'|'weights'} of */
function row({ app, state, query }, of) {
  const rest = `heads/${state.layer}/${state.head}/rows/${query}/weights`;
  return app.askSubject(rest, { of }, { binary: true }).value?.data;
}

/** A bar a key; what is masked is hatched. @param {Scene} scene @param {'scores'|'weights'} of */
function bars(scene, of) {
  const data = row(scene, of);
  if (data === undefined) {
    return html`<div class="bars-room"></div>`;
  }
  const { key, found, names } = scene;
  const room = Math.min(MOST_BARS, data.length);
  const first = Math.max(0, Math.min(key - Math.floor(room / 2), data.length - room));
  const part = Array.from(data.subarray(first, first + room));
  const scale = scaleOf(part);
  const best = found.row.maximum_key;
  const bar = (/** @type {number} */ number, /** @type {number} */ place) => {
    const at = first + place;
    const role = at === key ? 'this' : at === best && of === 'scores' ? 'best' : '';
    return !Number.isFinite(number)
      ? svg`<rect class="masked ${at === key ? 'this' : ''}" x=${place + 0.1} y="0" width=".8" height="100"></rect>`
      : svg`<rect class=${role} x=${place + 0.1} width=".8" y=${scale.top(number)} height=${scale.height(number)}></rect>`;
  };
  const said =
    found.row.keys < data.length ? `, ${counted(data.length - found.row.keys, 'key')} masked` : '';
  const cut = room < data.length ? `, keys ${first} to ${first + room - 1} of ${data.length}` : '';
  return html`<figure class="row-bars">
    <svg
      viewBox="0 0 ${room} 100"
      preserveAspectRatio="none"
      role="img"
      aria-label="The ${of === 'scores' ? 'scores' : 'weights'} of the row"
      @click=${(/** @type {MouseEvent} */ event) => choose(event, first, room, scene)}
    >
      ${part.map(bar)}
      <path class="zero" d="M0 ${scale.zero}H${room}"></path>
    </svg>
    ${room <= 24 ? ticks(scene, first, room) : nothing}
    <figcaption>
      The ${of === 'scores' ? 'scores' : 'weights'} of ${names.query}, a bar a
      key${said}${cut}${of === 'scores' && best >= 0
        ? `; the maximum is ${exact(found.row.maximum)}`
        : ''}.
      Click one to look at it instead.
    </figcaption>
  </figure>`;
}

/** @param {Scene} scene @param {number} first @param {number} room */
function ticks({ names, key }, first, room) {
  return html`<div class="ticks" aria-hidden="true">
    ${Array.from(
      { length: room },
      (_, place) =>
        html`<span class=${first + place === key ? 'this' : ''}
          >${names.keyName(first + place)}</span
        >`,
    )}
  </div>`;
}

/** Where bars begin and end, 0 within the picture. @param {number[]} numbers */
function scaleOf(numbers) {
  const finite = numbers.filter(Number.isFinite);
  const high = Math.max(0, ...finite);
  const low = Math.min(0, ...finite);
  const unit = high === low ? 0 : 96 / (high - low);
  const zero = 2 + high * unit;
  const height = (/** @type {number} */ number) =>
    Number.isFinite(number) ? Math.max(0.8, Math.abs(number) * unit) : 96;
  return {
    zero,
    height,
    top: (/** @type {number} */ number) =>
      number >= 0 ? Math.max(0, zero - height(number)) : zero,
  };
}

/** @param {MouseEvent} event @param {number} first @param {number} room @param {Scene} scene */
function choose(event, first, room, { app, query }) {
  const box = /** @type {Element} */ (event.currentTarget).getBoundingClientRect();
  const place = Math.floor(((event.clientX - box.left) / box.width) * room);
  app.go({ query, key: first + Math.max(0, Math.min(place, room - 1)) });
}

const LEFT = -8;

/** The curve of e^x up to 0 and this key's place on it. @param {Scene} scene */
function curve({ found }) {
  const difference = numeric(found.difference);
  const points = Array.from({ length: 81 }, (_, at) => LEFT + at / 10)
    .map((x) => `${place(x)} ${100 - 96 * Math.exp(x)}`)
    .join('L');
  const isSeen = difference >= LEFT && difference <= 0;
  return html`<figure class="curve">
    <svg
      viewBox="0 0 320 108"
      role="img"
      aria-label="The curve of e to the power of x, with this key on it"
    >
      <path class="zero" d="M0 100H320"></path>
      <path class="line" d="M${points}"></path>
      ${isSeen
        ? svg`<path class="fall" d="M${place(difference)} 100V${100 - 96 * numeric(found.power)}H320"></path>
            <circle cx=${place(difference)} cy=${100 - 96 * numeric(found.power)} r="5"></circle>`
        : nothing}
    </svg>
    <figcaption>
      e to the power of x, from x = ${LEFT} on the left to 0, where the maximum is, on the right.
      ${isSeen || Number.isNaN(difference) ? '' : 'This key lies further left, next to 0.'}
    </figcaption>
  </figure>`;
}

/** @param {number} x */
function place(x) {
  return ((x - LEFT) / -LEFT) * 312 + 4;
}

/** The whole row as one bar of length 1, this key's part in it. @param {Scene} scene */
function whole(scene) {
  const weight = numeric(scene.found.weight);
  const data = row(scene, 'weights');
  if (data === undefined || scene.found.row.keys === 0 || !Number.isFinite(weight)) {
    return nothing;
  }
  let before = 0;
  for (let at = 0; at < scene.key; at++) {
    before += data[at];
  }
  return html`<figure class="whole">
    <svg viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">
      <rect class="all" x="0" y="0" width="1" height="1"></rect>
      <rect class="this" x=${before} y="0" width=${weight} height="1"></rect>
    </svg>
    <figcaption>The whole of the row is 1; this key has ${brief(weight)} of it.</figcaption>
  </figure>`;
}
