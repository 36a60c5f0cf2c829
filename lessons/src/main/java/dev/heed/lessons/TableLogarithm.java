package dev.heed.lessons;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * The natural logarithm that NumPy's normal numbers contain: the one of glibc since 2.28 on x86-64
 * processors with fused multiply-add, to the bit. It is not always the nearest double, so neither
 * {@link Math#log} nor a more accurate logarithm can stand in for it.
 *
 * <p>The method is table-driven (Tang 1990), with the figures of ARM Optimized Routines: x = 2ᵏ·z
 * with z in [0.6875, 1.375), cut into 128 intervals. For a point c of the interval of z, r = z/c −
 * 1 is small, and log x = k·log 2 + log c + log(1 + r), the last by a polynomial. Near 1, where the
 * first two would cancel the third, a longer polynomial in x − 1 does it alone. README.md beside
 * the resource tells the origin of the figures.
 */
final class TableLogarithm {
  private static final double NEAR_FROM = 1 - 0x1p-4;
  private static final double NEAR_TO = 1 + 0x1.09p-4;
  private static final long LEAST_MANTISSA = Double.doubleToRawLongBits(0.6875);
  private static final int INTERVALS = 128;
  // The exponent takes the upper 12 bits, the interval the next 7.
  private static final int EXPONENT_SHIFT = 52;
  private static final int INTERVAL_SHIFT = 45;
  private static final Pattern SPACES = Pattern.compile("\\s+");
  private static final TableLogarithm FIGURES = new TableLogarithm("logarithm.txt");

  private final double ln2High;
  private final double ln2Low;
  private final double[] polynomial;
  private final double[] nearPolynomial;

  /** 1/c and log c of each interval in turn. */
  private final double[] points;

  private TableLogarithm(String resource) {
    double[] figures = figures(resource);
    ln2High = figures[0];
    ln2Low = figures[1];
    polynomial = Arrays.copyOfRange(figures, 2, 7);
    nearPolynomial = Arrays.copyOfRange(figures, 7, 18);
    points = Arrays.copyOfRange(figures, 18, 18 + 2 * INTERVALS);
  }

  /**
   * Within 0.52 units in the last place, the same on every machine.
   *
   * @param x a positive normal number; the result of any other is undefined
   */
  static double log(double x) {
    return NEAR_FROM <= x && x < NEAR_TO ? FIGURES.logNearOne(x - 1) : FIGURES.logByInterval(x);
  }

  private double logByInterval(double x) {
    long bits = Double.doubleToRawLongBits(x);
    long offset = bits - LEAST_MANTISSA;
    int exponent = (int) (offset >> EXPONENT_SHIFT);
    int interval = (int) (offset >>> INTERVAL_SHIFT) % INTERVALS;
    double z = Double.longBitsToDouble(bits - ((long) exponent << EXPONENT_SHIFT));
    double r = Math.fma(z, points[2 * interval], -1);
    double square = r * r;

    // ln2High and log c end in zeros, so that this is exact.
    double known = Math.fma(exponent, ln2High, points[2 * interval + 1]);
    double high = known + r;
    double low = Math.fma(exponent, ln2Low, known - high + r);
    double lower = Math.fma(r, polynomial[2], polynomial[1]);
    double upper = Math.fma(r, polynomial[4], polynomial[3]);
    double rest = Math.fma(square, polynomial[0], low);
    return high + Math.fma(r * square, Math.fma(square, upper, lower), rest);
  }

  /** log(1 + r). */
  private double logNearOne(double r) {
    double square = r * r;
    double cube = r * square;
    double upper = Math.fma(cube, nearPolynomial[10], quadratic(7, r, square));
    double middle = Math.fma(cube, upper, quadratic(4, r, square));
    double series = Math.fma(cube, middle, quadratic(1, r, square));

    // r − r²/2 in two parts: the head of r has 26 bits, so that its square is exact.
    double shifted = r * 0x1p27;
    double head = r + shifted - shifted;
    double halfSquare = head * head * nearPolynomial[0];
    double high = r + halfSquare;
    double tail = nearPolynomial[0] * (r - head);
    double low = Math.fma(tail, r + head, r - high + halfSquare);
    return high + Math.fma(cube, series, low);
  }

  /** Three terms of the polynomial near 1, divided by the power of r that they share. */
  private double quadratic(int first, double r, double square) {
    double linear = Math.fma(r, nearPolynomial[first + 1], nearPolynomial[first]);
    return Math.fma(square, nearPolynomial[first + 2], linear);
  }

  private static double[] figures(String resource) {
    try (InputStream in = TableLogarithm.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is missing beside the classes of the lessons");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .flatMap(SPACES::splitAsStream)
          .mapToDouble(Double::parseDouble)
          .toArray();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
