package dev.heed.similarity;

import dev.heed.execution.Execution;
import dev.heed.kernel.LayerKernels;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The cosine of the angle between vectors of n float32: x·y / (|x|·|y|), from −1 to 1. A vector of
 * zeros has the similarity 0 to every other, a vector with NaN or an infinity in it has NaN.
 *
 * <p>The sums are those of {@code LayerKernels}, in 16 chains of float32, so that a result differs
 * from the exact one by at most 2·(n/16 + 5)·2⁻²⁴ and has the same bits on any machine and on any
 * number of threads. Vectors need not have length 1.
 */
public final class Cosine {
  /** Numbers that a thread takes at once: below, a helper costs more than it saves. */
  private static final int NUMBERS_AT_ONCE = 1 << 16;

  private Cosine() {}

  /**
   * The similarity of two vectors.
   *
   * @param left {@code [n]} of float32
   * @param right of the same shape
   * @throws IllegalArgumentException if they are no such vectors
   */
  public static double of(Tensor left, Tensor right, Execution execution) {
    requireVector(left);
    requireVector(right);
    return ofRows(left, right.unsqueeze(), execution)[0];
  }

  /**
   * The similarity of one vector to every row of a matrix, in one pass over it.
   *
   * @param query {@code [n]} of float32
   * @param rows {@code [m, n]} of float32
   * @return m numbers
   * @throws IllegalArgumentException if they are no such tensors
   * @throws java.util.concurrent.CancellationException if the thread is interrupted
   */
  public static double[] ofRows(Tensor query, Tensor rows, Execution execution) {
    require(query, rows);
    double[] similarities = new double[rows.size(0)];
    int share = share(rows);
    execution.run(
        Math.ceilDiv(rows.size(0), share),
        () -> {
          Angles angles = angles(query, execution);
          return item ->
              run(angles, rows, item * share, share, (row, cosine) -> similarities[row] = cosine);
        });
    return similarities;
  }

  /**
   * The k rows of a matrix that are nearest to a vector, the nearest first; of equal ones that with
   * the lower index. Rows whose similarity is NaN are left out, so there may be fewer than k. One
   * pass over the matrix, with memory for k rows' numbers a thread.
   *
   * @param query {@code [n]} of float32
   * @param rows {@code [m, n]} of float32
   * @param k at least 1; may be more than m
   * @throws IllegalArgumentException if the tensors are none such, or k is below 1
   * @throws java.util.concurrent.CancellationException if the thread is interrupted
   */
  public static List<Neighbor> nearest(Tensor query, Tensor rows, int k, Execution execution) {
    require(query, rows);
    if (k < 1) {
      throw new IllegalArgumentException("%d nearest rows: at least 1".formatted(k));
    }
    Queue<NearestSoFar> parts = new ConcurrentLinkedQueue<>();
    int share = share(rows);
    execution.run(
        Math.ceilDiv(rows.size(0), share),
        () -> {
          Angles angles = angles(query, execution);
          NearestSoFar mine = new NearestSoFar(k);
          parts.add(mine);
          return item -> run(angles, rows, item * share, share, mine::offer);
        });
    NearestSoFar all = new NearestSoFar(k);
    parts.forEach(all::offerAll);
    return all.inOrder();
  }

  /** Takes the similarity of a row. */
  @FunctionalInterface
  private interface Target {
    void take(int row, double cosine);
  }

  private static void run(Angles angles, Tensor rows, int from, int most, Target target) {
    int to = Math.min(rows.size(0), from + most);
    Tensor part = onHeap(rows.slice(0, from, to));
    float[] numbers = (float[]) Objects.requireNonNull(part.heapArray());
    for (int row = from; row < to; row++) {
      int at = part.heapOffset() + (row - from) * rows.size(1);
      target.take(row, angles.to(numbers, at));
    }
  }

  private static Angles angles(Tensor query, Execution execution) {
    LayerKernels<float[]> kernels = execution.choice().provider().float32().layers();
    Tensor vector = onHeap(query);
    float[] numbers = (float[]) Objects.requireNonNull(vector.heapArray());
    return new Angles(kernels, numbers, vector.heapOffset(), query.size(0));
  }

  /** The numbers side by side in an array: the tensor's own, or a copy. */
  private static Tensor onHeap(Tensor tensor) {
    return tensor.isContiguous() && tensor.heapArray() != null ? tensor : tensor.copy();
  }

  private static int share(Tensor rows) {
    return Math.max(1, NUMBERS_AT_ONCE / Math.max(1, rows.size(1)));
  }

  private static void require(Tensor query, Tensor rows) {
    requireVector(query);
    if (rows.rank() != 2 || rows.dtype() != DType.FLOAT32 || rows.size(1) != query.size(0)) {
      throw new IllegalArgumentException(
          "a vector of %d numbers and rows %s: they are a matrix [m, %d] of float32"
              .formatted(query.size(0), rows, query.size(0)));
    }
  }

  private static void requireVector(Tensor vector) {
    if (vector.rank() != 1 || vector.dtype() != DType.FLOAT32) {
      throw new IllegalArgumentException(vector + ": a vector is [n] of float32");
    }
  }
}
