package dev.heed.views.picture;

/**
 * Björn Ottosson's OKLab (2020), a space in which equal steps of L look equally light, and back to
 * sRGB.
 */
final class OkLab {
  private OkLab() {}

  /**
   * The colour of a lightness, chroma and hue as 0xRRGGBB. Where the screen has no such colour, the
   * chroma shrinks until it has one; lightness and hue stay.
   *
   * @param lightness from 0, black, to 1, white
   * @param degrees of the hue
   */
  static int rgb(double lightness, double chroma, double degrees) {
    double angle = StrictMath.toRadians(degrees);
    double low = 0;
    double high = chroma;
    for (int halving = 0; halving < 24; halving++) {
      double middle = halving == 0 ? chroma : (low + high) / 2;
      if (isShown(linear(lightness, middle, angle))) {
        low = middle;
      } else {
        high = middle;
      }
    }
    double[] linear = linear(lightness, low, angle);
    return byteOf(linear[0]) << 16 | byteOf(linear[1]) << 8 | byteOf(linear[2]);
  }

  /** L of a colour 0xRRGGBB. */
  static double lightness(int rgb) {
    double[] linear = {light(rgb >> 16 & 255), light(rgb >> 8 & 255), light(rgb & 255)};
    return lightness(linear);
  }

  /** L of linear red, green and blue. */
  static double lightness(double[] linear) {
    double l = 0.4122214708 * linear[0] + 0.5363325363 * linear[1] + 0.0514459929 * linear[2];
    double m = 0.2119034982 * linear[0] + 0.6806995451 * linear[1] + 0.1073969566 * linear[2];
    double s = 0.0883024619 * linear[0] + 0.2817188376 * linear[1] + 0.6299787005 * linear[2];
    return 0.2104542553 * StrictMath.cbrt(l)
        + 0.7936177850 * StrictMath.cbrt(m)
        - 0.0040720468 * StrictMath.cbrt(s);
  }

  /** The luminance of a colour 0xRRGGBB as WCAG defines it. */
  static double luminance(int rgb) {
    return 0.2126 * light(rgb >> 16 & 255)
        + 0.7152 * light(rgb >> 8 & 255)
        + 0.0722 * light(rgb & 255);
  }

  /** The contrast of two colours as WCAG defines it, from 1 to 21. */
  static double contrast(int rgb, int other) {
    double one = luminance(rgb);
    double two = luminance(other);
    return (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
  }

  /** A byte of sRGB as linear light from 0 to 1. */
  static double light(int coded) {
    double share = coded / 255.0;
    return share <= 0.04045 ? share / 12.92 : StrictMath.pow((share + 0.055) / 1.055, 2.4);
  }

  private static double[] linear(double lightness, double chroma, double angle) {
    double a = chroma * StrictMath.cos(angle);
    double b = chroma * StrictMath.sin(angle);
    double l = cube(lightness + 0.3963377774 * a + 0.2158037573 * b);
    double m = cube(lightness - 0.1055613458 * a - 0.0638541728 * b);
    double s = cube(lightness - 0.0894841775 * a - 1.2914855480 * b);
    return new double[] {
      4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
      -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
      -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s
    };
  }

  private static double cube(double x) {
    return x * x * x;
  }

  private static boolean isShown(double[] linear) {
    for (double light : linear) {
      if (light < 0 || light > 1) {
        return false;
      }
    }
    return true;
  }

  private static int byteOf(double light) {
    double clamped = Math.clamp(light, 0, 1);
    double coded =
        clamped <= 0.0031308 ? 12.92 * clamped : 1.055 * StrictMath.pow(clamped, 1 / 2.4) - 0.055;
    return (int) Math.round(255 * coded);
  }
}
