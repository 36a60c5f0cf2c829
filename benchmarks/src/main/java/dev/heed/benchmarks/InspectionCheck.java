package dev.heed.benchmarks;

import dev.heed.inspection.Findings;
import dev.heed.inspection.Inspection;
import dev.heed.inspection.InspectionResult;
import dev.heed.inspection.TopKeys;
import dev.heed.meter.AttentionShape;
import dev.heed.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * Compares what an inspection found with float64, in some heads: numbers of single rows with those
 * rows' weights as a textbook computes them; and sums over all rows with what they must come to.
 */
final class InspectionCheck {
  private static final int HEADS = 3;
  private static final int ROWS = 4;

  /** A sum of thousands of float32 products, after exp. */
  private static final double TOLERANCE = 1e-4;

  private final AttentionShape shape;
  private final boolean causal;
  private final AttentionInputs inputs;
  private final List<String> problems = new ArrayList<>();

  /** For calls with as many key heads as heads, and keys as queries: a multiple of the cells. */
  InspectionCheck(AttentionShape shape, boolean causal, AttentionInputs inputs) {
    this.shape = shape;
    this.causal = causal;
    this.inputs = inputs;
  }

  /** What is wrong with answers {@code [B, H, …]}; empty if nothing is. */
  Optional<String> problemOf(Inspection asked, InspectionResult result) {
    problems.clear();
    for (int head : OracleCheck.drawn(shape.batch() * shape.heads(), HEADS)) {
      InspectionResult own = result.select(head / shape.heads()).select(head % shape.heads());
      double[] norms = norms(head);
      for (int row : OracleCheck.drawn(shape.queries(), ROWS)) {
        row(asked, own, row, scores(head, row), norms);
      }
      sums(own, norms);
    }
    return problems.stream().findFirst();
  }

  /** The bits of a whole float32 tensor on the heap. */
  static MemorySegment bits(Tensor whole) {
    return MemorySegment.ofArray((float[]) present(whole.heapArray())).asReadOnly();
  }

  private void row(
      Inspection asked, InspectionResult own, int row, double[] scores, double[] norms) {
    double maximum = DoubleStream.of(scores).max().orElseThrow();
    double sum = DoubleStream.of(scores).map(score -> StrictMath.exp(score - maximum)).sum();
    double logSumExp = maximum + StrictMath.log(sum);
    close("maximum", own.rowMaximum().get(row), maximum, Math.max(1, Math.abs(maximum)));
    close("log-sum-exp", own.logSumExp().get(row), logSumExp, Math.max(1, Math.abs(logSumExp)));
    double[] weights = new double[scores.length];
    double entropy = 0;
    for (int j = 0; j < weights.length; j++) {
      weights[j] = StrictMath.exp(scores[j] - logSumExp);
      entropy -= weights[j] > 0 ? weights[j] * (scores[j] - logSumExp) : 0;
    }
    if (asked.entropy()) {
      close("entropy", present(own.entropy()).get(row), entropy, 1);
    }
    if (asked.topKeys() > 0) {
      top(present(own.weights().topKeys()), row, weights);
    }
    if (asked.topKeys() > 0 && asked.valueWeighted()) {
      for (int j = 0; j < weights.length; j++) {
        weights[j] *= norms[j];
      }
      top(present(present(own.valueWeighted()).topKeys()), row, weights);
    }
  }

  /** Keys may change places where their weights hardly differ. */
  private void top(TopKeys found, int row, double[] weights) {
    double[] sorted = weights.clone();
    Arrays.sort(sorted);
    for (int n = 0; n < found.keys().size(-1); n++) {
      double expected = n < sorted.length ? sorted[sorted.length - 1 - n] : 0;
      double weight = found.weights().get(row, n);
      int key = (int) found.keys().get(row, n);
      close("weight %d of the top".formatted(n), weight, expected, expected);
      double there = key >= 0 && key < weights.length ? weights[key] : 0;
      close("weight of top key %d".formatted(n), weight, there, expected);
    }
  }

  /** Every row's weights come to 1, and those of values to what the keys received of them. */
  private void sums(InspectionResult own, double[] norms) {
    Tensor received = own.weights().received();
    double rows = shape.queries();
    if (received != null) {
      close("all that is received", sum(received), rows, rows);
    }
    if (own.weights().map() != null) {
      close("all cells", cells(own.weights()), rows, rows);
    }
    Findings weighted = own.valueWeighted();
    if (weighted != null && received != null) {
      Tensor sums = present(weighted.received());
      for (int j = 0; j < norms.length; j++) {
        double expected = received.get(j) * norms[j];
        close("received, weighted by values", sums.get(j), expected, expected);
      }
      close("all cells, weighted by values", cells(weighted), sum(sums), sum(sums));
    }
  }

  /** All weights, by the means of the cells, which are of one size. */
  private double cells(Findings found) {
    Tensor map = present(found.map());
    double side = (double) shape.queries() / map.size(0);
    return sum(map) * side * side;
  }

  private static <T> T present(@Nullable T found) {
    return Objects.requireNonNull(found, "what was asked for is not there");
  }

  private static double sum(Tensor numbers) {
    return DoubleStream.of(numbers.toDoubleArray()).sum();
  }

  private void close(String what, double actual, double expected, double size) {
    // false for NaN
    if (!(Math.abs(actual - expected) <= TOLERANCE * size)) {
      problems.add("%s is %s, in float64 %s".formatted(what, actual, expected));
    }
  }

  /** The scores of the keys that a query attends to. */
  private double[] scores(int head, int row) {
    int depth = shape.depth();
    double[] scores = new double[causal ? row + 1 : shape.keys()];
    int query = (head * shape.queries() + row) * depth;
    for (int j = 0; j < scores.length; j++) {
      int key = (head * shape.keys() + j) * depth;
      for (int d = 0; d < depth; d++) {
        scores[j] += (double) inputs.query()[query + d] * inputs.key()[key + d];
      }
      scores[j] /= Math.sqrt(depth);
    }
    return scores;
  }

  private double[] norms(int head) {
    double[] norms = new double[shape.keys()];
    for (int j = 0; j < norms.length; j++) {
      int value = (head * shape.keys() + j) * shape.depth();
      double squares = 0;
      for (int d = 0; d < shape.depth(); d++) {
        squares += (double) inputs.value()[value + d] * inputs.value()[value + d];
      }
      norms[j] = Math.sqrt(squares);
    }
    return norms;
  }
}
