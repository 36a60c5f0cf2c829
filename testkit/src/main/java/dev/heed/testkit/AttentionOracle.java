package dev.heed.testkit;

/**
 * Attention in float64, one query row at a time, as a textbook writes it: scores, scale, softcap,
 * bias, rewrite, mask, softmax with the row maximum taken out and the sink in the sum, weighted sum
 * of values.
 *
 * <p>Nothing of a key that is left out is used. A row without keys gives output 0, weights 0 and
 * log-sum-exp −∞, with a sink too. A row whose attended scores hold NaN or +∞, or nothing but −∞,
 * is NaN. Query head h reads key head ⌊h/(H/Hk)⌋. Memory is O(L·S): this is for tests.
 */
public final class AttentionOracle {
  private final AttentionProblem problem;
  private final AttentionSizes sizes;
  private final double[] query;
  private final double[] key;
  private final double[] value;
  private final OracleResult result;

  private AttentionOracle(AttentionProblem problem, double[] query, double[] key, double[] value) {
    this.problem = problem;
    this.sizes = problem.sizes();
    this.query = query;
    this.key = key;
    this.value = value;
    this.result =
        new OracleResult(
            new double[sizes.outputElements()],
            new double[sizes.scoreElements()],
            new double[sizes.rows()]);
  }

  /**
   * Evaluates attention.
   *
   * @param query {@code [B,H,L,D]}
   * @param key {@code [B,Hk,S,D]}
   * @param value {@code [B,Hk,S,Dv]}
   * @throws IllegalArgumentException if an array does not have the elements of its shape
   */
  public static OracleResult evaluate(
      AttentionProblem problem, double[] query, double[] key, double[] value) {
    requireLength("queries", query.length, problem.sizes().queryElements());
    requireLength("keys", key.length, problem.sizes().keyElements());
    requireLength("values", value.length, problem.sizes().valueElements());
    AttentionOracle oracle = new AttentionOracle(problem, query, key, value);
    AttentionSizes sizes = problem.sizes();
    for (int b = 0; b < sizes.batch(); b++) {
      for (int h = 0; h < sizes.heads(); h++) {
        for (int i = 0; i < sizes.queries(); i++) {
          oracle.evaluateRow(b, h, i);
        }
      }
    }
    return oracle.result;
  }

  /** The same with float32 inputs, each widened exactly. */
  public static OracleResult evaluate(
      AttentionProblem problem, float[] query, float[] key, float[] value) {
    return evaluate(problem, widen(query), widen(key), widen(value));
  }

  /** Each number as a double. */
  public static double[] widen(float[] numbers) {
    double[] wide = new double[numbers.length];
    for (int n = 0; n < numbers.length; n++) {
      wide[n] = numbers[n];
    }
    return wide;
  }

  static void requireLength(String what, int actual, int expected) {
    if (actual != expected) {
      throw new IllegalArgumentException(
          what + " have " + actual + " elements, the sizes say " + expected);
    }
  }

  private void evaluateRow(int b, int h, int i) {
    int row = sizes.row(b, h, i);
    double[] scores = new double[sizes.keys()];
    boolean[] attended = new boolean[sizes.keys()];
    boolean any = false;
    double sink = problem.sinks().applyAsDouble(h);
    double maximum = sink;
    for (int j = 0; j < sizes.keys(); j++) {
      if (problem.kept().test(b, h, i, j)) {
        double capped = capped(problem.scale() * dot(row, sizes.keyRow(b, h, j)));
        scores[j] = problem.finalScore(capped, b, h, i, j);
        attended[j] = !problem.leavesOut(scores[j], b, h, i, j);
      }
      if (attended[j]) {
        maximum = Math.max(maximum, scores[j]); // NaN wins
        any = true;
      }
    }
    if (!any) {
      result.logSumExp()[row] = Double.NEGATIVE_INFINITY;
      return;
    }
    double sum = sink == Double.NEGATIVE_INFINITY ? 0 : StrictMath.exp(sink - maximum);
    for (int j = 0; j < sizes.keys(); j++) {
      if (attended[j]) {
        scores[j] = StrictMath.exp(scores[j] - maximum);
        sum += scores[j];
      }
    }
    result.logSumExp()[row] = maximum + StrictMath.log(sum);
    for (int j = 0; j < sizes.keys(); j++) {
      if (attended[j]) {
        double weight = scores[j] / sum;
        result.weights()[row * sizes.keys() + j] = weight;
        addValue(row, weight, sizes.keyRow(b, h, j));
      }
    }
  }

  private double dot(int queryRow, int keyRow) {
    double sum = 0;
    for (int d = 0; d < sizes.depth(); d++) {
      sum += query[queryRow * sizes.depth() + d] * key[keyRow * sizes.depth() + d];
    }
    return sum;
  }

  private double capped(double scaled) {
    double cap = problem.softcap();
    return cap > 0 ? cap * StrictMath.tanh(scaled / cap) : scaled;
  }

  private void addValue(int row, double weight, int keyRow) {
    int depth = sizes.valueDepth();
    for (int d = 0; d < depth; d++) {
      result.output()[row * depth + d] += weight * value[keyRow * depth + d];
    }
  }
}
