package dev.heed.benchmarks;

import dev.heed.benchmarks.Case.Attend;
import dev.heed.benchmarks.Case.Group;
import dev.heed.benchmarks.Case.Project;
import dev.heed.meter.AttentionShape;
import dev.heed.testkit.AttentionOracle;
import dev.heed.testkit.AttentionProblem;
import dev.heed.testkit.AttentionSizes;
import dev.heed.testkit.ErrorBound;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Compares an engine's output with the float64 oracle: whole where that is quick, else rows drawn
 * from some heads, the first and the last among them.
 *
 * <p>Float32 may be off by the bound that Heed promises, for a peer four times as far: it may round
 * otherwise than a textbook. Float64 may be off by 1e-12, a linear map by two units of the sum of
 * its products' magnitudes.
 */
final class OracleCheck {
  private static final double PATIENCE = 5e6;
  private static final int HEADS = 4;
  private static final double FLOAT64 = 1e-12;
  private static final int LINEAR_ROWS = 16;

  /** float32's distance from 1 to the next number. */
  private static final double EPSILON = 0x1p-23;

  private final double factor;

  /** For Heed, or for a peer. */
  OracleCheck(boolean peer) {
    this.factor = peer ? 4 : 1;
  }

  /** What is wrong with an output {@code [B, H, L, D]}; empty if nothing is. */
  Optional<String> problemOf(Attend attend, AttentionInputs inputs, double[] output) {
    AttentionShape shape = attend.shape();
    int heads = shape.batch() * shape.heads();
    AttentionProblem problem = new CallRules(attend).problem();
    if (output.length != problem.sizes().outputElements()) {
      return Optional.of(
          "%d numbers, %d expected".formatted(output.length, problem.sizes().outputElements()));
    }
    return IntStream.of(drawn(heads, HEADS))
        .mapToObj(head -> problemOfHead(attend, problem, head, inputs, output))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private Optional<String> problemOfHead(
      Attend attend, AttentionProblem problem, int head, AttentionInputs inputs, double[] output) {
    AttentionShape shape = attend.shape();
    int b = head / shape.heads();
    int h = head % shape.heads();
    double rowCost = (double) shape.keys() * shape.depth();
    int[] rows = drawn(shape.queries(), (int) Math.clamp(PATIENCE / rowCost, 2, 4096));
    int depth = shape.depth();
    int keyHead = b * shape.keyHeads() + h / (shape.heads() / shape.keyHeads());
    float[] query = gathered(inputs.query(), head * shape.queries(), rows, depth);
    float[] key = slice(inputs.key(), keyHead * shape.keys() * depth, shape.keys() * depth);
    float[] value = slice(inputs.value(), keyHead * shape.keys() * depth, shape.keys() * depth);
    double[] actual = new double[rows.length * depth];
    for (int n = 0; n < rows.length; n++) {
      int from = (head * shape.queries() + rows[n]) * depth;
      System.arraycopy(output, from, actual, n * depth, depth);
    }
    AttentionProblem part = partOf(problem, b, h, rows);
    if (attend.group() == Group.FLOAT64) {
      double[] exact = AttentionOracle.evaluate(part, query, key, value).output();
      return farthest(exact, actual, FLOAT64);
    }
    ErrorBound bound = ErrorBound.of(part, query, key, value);
    return farthest(bound.reference().output(), actual, factor * bound.allowed(0, 0));
  }

  /** What is wrong with an output {@code [rows, out]} of a linear map; empty if nothing is. */
  Optional<String> problemOf(Project project, LinearInputs inputs, double[] output) {
    int in = project.in();
    if (output.length != project.rows() * project.out()) {
      return Optional.of(
          "%d numbers, %d expected".formatted(output.length, project.rows() * project.out()));
    }
    int[] rows = drawn(project.rows(), LINEAR_ROWS);
    double[] exact = new double[rows.length * project.out()];
    double[] actual = new double[exact.length];
    double largest = 0;
    for (int n = 0; n < rows.length; n++) {
      for (int column = 0; column < project.out(); column++) {
        double sum = inputs.bias()[column];
        double size = Math.abs(sum);
        for (int k = 0; k < in; k++) {
          double product = (double) inputs.x()[rows[n] * in + k] * inputs.weight()[column * in + k];
          sum += product;
          size += Math.abs(product);
        }
        largest = Math.max(largest, size);
        exact[n * project.out() + column] = sum;
      }
      int from = rows[n] * project.out();
      System.arraycopy(output, from, actual, n * project.out(), project.out());
    }
    return farthest(exact, actual, factor * 2 * EPSILON * largest);
  }

  /** Up to {@code most} numbers below {@code count} in order, the first and the last among them. */
  static int[] drawn(int count, int most) {
    if (count <= most) {
      return IntStream.range(0, count).toArray();
    }
    SplittableRandom random = new SplittableRandom(count);
    return IntStream.concat(
            IntStream.of(0, count - 1),
            IntStream.range(0, most - 2).map(n -> random.nextInt(count)))
        .distinct()
        .sorted()
        .toArray();
  }

  private static AttentionProblem partOf(AttentionProblem problem, int b, int h, int[] rows) {
    AttentionSizes whole = problem.sizes();
    AttentionSizes sizes =
        AttentionSizes.single(rows.length, whole.keys(), whole.depth(), whole.valueDepth());
    AttentionProblem.Bias bias = problem.bias();
    AttentionProblem.Rewrite rewrite = problem.rewrite();
    return new AttentionProblem(
        sizes,
        problem.scale(),
        problem.softcap(),
        bias == null ? null : (b0, h0, i, j) -> bias.at(b, h, rows[i], j),
        rewrite == null ? null : (score, b0, h0, i, j) -> rewrite.apply(score, b, h, rows[i], j),
        (b0, h0, i, j) -> problem.kept().test(b, h, rows[i], j),
        h0 -> problem.sinks().applyAsDouble(h));
  }

  private static float[] gathered(float[] source, int first, int[] rows, int depth) {
    float[] target = new float[rows.length * depth];
    for (int n = 0; n < rows.length; n++) {
      System.arraycopy(source, (first + rows[n]) * depth, target, n * depth, depth);
    }
    return target;
  }

  private static float[] slice(float[] source, int from, int count) {
    float[] target = new float[count];
    System.arraycopy(source, from, target, 0, count);
    return target;
  }

  private static Optional<String> farthest(double[] exact, double[] actual, double allowed) {
    for (int n = 0; n < exact.length; n++) {
      // false for NaN
      if (!(Math.abs(actual[n] - exact[n]) <= allowed)) {
        return Optional.of(
            "%s where the oracle has %s, allowed error %.2g"
                .formatted(actual[n], exact[n], allowed));
      }
    }
    return Optional.empty();
  }
}
