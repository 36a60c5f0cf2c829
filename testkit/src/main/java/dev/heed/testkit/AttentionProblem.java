package dev.heed.testkit;

import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a score goes through besides the queries, keys and values themselves.
 *
 * @param sizes sizes of all axes
 * @param scale factor of the scores
 * @param softcap c in {@code c·tanh(scaled/c)}; 0 is none
 * @param bias added to the scores, or null; −∞ leaves the key out
 * @param rewrite takes the place of the biased scores, or null; −∞ leaves the key out, and so does
 *     a −∞ of the bias unless the rewrite makes another number of it
 * @param kept whether a query attends to a key
 * @param sinks the logit of a head that takes part in the sum and has no value; −∞ for none
 */
public record AttentionProblem(
    AttentionSizes sizes,
    double scale,
    double softcap,
    @Nullable Bias bias,
    @Nullable Rewrite rewrite,
    Kept kept,
    IntToDoubleFunction sinks) {

  /** A number for each query and key. */
  @FunctionalInterface
  public interface Bias {
    /** What is added to the scaled score of query {@code i} and key {@code j}. */
    double at(int b, int h, int i, int j);
  }

  /** A rule for scores that knows where they stand. */
  @FunctionalInterface
  public interface Rewrite {
    /** What takes the place of the biased score of query {@code i} and key {@code j}. */
    double apply(double score, int b, int h, int i, int j);
  }

  /** A choice of keys for each query. */
  @FunctionalInterface
  public interface Kept {
    /** Whether query {@code i} attends to key {@code j}. */
    boolean test(int b, int h, int i, int j);
  }

  /** Scale 1/√D, no softcap, no bias, every key kept, no sinks. */
  public static AttentionProblem of(AttentionSizes sizes) {
    return new AttentionProblem(
        sizes,
        1 / Math.sqrt(sizes.depth()),
        0,
        null,
        null,
        (b, h, i, j) -> true,
        h -> Double.NEGATIVE_INFINITY);
  }

  /** This problem with another scale. */
  public AttentionProblem withScale(double other) {
    return new AttentionProblem(sizes, other, softcap, bias, rewrite, kept, sinks);
  }

  /** This problem with a softcap above 0, or 0 for none. */
  public AttentionProblem withSoftcap(double other) {
    return new AttentionProblem(sizes, scale, other, bias, rewrite, kept, sinks);
  }

  /** This problem with a bias function. */
  public AttentionProblem withBias(Bias other) {
    return new AttentionProblem(sizes, scale, softcap, other, rewrite, kept, sinks);
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
    return new AttentionProblem(sizes, scale, softcap, bias, rewrite, other, sinks);
  }

  /** This problem with a rule for biased scores. */
  public AttentionProblem withRewrite(Rewrite other) {
    return new AttentionProblem(sizes, scale, softcap, bias, other, kept, sinks);
  }

  /** This problem with a sink logit for each head. */
  public AttentionProblem withSinks(IntToDoubleFunction other) {
    return new AttentionProblem(sizes, scale, softcap, bias, rewrite, kept, other);
  }

  /**
   * Whether the key is left in by the choice of keys, the bias and the rewrite, which is asked with
   * a capped score of 0.
   */
  public boolean attends(int b, int h, int i, int j) {
    return kept.test(b, h, i, j) && !leavesOut(finalScore(0, b, h, i, j), b, h, i, j);
  }

  /** The score after bias and rewrite, computed in double. */
  public double finalScore(double capped, int b, int h, int i, int j) {
    return rewritten(biased(capped, b, h, i, j), b, h, i, j);
  }

  /** Whether a score that came out of bias and rewrite says that the key is left out. */
  boolean leavesOut(double score, int b, int h, int i, int j) {
    return rewrite == null
        ? biasAt(b, h, i, j) == Double.NEGATIVE_INFINITY
        : score == Double.NEGATIVE_INFINITY;
  }

  /** The score with the bias added; −∞ where that is, whatever the score was. */
  double biased(double capped, int b, int h, int i, int j) {
    double added = biasAt(b, h, i, j);
    return added == Double.NEGATIVE_INFINITY ? added : capped + added;
  }

  double rewritten(double biased, int b, int h, int i, int j) {
    return rewrite == null ? biased : rewrite.apply(biased, b, h, i, j);
  }

  double biasAt(int b, int h, int i, int j) {
    return bias == null ? 0 : bias.at(b, h, i, j);
  }
}
