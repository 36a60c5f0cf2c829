package dev.heed.testkit;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Random arrays from one seed, which is printed so that a failure can be repeated.
 *
 * <p>The same seed and the same calls in the same order give the same numbers. Not for several
 * threads at once.
 */
public final class Seeds {
  private static final long DEFAULT = 20_251_117L;

  private final long seed;
  private final SplittableRandom random;

  private Seeds(long seed) {
    this.seed = seed;
    this.random = new SplittableRandom(seed);
  }

  /**
   * The seed in the system property {@code heed.seed}, or a fixed one; printed to standard output.
   *
   * @throws NumberFormatException if the property is not a whole number
   */
  public static Seeds fromProperty() {
    Seeds seeds = of(Long.parseLong(System.getProperty("heed.seed", Long.toString(DEFAULT))));
    System.out.println("seed " + seeds.seed + " (set with -Dheed.seed=" + seeds.seed + ")");
    return seeds;
  }

  /** A given seed, not printed. */
  public static Seeds of(long seed) {
    return new Seeds(seed);
  }

  /** The seed in use. */
  public long seed() {
    return seed;
  }

  /** The generator behind the arrays, for anything else that a test draws. */
  public RandomGenerator random() {
    return random;
  }

  /** Doubles from the standard normal distribution. */
  public double[] normal(int count) {
    double[] numbers = new double[count];
    for (int n = 0; n < count; n++) {
      numbers[n] = random.nextGaussian();
    }
    return numbers;
  }

  /** Floats from the standard normal distribution. */
  public float[] normalFloats(int count) {
    return narrow(normal(count));
  }

  /** Doubles spread evenly over {@code from} (inclusive) to {@code to} (exclusive). */
  public double[] uniform(int count, double from, double to) {
    double[] numbers = new double[count];
    for (int n = 0; n < count; n++) {
      numbers[n] = random.nextDouble(from, to);
    }
    return numbers;
  }

  /** Floats spread evenly over {@code from} to {@code to}, which rounding may reach. */
  public float[] uniformFloats(int count, double from, double to) {
    return narrow(uniform(count, from, to));
  }

  private static float[] narrow(double[] numbers) {
    float[] narrow = new float[numbers.length];
    for (int n = 0; n < numbers.length; n++) {
      narrow[n] = (float) numbers[n];
    }
    return narrow;
  }
}
