package dev.heed.engine.explain;

import dev.heed.engine.call.Call;
import dev.heed.engine.operand.Partition;
import dev.heed.engine.tile.TileScores;
import dev.heed.kernel.Kernels;
import dev.heed.kernel.RowKernels;
import dev.heed.mask.Kept;
import dev.heed.tensor.DType;
import java.util.Arrays;

/** Steps 1 to 6 of one query against all its keys, as {@code Attention.steps} takes them. */
final class RowSteps<A> {
  private final Call call;
  private final Kernels<A> kernels;
  private final RowKernels<A> rows;
  private final int lanes;
  private final int keys;
  private final double[] masked;
  private final double[] weights;
  private final boolean[] left;
  private double maximum = Double.NEGATIVE_INFINITY;
  private double sum;
  private int leftCount;

  /** Computes the row of the place's query. */
  RowSteps(Call call, Place place, Kernels<A> kernels) {
    this.call = call;
    this.kernels = kernels;
    this.rows = kernels.rows();
    this.lanes = kernels.attention().lanes();
    this.keys = call.sequences().keyRows(place.sequence());
    this.masked = new double[keys];
    this.weights = new double[keys];
    this.left = new boolean[keys];
    Arrays.fill(masked, Double.NEGATIVE_INFINITY);
    int head = place.pair().head();
    TileScores<A> scorer = new TileScores<>(call, kernels);
    scorer.begin(place.sequence(), head, place.query(), 1);
    A tile = scorer.newTile();
    A marker = scorer.newTile();
    for (int n = 0; n < Math.ceilDiv(keys, Partition.KEY_TILE); n++) {
      score(scorer, n * Partition.KEY_TILE, tile, marker);
    }
    softmax(call.sink(head));
  }

  private void score(TileScores<A> scorer, int key, A tile, A marker) {
    int count = Math.min(Partition.KEY_TILE, keys - key);
    if (scorer.mask().look(key, count) == Kept.NONE) {
      return;
    }
    scorer.multiply(key, count, 1, tile);
    rows.scale(tile, 0, count * lanes, call.scale());
    scorer.cap(count, tile);
    scorer.bias(key, count, tile);
    scorer.mask().hideAll(kernels.scores(), tile);
    scorer.mark(key, count, marker);
    for (int j = 0; j < count; j++) {
      masked[key + j] = rows.get(tile, j * lanes);
      left[key + j] = rows.get(marker, j * lanes) != Double.NEGATIVE_INFINITY;
      leftCount += left[key + j] ? 1 : 0;
    }
  }

  private void softmax(double sink) {
    for (double score : masked) {
      maximum = Math.max(maximum, score);
    }
    boolean any = leftCount > 0;
    maximum = any ? Math.max(maximum, sink) : maximum;
    sum = any && sink != Double.NEGATIVE_INFINITY ? power(sink) : 0;
    for (int j = 0; j < keys; j++) {
      if (left[j]) {
        weights[j] = power(masked[j]);
        sum = rounded(sum + weights[j]);
      }
    }
    double inverse = rounded(1 / sum);
    for (int j = 0; j < keys; j++) {
      weights[j] = left[j] ? rounded(weights[j] * inverse) : 0;
    }
  }

  /** exp(score − maximum). */
  double power(double score) {
    return rows.exp(rounded(score - maximum));
  }

  /** The number in the dtype of the computation. */
  double rounded(double number) {
    return call.operands().computed() == DType.FLOAT32 ? (float) number : number;
  }

  /** Keys of the sequence, those behind its length among them. */
  int keys() {
    return keys;
  }

  /** Whether masks and biases leave a key. */
  boolean isLeft(int key) {
    return left[key];
  }

  /** How many keys are left. */
  int leftCount() {
    return leftCount;
  }

  /** The score of a key after step 5. */
  double masked(int key) {
    return masked[key];
  }

  /** The weight of a key. */
  double weight(int key) {
    return weights[key];
  }

  /** The largest score, or the sink. */
  double maximum() {
    return maximum;
  }

  /** The first key whose score the maximum is; −1 if it is none's. */
  int maximumKey() {
    for (int j = 0; j < keys; j++) {
      if (left[j] && masked[j] == maximum) {
        return j;
      }
    }
    return -1;
  }

  /** Σ exp(score − maximum), the sink among them. */
  double sum() {
    return sum;
  }

  /** The place of a key by weight, from 1; 0 for one that is left out. */
  int rank(int key) {
    int rank = left[key] ? 1 : 0;
    for (int j = 0; left[key] && j < keys; j++) {
      boolean before = weights[j] > weights[key] || (weights[j] == weights[key] && j < key);
      rank += left[j] && before ? 1 : 0;
    }
    return rank;
  }
}
