package dev.heed.multihead;

import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one call, each with what it leaves to the extra keys: a softmax over the row's own
 * keys taken as one and the learned key, in float64 and rounded once.
 */
final class ExtraRows {
  private final ExtraKeys extra;
  private final Tensor logSumExp;
  private final @Nullable Tensor scores;
  private final double[] sinks;
  private final double lowest;
  private final int[] index = new int[4];
  private double own;
  private double ownShare;
  private double extraShare;

  /**
   * @param logSumExp {@code [N, H, L]} of the own keys, with {@link ExtraKeys#lowest} as a sink
   * @param scores {@code [N, H, L, 1]} of the learned key, or null where there is none
   * @param sinks a logit a head: the caller's sink and the zero key, −∞ for neither
   */
  ExtraRows(ExtraKeys extra, Tensor logSumExp, @Nullable Tensor scores, double[] sinks) {
    this.extra = extra;
    this.logSumExp = logSumExp;
    this.scores = scores;
    this.sinks = sinks;
    this.lowest = ExtraKeys.lowest(logSumExp.dtype());
  }

  /** Takes the learned key's value into the output {@code [N, H, L, D]} of the own keys. */
  void join(Tensor output) {
    Tensor value = extra.value();
    if (value == null) {
      return;
    }
    forEachRow(() -> {
      for (int d = 0; d < output.size(3); d++) {
        index[3] = d;
        double number = output.get(index) * ownShare + value.get(index[1], 0, d) * extraShare;
        output.set(number, index);
      }
    });
  }

  /**
   * Makes weights of the own keys those of all keys.
   *
   * @param weights {@code [N, H, L, keys + extra keys]}, the first {@code keys} of them written
   */
  void joinWeights(Tensor weights, int keys) {
    forEachRow(() -> {
      int last = keys;
      if (scores != null) {
        for (int j = 0; j < keys; j++) {
          index[3] = j;
          weights.set(weights.get(index) * ownShare, index);
        }
        index[3] = last++;
        weights.set(extraShare, index);
      }
      if (extra.zero()) {
        index[3] = last;
        weights.set(StrictMath.exp(-own) * ownShare, index);
      }
    });
  }

  private void forEachRow(Runnable work) {
    Shape shape = logSumExp.shape();
    for (int n = 0; n < shape.size(0); n++) {
      for (int h = 0; h < shape.size(1); h++) {
        for (int l = 0; l < shape.size(2); l++) {
          index[0] = n;
          index[1] = h;
          index[2] = l;
          share(n, h, l);
          work.run();
        }
      }
    }
  }

  /** How a row is shared between its own keys, sinks and zero key among them, and the learned. */
  private void share(int n, int h, int l) {
    double sum = logSumExp.get(n, h, l);
    own = sum <= lowest ? sinks[h] : sum;
    ownShare = 1;
    extraShare = 0;
    if (scores != null) {
      double score = scores.get(n, h, l, 0);
      double maximum = Math.max(own, score);
      double ownPart = StrictMath.exp(own - maximum);
      double extraPart = StrictMath.exp(score - maximum);
      ownShare = ownPart / (ownPart + extraPart);
      extraShare = extraPart / (ownPart + extraPart);
    }
  }
}
