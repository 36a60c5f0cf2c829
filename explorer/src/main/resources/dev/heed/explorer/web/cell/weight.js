// @ts-check
/** The steps from one masked score to a weight, and to what the key adds to the output. */
import { counted, numeric, ordinal } from '../parts/format.js';
import { percent, within } from '../parts/words.js';

/** @typedef {import('./steps.js').Walk} Walk */
/** @typedef {import('./steps.js').Step} Step */

/** Less the largest score of the row. @param {Walk} walk @returns {Step} */
export function maximum({ found, keyName, query }) {
  const { row } = found;
  const isEmpty = row.keys === 0;
  const masked = { value: found.masked, name: 'masked', from: 'mask' };
  const whose =
    row.maximum_key < 0
      ? isUnknown(row.maximum)
        ? 'a score'
        : 'the sink'
      : keyName(row.maximum_key);
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
            {
              value: row.maximum,
              name: `maximum, of ${whose}`,
              role: 'key',
              ...(row.maximum_key < 0 ? {} : { from: 'mask', ofKey: row.maximum_key }),
            },
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

/** e to the power of that. @param {Walk} walk @returns {Step} */
export function power({ found }) {
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

/** Its part of the sum. @param {Walk} walk @returns {Step} */
export function weight({ found, key, query }) {
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

/** What the key hands over. @param {Walk} walk @returns {Step} */
export function value({ found, column, key }) {
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

/** The output of the query. @param {Walk} walk @returns {Step} */
export function output({ found, column, key, query }) {
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

/** All heads side by side. @param {Walk} walk @returns {Step} */
export function concat({ found, column }) {
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
          ? {
              value: found.values.output[place - start],
              name: `output, column ${place - start}`,
              from: 'output',
            }
          : `from head ${Math.floor(place / depth)}`,
        '→',
        { value: all[place], name: `concat, column ${place}`, role: 'result' },
      ],
    ],
    columns: [{ name: 'concat', numbers: all, role: 'result' }],
    marked: [start, end],
  };
}

/** Through W_O. @param {Walk} walk @returns {Step} */
export function merged({ found, column, key }) {
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
