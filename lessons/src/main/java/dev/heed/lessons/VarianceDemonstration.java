package dev.heed.lessons;

import dev.heed.attention.Attention;
import dev.heed.attention.Steps;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Why scores are divided by √d_k: with queries and keys of variance 1, q·k is a sum of d_k products
 * of variance 1 each, so its variance is d_k. The larger the scores, the nearer the softmax comes
 * to choosing one key alone; divided by √d_k their variance is 1 at any size.
 *
 * @param seed of {@link LegacyRandom}, from which Q and then K of each size were drawn, in order
 * @param words rows of Q and of K
 * @param sizes one measurement for each d_k, in the order asked for
 */
public record VarianceDemonstration(long seed, int words, List<Measurement> sizes) {
  /**
   * What one size of queries and keys gives.
   *
   * @param size d_k
   * @param scoreVariance population variance of all scores q·k, near d_k
   * @param scaledVariance the same after division by √d_k, near 1
   * @param sharpestUnscaled the largest weight of a query, averaged over queries, softmax(q·k)
   * @param sharpestScaled the same of softmax(q·k / √d_k)
   */
  public record Measurement(
      int size,
      double scoreVariance,
      double scaledVariance,
      double sharpestUnscaled,
      double sharpestScaled) {}

  /** Keeps a copy of the measurements. */
  public VarianceDemonstration {
    sizes = List.copyOf(sizes);
  }

  /**
   * Draws Q and K {@code [words, d_k]} for each size and measures their scores. Cost O(words²·Σ
   * d_k).
   *
   * @param seed 0 to 4294967295
   * @param words at least 1
   * @param sizes each at least 1
   * @throws IllegalArgumentException if one of them is not
   */
  public static VarianceDemonstration of(long seed, int words, int... sizes) {
    if (words < 1) {
      throw new IllegalArgumentException(words + " words: scores need at least one");
    }
    LegacyRandom random = new LegacyRandom(seed);
    List<Measurement> measured = new ArrayList<>();
    for (int size : sizes) {
      if (size < 1) {
        throw new IllegalArgumentException("d_k " + size + ": a query has at least one number");
      }
      measured.add(measure(random.randn(words, size), random.randn(words, size)));
    }
    return new VarianceDemonstration(seed, words, measured);
  }

  /**
   * The population variance of all elements, as {@code numpy.ndarray.var()}: the mean of the
   * squared distances from the mean. NaN without elements.
   */
  public static double variance(Tensor numbers) {
    double[] data = numbers.toDoubleArray();
    double mean = mean(data);
    double[] squares = new double[data.length];
    for (int i = 0; i < data.length; i++) {
      squares[i] = (data[i] - mean) * (data[i] - mean);
    }
    return mean(squares);
  }

  /** A row for each size: d_k, variance of the scores, variance of the scaled scores. */
  public Tensor table() {
    return Tensor.of(
        sizes.stream()
            .map(each -> new double[] {each.size, each.scoreVariance, each.scaledVariance})
            .toArray(double[][]::new));
  }

  static double mean(double[] numbers) {
    double sum = 0;
    for (double number : numbers) {
      sum += number;
    }
    return sum / numbers.length;
  }

  private static Measurement measure(Tensor query, Tensor key) {
    Steps scaled = Attention.scaledDotProduct().steps(query, key, key);
    Steps unscaled = Attention.scaledDotProduct().withScale(1).steps(query, key, key);
    return new Measurement(
        query.size(1),
        variance(scaled.scores()),
        variance(scaled.scaled()),
        sharpest(unscaled.weights()),
        sharpest(scaled.weights()));
  }

  private static double sharpest(Tensor weights) {
    double[] largest = new double[weights.size(0)];
    for (int row = 0; row < largest.length; row++) {
      for (int column = 0; column < weights.size(1); column++) {
        largest[row] = Math.max(largest[row], weights.get(row, column));
      }
    }
    return mean(largest);
  }
}
