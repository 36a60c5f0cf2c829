// @ts-check
/** Java that computes what is looked at with Heed: one file, for `java Attend.java`. */
import { named, namesOf, shapeOf } from '../own/numbers.js';

/** More numbers make no good reading. */
const MOST_NUMBERS = 4096;
const WIDTH = 96;

/**
 * The code.
 *
 * @param {any} subject
 * @param {import('../shell/state.js').State} state
 * @param {any} steps of the head, where it is small
 * @returns {string|null} null where there are too many numbers
 */
export function javaCode(subject, state, steps) {
  return subject.kind === 'text' ? ofText(subject, state) : ofArrays(subject, state, steps);
}

/** @param {any} subject @param {any} state */
function ofText(subject, { layer, head, query, key }) {
  const known = { 'all-MiniLM-L6-v2': 'miniLm()', 'bge-small-en-v1.5': 'bgeSmall()' }[
    /** @type {string} */ (subject.model)
  ];
  const source = known ?? `folder(Path.of(${text(subject.model)}))`;
  const hasPair = query !== null && key !== null;
  return lines([
    ...imports([
      'dev.heed.models.Encoder',
      'dev.heed.models.EncodedText',
      'dev.heed.models.source.ModelSource',
      'dev.heed.attention.Steps',
      'dev.heed.views.NumPyText',
      ...(hasPair
        ? ['dev.heed.attention.Attention', 'dev.heed.explain.Explanation', 'dev.heed.explain.Pair']
        : []),
    ]),
    '',
    `// Layer ${layer}, head ${head}. Class path: heed-models, heed-views${known === undefined ? '' : known === 'miniLm()' ? ', heed-minilm' : ', heed-bge-small'} and what they need.`,
    'void main() throws IOException {',
    `  try (Encoder encoder = Encoder.load(ModelSource.${source})) {`,
    `    EncodedText text = encoder.encode(${text(subject.text)});`,
    `    Steps steps = text.steps(${layer});`,
    `    IO.println(NumPyText.of(steps.weights().select(0, ${head})));`,
    ...(hasPair
      ? [
          '    Explanation pair =',
          '        Attention.scaledDotProduct()',
          '            .explain(',
          '                steps.query(), steps.key(), steps.value(),',
          `                new Pair(0, ${head}, ${query}, ${key}));`,
          '    IO.println("score " + (float) pair.score() + ", weight " + (float) pair.weight());',
        ]
      : []),
    '  }',
    '}',
  ]);
}

/** @param {any} subject @param {any} state @param {any} steps */
function ofArrays(subject, { layer, head, query, key }, steps) {
  /** @type {Record<string, any>|null} */
  const arrays = subject.arrays
    ? named(subject.arrays)
    : steps === null
      ? null
      : stepsAsArrays(steps);
  if (arrays === null || countOf(arrays) > MOST_NUMBERS) {
    return null;
  }
  const isWhole = subject.arrays !== undefined;
  const options = isWhole
    ? (subject.options ?? {})
    : { ...(subject.options ?? {}), heads: undefined, keyHeads: undefined };
  const rank = isWhole ? rankOf(arrays, options) : 2;
  const select = [...(rank > 3 ? [layer] : []), ...(rank > 2 ? [head] : [])];
  const hasPair = query !== null && key !== null;
  const place = isWhole ? `${rank > 3 ? layer : 0}, ${rank > 2 ? head : 0}` : '0, 0';
  return lines([
    ...imports([
      'dev.heed.attention.Attention',
      'dev.heed.attention.Steps',
      'dev.heed.tensor.Tensor',
      'dev.heed.views.NumPyText',
      ...importsOf(arrays, options),
      ...(hasPair ? ['dev.heed.explain.Explanation', 'dev.heed.explain.Pair'] : []),
    ]),
    '',
    '// Class path: heed-core and heed-views.',
    'void main() {',
    ...namesOf(arrays).flatMap((name) => tensor(name, arrays[name], subject.dtype)),
    ...projected(arrays),
    ...split(options),
    ...attention(options, subject.heads),
    '  Steps steps = attention.steps(q, k, v);',
    `  IO.println(NumPyText.of(steps.weights()${select.map((at) => `.select(0, ${at})`).join('')}));`,
    `  IO.println(NumPyText.of(steps.output()${select.map((at) => `.select(0, ${at})`).join('')}));`,
    ...(hasPair
      ? [
          `  Explanation pair = attention.explain(q, k, v, new Pair(${place}, ${query}, ${key}));`,
          '  IO.println("score " + pair.score() + ", weight " + pair.weight());',
        ]
      : []),
    '}',
  ]);
}

