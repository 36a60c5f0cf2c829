package dev.heed.house.broken.left;

import java.util.function.DoubleUnaryOperator;

/** Everything that the rules forbid. */
public final class LoudUtils {

  /** Shared by all callers. */
  static int calls = 0;

  private LoudUtils() {}

  /** Prints, sets a property and computes what other machines compute otherwise. */
  public static double shout(double x) {
    calls++;
    System.out.println(x);
    System.setProperty("heed.loud", "yes");
    DoubleUnaryOperator reference = Math::tanh;
    return Math.exp(reference.applyAsDouble(x));
  }

  /** A name that says how it is used, not what it is. */
  public abstract static class AbstractNoise {}

  /** The same, shorter. */
  public static class Base {}

  /** A word that only begins like one of those. */
  public static class Basement {}
}
