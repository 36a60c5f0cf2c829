package dev.heed.testkit;

import java.util.Optional;

/**
 * How far a float32 output may lie from the float64 reference, head by head: twice the largest
 * error of {@link PlainFloatAttention} in that head, plus 4 units in the last place of the largest
 * value that the head attends to.
 *
 * <p>Where the reference is NaN or infinite the output must be the same; where it is finite the
 * output must be finite too, even if the plain evaluation is not.
 */
public final class ErrorBound {
  private final AttentionProblem problem;
  private final AttentionSizes sizes;
  private final OracleResult reference;
  private final double[] allowed;

  private ErrorBound(AttentionProblem problem, OracleResult reference) {
    this.problem = problem;
    this.sizes = problem.sizes();
    this.reference = reference;
    this.allowed = new double[sizes.batch() * sizes.heads()];
  }

  /**
   * The bound of one problem on its inputs.
   *
   * @param query {@code [B,H,L,D]}
   * @param key {@code [B,Hk,S,D]}
   * @param value {@code [B,Hk,S,Dv]}
   */
  public static ErrorBound of(AttentionProblem problem, float[] query, float[] key, float[] value) {
    ErrorBound bound =
        new ErrorBound(problem, AttentionOracle.evaluate(problem, query, key, value));
    float[] plain = PlainFloatAttention.evaluate(problem, query, key, value).output();
    for (int b = 0; b < bound.sizes.batch(); b++) {
      for (int h = 0; h < bound.sizes.heads(); h++) {
        double unit = Math.ulp(bound.largestValue(value, b, h));
        bound.allowed[bound.head(b, h)] = 2 * bound.largestError(plain, b, h) + 4 * unit;
      }
    }
    return bound;
  }

  /** The float64 result that outputs are measured against. */
  public OracleResult reference() {
    return reference;
  }

  /** The allowed absolute error of any output element of head {@code h} in sequence {@code b}. */
  public double allowed(int b, int h) {
    return allowed[head(b, h)];
  }

  /** The largest absolute error of a head's finite output elements. */
  public double largestError(float[] output, int b, int h) {
    double largest = 0;
    for (int n = begin(b, h); n < begin(b, h) + headElements(); n++) {
      double error = Math.abs(output[n] - reference.output()[n]);
      if (Double.isFinite(error)) {
        largest = Math.max(largest, error);
      }
    }
    return largest;
  }

  /**
   * Whether every element is within the bound.
   *
   * @param output {@code [B,H,L,Dv]}
   */
  public boolean holds(float[] output) {
    return violation(output).isEmpty();
  }

  /**
   * The first element beyond the bound, described with its place and numbers; empty if there is
   * none.
   *
   * @param output {@code [B,H,L,Dv]}
   * @throws IllegalArgumentException if the output has another number of elements
   */
  public Optional<String> violation(float[] output) {
    AttentionOracle.requireLength("outputs", output.length, sizes.outputElements());
    for (int n = 0; n < output.length; n++) {
      int head = n / headElements();
      double expected = reference.output()[n];
      boolean within =
          Double.isFinite(expected)
              ? Math.abs(output[n] - expected) <= allowed[head] // false for NaN
              : Double.compare(output[n], expected) == 0;
      if (!within) {
        return Optional.of(describe(n, output[n], expected));
      }
    }
    return Optional.empty();
  }

  /**
   * Fails with the description if an element is beyond the bound.
   *
   * @throws AssertionError if so
   */
  public void assertHolds(float[] output) {
    violation(output)
        .ifPresent(text -> {
          throw new AssertionError(text);
        });
  }

  private String describe(int n, float actual, double expected) {
    int head = n / headElements();
    int within = n % headElements();
    return "output[b=%d, h=%d, i=%d, d=%d] is %s, the float64 reference %s: error %.3g, allowed %.3g"
        .formatted(
            head / sizes.heads(),
            head % sizes.heads(),
            within / sizes.valueDepth(),
            within % sizes.valueDepth(),
            actual,
            expected,
            Math.abs(actual - expected),
            allowed[head]);
  }

  private float largestValue(float[] value, int b, int h) {
    float largest = 0;
    for (int j = 0; j < sizes.keys(); j++) {
      if (isAttended(b, h, j)) {
        int begin = sizes.keyRow(b, h, j) * sizes.valueDepth();
        for (int n = begin; n < begin + sizes.valueDepth(); n++) {
          largest = Float.isFinite(value[n]) ? Math.max(largest, Math.abs(value[n])) : largest;
        }
      }
    }
    return largest;
  }

  private boolean isAttended(int b, int h, int j) {
    for (int i = 0; i < sizes.queries(); i++) {
      if (problem.attends(b, h, i, j)) {
        return true;
      }
    }
    return false;
  }

  private int head(int b, int h) {
    return b * sizes.heads() + h;
  }

  private int headElements() {
    return sizes.queries() * sizes.valueDepth();
  }

  private int begin(int b, int h) {
    return head(b, h) * headElements();
  }
}
