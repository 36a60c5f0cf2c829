package dev.heed.multihead;

import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;

/**
 * What a call of {@link MultiHeadAttention} computed, with the weights of every head.
 *
 * <p>S' counts the keys, then the learned extra key and the zero key where there are such.
 *
 * @param output {@code [N, L, E]}, {@code [L, N, E]} or {@code [L, E]} as the queries came
 * @param weights {@code [N, H, L, S']}, or {@code [H, L, S']} for a single sequence, in the dtype
 *     of the computation; a row sums to 1, to less where the attention has sinks, and is 0 where no
 *     key is left
 */
public record MultiHeadResult(Tensor output, Tensor weights) {
  /**
   * The mean of the weights over the heads, {@code [N, L, S']} or {@code [L, S']}, summed in the
   * order of the heads in float64 and rounded once. Time O(N·H·L·S').
   */
  public Tensor averagedWeights() {
    Shape shape = weights.shape();
    int heads = shape.size(-3);
    int row = Math.multiplyExact(shape.size(-2), shape.size(-1));
    double[] all = weights.toDoubleArray();
    double[] mean = new double[all.length / heads];
    for (int at = 0; at < mean.length; at++) {
      int first = at / row * row * heads + at % row;
      double sum = 0;
      for (int head = 0; head < heads; head++) {
        sum += all[first + head * row];
      }
      mean[at] = sum / heads;
    }
    int[] sizes =
        shape.rank() == 3
            ? new int[] {shape.size(-2), shape.size(-1)}
            : new int[] {shape.size(0), shape.size(-2), shape.size(-1)};
    return Tensor.of(mean, sizes).to(weights.dtype());
  }
}
