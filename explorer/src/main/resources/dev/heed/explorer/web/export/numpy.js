// @ts-check
/** NumPy that computes the head that is looked at, step by step. */
import { named, namesOf } from '../own/numbers.js';
import { countOf } from './java.js';

/** More numbers make no good reading. */
const MOST_NUMBERS = 32768;
const WIDTH = 96;

/**
 * The code.
 *
 * @param {any} subject
 * @param {import('../shell/state.js').State} state
 * @param {any} steps of the head, where it is small
 * @returns {string|null} null where there are too many numbers
 */
export function numpyCode(subject, state, steps) {
  const own = subject.kind === 'arrays' && subject.arrays !== undefined;
  const arrays = own
    ? named(subject.arrays)
    : steps === null
      ? null
      : { Q: steps.Q.values, K: steps.K.values, V: steps.V.values };
  if (arrays === null || countOf(arrays) > MOST_NUMBERS) {
    return null;
  }
  const options = subject.options ?? {};
  return lines([
    'import numpy as np',
    '',
    ...origin(subject, state, own),
    ...namesOf(arrays).flatMap((name) => array(name, arrays[name], subject.dtype)),
    ...projected(arrays),
    ...(own ? split(options, subject) : []),
    '',
    ...scores(options),
    ...bias(options, subject, state, own),
    ...mask(options, state, own, subject),
    ...softmax(),
    ...shown(subject, state, own, steps),
  ]);
}

/** @param {any} subject @param {any} state @param {boolean} own */
function origin(subject, { layer, head }, own) {
  return own
    ? []
    : [
        `# ${subject.model ?? 'arrays'}, layer ${layer}, head ${head}, as Heed computes them`,
        ...(subject.tokens
          ? [
              `tokens = [${subject.tokens.map((/** @type {any} */ token) => JSON.stringify(token.text)).join(', ')}]`,
            ]
          : []),
      ];
}

/** @param {string} name @param {any} nested @param {string} dtype */
function array(name, nested, dtype) {
  const rows = (/** @type {any} */ part, /** @type {string} */ indent) =>
    Array.isArray(part[0])
      ? [
          `${indent}[`,
          ...part.flatMap((/** @type {any} */ inner) => rows(inner, `${indent}    `)),
          `${indent}],`,
        ]
      : [`${indent}[`, ...wrapped(part.map(literal), `${indent}    `), `${indent}],`];
  const whole = rows(nested, '    ');
  whole[whole.length - 1] = '    ],';
  return [`${name} = np.array(`, ...whole, `    dtype=np.${dtype},`, ')'];
}

/** @param {any} number */
function literal(number) {
  const word = { NaN: 'np.nan', Infinity: 'np.inf', '-Infinity': '-np.inf' }[String(number)];
  return word ?? (Object.is(number, -0) ? '-0.0' : String(number));
}

/** @param {string[]} parts @param {string} indent @returns {string[]} */
function wrapped(parts, indent) {
  const all = /** @type {string[]} */ ([]);
  let line = indent;
  for (const part of parts) {
    if (line.length + part.length + 2 > WIDTH && line !== indent) {
      all.push(line.trimEnd());
      line = indent;
    }
    line += `${part}, `;
  }
  return [...all, line.trimEnd()];
}

/** @param {Record<string, any>} arrays */
function projected(arrays) {
  if (arrays.X === undefined) {
    return [];
  }
  if (arrays.W_Q === undefined) {
    return ['Q = K = V = X'];
  }
  return ['Q', 'K', 'V'].map(
    (name) => `${name} = X @ W_${name}${arrays[`b_${name}`] === undefined ? '' : ` + b_${name}`}`,
  );
}

/** @param {any} options @param {any} subject */
function split({ heads, keyHeads }, subject) {
  const keys = keyHeads || heads;
  const divided = (/** @type {string} */ name, /** @type {number} */ count) =>
    `${name} = np.stack(np.split(${name}, ${count}, axis=-1), axis=-3)  # heads out of columns`;
  const group = subject.heads / subject.keyHeads;
  return [
    ...(heads ? [divided('Q', heads)] : []),
    ...(keys ? [divided('K', keys), divided('V', keys)] : []),
    ...(group > 1
      ? ['K', 'V'].map(
          (name) => `${name} = np.repeat(${name}, ${group}, axis=-3)  # heads that share keys`,
        )
      : []),
  ];
}

