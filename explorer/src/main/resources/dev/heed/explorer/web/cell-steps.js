// @ts-check
/** The steps of one query and one key, from the server's explanation: what each shows and says. */
import { counted, exact, numeric, ordinal } from './format.js';

/**
 * @typedef {object} Chip a number with its name
 * @property {any} value as the server has it
 * @property {string} name
 * @property {string} [from] the step that it comes from
 * @property {'query'|'key'|'value'|'rule'|'result'} [role]
 */

/**
 * @typedef {object} Column one line of numbers, as many as there are columns
 * @property {string} name
 * @property {any[]} numbers
 * @property {'query'|'key'|'value'|'result'|'plain'} role
 */

/**
 * @typedef {object} Step
 * @property {string} id
 * @property {string} title
 * @property {string} tex
 * @property {string} shape
 * @property {string} words
 * @property {(Chip|string)[][]} lines the formula with its numbers
 * @property {any} [result] for the list of steps
 * @property {boolean} [isIdle] whether it changes nothing here
 * @property {Column[]} [columns] what is walked through one by one
 * @property {'row'|'sum'|'power'|'share'|'masks'|'biases'} [picture]
 * @property {[number, number]} [marked] which of the columns are this head's
 */

/**
 * @typedef {object} Walk what steps are made of
 * @property {any} found the explanation
 * @property {any} subject
 * @property {number} column which one is looked at; cut to what a step has
 * @property {(key: number) => string} keyName
 * @property {string} query its name
 * @property {string} key
 */

/**
 * All steps, in order.
 *
 * @param {Walk} walk
 * @returns {Step[]}
 */
export function stepsOf(walk) {
  const merge = walk.found.merge ? [concat(walk), merged(walk)] : [];
  return [
    products(walk),
    sum(walk),
    scale(walk),
    cap(walk),
    bias(walk),
    mask(walk),
    maximum(walk),
    power(walk),
    weight(walk),
    value(walk),
    output(walk),
    ...merge,
  ];
}

/** Where in the columns of a step the walk is. @param {number} column @param {any[]} numbers */
export function within(column, numbers) {
  return Math.max(0, Math.min(column, numbers.length - 1));
}

