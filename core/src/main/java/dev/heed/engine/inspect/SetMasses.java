package dev.heed.engine.inspect;

import dev.heed.engine.operand.Sequences;
import dev.heed.engine.tile.OnlineSoftmax;
import dev.heed.inspection.KeySet;
import dev.heed.kernel.Kernels;
import java.util.Arrays;
import java.util.List;

/** Sums of weights over sets of keys, of each query of a tile, relative to its maximum so far. */
final class SetMasses<A> {
  private final Kernels<A> kernels;
  private final Sequences sequences;
  private final List<KeySet> sets;
  private final int lanes;
  private final double[] sums;

  SetMasses(Kernels<A> kernels, Sequences sequences, List<KeySet> sets) {
    this.kernels = kernels;
    this.sequences = sequences;
    this.sets = sets;
    this.lanes = kernels.attention().lanes();
    this.sums = new double[sets.size() * lanes];
  }

  boolean isEmpty() {
    return sets.isEmpty();
  }

  void clear() {
    Arrays.fill(sums, 0);
  }

  double sum(int set, int lane) {
    return sums[set * lanes + lane];
  }

  /** Takes in a tile, which is 0 outside of its bands. */
  void take(OnlineSoftmax<A> softmax) {
    for (int n = 0; n < sets.size(); n++) {
      kernels.sums().rescale(softmax.rescale(), softmax.active(), sums, n * lanes);
      switch (sets.get(n)) {
        case KeySet.Near one -> takeNear(softmax, one, n * lanes);
        case KeySet.First one -> takeFirst(softmax, one, n * lanes);
        case KeySet.Listed one -> takeListed(softmax, one, n * lanes);
      }
    }
  }

  private void takeNear(OnlineSoftmax<A> softmax, KeySet.Near set, int to) {
    long own = (long) softmax.first() + sequences.shift(set.corner(), softmax.sequence());
    long last = own + softmax.active() - 1;
    int key = softmax.key();
    int count = softmax.count();
    if (last + set.right() < key || own - set.left() >= (long) key + count) {
      return;
    }
    for (int i = 0; i < softmax.active(); i++) {
      int from = Math.clamp(own + i - set.left() - key, 0, count);
      int end = Math.clamp(own + i + set.right() + 1 - key, 0, count);
      if (from < end) {
        sums[to + i] += kernels.sums().sumOfKeys(softmax.scores(), i, from, end - from);
      }
    }
  }

  private void takeFirst(OnlineSoftmax<A> softmax, KeySet.First set, int to) {
    int count = Math.min(set.count() - softmax.key(), softmax.count());
    for (int i = 0; count > 0 && i < softmax.active(); i++) {
      sums[to + i] += kernels.sums().sumOfKeys(softmax.scores(), i, 0, count);
    }
  }

  private void takeListed(OnlineSoftmax<A> softmax, KeySet.Listed set, int to) {
    int key = softmax.key();
    for (int i = 0; i < softmax.active(); i++) {
      int[] keys = set.of(softmax.first() + i);
      int place = Arrays.binarySearch(keys, key);
      for (int n = place < 0 ? -place - 1 : place;
          n < keys.length && keys[n] - key < softmax.count();
          n++) {
        sums[to + i] += kernels.rows().get(softmax.scores(), (keys[n] - key) * lanes + i);
      }
    }
  }
}