/** @param {any} options */
function scores({ scale, softcap }) {
  const factor =
    scale === undefined || scale === null
      ? '1 / np.sqrt(Q.shape[-1])'
      : scale === 'none'
        ? '1'
        : String(scale);
  return [
    `scale = Q.dtype.type(${factor})`,
    'scores = Q @ np.swapaxes(K, -1, -2)',
    'scaled = scores * scale',
    ...(softcap ? [`scaled = ${softcap} * np.tanh(scaled / ${softcap})`] : []),
  ];
}

const POSITIONS = (/** @type {string} */ shift) => [
  'L, S = scaled.shape[-2:]',
  `position = np.arange(L)[:, None]${shift}  # where each query stands among the keys`,
  'key = np.arange(S)[None, :]',
];

/** @param {any} options */
function shiftOf({ causal, corner }) {
  const place = typeof causal === 'string' ? causal : corner;
  return place === 'bottom-right' ? ' + S - L' : '';
}

/** @param {any} options @param {any} subject @param {any} state @param {boolean} own */
function bias(options, subject, { head }, own) {
  const { alibi } = options;
  if (!alibi) {
    return [];
  }
  const slopes = Array.isArray(alibi) ? alibi : slopesOf(subject.heads);
  const used =
    own && subject.heads > 1
      ? `np.array([${slopes.join(', ')}], dtype=Q.dtype)[:, None, None]`
      : String(slopes[own ? 0 : head]);
  return [
    ...POSITIONS(shiftOf(options)),
    `scaled = scaled - ${used} * np.abs(position - key).astype(Q.dtype)`,
  ];
}

/** The slopes of the ALiBi paper, as code that needs no Heed writes them. @param {number} heads */
function slopesOf(heads) {
  const power = 2 ** Math.floor(Math.log2(heads));
  return Array.from({ length: heads }, (_, at) =>
    at < power
      ? `2.0 ** -${(8 * (at + 1)) / power}`
      : `2.0 ** -${(4 * (2 * (at - power) + 1)) / power}`,
  );
}

/** @param {any} options @param {any} state @param {boolean} own @param {any} subject */
function mask(options, { layer }, own, subject) {
  const { causal, window, mask: painted, lengths, alibi } = options;
  if (!causal && !window && !painted && !lengths) {
    return ['masked = scaled'];
  }
  const [left, right] = window ?? [-1, -1];
  const length =
    lengths && own && subject.layers > 1
      ? `np.array([${lengths.join(', ')}])[:, None, None, None]`
      : lengths && String(lengths[own ? 0 : layer]);
  return [
    ...(alibi ? [] : POSITIONS(shiftOf(options))),
    'keep = np.ones((L, S), dtype=bool)',
    ...(causal ? ['keep = keep & (key <= position)'] : []),
    ...(left >= 0 ? [`keep = keep & (key >= position - ${left})`] : []),
    ...(right >= 0 ? [`keep = keep & (key <= position + ${right})`] : []),
    ...(painted
      ? [
          'keep = keep & np.array([',
          ...painted.map(
            (/** @type {number[]} */ row) =>
              `    [${row.map((flag) => (flag ? 1 : 0)).join(', ')}],`,
          ),
          '], dtype=bool)',
        ]
      : []),
    ...(lengths ? [`keep = keep & (key < ${length})`] : []),
    'masked = np.where(keep, scaled, -np.inf)',
  ];
}

function softmax() {
  return [
    'maximum = masked.max(axis=-1, keepdims=True)',
    'maximum = np.where(np.isneginf(maximum), 0, maximum)  # a query without keys',
    'power = np.exp(masked - maximum)',
    'total = power.sum(axis=-1, keepdims=True)',
    'weights = np.divide(power, total, out=np.zeros_like(power), where=total != 0)',
    'output = weights @ V',
    '',
  ];
}

/** @param {any} subject @param {any} state @param {boolean} own @param {any} steps */
function shown(subject, { layer, head, query, key }, own, steps) {
  const shape = own ? [subject.layers, subject.heads].filter((size) => size > 1) : [];
  const first = own && subject.layers > 1 ? [layer] : [];
  const place =
    shape.length === 0 ? '' : `[${[...first, ...(subject.heads > 1 ? [head] : [])].join(', ')}]`;
  const picked = own && steps !== null && place === '' ? '.reshape(weights.shape[-2:])' : place;
  const ofOutput = picked.startsWith('.') ? '.reshape(output.shape[-2:])' : place;
  return [
    `print(weights${picked})`,
    `print(output${ofOutput})`,
    ...(query !== null && key !== null
      ? [`print("weight of query ${query}, key ${key}:", weights${picked}[${query}, ${key}])`]
      : []),
  ];
}

/** @param {string[]} all */
function lines(all) {
  return `${all.join('\n')}\n`;
}
