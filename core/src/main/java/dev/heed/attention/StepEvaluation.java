package dev.heed.attention;

import dev.heed.engine.Engine;
import dev.heed.engine.call.Call;
import dev.heed.engine.operand.Operands;
import dev.heed.engine.operand.Partition;
import dev.heed.engine.operand.Sequences;
import dev.heed.engine.tile.QueryTiles;
import dev.heed.engine.tile.TileScores;
import dev.heed.execution.Execution;
import dev.heed.kernel.KernelProvider;
import dev.heed.kernel.Kernels;
import dev.heed.mask.Kept;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;

/** The steps of attention one matrix after the other, each kept: the naive form that stays. */
final class StepEvaluation {
  private final Call call;
  private final Operands operands;
  private final Tensor scores;
  private final Tensor scaled;
  private final Tensor capped;
  private final Tensor biased;
  private final Tensor masked;
  private final Tensor weights;
  private final Tensor maxima;
  private final Tensor sums;

  StepEvaluation(Call call) {
    this.call = call;
    this.operands = call.operands();
    this.scores = matrix();
    this.scaled = matrix();
    this.capped = matrix();
    this.biased = matrix();
    this.masked = matrix();
    this.weights = matrix();
    Shape rows = Shape.of(operands.batch(), operands.heads(), operands.queries());
    this.maxima = Tensor.zeros(operands.computed(), rows);
    this.sums = Tensor.zeros(operands.computed(), rows);
  }

  /** All steps, of which the last are those of {@code result}. */
  Steps steps(AttentionResult result, Execution execution) {
    KernelProvider provider = execution.choice().provider();
    Tensor nothing = Tensor.of(new double[] {Double.NEGATIVE_INFINITY}, 1);
    nothing.broadcastTo(masked.shape()).copyInto(masked);
    if (operands.computed() == DType.FLOAT32) {
      new Rows<>(provider.float32()).evaluate();
    } else {
      new Rows<>(provider.float64()).evaluate();
    }
    return new Steps(
        operands.narrowed(operands.query()),
        operands.narrowed(operands.key()),
        operands.narrowed(operands.value()),
        rounded(call.scale()),
        operands.narrowed(scores),
        operands.narrowed(scaled),
        operands.narrowed(capped),
        operands.narrowed(biased),
        operands.narrowed(masked),
        operands.narrowed(maxima),
        operands.narrowed(sums),
        operands.narrowed(weights),
        result.logSumExp(),
        result.output());
  }

  private double rounded(double number) {
    return operands.computed() == DType.FLOAT32 ? (float) number : number;
  }

  private Tensor matrix() {
    return Tensor.zeros(operands.computed(), operands.shape(operands.keys()));
  }

  /** A tile of queries at a time, with all its keys. */
  private final class Rows<A> {
    private final Kernels<A> kernels;
    private final int lanes;
    private final TileScores<A> scorer;
    private final A tile;
    private final A marker;
    private final int[] index = new int[4];
    private int row;
    private int column;
    private int active;
    private int keys;
    private boolean[] left = {};

    Rows(Kernels<A> kernels) {
      this.kernels = kernels;
      this.lanes = kernels.attention().lanes();
      this.scorer = new TileScores<>(call, kernels);
      this.tile = scorer.newTile();
      this.marker = scorer.newTile();
    }

    void evaluate() {
      QueryTiles tiles = new Engine(call).allTiles(lanes);
      Sequences sequences = call.sequences();
      for (int item = 0; item < tiles.count(); item++) {
        int sequence = tiles.sequence(item);
        int head = tiles.head(item, sequence);
        int first = tiles.first(item, sequence);
        active = Math.min(lanes, sequences.queries(sequence) - first);
        keys = sequences.keyRows(sequence);
        row = sequences.queryStart(sequence) + first;
        column = sequences.keyStart(sequence);
        index[0] = sequences.entry(sequence);
        index[1] = head;
        left = new boolean[Math.multiplyExact(active, keys)];
        scorer.begin(sequence, head, first, active);
        for (int n = 0; n < Math.ceilDiv(keys, Partition.KEY_TILE); n++) {
          int key = n * Partition.KEY_TILE;
          score(key, Math.min(Partition.KEY_TILE, keys - key));
        }
        for (int i = 0; i < active; i++) {
          softmax(i, call.sink(head));
        }
      }
    }

    /** Steps 1 to 5 of a tile of keys. */
    private void score(int key, int count) {
      Kept kept = scorer.mask().look(key, count);
      scorer.multiply(key, count, 1, tile);
      keep(scores, key, count);
      kernels.rows().scale(tile, 0, count * lanes, call.scale());
      keep(scaled, key, count);
      scorer.cap(count, tile);
      keep(capped, key, count);
      scorer.bias(key, count, tile);
      keep(biased, key, count);
      if (kept != Kept.NONE) {
        scorer.mask().hideAll(kernels.scores(), tile);
        keep(masked, key, count);
        scorer.mark(key, count, marker);
        for (int i = 0; i < active; i++) {
          for (int j = 0; j < count; j++) {
            double mark = kernels.rows().get(marker, j * lanes + i);
            left[i * keys + key + j] = mark != Double.NEGATIVE_INFINITY;
          }
        }
      }
    }

    /**
     * Step 6: weights of the keys that are left; the others keep weight 0, in a row that is NaN
     * too.
     */
    private void softmax(int i, double sink) {
      double maximum = Double.NEGATIVE_INFINITY;
      boolean any = false;
      for (int j = 0; j < keys; j++) {
        maximum = Math.max(maximum, get(masked, i, j));
        any |= left[i * keys + j];
      }
      maximum = any ? Math.max(maximum, sink) : maximum;
      boolean sinks = any && sink != Double.NEGATIVE_INFINITY;
      double sum = sinks ? kernels.rows().exp(rounded(sink - maximum)) : 0;
      for (int j = 0; j < keys; j++) {
        if (left[i * keys + j]) {
          double weight = kernels.rows().exp(rounded(get(masked, i, j) - maximum));
          set(weights, weight, i, j);
          sum = rounded(sum + weight);
        }
      }
      double inverse = rounded(1 / sum);
      for (int j = 0; j < keys; j++) {
        if (left[i * keys + j]) {
          set(weights, get(weights, i, j) * inverse, i, j);
        }
      }
      maxima.set(maximum, index[0], index[1], row + i);
      sums.set(sum, index[0], index[1], row + i);
    }

    private void keep(Tensor matrix, int key, int count) {
      for (int i = 0; i < active; i++) {
        for (int j = 0; j < count; j++) {
          set(matrix, kernels.rows().get(tile, j * lanes + i), i, key + j);
        }
      }
    }

    private double get(Tensor matrix, int i, int j) {
      index[2] = row + i;
      index[3] = column + j;
      return matrix.get(index);
    }

    private void set(Tensor matrix, double value, int i, int j) {
      index[2] = row + i;
      index[3] = column + j;
      matrix.set(value, index);
    }
  }
}
