package dev.heed.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ErrorBoundTest {
  private final Seeds seeds = Seeds.fromProperty();
  private final AttentionSizes sizes = new AttentionSizes(2, 2, 1, 5, 9, 4, 3);
  private final float[] query = seeds.normalFloats(sizes.queryElements());
  private final float[] key = seeds.normalFloats(sizes.keyElements());
  private final float[] value = seeds.normalFloats(sizes.valueElements());

  @Test
  void plainEvaluationIsWithinItsOwnBound() {
    AttentionProblem problem = AttentionProblem.of(sizes);
    float[] plain = PlainFloatAttention.evaluate(problem, query, key, value).output();
    ErrorBound bound = ErrorBound.of(problem, query, key, value);
    bound.assertHolds(plain);
    assertThat(bound.holds(plain)).isTrue();
    assertThat(bound.allowed(1, 1)).isGreaterThan(bound.largestError(plain, 1, 1)).isLessThan(1e-4);
  }

  @Test
  void anElementBeyondTheBoundIsNamed() {
    ErrorBound bound = ErrorBound.of(AttentionProblem.of(sizes), query, key, value);
    float[] output =
        PlainFloatAttention.evaluate(AttentionProblem.of(sizes), query, key, value).output();
    int begin = sizes.row(1, 0, 2) * sizes.valueDepth();
    output[begin + 1] += (float) (4 * bound.allowed(1, 0));
    assertThat(bound.violation(output)).get().asString().contains("[b=1, h=0, i=2, d=1]");
    assertThatThrownBy(() -> bound.assertHolds(output)).isInstanceOf(AssertionError.class);
  }

  @Test
  void notANumberIsOnlyRightWhereTheReferenceHasIt() {
    query[sizes.row(0, 1, 3) * sizes.depth()] = Float.NaN;
    AttentionProblem problem = AttentionProblem.of(sizes);
    ErrorBound bound = ErrorBound.of(problem, query, key, value);
    float[] output = PlainFloatAttention.evaluate(problem, query, key, value).output();
    assertThat(bound.holds(output)).isTrue();
    float[] hidden = output.clone();
    hidden[sizes.row(0, 1, 3) * sizes.valueDepth()] = 0;
    assertThat(bound.holds(hidden)).isFalse();
    float[] added = output.clone();
    added[0] = Float.NaN;
    assertThat(bound.holds(added)).isFalse();
  }

  @Test
  void aMaskedHugeValueDoesNotWidenTheBound() {
    AttentionProblem problem = AttentionProblem.of(sizes).withKept((b, h, i, j) -> j > 0);
    double before = ErrorBound.of(problem, query, key, value).allowed(0, 0);
    value[0] = 1e30f;
    assertThat(ErrorBound.of(problem, query, key, value).allowed(0, 0)).isEqualTo(before);
  }
}
