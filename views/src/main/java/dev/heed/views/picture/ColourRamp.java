package dev.heed.views.picture;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The colours of numbers, {@value #STEPS} steps from low to high. Lightness in OKLab changes by the
 * same amount from step to step; that alone carries the order, so that it holds in grey and for
 * every kind of colour vision. The hue moves with it from yellow over green and teal to indigo,
 * which sets neighbours further apart for those who see it: blue against yellow is the pair that
 * red-green colour blindness leaves untouched. Each colour has the chroma asked for, or as much as
 * a screen can show.
 *
 * <p>In both themes the lowest step is the one next to the background: on white it is the lightest,
 * on dark the darkest, so that much weight always stands out.
 */
public final class ColourRamp {
  /** How many steps there are. */
  public static final int STEPS = 64;

  private static final double YELLOW = 100;
  private static final double INDIGO = 275;

  private static final List<Integer> ON_LIGHT = steps(0.965, 0.30);
  private static final List<Integer> ON_DARK = steps(0.265, 0.95);

  private ColourRamp() {}

  /**
   * The step for a number that lies {@code share} of the way from the lowest to the highest; less
   * than 0 counts as 0, more than 1 as 1.
   */
  public static int step(double share) {
    return (int) Math.round(Math.clamp(share, 0.0, 1.0) * (STEPS - 1));
  }

  /**
   * The colour of a step as 0xRRGGBB.
   *
   * @throws IndexOutOfBoundsException if there is no such step
   */
  public static int rgb(Theme theme, int step) {
    return (theme == Theme.LIGHT ? ON_LIGHT : ON_DARK).get(step);
  }

  private static List<Integer> steps(double lowest, double highest) {
    return IntStream.range(0, STEPS)
        .mapToObj(step -> {
          double way = step / (STEPS - 1.0);
          double lightness = lowest + (highest - lowest) * way;
          double indigo = lowest > highest ? way : 1 - way;
          double hue = YELLOW + (INDIGO - YELLOW) * indigo;
          double chroma = 0.03 + 0.07 * way + 0.02 * StrictMath.sin(StrictMath.PI * way);
          return OkLab.rgb(lightness, chroma, hue);
        })
        .toList();
  }
}
