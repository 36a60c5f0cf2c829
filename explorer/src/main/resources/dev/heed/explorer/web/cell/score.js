// @ts-check
/** The steps from two vectors to one masked score. */
import { numeric } from '../parts/format.js';
import { listed, within } from '../parts/words.js';

/** @typedef {import('./steps.js').Walk} Walk */
/** @typedef {import('./steps.js').Step} Step */
/** @typedef {import('./steps.js').Chip} Chip */

/** q_d·k_d of each column. @param {Walk} walk @returns {Step} */
export function products({ found, column, query, key }) {
  const { q, k, product } = found.products;
  const d = within(column, q);
  return {
    id: 'products',
    title: 'Multiply',
    tex: 'q_d \\cdot k_d',
    shape: `q [${q.length}] and k [${k.length}] give [${q.length}]`,
    words: `What ${query} asks for meets what ${key} offers, column by column. Two numbers of one sign make a product above 0: there they agree.`,
    lines: [
      [
        { value: q[d], name: `q, column ${d}`, role: 'query' },
        '×',
        { value: k[d], name: `k, column ${d}`, role: 'key' },
        '=',
        { value: product[d], name: `product ${d}`, role: 'result' },
      ],
    ],
    columns: [
      { name: 'q', numbers: q, role: 'query' },
      { name: 'k', numbers: k, role: 'key' },
      { name: 'q·k', numbers: product, role: 'result' },
    ],
  };
}

/** The score. @param {Walk} walk @returns {Step} */
export function sum({ found, column }) {
  const { product, sum: sums } = found.products;
  const d = within(column, sums);
  const before = d === 0 ? 0 : sums[d - 1];
  return {
    id: 'sum',
    title: 'Add up',
    tex: '\\mathrm{score} = \\sum_d q_d \\cdot k_d',
    shape: `[${sums.length}] gives one number`,
    words:
      'Each product is added to the sum before it, and each sum is rounded once. The last one is the score: how well the two fit.',
    lines: [
      [
        { value: before, name: d === 0 ? 'begins at 0' : `sum to column ${d - 1}` },
        '+',
        { value: product[d], name: `product ${d}`, from: 'products' },
        '=',
        {
          value: sums[d],
          name: d === sums.length - 1 ? 'score' : `sum to column ${d}`,
          role: 'result',
        },
      ],
    ],
    result: found.score,
    columns: [
      { name: 'q·k', numbers: product, role: 'plain' },
      { name: 'sum so far', numbers: sums, role: 'result' },
    ],
    picture: 'sum',
  };
}

/** The score times the scale. @param {Walk} walk @returns {Step} */
export function scale({ found, subject }) {
  const depth = found.products.q.length;
  const asked = subject.options?.scale;
  const usual = asked === undefined || asked === null;
  const words = usual
    ? `The scale is 1/√${depth}, because there are ${depth} columns: a sum of many products spreads wider than a sum of few, and would tip the softmax over.`
    : asked === 'none' || asked === 1
      ? 'The scale is 1, as asked: the number stays.'
      : 'The scale is the one that was asked for.';
  return {
    id: 'scale',
    title: 'Scale',
    tex: usual
      ? '\\mathrm{scaled} = \\frac{1}{\\sqrt{D}} \\cdot \\mathrm{score}'
      : '\\mathrm{scaled} = \\mathrm{scale} \\cdot \\mathrm{score}',
    shape: 'one number stays one number',
    words,
    lines: [
      [
        { value: found.scale, name: usual ? `1/√${depth}` : 'scale', role: 'rule' },
        '×',
        { value: found.score, name: 'score', from: 'sum' },
        '=',
        { value: found.scaled, name: 'scaled', role: 'result' },
      ],
    ],
    result: found.scaled,
  };
}

/** Kept within ±c. @param {Walk} walk @returns {Step} */
export function cap({ found }) {
  const isIdle = numeric(found.softcap) === 0;
  const c = { value: found.softcap, name: 'softcap c', role: /** @type {const} */ ('rule') };
  const before = { value: found.scaled, name: 'scaled', from: 'scale' };
  const after = { value: found.capped, name: 'capped', role: /** @type {const} */ ('result') };
  return {
    id: 'cap',
    title: 'Cap',
    tex: '\\mathrm{capped} = c \\cdot \\tanh\\left(\\frac{\\mathrm{scaled}}{c}\\right)',
    shape: 'one number stays one number',
    words: isIdle
      ? 'No softcap is set: the number stays. With one, no score gets beyond ±c.'
      : 'The cap bends large scores back, so that none gets beyond ±c; small ones hardly change.',
    lines: [isIdle ? [before, '→', after] : [c, '× tanh(', before, '/', c, ') =', after]],
    result: found.capped,
    isIdle,
  };
}

/** With what biases add. @param {Walk} walk @returns {Step} */
export function bias({ found }) {
  const isIdle = found.biases.length === 0;
  const isAlibi =
    !isIdle && found.biases.every((/** @type {any} */ change) => change.slope !== undefined);
  return {
    id: 'bias',
    title: 'Bias',
    tex: isAlibi
      ? '\\mathrm{biased} = \\mathrm{capped} - \\mathrm{slope} \\cdot \\mathrm{distance}'
      : '\\mathrm{biased} = \\mathrm{capped} + \\mathrm{bias}',
    shape: 'one number stays one number',
    words: isIdle
      ? 'No bias is applied: the number stays.'
      : isAlibi
        ? 'ALiBi takes away the more, the farther the key is from the query; each head has a slope of its own.'
        : 'A bias adds what depends on the places of the two, not on their numbers.',
    lines: isIdle
      ? [
          [
            { value: found.capped, name: 'capped', from: 'cap' },
            '→',
            { value: found.biased, name: 'biased', role: 'result' },
          ],
        ]
      : found.biases.map(biasLine),
    result: found.biased,
    isIdle,
  };
}

/** @param {any} change @param {number} nth @returns {(Chip|string)[]} */
function biasLine({ name, before, after, bias: added, slope, distance }, nth) {
  const rule = (/** @type {any} */ number, /** @type {string} */ what) =>
    /** @type {Chip} */ ({ value: number, name: what, role: 'rule' });
  const by =
    slope !== undefined
      ? ['−', rule(slope, `${name}, slope`), '×', rule(distance, 'distance'), '=']
      : added !== undefined
        ? ['+', rule(added, name), '=']
        : [name, '→'];
  return [
    nth === 0 ? { value: before, name: 'capped', from: 'cap' } : { value: before, name: 'before' },
    ...by,
    { value: after, name: 'after', role: 'result' },
  ];
}

/** −∞ where the key is left out. @param {Walk} walk @returns {Step} */
export function mask({ found }) {
  const out = found.left_out_by;
  const isIdle = found.masks.length === 0 && out.length === 0;
  const words = isIdle
    ? 'No mask is set: every query may look at every key.'
    : out.length > 0
      ? `Left out by ${listed(out)}: nothing of this key, not even a NaN, has any influence on the query.`
      : 'Every mask leaves the key in, so the number stays.';
  return {
    id: 'mask',
    title: 'Mask',
    tex: '\\mathrm{masked} = \\begin{cases} -\\infty & \\text{where the key is left out} \\\\ \\mathrm{biased} & \\text{else} \\end{cases}',
    shape: 'one number stays one number',
    words,
    lines: [
      [
        { value: found.biased, name: 'biased', from: 'bias' },
        '→',
        { value: found.masked, name: 'masked', role: 'result' },
      ],
    ],
    result: found.masked,
    isIdle,
    picture: isIdle ? undefined : 'masks',
  };
}
