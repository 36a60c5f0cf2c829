package dev.heed.testkit;

/**
 * The plain float32 evaluation that accuracy is measured by: every sum in index order, a rounded
 * multiply and a rounded add, exp and tanh computed in double and rounded once.
 *
 * <p>Its rules for masks and for rows without keys are those of {@link AttentionOracle}.
 */
public final class PlainFloatAttention {
  private final AttentionProblem problem;
  private final AttentionSizes sizes;
  private final float[] query;
  private final float[] key;
  private final float[] value;
  private final PlainResult result;

  private PlainFloatAttention(AttentionProblem problem, float[] query, float[] key, float[] value) {
    this.problem = problem;
    this.sizes = problem.sizes();
    this.query = query;
    this.key = key;
    this.value = value;
    this.result =
        new PlainResult(
            new float[sizes.outputElements()],
            new float[sizes.scoreElements()],
            new float[sizes.rows()]);
  }

  /**
   * Evaluates attention in float32; scale, softcap, bias and sinks are rounded to float32 first,
   * what a rewrite returns likewise.
   *
   * @param query {@code [B,H,L,D]}
   * @param key {@code [B,Hk,S,D]}
   * @param value {@code [B,Hk,S,Dv]}
   * @throws IllegalArgumentException if an array does not have the elements of its shape
   */
  public static PlainResult evaluate(
      AttentionProblem problem, float[] query, float[] key, float[] value) {
    AttentionSizes sizes = problem.sizes();
    AttentionOracle.requireLength("queries", query.length, sizes.queryElements());
    AttentionOracle.requireLength("keys", key.length, sizes.keyElements());
    AttentionOracle.requireLength("values", value.length, sizes.valueElements());
    PlainFloatAttention plain = new PlainFloatAttention(problem, query, key, value);
    for (int b = 0; b < sizes.batch(); b++) {
      for (int h = 0; h < sizes.heads(); h++) {
        for (int i = 0; i < sizes.queries(); i++) {
          plain.evaluateRow(b, h, i);
        }
      }
    }
    return plain.result;
  }

  private void evaluateRow(int b, int h, int i) {
    int row = sizes.row(b, h, i);
    float[] scores = new float[sizes.keys()];
    boolean[] attended = new boolean[sizes.keys()];
    boolean any = false;
    float sink = (float) problem.sinks().applyAsDouble(h);
    float maximum = sink;
    for (int j = 0; j < sizes.keys(); j++) {
      if (problem.kept().test(b, h, i, j)) {
        float scaled = (float) problem.scale() * dot(row, sizes.keyRow(b, h, j));
        scores[j] = finalScore(capped(scaled), b, h, i, j);
        attended[j] = !problem.leavesOut(scores[j], b, h, i, j);
      }
      if (attended[j]) {
        maximum = Math.max(maximum, scores[j]); // NaN wins
        any = true;
      }
    }
    if (!any) {
      result.logSumExp()[row] = Float.NEGATIVE_INFINITY;
      return;
    }
    float sum = sink == Float.NEGATIVE_INFINITY ? 0 : (float) StrictMath.exp(sink - maximum);
    for (int j = 0; j < sizes.keys(); j++) {
      if (attended[j]) {
        scores[j] = (float) StrictMath.exp(scores[j] - maximum);
        sum += scores[j];
      }
    }
    result.logSumExp()[row] = maximum + (float) StrictMath.log(sum);
    for (int j = 0; j < sizes.keys(); j++) {
      if (attended[j]) {
        float weight = scores[j] / sum;
        result.weights()[row * sizes.keys() + j] = weight;
        addValue(row, weight, sizes.keyRow(b, h, j));
      }
    }
  }

  /** Bias and rewrite, each rounded by itself. */
  private float finalScore(float capped, int b, int h, int i, int j) {
    float bias = (float) problem.biasAt(b, h, i, j);
    float biased = bias == Float.NEGATIVE_INFINITY ? bias : capped + bias;
    return (float) problem.rewritten(biased, b, h, i, j);
  }

  private float dot(int queryRow, int keyRow) {
    float sum = 0;
    for (int d = 0; d < sizes.depth(); d++) {
      float product = query[queryRow * sizes.depth() + d] * key[keyRow * sizes.depth() + d];
      sum += product;
    }
    return sum;
  }

  private float capped(float scaled) {
    float cap = (float) problem.softcap();
    return cap > 0 ? cap * (float) StrictMath.tanh(scaled / cap) : scaled;
  }

  private void addValue(int row, float weight, int keyRow) {
    int depth = sizes.valueDepth();
    for (int d = 0; d < depth; d++) {
      float product = weight * value[keyRow * depth + d];
      result.output()[row * depth + d] += product;
    }
  }
}
