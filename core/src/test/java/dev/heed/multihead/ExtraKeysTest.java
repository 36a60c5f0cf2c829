package dev.heed.multihead;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.attention.Attention;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.AttentionProblem;
import dev.heed.testkit.AttentionSizes;
import dev.heed.testkit.ErrorBound;
import dev.heed.testkit.Seeds;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The learned key beside scores and values of any size. */
class ExtraKeysTest {
  /** Inner maps that hand on what they get, so that scores are what a test makes them. */
  private static Map<String, Tensor> unchanging(DType dtype, double learnedKey, double learned) {
    Map<String, Tensor> named = new LinkedHashMap<>();
    named.put("in_proj_weight", Tensor.of(new double[] {1, 1, 1}, 3, 1).to(dtype));
    named.put("out_proj.weight", Tensor.of(new double[] {1}, 1, 1).to(dtype));
    named.put("bias_k", Tensor.of(new double[] {learnedKey}, 1, 1, 1).to(dtype));
    named.put("bias_v", Tensor.of(new double[] {learned}, 1, 1, 1).to(dtype));
    return named;
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  @DisplayName("S3, S5: scores that are not finite, beside a learned key")
  void theLearnedKeyIsOneOfTheKeysWhateverTheScores(DType dtype) {
    double inf = Double.POSITIVE_INFINITY;
    Tensor one = Tensor.of(new double[] {1}, 1, 1).to(dtype);
    Tensor two = Tensor.of(new double[] {2, 4}, 2, 1).to(dtype);
    MultiHeadAttention module = MultiHeadAttention.of(unchanging(dtype, 0.5, 8), 1);
    Tensor infinite = Tensor.of(new double[] {-inf, -inf}, 2, 1).to(dtype);
    assertThat(module.compute(one, infinite, two).get(0, 0)).isEqualTo(8);
    assertThat(module.evaluate(one, infinite, two).weights().toDoubleArray())
        .containsExactly(0, 0, 1);
    Tensor half = Tensor.of(new double[] {-inf, 0.5}, 2, 1).to(dtype);
    assertThat(module.compute(one, half, two).get(0, 0)).isEqualTo(6);
    MultiHeadAttention none = MultiHeadAttention.of(unchanging(dtype, -inf, 8), 1);
    assertThat(none.compute(one, half, two).get(0, 0)).isEqualTo(4);
    assertThat(none.compute(one, infinite, two).get(0, 0)).isNaN();
    MultiHeadAttention top = MultiHeadAttention.of(unchanging(dtype, inf, 8), 1);
    assertThat(top.compute(one, half, two).get(0, 0)).isNaN();
    assertThat(module.compute(one, half.slice(0, 0, 0), two.slice(0, 0, 0)).get(0, 0)).isEqualTo(8);
  }

  @Test
  @DisplayName("S12: large scores beside a learned key")
  void largeScoresAndLargeValuesDoNotOverflow() {
    Tensor query = Tensor.of(new float[] {100}, 1, 1);
    Tensor keys = Tensor.of(new float[] {-100, 100}, 2, 1);
    float most = Float.MAX_VALUE;
    Tensor values = Tensor.of(new float[] {1, most}, 2, 1);
    MultiHeadAttention module = MultiHeadAttention.of(unchanging(DType.FLOAT32, 100, most), 1);
    MultiHeadResult result = module.evaluate(query, keys, values);
    assertThat(result.output().toFloatArray()).containsExactly(most);
    assertThat(result.weights().toFloatArray()).containsExactly(0, 0.5f, 0.5f);
  }

  /** Only rows whose learned key nearly ties are in doubt, so it takes many rows to find some. */
  @ParameterizedTest
  @CsvSource({"1", "100", "1e4"})
  @DisplayName("S12: accuracy beside a learned key")
  void theErrorIsThatOfOneMoreKey(double size) {
    Seeds seeds = Seeds.fromProperty();
    int keys = 9;
    AttentionSizes sizes = AttentionSizes.single(30_000, keys + 1, 16, 16);
    float[] q = seeds.uniformFloats(sizes.queryElements(), -1, 1);
    float[] k = seeds.uniformFloats(sizes.keyElements(), -1, 1);
    float[] v = seeds.normalFloats(sizes.valueElements());
    Tensor key = Tensor.of(k, 1, 1, keys + 1, 16);
    Tensor value = Tensor.of(v, 1, 1, keys + 1, 16);
    ExtraKeys extra =
        new ExtraKeys(
            key.select(0, 0).slice(1, keys, keys + 1),
            value.select(0, 0).slice(1, keys, keys + 1),
            false);
    Tensor output =
        extra.compute(
            Attention.scaledDotProduct().withScale(size),
            new Projected(
                Tensor.of(q, 1, 1, sizes.queries(), 16),
                key.slice(2, 0, keys),
                value.slice(2, 0, keys)));
    ErrorBound.of(AttentionProblem.of(sizes).withScale(size), q, k, v)
        .assertHolds(output.toFloatArray());
  }
}
