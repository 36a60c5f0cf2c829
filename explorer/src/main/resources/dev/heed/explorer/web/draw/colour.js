// @ts-check
/**
 * The colours of Heed's pictures: a ramp in 64 steps whose lightness changes evenly in OKLab (Björn
 * Ottosson, 2020), from next to the background to far from it, and the few that say something else.
 * The same formulas as in `dev.heed.views.picture`, so that a picture taken along looks alike.
 */

/** How many steps the ramp has. */
export const STEPS = 64;

const YELLOW = 100;
const INDIGO = 275;

/** As in `Theme` of the pictures. */
const ROLES = {
  light: {
    surface: 0xffffff,
    ink: 0x1b1f24,
    faint: 0x57606a,
    grid: 0xd0d7de,
    accent: 0x1b6f8f,
    unknown: 0xc2410c,
  },
  dark: {
    surface: 0x14171c,
    ink: 0xe8ebef,
    faint: 0xa3adb8,
    grid: 0x3a424d,
    accent: 0x5fc0d8,
    unknown: 0xff9a5c,
  },
};

/**
 * @typedef {object} Paints the colours of a theme, as CSS and as pixels of little-endian RGBA
 * @property {'light'|'dark'} theme
 * @property {string} surface
 * @property {string} ink
 * @property {string} faint
 * @property {string} grid
 * @property {string} accent
 * @property {string} unknown of NaN and infinite numbers
 * @property {string[]} ramp
 * @property {Uint32Array} pixels of the ramp
 * @property {number} unknownPixel
 * @property {number[]} rampBlack for each step whether black (1) or white (0) is read better on it
 */

/** @type {Map<string, Paints>} */
const made = new Map();

/**
 * The colours of a theme.
 *
 * @param {'light'|'dark'} theme
 * @returns {Paints}
 */
export function paintsOf(theme) {
  let paints = made.get(theme);
  if (paints === undefined) {
    const ramp = theme === 'light' ? steps(0.965, 0.3) : steps(0.265, 0.95);
    const roles = Object.entries(ROLES[theme]).map(([role, rgb]) => [role, css(rgb)]);
    paints = /** @type {Paints} */ ({
      theme,
      ...Object.fromEntries(roles),
      ramp: ramp.map(css),
      pixels: Uint32Array.from(ramp, pixel),
      unknownPixel: pixel(ROLES[theme].unknown),
      rampBlack: ramp.map((rgb) => (luminance(rgb) > 0.179 ? 1 : 0)),
    });
    made.set(theme, paints);
  }
  return paints;
}

/**
 * The step of a number that lies so far between the lowest and the highest; less than 0 counts as
 * 0, more than 1 as 1.
 *
 * @param {number} share
 */
export function step(share) {
  return share > 0 ? Math.min(STEPS - 1, Math.round(share * (STEPS - 1))) : 0;
}

/**
 * Where the ramp should end for a matrix: at the largest number that nine rows of ten stay below,
 * so that a few large ones do not hide the rest.
 *
 * @param {Float32Array|Float64Array} data
 * @param {number} columns
 * @param {number[]} apart columns that do not count, unless there is nothing else
 * @returns {{end: number, largest: number, capped: boolean}}
 */
export function usualEnd(data, columns, apart = []) {
  const rows = Math.max(1, Math.floor(data.length / Math.max(1, columns)));
  const [maxima, counted] = [new Float64Array(rows), new Float64Array(rows)];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const number = data[row * columns + column];
      if (number > maxima[row] && number !== Infinity) {
        maxima[row] = number;
        counted[row] = apart.includes(column) ? counted[row] : number;
      } else if (number > counted[row] && number !== Infinity && !apart.includes(column)) {
        counted[row] = number;
      }
    }
  }
  const largest = maxima.sort()[rows - 1];
  const usual = counted.sort()[Math.ceil(0.9 * rows) - 1];
  const end = usual > 0 ? usual : largest;
  return { end: end > 0 ? end : 1, largest, capped: end > 0 && end < largest };
}

/**
 * Colours a matrix, a pixel a number.
 *
 * @param {Float32Array|Float64Array} data
 * @param {number} end the number at the ramp's end
 * @param {Paints} paints
 * @param {Uint32Array} target as many pixels
 */
export function paint(data, end, paints, target) {
  const { pixels, unknownPixel } = paints;
  const scale = (STEPS - 1) / end;
  for (let at = 0; at < target.length; at++) {
    const share = data[at] * scale + 0.5;
    target[at] =
      share >= 0
        ? pixels[share < STEPS ? share | 0 : STEPS - 1]
        : data[at] < 0
          ? pixels[0]
          : unknownPixel;
  }
}

/** @param {number} lowest @param {number} highest */
function steps(lowest, highest) {
  return Array.from({ length: STEPS }, (_, place) => {
    const way = place / (STEPS - 1);
    const indigo = lowest > highest ? way : 1 - way;
    const chroma = 0.03 + 0.07 * way + 0.02 * Math.sin(Math.PI * way);
    const hue = YELLOW + (INDIGO - YELLOW) * indigo;
    return shown(lowest + (highest - lowest) * way, chroma, (hue * Math.PI) / 180);
  });
}

/** The colour with as much of the chroma as a screen can show. */
function shown(
  /** @type {number} */ lightness,
  /** @type {number} */ chroma,
  /** @type {number} */ angle,
) {
  let low = 0;
  let high = chroma;
  for (let halving = 0; halving < 24; halving++) {
    const middle = halving === 0 ? chroma : (low + high) / 2;
    const isShown = linear(lightness, middle, angle).every((light) => light >= 0 && light <= 1);
    low = isShown ? middle : low;
    high = isShown ? high : middle;
  }
  const [red, green, blue] = linear(lightness, low, angle).map(coded);
  return (red << 16) | (green << 8) | blue;
}

/** @param {number} lightness @param {number} chroma @param {number} angle */
function linear(lightness, chroma, angle) {
  const a = chroma * Math.cos(angle);
  const b = chroma * Math.sin(angle);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

/** @param {number} light */
function coded(light) {
  const share = light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055;
  return Math.round(255 * Math.min(1, Math.max(0, share)));
}

/** As WCAG defines it. @param {number} rgb */
function luminance(rgb) {
  const light = (/** @type {number} */ byte) => {
    const share = byte / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return (
    0.2126 * light((rgb >> 16) & 255) + 0.7152 * light((rgb >> 8) & 255) + 0.0722 * light(rgb & 255)
  );
}

/** @param {number} rgb */
function css(rgb) {
  return `#${rgb.toString(16).padStart(6, '0')}`;
}

/** @param {number} rgb */
function pixel(rgb) {
  const [red, green, blue] = [(rgb >> 16) & 255, (rgb >> 8) & 255, rgb & 255];
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}
