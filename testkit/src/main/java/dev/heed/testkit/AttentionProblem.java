package dev.heed.testkit;

import org.jspecify.annotations.Nullable;

/**
 * Everything that a score goes through besides the queries, keys and values themselves.
 *
 * @param sizes sizes of all axes
 * @param scale factor of the scores
 * @param softcap c in {@code c·tanh(scaled/c)}; 0 is none
 * @param bias added to the scores, or null; −∞ leaves the key out
 * @param kept whether a query attends to a key
 */
public record AttentionProblem(
    AttentionSizes sizes, double scale, double softcap, @Nullable Bias bias, Kept kept) {

  /** A number for each query and key. */
  @FunctionalInterface
  public interface Bias {
    /** What is added to the scaled score of query {@code i} and key {@code j}. */
    double at(int b, int h, int i, int j);
  }

  /** A choice of keys for each query. */
  @FunctionalInterface
  public interface Kept {
    /** Whether query {@code i} attends to key {@code j}. */
    boolean test(int b, int h, int i, int j);
  }

  /** Scale 1/√D, no softcap, no bias, every key kept. */
  public static AttentionProblem of(AttentionSizes sizes) {
    return new AttentionProblem(sizes, 1 / Math.sqrt(sizes.depth()), 0, null, (b, h, i, j) -> true);
  }

  /** This problem with another scale. */
  public AttentionProblem withScale(double other) {
    return new AttentionProblem(sizes, other, softcap, bias, kept);
  }

  /** This problem with a softcap above 0, or 0 for none. */
  public AttentionProblem withSoftcap(double other) {
    return new AttentionProblem(sizes, scale, other, bias, kept);
  }

  /** This problem with a bias function. */
  public AttentionProblem withBias(Bias other) {
    return new AttentionProblem(sizes, scale, softcap, other, kept);
  }

  /**
   * This problem with a bias array, read in place.
   *
   * @param values in C order
   * @param axes the array's own four axes, each equal to that of {@code [B,H,L,S]} or 1
   * @throws IllegalArgumentException if the axes do not broadcast or do not count the values
   */
  public AttentionProblem withBias(double[] values, int... axes) {
    int[] full = {sizes.batch(), sizes.heads(), sizes.queries(), sizes.keys()};
    int count = 1;
    boolean fits = axes.length == full.length;
    for (int axis = 0; fits && axis < full.length; axis++) {
      fits = axes[axis] == full[axis] || axes[axis] == 1;
      count *= axes[axis];
    }
    if (!fits || count != values.length) {
      throw new IllegalArgumentException(
          "bias axes %s of %d numbers do not broadcast to %s"
              .formatted(
                  java.util.Arrays.toString(axes), values.length, java.util.Arrays.toString(full)));
    }
    int[] own = axes.clone();
    return withBias((b, h, i, j) ->
        values[((b % own[0] * own[1] + h % own[1]) * own[2] + i % own[2]) * own[3] + j % own[3]]);
  }

  /** This problem with another choice of keys. */
  public AttentionProblem withKept(Kept other) {
    return new AttentionProblem(sizes, scale, softcap, bias, other);
  }

  /** Whether the key is left in by both the choice of keys and the bias. */
  public boolean attends(int b, int h, int i, int j) {
    return kept.test(b, h, i, j)
        && (bias == null || bias.at(b, h, i, j) != Double.NEGATIVE_INFINITY);
  }

  double biasAt(int b, int h, int i, int j) {
    return bias == null ? 0 : bias.at(b, h, i, j);
  }
}
