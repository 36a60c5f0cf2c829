package dev.heed.engine.inspect;

import dev.heed.engine.call.Call;
import dev.heed.engine.operand.KeyReader;
import dev.heed.engine.operand.Operands;
import dev.heed.engine.operand.Partition;
import dev.heed.kernel.Kernels;
import dev.heed.kernel.RowKernels;

/** ‖v‖ of every key of one head of one sequence, and its logarithm; one thread's own. */
final class ValueNorms<A> {
  private final Call call;
  private final Kernels<A> kernels;
  private final KeyReader<A> values;
  private int sequence = -1;
  private int keyHead = -1;
  private A norms;
  private A logarithms;

  ValueNorms(Call call, Kernels<A> kernels) {
    Operands operands = call.operands();
    this.call = call;
    this.kernels = kernels;
    this.values =
        new KeyReader<>(
            operands.value(), operands, call.sequences(), Partition.KEY_TILE, kernels.rows());
    this.norms = kernels.rows().allocate(0);
    this.logarithms = norms;
  }

  /** Chooses the values. */
  void begin(int newSequence, int head) {
    int newKeyHead = call.operands().keyHead(head);
    if (newSequence == sequence && newKeyHead == keyHead) {
      return;
    }
    sequence = newSequence;
    keyHead = newKeyHead;
    RowKernels<A> rows = kernels.rows();
    int end = call.sequences().endKey(sequence);
    if (rows.length(norms) < end) {
      norms = rows.allocate(end);
      logarithms = rows.allocate(end);
    }
    int start = call.sequences().lowest(sequence);
    for (int key = start; key < end; key += Partition.KEY_TILE) {
      int count = Math.min(Partition.KEY_TILE, end - key);
      int depth = call.operands().valueDepth();
      values.locate(sequence, keyHead, key, count);
      kernels
          .sums()
          .norms(values.array(), values.offset(), values.rowStride(), count, depth, norms, key);
    }
    for (int key = start; key < end; key++) {
      double norm = rows.get(norms, key);
      // A weight times a norm that is not finite cannot be ranked.
      rows.set(
          logarithms, key, norm < Double.POSITIVE_INFINITY ? StrictMath.log(norm) : Double.NaN);
    }
  }

  A norms() {
    return norms;
  }

  double norm(int key) {
    return kernels.rows().get(norms, key);
  }

  double logarithm(int key) {
    return kernels.rows().get(logarithms, key);
  }

  A logarithms() {
    return logarithms;
  }
}
