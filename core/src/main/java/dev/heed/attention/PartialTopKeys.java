package dev.heed.attention;

import dev.heed.execution.Execution;
import dev.heed.inspection.TopKeys;
import dev.heed.kernel.Kernels;
import dev.heed.kernel.RowKernels;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.Arrays;

/**
 * The keys with the largest scores of each query among a part of the keys, in descending order; of
 * equal scores the lower key comes first. Scores order keys as weights do and need no sum over all
 * keys, so lists of parts merge to exactly the list of the whole, in any order and grouping.
 *
 * @param scores {@code […, L, K]} float32 or float64, −∞ behind the last key
 * @param keys {@code […, L, K]} int32, numbered in the whole; −1 where there is none
 */
public record PartialTopKeys(Tensor scores, Tensor keys) {
  private static final int NONE = -1;

  /**
   * @throws IllegalArgumentException if shapes or dtypes are others
   */
  public PartialTopKeys {
    boolean isFloat = scores.dtype() == DType.FLOAT32 || scores.dtype() == DType.FLOAT64;
    boolean alike = scores.shape().equals(keys.shape()) && scores.rank() >= 2;
    if (!isFloat || keys.dtype() != DType.INT32 || !alike) {
      throw new IllegalArgumentException(
          "scores %s and keys %s: […, L, K] of float32 or float64, and of int32"
              .formatted(scores, keys));
    }
  }

  /** All lists as plain numbers. */
  private final class Lists {
    private final double[] ranks = scores.toDoubleArray();
    private final double[] numbers = keys.toDoubleArray();

    /** Whether an entry comes before one of another list. */
    boolean isBefore(int at, Lists other, int otherAt) {
      if (numbers[at] == NONE || other.numbers[otherAt] == NONE) {
        return other.numbers[otherAt] == NONE;
      }
      double difference = ranks[at] - other.ranks[otherAt];
      return difference > 0 || (!(difference < 0) && numbers[at] <= other.numbers[otherAt]);
    }
  }

  /**
   * The top keys of both parts, as many as before. A key that is in both counts once.
   *
   * @throws IllegalArgumentException if shapes or dtypes differ
   */
  public PartialTopKeys merge(PartialTopKeys other) {
    if (!scores.shape().equals(other.scores.shape()) || scores.dtype() != other.scores.dtype()) {
      throw new IllegalArgumentException(
          "top keys %s and %s: merging needs equal shapes".formatted(scores, other.scores));
    }
    int most = scores.size(-1);
    Lists one = new Lists();
    Lists two = other.new Lists();
    double[] ranks = new double[one.ranks.length];
    int[] numbers = new int[ranks.length];
    Arrays.fill(ranks, Double.NEGATIVE_INFINITY);
    Arrays.fill(numbers, NONE);
    for (int first = 0; first < ranks.length; first += most) {
      int a = first;
      int b = first;
      for (int at = first; at < first + most; ) {
        // A place that is filled uses up at most one entry of each list.
        boolean own = one.isBefore(a, two, b);
        double rank = own ? one.ranks[a] : two.ranks[b];
        int number = (int) (own ? one.numbers[a] : two.numbers[b]);
        a += own ? 1 : 0;
        b += own ? 0 : 1;
        if (number == NONE) {
          break;
        }
        if (at == first || numbers[at - 1] != number) {
          ranks[at] = rank;
          numbers[at++] = number;
        }
      }
    }
    Shape shape = scores.shape();
    Tensor merged = Tensor.of(ranks, shape.sizes()).to(scores.dtype());
    return new PartialTopKeys(merged, Tensor.of(numbers, shape.sizes()));
  }

  /**
   * The same with room for more, so that it merges with a part that has more keys.
   *
   * @param most of a query, at least as many as now
   * @throws IllegalArgumentException if they are fewer
   */
  public PartialTopKeys withRoom(int most) {
    int now = scores.size(-1);
    if (most < now) {
      throw new IllegalArgumentException(
          "room for %d keys of a query, which has %d".formatted(most, now));
    }
    int[] sizes = scores.shape().sizes();
    sizes[sizes.length - 1] = most;
    int rows = (int) scores.shape().elements() / Math.max(1, now);
    double[] ranks = new double[rows * most];
    int[] numbers = new int[ranks.length];
    Arrays.fill(ranks, Double.NEGATIVE_INFINITY);
    Arrays.fill(numbers, NONE);
    Lists lists = new Lists();
    for (int row = 0; row < rows; row++) {
      for (int n = 0; n < now; n++) {
        ranks[row * most + n] = lists.ranks[row * now + n];
        numbers[row * most + n] = (int) lists.numbers[row * now + n];
      }
    }
    return new PartialTopKeys(
        Tensor.of(ranks, sizes).to(scores.dtype()), Tensor.of(numbers, sizes));
  }

  /**
   * The top keys with their weights, exp(score − maximum) / sum; of a row that is NaN as {@link
   * TopKeys} says.
   *
   * @param whole the states of all keys, sinks included; see {@link PartialAttention#rowSums()}
   * @throws IllegalArgumentException if they are of other queries or another dtype
   */
  public TopKeys finish(PartialAttention whole) {
    whole.requireRows(
        Shape.of(Arrays.copyOf(scores.shape().sizes(), scores.rank() - 1)), scores.dtype());
    double[] maxima = whole.factors().maxima();
    double[] factors = whole.factors().factors();
    double[] ranks = scores.toDoubleArray();
    double[] numbers = keys.toDoubleArray();
    int[] written = new int[ranks.length];
    int most = scores.size(-1);
    for (int n = 0; n < ranks.length; n++) {
      double factor = factors[n / most];
      boolean undefined = Double.isNaN(factor);
      written[n] = undefined ? NONE : (int) numbers[n];
      double weight = written[n] == NONE ? 0 : weight(ranks[n] - maxima[n / most], factor);
      ranks[n] = undefined ? Double.NaN : weight;
    }
    int[] sizes = scores.shape().sizes();
    return new TopKeys(Tensor.of(ranks, sizes).to(scores.dtype()), Tensor.of(written, sizes));
  }

  private double weight(double difference, double factor) {
    return scores.dtype() == DType.FLOAT32
        ? weight(Execution.standard().choice().provider().float32(), difference, factor)
        : weight(Execution.standard().choice().provider().float64(), difference, factor);
  }

  /** As an inspection rounds it. */
  private static <A> double weight(Kernels<A> kernels, double difference, double factor) {
    RowKernels<A> rows = kernels.rows();
    A cell = rows.allocate(2);
    rows.set(cell, 0, difference);
    rows.set(cell, 1, factor);
    rows.set(cell, 0, rows.exp(Math.min(0, rows.get(cell, 0))) * rows.get(cell, 1));
    return rows.get(cell, 0);
  }
}
