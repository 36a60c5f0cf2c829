package dev.heed.attention;

import dev.heed.kernel.KernelProvider;
import dev.heed.kernel.Kernels;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;

/** The steps of attention one matrix after the other, row by row: the naive form that stays. */
final class StepEvaluation {
  private final Operands operands;
  private final ResolvedMask mask;
  private final double scale;
  private final KernelProvider kernels;
  private final Tensor scores;
  private final Tensor scaled;
  private final Tensor biased;
  private final Tensor masked;
  private final Tensor weights;
  private final Tensor maxima;
  private final Tensor sums;

  StepEvaluation(Attention attention, Operands operands) {
    this.operands = operands;
    this.mask = new ResolvedMask(attention.mask(), attention.bias(), operands);
    this.scale = rounded(attention.scaleFor(operands.depth()));
    this.kernels = attention.execution().choice().provider();
    this.scores = matrix();
    this.scaled = matrix();
    this.biased = matrix();
    this.masked = matrix();
    this.weights = matrix();
    Shape rows = Shape.of(operands.batch(), operands.heads(), operands.queries());
    this.maxima = Tensor.zeros(operands.dtype(), rows);
    this.sums = Tensor.zeros(operands.dtype(), rows);
  }

  Steps steps(AttentionResult result) {
    for (int b = 0; b < operands.batch(); b++) {
      for (int h = 0; h < operands.heads(); h++) {
        if (operands.dtype() == DType.FLOAT32) {
          head(b, h, kernels.float32());
        } else {
          head(b, h, kernels.float64());
        }
      }
    }
    return new Steps(
        operands.narrowed(operands.query()),
        operands.narrowed(operands.key()),
        operands.narrowed(operands.value()),
        scale,
        operands.narrowed(scores),
        operands.narrowed(scaled),
        operands.narrowed(biased),
        operands.narrowed(masked),
        operands.narrowed(maxima),
        operands.narrowed(sums),
        operands.narrowed(weights),
        result.logSumExp(),
        result.output());
  }

  private <A> void head(int b, int h, Kernels<A> set) {
    rawScores(b, h, set);
    int[] from = new int[operands.queries()];
    int[] to = new int[operands.queries()];
    mask.intervals(b, 0, operands.queries(), from, to);
    boolean[] left = new boolean[operands.keys()];
    for (int i = 0; i < operands.queries(); i++) {
      for (int j = 0; j < operands.keys(); j++) {
        left[j] = j >= from[i] && j < to[i] && mask.keeps(b, h, i, j);
        double raw = scores.get(b, h, i, j);
        double product = rounded(raw * scale);
        double added = mask.bias() == null ? 0 : mask.bias().get(b, h, i, j);
        scaled.set(product, b, h, i, j);
        biased.set(mask.bias() == null ? product : product + added, b, h, i, j);
        masked.set(left[j] ? biased.get(b, h, i, j) : Double.NEGATIVE_INFINITY, b, h, i, j);
      }
      softmax(b, h, i, left, set);
    }
  }

  private <A> void rawScores(int b, int h, Kernels<A> set) {
    int lanes = set.attention().lanes();
    TileReader<A> queries = TileReader.of(operands.query(), lanes, operands.depth(), false);
    TileReader<A> keys = TileReader.of(operands.key(), 1, operands.depth(), true);
    A tile = set.rows().allocate(operands.depth() * lanes);
    A row = set.rows().allocate(lanes);
    for (int first = 0; first < operands.queries(); first += lanes) {
      int active = Math.min(lanes, operands.queries() - first);
      queries.locate(b, h, first, active, 0, operands.depth());
      set.rows()
          .transpose(
              queries.array(),
              queries.offset(),
              queries.rowStride(),
              queries.columnStride(),
              active,
              operands.depth(),
              tile,
              lanes);
      for (int j = 0; j < operands.keys(); j++) {
        keys.locate(b, operands.keyHead(h), j, 1, 0, operands.depth());
        set.attention()
            .scores(
                tile,
                active,
                operands.depth(),
                keys.array(),
                keys.offset(),
                keys.rowStride(),
                1,
                1,
                row);
        for (int i = 0; i < active; i++) {
          scores.set(set.rows().get(row, i), b, h, first + i, j);
        }
      }
    }
  }

  /** Weights of the keys that are left; the others keep weight 0, in a row that is NaN too. */
  private <A> void softmax(int b, int h, int i, boolean[] left, Kernels<A> set) {
    double maximum = Double.NEGATIVE_INFINITY;
    for (int j = 0; j < operands.keys(); j++) {
      maximum = Math.max(maximum, masked.get(b, h, i, j));
    }
    double sum = 0;
    for (int j = 0; j < operands.keys(); j++) {
      if (left[j]) {
        double weight = set.rows().exp(rounded(masked.get(b, h, i, j) - maximum));
        weights.set(weight, b, h, i, j);
        sum = rounded(sum + weight);
      }
    }
    double inverse = rounded(1 / sum);
    for (int j = 0; j < operands.keys(); j++) {
      if (left[j]) {
        weights.set(weights.get(b, h, i, j) * inverse, b, h, i, j);
      }
    }
    maxima.set(maximum, b, h, i);
    sums.set(sum, b, h, i);
  }

  private double rounded(double number) {
    return operands.dtype() == DType.FLOAT32 ? (float) number : number;
  }

  private Tensor matrix() {
    return Tensor.zeros(operands.dtype(), operands.shape(operands.keys()));
  }
}
