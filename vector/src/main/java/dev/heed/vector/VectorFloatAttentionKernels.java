package dev.heed.vector;

import static dev.heed.vector.FloatTileKernels.LANES;
import static dev.heed.vector.FloatTileKernels.SPECIES;
import static dev.heed.vector.FloatTileKernels.WIDTH;

import dev.heed.kernel.AttentionKernels;
import dev.heed.kernel.FloatMath;
import jdk.incubator.vector.FloatVector;

/**
 * The steps of attention on vectors of queries; the build derives the float64 form from this
 * source. What is not worth a vector is left to the scalar set, whose tiles have the same form.
 */
final class VectorFloatAttentionKernels implements AttentionKernels<float[]> {
  /** Machines with vectors of 256 bits at most have 16 registers, the others 32. */
  private static final int SIDE_BY_SIDE = SPECIES.vectorBitSize() == 256 ? 2 : 4;

  /**
   * Whether the compiler keeps masks in registers. One of two lanes (float64 at 128 bits) becomes
   * an object: products run on such vectors, and nothing that compares.
   */
  static final boolean MASKS = WIDTH >= 4;

  private final AttentionKernels<float[]> scalar;

  VectorFloatAttentionKernels(AttentionKernels<float[]> scalar) {
    this.scalar = scalar;
  }

  @Override
  public AttentionKernels<float[]> forThread() {
    return new VectorFloatAttentionKernels(scalar.forThread());
  }

  @Override
  public int lanes() {
    return LANES;
  }

  @Override
  public void scores(
      float[] queries,
      int lane,
      int active,
      int depth,
      float[] keys,
      int offset,
      int stride,
      int key,
      int count,
      double scale,
      float[] scores) {
    float factor = FloatMath.rounded(scale);
    for (int i = lane; i < lane + active; ) {
      int vectors = vectors(lane + active - i);
      FloatTileKernels.scores(
          vectors, queries, i, depth, keys, offset, stride, key, count, factor, scores);
      i += vectors * WIDTH;
    }
  }

  @Override
  public void softmax(
      float[] scores,
      int lane,
      int active,
      int key,
      int count,
      float[] maximum,
      float[] sum,
      float[] rescale) {
    if (!MASKS) {
      scalar.softmax(scores, lane, active, key, count, maximum, sum, rescale);
      return;
    }
    int i = lane;
    int end = lane + active;
    for (; i + 3 * WIDTH < end; i += 4 * WIDTH) {
      FloatSoftmax.step4(scores, i, key, count, maximum, sum, rescale);
    }
    if (i + WIDTH < end) {
      FloatSoftmax.step2(scores, i, key, count, maximum, sum, rescale);
      i += 2 * WIDTH;
    }
    if (i < end) {
      FloatSoftmax.step1(scores, i, key, count, maximum, sum, rescale);
    }
  }

  @Override
  public void accumulate(
      float[] weights,
      int lane,
      int active,
      int key,
      int count,
      float[] values,
      int offset,
      int stride,
      int depth,
      float[] rescale,
      float[] output) {
    for (int i = lane; i < lane + active; ) {
      int vectors = vectors(lane + active - i);
      FloatTileKernels.accumulate(
          vectors, weights, i, key, count, values, offset, stride, depth, rescale, output);
      i += vectors * WIDTH;
    }
  }

  /** Vectors of the next block for so many lanes. */
  private static int vectors(int active) {
    return Math.min(SIDE_BY_SIDE, Math.ceilDiv(active, WIDTH));
  }

  @Override
  public void accumulateKept(
      float[] weights,
      float[] marker,
      int active,
      int count,
      float[] values,
      int offset,
      int stride,
      int depth,
      float[] rescale,
      float[] output) {
    scalar.accumulateKept(
        weights, marker, active, count, values, offset, stride, depth, rescale, output);
  }

  @Override
  public boolean finish(
      float[] output,
      float[] sum,
      int active,
      int depth,
      float[] target,
      int offset,
      int queryStride,
      int depthStride) {
    if (depthStride != 1 || !MASKS) {
      return scalar.finish(output, sum, active, depth, target, offset, queryStride, depthStride);
    }
    boolean finite = divide(output, sum, active, depth);
    int wholeQueries = active - active % WIDTH;
    int wholeDepth = depth - depth % WIDTH;
    copy(output, 0, active, wholeDepth, depth, target, offset, queryStride);
    copy(output, wholeQueries, active, 0, wholeDepth, target, offset, queryStride);
    FloatTranspose.move(output, 0, LANES, wholeDepth, wholeQueries, target, offset, queryStride);
    return finite;
  }

  /** Sums of weighted values become averages, in place; returns whether all are finite. */
  private static boolean divide(float[] output, float[] sum, int active, int depth) {
    FloatVector zero = FloatVector.zero(SPECIES);
    boolean finite = true;
    for (int i = 0; i < active; i += WIDTH) {
      FloatVector total = FloatVector.fromArray(SPECIES, sum, i);
      FloatVector inverse =
          FloatVector.broadcast(SPECIES, 1).div(total).blend(zero, total.eq(zero));
      FloatVector seen = zero;
      for (int d = 0; d < depth; d++) {
        FloatVector written =
            FloatVector.fromArray(SPECIES, output, d * LANES + i).mul(inverse).add(zero);
        written.intoArray(output, d * LANES + i);
        seen = written.fma(zero, seen);
      }
      finite &= seen.eq(zero).or(SPECIES.indexInRange(i, active).not()).allTrue();
    }
    return finite;
  }

  /** Some queries and columns, element by element. */
  private static void copy(
      float[] output,
      int firstQuery,
      int active,
      int firstDepth,
      int depth,
      float[] target,
      int offset,
      int queryStride) {
    for (int i = firstQuery; i < active; i++) {
      for (int d = firstDepth; d < depth; d++) {
        target[offset + i * queryStride + d] = output[d * LANES + i];
      }
    }
  }
}