/** @param {Walk} walk @returns {Step} */
function products({ found, column, query, key }) {
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

/** @param {Walk} walk @returns {Step} */
function sum({ found, column }) {
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

/** @param {Walk} walk @returns {Step} */
function scale({ found, subject }) {
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
    tex: usual ? '\\mathrm{scaled} = \\frac{1}{\\sqrt{D}} \\cdot \\mathrm{score}' : '\\mathrm{scaled} = \\mathrm{scale} \\cdot \\mathrm{score}',
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

/** @param {Walk} walk @returns {Step} */
function cap({ found }) {
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

/** @param {Walk} walk @returns {Step} */
function bias({ found }) {
  const isIdle = found.biases.length === 0;
  const isAlibi = !isIdle && found.biases.every((/** @type {any} */ change) => change.slope !== undefined);
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

/** @param {Walk} walk @returns {Step} */
function mask({ found }) {
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

/** @param {Walk} walk @returns {Step} */
function maximum({ found, keyName, query }) {
  const { row } = found;
  const isEmpty = row.keys === 0;
  const masked = { value: found.masked, name: 'masked', from: 'mask' };
  const whose = row.maximum_key < 0 ? (isUnknown(row.maximum) ? 'a score' : 'the sink') : keyName(row.maximum_key);
  return {
    id: 'maximum',
    title: 'Less the maximum',
    tex: '\\mathrm{masked} - m, \\quad m = \\max_j\\left(\\mathrm{masked}_j\\right)',
    shape: isEmpty ? 'a row without keys' : `a row of ${counted(row.keys, 'key')} has one maximum`,
    words: maximumWords(found, whose, query),
    lines: isEmpty
      ? [[masked, 'has no maximum to be compared with']]
      : [
          [
            masked,
            '−',
            { value: row.maximum, name: `maximum, of ${whose}`, role: 'key' },
            '=',
            { value: found.difference, name: 'difference', role: 'result' },
          ],
        ],
    result: isEmpty ? found.masked : found.difference,
    picture: 'row',
  };
}

/** @param {any} found @param {string} whose @param {string} query */
function maximumWords({ row, attended }, whose, query) {
  if (row.keys === 0) {
    return `No key is left to ${query}: there is no maximum, and the weights and the output are 0.`;
  }
  if (isUnknown(row.maximum)) {
    return 'A score of the row is no number, and so its maximum, sum and weights are none either. A mask would keep it out.';
  }
  const out = attended ? '' : ' A key that is left out stays at −∞.';
  return `The largest score of the row, that of ${whose}, is taken out of every one first. The weights stay the same, and no power gets too large for the numbers of a computer.${out}`;
}

/** @param {any} number */
function isUnknown(number) {
  return Number.isNaN(numeric(number));
}

/** @param {Walk} walk @returns {Step} */
function power({ found }) {
  return {
    id: 'power',
    title: 'Raise e to it',
    tex: 'e^{\\,\\mathrm{masked} - m}',
    shape: 'one number stays one number',
    words: found.attended
      ? 'Differences become factors: a score lower by 1 counts for 2.7 times less. The key with the maximum has 1.'
      : 'e to the power of −∞ is 0: a key that is left out counts for nothing.',
    lines: [
      [
        'exp(',
        found.row.keys === 0
          ? { value: found.masked, name: 'masked', from: 'mask' }
          : { value: found.difference, name: 'difference', from: 'maximum' },
        ') =',
        { value: found.power, name: 'power', role: 'result' },
      ],
    ],
    result: found.power,
    picture: 'power',
  };
}

/** @param {Walk} walk @returns {Step} */
function weight({ found, key, query }) {
  const { row } = found;
  const sink = numeric(row.sink_power) > 0 ? ' and of the sink' : '';
  const words =
    row.keys === 0
      ? `No key is left to ${query}: its weights are 0, and none of them is NaN.`
      : found.attended
        ? `All powers of the row${sink} add up to the sum, and each key gets its part of it. By weight, ${key} is ${found.rank === 1 ? 'the first' : `the ${ordinal(found.rank)}`} of ${counted(row.keys, 'key')}.`
        : `${key} is left out: its part is 0, and the others share out the whole.`;
  return {
    id: 'weight',
    title: 'Divide by the sum',
    tex: '\\mathrm{weight} = \\frac{e^{\\,\\mathrm{masked} - m}}{\\sum_j e^{\\,\\mathrm{masked}_j - m}}',
    shape: row.keys === 0 ? 'a row without keys' : `[${row.keys}] adds up to 1`,
    words,
    lines: [
      [
        { value: found.power, name: 'power', from: 'power' },
        ...(row.keys === 0
          ? ['→']
          : ['× 1 /', { value: row.sum, name: `sum over ${counted(row.keys, 'key')}` }, '=']),
        { value: found.weight, name: 'weight', role: 'result' },
      ],
    ],
    result: found.weight,
    picture: 'share',
  };
}

/** @param {Walk} walk @returns {Step} */
function value({ found, column, key }) {
  const { v, weighted } = found.values;
  const d = within(column, v);
  return {
    id: 'value',
    title: 'Times the value',
    tex: '\\mathrm{weight} \\cdot v_d',
    shape: `v [${v.length}] stays [${v.length}]`,
    words: `The value is what ${key} hands over; the weight says how much of it is taken.`,
    lines: [
      [
        { value: found.weight, name: 'weight', from: 'weight' },
        '×',
        { value: v[d], name: `v, column ${d}`, role: 'value' },
        '=',
        { value: weighted[d], name: `weighted, column ${d}`, role: 'result' },
      ],
    ],
    columns: [
      { name: 'v', numbers: v, role: 'value' },
      { name: 'weight·v', numbers: weighted, role: 'result' },
    ],
  };
}

/** @param {Walk} walk @returns {Step} */
function output({ found, column, key, query }) {
  const { weighted, output: outputs, fraction, share } = found.values;
  const d = within(column, outputs);
  return {
    id: 'output',
    title: 'Add up the keys',
    tex: '\\mathrm{output}_d = \\sum_j \\mathrm{weight}_j \\cdot v_{j,d}',
    shape: `${counted(found.row.keys, 'key')} of [${outputs.length}] give [${outputs.length}]`,
    words: `All keys of ${query} add what they hand over. ${
      found.attended
        ? `${key} makes ${percent(share)} of the output; in one column it may be less than 0 or more than 100 %, where others pull the other way.`
        : `${key} is left out and adds nothing.`
    }`,
    lines: [
      [
        { value: weighted[d], name: `this key, column ${d}`, from: 'value' },
        '+ the other keys =',
        { value: outputs[d], name: `output, column ${d}`, role: 'result' },
        `(${percent(fraction[d])})`,
      ],
    ],
    columns: [
      { name: 'this key', numbers: weighted, role: 'plain' },
      { name: 'output', numbers: outputs, role: 'result' },
    ],
  };
}

/** @param {Walk} walk @returns {Step} */
function concat({ found, column }) {
  const { concat: all, start } = found.merge;
  const depth = found.values.output.length;
  const end = start + depth;
  const place = within(column, all);
  const isOurs = place >= start && place < end;
  return {
    id: 'concat',
    title: 'Join the heads',
    tex: '\\mathrm{concat} = [\\,\\mathrm{output}^{(0)} \\; \\ldots \\; \\mathrm{output}^{(H-1)}\\,]',
    shape: `${all.length / depth} heads of [${depth}] give [${all.length}]`,
    words: `Every head has an output of its own for this token. They are laid side by side: this head fills columns ${start} to ${end - 1}.`,
    lines: [
      [
        isOurs
          ? { value: found.values.output[place - start], name: `output, column ${place - start}`, from: 'output' }
          : `from head ${Math.floor(place / depth)}`,
        '→',
        { value: all[place], name: `concat, column ${place}`, role: 'result' },
      ],
    ],
    columns: [{ name: 'concat', numbers: all, role: 'result' }],
    marked: [start, end],
  };
}

/** @param {Walk} walk @returns {Step} */
function merged({ found, column, key }) {
  const { bias: biases, merged: all, share, concat: joined } = found.merge;
  const place = within(column, all);
  return {
    id: 'merged',
    title: 'Through W_O',
    tex: '\\mathrm{merged} = W_O \\cdot \\mathrm{concat} + b_O',
    shape: `[${joined.length}] through [${all.length}, ${joined.length}] gives [${all.length}]`,
    words: `A last learned map mixes the heads; its result is added to the state of the token. Through it, ${key} adds its part to every column.`,
    lines: [
      [
        { value: share[place], name: `this key, column ${place}`, role: 'value' },
        '+ all other keys and heads +',
        { value: biases[place], name: `b_O, column ${place}`, role: 'rule' },
        '=',
        { value: all[place], name: `merged, column ${place}`, role: 'result' },
      ],
    ],
    columns: [
      { name: 'this key', numbers: share, role: 'value' },
      { name: 'b_O', numbers: biases, role: 'plain' },
      { name: 'merged', numbers: all, role: 'result' },
    ],
  };
}

/** @param {number|string} share */
export function percent(share) {
  const number = 100 * numeric(share);
  if (!Number.isFinite(number)) {
    return 'no part that is a number';
  }
  return `${(Math.abs(number) < 0.05 ? 0 : number).toFixed(1).replace('-', '\u2212')} %`;
}

/** @param {string[]} names */
export function listed(names) {
  const between = names.some((name) => name.includes(',')) ? '; ' : ', ';
  const last = between === '; ' ? '; and ' : ' and ';
  return names.length < 2
    ? names.join('')
    : `${names.slice(0, -1).join(between)}${last}${names[names.length - 1]}`;
}

/** The result of a step in the list of steps. @param {Step} step */
export function resultOf(step) {
  if (step.result !== undefined) {
    return exact(step.result);
  }
  const last = step.columns?.[step.columns.length - 1];
  return last === undefined ? '' : `[${last.numbers.length}]`;
}
