package dev.heed.multihead;

import dev.heed.layers.Linear;
import dev.heed.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The learned maps from embeddings to queries, keys and values: Q = X·W_Q + b_Q and so on.
 *
 * @param queryWeight W_Q {@code [E, D]}, in the form that stands right of X
 * @param keyWeight W_K {@code [E, D]}
 * @param valueWeight W_V {@code [E, Dv]}
 * @param queryBias b_Q {@code [D]}, or null for none
 * @param keyBias b_K {@code [D]}, or null for none
 * @param valueBias b_V {@code [Dv]}, or null for none
 */
public record Projection(
    Tensor queryWeight,
    Tensor keyWeight,
    Tensor valueWeight,
    @Nullable Tensor queryBias,
    @Nullable Tensor keyBias,
    @Nullable Tensor valueBias) {
  /**
   * @throws IllegalArgumentException if a weight is no matrix or a bias does not fit its weight
   */
  public Projection {
    check("W_Q", queryWeight, "b_Q", queryBias);
    check("W_K", keyWeight, "b_K", keyBias);
    check("W_V", valueWeight, "b_V", valueBias);
  }

  /** A projection without biases. */
  public static Projection of(Tensor queryWeight, Tensor keyWeight, Tensor valueWeight) {
    return new Projection(queryWeight, keyWeight, valueWeight, null, null, null);
  }

  /** The form without weights: Q = K = V = X. */
  public static Projected identity(Tensor x) {
    return new Projected(x, x, x);
  }

  /**
   * Queries, keys and values of embeddings. Time O(rows·E·(2D+Dv)).
   *
   * @param x {@code […, L, E]}, float32 or float64 as the weights are
   * @throws IllegalArgumentException if columns of X and rows of a weight differ, or dtypes do
   */
  public Projected project(Tensor x) {
    return new Projected(
        map("W_Q", queryWeight, queryBias, x),
        map("W_K", keyWeight, keyBias, x),
        map("W_V", valueWeight, valueBias, x));
  }

  private static Tensor map(String name, Tensor weight, @Nullable Tensor bias, Tensor x) {
    if (x.rank() < 1 || x.size(-1) != weight.size(0)) {
      throw new IllegalArgumentException(
          "X %s and %s %s: X has as many columns as the weight has rows"
              .formatted(x.shape(), name, weight.shape()));
    }
    if (x.dtype() != weight.dtype()) {
      throw new IllegalArgumentException(
          "X is %s and %s is %s: they share one dtype".formatted(x.dtype(), name, weight.dtype()));
    }
    return Linear.of(weight.transpose(), bias).apply(x);
  }

  private static void check(String name, Tensor weight, String biasName, @Nullable Tensor bias) {
    if (weight.rank() != 2 || weight.dtype().isStorage()) {
      throw new IllegalArgumentException(
          "%s is %s: a weight is a matrix [E, D] of float32 or float64".formatted(name, weight));
    }
    if (bias != null
        && (bias.rank() != 1 || bias.size(0) != weight.size(1) || bias.dtype() != weight.dtype())) {
      throw new IllegalArgumentException(
          "%s is %s and %s is %s: a bias has one number for each column of its weight"
              .formatted(biasName, bias, name, weight));
    }
  }
}