/** @param {any} steps */
function stepsAsArrays(steps) {
  return { Q: steps.Q.values, K: steps.K.values, V: steps.V.values };
}

/** @param {Record<string, any>} arrays */
export function countOf(arrays) {
  return Object.values(arrays).reduce((sum, nested) => sum + [nested].flat(Infinity).length, 0);
}

/** Axes of what attention gets. @param {Record<string, any>} arrays @param {any} options */
function rankOf(arrays, options) {
  const rank = shapeOf(arrays.Q ?? arrays.X).length;
  return options.heads ? rank + 1 : rank;
}

/** @param {Record<string, any>} arrays @param {any} options */
function importsOf(arrays, options) {
  const { causal, corner, window, mask, alibi, lengths } = options;
  const isMasked = Boolean(causal) || window || mask || lengths;
  const isCornered = typeof causal === 'string' || (corner && (window || alibi));
  return [
    ...(arrays.X && arrays.W_Q
      ? ['dev.heed.multihead.Projected', 'dev.heed.multihead.Projection']
      : []),
    ...(isMasked ? ['dev.heed.mask.Mask'] : []),
    ...(alibi ? ['dev.heed.mask.Bias'] : []),
    ...(isCornered ? ['dev.heed.mask.Corner'] : []),
  ];
}

/** @param {string[]} names */
function imports(names) {
  return names.sort().map((name) => `import ${name};`);
}

/** @param {string} name @param {any} nested @param {string} dtype */
function tensor(name, nested, dtype) {
  const shape = shapeOf(nested);
  const numbers = [nested].flat(Infinity).map((number) => literal(number, dtype));
  const type = dtype === 'float32' ? 'float' : 'double';
  return [
    `  Tensor ${variable(name)} =`,
    `      Tensor.of(`,
    `          new ${type}[] {`,
    ...wrapped(numbers, '            '),
    '          },',
    `          ${shape.join(', ')});`,
  ];
}

/** @param {any} number @param {string} dtype */
function literal(number, dtype) {
  const type = dtype === 'float32' ? 'Float' : 'Double';
  const word = { NaN: 'NaN', Infinity: 'POSITIVE_INFINITY', '-Infinity': 'NEGATIVE_INFINITY' }[
    String(number)
  ];
  if (word !== undefined) {
    return `${type}.${word}`;
  }
  const digits = Object.is(number, -0) ? '-0.0' : String(number);
  const point = /[.e]/.test(digits) ? digits : `${digits}.0`;
  return dtype === 'float32' ? `${point}f` : point;
}

/** @param {string[]} parts @param {string} indent */
function wrapped(parts, indent) {
  const all = /** @type {string[]} */ ([]);
  let line = indent;
  parts.forEach((part, at) => {
    const next = part + (at < parts.length - 1 ? ',' : '');
    if (line.length + next.length + 1 > WIDTH && line !== indent) {
      all.push(line.trimEnd());
      line = indent;
    }
    line += `${next} `;
  });
  return [...all, line.trimEnd()];
}

/** @param {string} name */
function variable(name) {
  return name.length === 1
    ? name.toLowerCase()
    : name.toLowerCase().replace(/_(.)/, (_, letter) => letter.toUpperCase());
}

/** @param {Record<string, any>} arrays */
function projected(arrays) {
  if (arrays.X === undefined) {
    return [];
  }
  if (arrays.W_Q === undefined) {
    return ['  Tensor q = x;', '  Tensor k = x;', '  Tensor v = x;'];
  }
  const hasBias = ['b_Q', 'b_K', 'b_V'].some((name) => arrays[name] !== undefined);
  const biases = ['b_Q', 'b_K', 'b_V'].map((name) =>
    arrays[name] === undefined ? 'null' : variable(name),
  );
  const made = hasBias
    ? `new Projection(wQ, wK, wV, ${biases.join(', ')})`
    : 'Projection.of(wQ, wK, wV)';
  return [
    `  Projected projected = ${made}.project(x);`,
    '  Tensor q = projected.query();',
    '  Tensor k = projected.key();',
    '  Tensor v = projected.value();',
  ];
}

/** @param {any} options */
function split({ heads, keyHeads }) {
  if (!heads && !keyHeads) {
    return [];
  }
  const keys = keyHeads || heads;
  return [
    ...(heads ? [`  q = q.splitHeads(${heads});`] : []),
    `  k = k.splitHeads(${keys});`,
    `  v = v.splitHeads(${keys});`,
  ];
}

/** @param {any} options @param {number} heads */
function attention({ scale, softcap, causal, corner, window, mask, alibi, lengths }, heads) {
  const place = typeof causal === 'string' ? causal : corner;
  const at = place ? `Corner.${place === 'top-left' ? 'TOP_LEFT' : 'BOTTOM_RIGHT'}` : '';
  const masks = [
    ...(causal ? [`Mask.causal(${at})`] : []),
    ...(window ? [`Mask.window(${[window.join(', '), at].filter(Boolean).join(', ')})`] : []),
    ...(mask ? ['Mask.keep(painted)'] : []),
    ...(lengths ? [`Mask.lengths(${lengths.join(', ')})`] : []),
  ];
  const slopes = Array.isArray(alibi)
    ? `Tensor.of(new double[] {${alibi.map((slope) => literal(slope, 'float64')).join(', ')}}, ${alibi.length})`
    : `Bias.alibiSlopes(${heads})`;
  const calls = [
    ...(scale === undefined || scale === null
      ? []
      : [`.withScale(${scale === 'none' ? 1 : scale})`]),
    ...(softcap ? [`.withSoftcap(${softcap})`] : []),
    ...(alibi ? [`.withBias(Bias.alibi(${[slopes, at].filter(Boolean).join(', ')}))`] : []),
    ...(masks.length > 0
      ? [
          `.withMask(${masks[0]}${masks
            .slice(1)
            .map((one) => `.and(${one})`)
            .join('')})`,
        ]
      : []),
  ];
  return [
    ...(mask ? painted(mask) : []),
    `  Attention attention = Attention.scaledDotProduct()${calls.length === 0 ? ';' : ''}`,
    ...calls.map((call, nth) => `      ${call}${nth === calls.length - 1 ? ';' : ''}`),
  ];
}

/** @param {number[][]} mask */
function painted(mask) {
  return [
    '  Tensor painted =',
    '      Tensor.of(',
    '          new boolean[][] {',
    ...mask.map(
      (row) => `            {${row.map((flag) => (flag ? 'true' : 'false')).join(', ')}},`,
    ),
    '          });',
  ];
}

/** A string literal. @param {string} words */
function text(words) {
  const escaped = words.replace(/[\\"\u0000-\u001f\u007f-\uffff]/g, (letter) => {
    const short = { '\\': '\\\\', '"': '\\"', '\n': '\\n', '\r': '\\r', '\t': '\\t' }[letter];
    return short ?? `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  return `"${escaped}"`;
}

/** @param {string[]} all */
function lines(all) {
  return `${all.join('\n')}\n`;
}
