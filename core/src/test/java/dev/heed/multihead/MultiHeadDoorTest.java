package dev.heed.multihead;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.heed.mask.Mask;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What multi-head attention refuses, and in which words. */
class MultiHeadDoorTest {
  private static final String TOGETHER =
      "in_proj_weight=18x6 in_proj_bias=18 out_proj.weight=6x6 out_proj.bias=6";
  private static final String APART =
      "q_proj_weight=6x6 k_proj_weight=6x4 v_proj_weight=6x5 out_proj.weight=6x6";

  /** Zeros by name; a later entry replaces an earlier one, and one without a shape removes it. */
  private static Map<String, Tensor> named(String text) {
    Map<String, Tensor> named = new LinkedHashMap<>();
    for (String entry : text.strip().split(" +", -1)) {
      String[] parts = entry.split("=", -1);
      if (parts[1].isEmpty()) {
        named.remove(parts[0]);
      } else {
        String[] typed = parts[1].split(":", -1);
        DType dtype = typed.length > 1 ? DType.valueOf(typed[1]) : DType.FLOAT32;
        named.put(parts[0], zeros(dtype, typed[0]));
      }
    }
    return named;
  }

  private static Tensor zeros(DType dtype, String shape) {
    String[] sizes = shape.split("x", -1);
    int[] numbers = new int[sizes.length];
    for (int axis = 0; axis < sizes.length; axis++) {
      numbers[axis] = Integer.parseInt(sizes[axis]);
    }
    return Tensor.zeros(dtype, Shape.of(numbers));
  }

  private static void refused(Map<String, Tensor> named, String prefix, int heads, String said) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MultiHeadAttention.of(named, prefix, heads))
        .withMessage(said);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          out_proj.weight=                | out_proj.weight is missing: it is [E, E], for embeddings of E columns
          out_proj.weight=6               | out_proj.weight is [6]: it is [E, E], for embeddings of E columns
          out_proj.weight=6x5             | out_proj.weight is [6, 5]: it is [E, E] with E at least 1
          out_proj.weight=0x0             | out_proj.weight is [0, 0]: it is [E, E] with E at least 1
          in_proj_weight=18x5             | in_proj_weight is [18, 5]: it is [3·E, E] with E = 6, the rows of out_proj.weight
          in_proj_weight=6x6              | in_proj_weight is [6, 6]: it is [3·E, E] with E = 6, the rows of out_proj.weight
          in_proj_weight=                 | in_proj_weight is missing: the inner maps are in_proj_weight alone, or q_proj_weight, k_proj_weight and v_proj_weight
          k_proj_weight=6x6               | in_proj_weight and k_proj_weight are both there: the inner maps are in_proj_weight alone, or q_proj_weight, k_proj_weight and v_proj_weight
          in_proj_bias=6                  | in_proj_bias is [6]: it is [3·E] with E = 6, the rows of out_proj.weight
          out_proj.bias=1x6               | out_proj.bias is [1, 6]: it is [E] with E = 6, the rows of out_proj.weight
          in_proj_bias=                   | in_proj_bias is missing: out_proj.bias is there, and they come together
          out_proj.bias=                  | out_proj.bias is missing: in_proj_bias is there, and they come together
          bias_k=1x1x6                    | bias_v is missing: bias_k is there, and they come together
          bias_v=1x1x6                    | bias_k is missing: bias_v is there, and they come together
          bias_k=1x1x6 bias_v=1x1x5       | bias_v is [1, 1, 5]: it is [1, 1, E] with E = 6, the rows of out_proj.weight
          bias_k=6 bias_v=1x1x6           | bias_k is [6]: it is [1, 1, E] with E = 6, the rows of out_proj.weight
          in_proj_bias=18:FLOAT64         | in_proj_bias is float64[18] and those before it are float32: parameters share one dtype
          in_proj_bias=18:FLOAT16         | in_proj_bias is float16[18] and those before it are float32: parameters share one dtype
          out_proj.weight=6x6:BOOL        | out_proj.weight is bool[6, 6]: parameters are floating-point numbers
          out_proj.weight=6x6:INT32       | out_proj.weight is int32[6, 6]: parameters are floating-point numbers
          """)
  void parametersThatDoNotFitAreNamedWithTheRule(String change, String said) {
    refused(named(TOGETHER + " " + change), "", 2, said);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          q_proj_weight=6x4 | q_proj_weight is [6, 4]: it is [E, E] with E = 6, the rows of out_proj.weight
          k_proj_weight=5x4 | k_proj_weight is [5, 4]: it is [E, kdim] with E = 6, the rows of out_proj.weight
          v_proj_weight=6   | v_proj_weight is [6]: it is [E, vdim] with E = 6, the rows of out_proj.weight
          v_proj_weight=    | v_proj_weight is missing: it is [E, vdim] with E = 6, the rows of out_proj.weight
          """)
  void separateWeightsThatDoNotFitAreNamedWithTheRule(String change, String said) {
    refused(named(APART + " " + change), "", 3, said);
  }

  @Test
  void superfluousTensorsAreNamedWithThePrefix() {
    String names =
        "the names are in_proj_weight (or q_proj_weight, k_proj_weight, v_proj_weight),"
            + " in_proj_bias, out_proj.weight, out_proj.bias, bias_k and bias_v, each behind the"
            + " prefix";
    refused(
        named(TOGETHER + " norm.weight=6"),
        "",
        2,
        "norm.weight [6] is no parameter here: " + names);
    Map<String, Tensor> model = named("a.x=2 b.x=2");
    named(APART).forEach((name, tensor) -> model.put("a." + name, tensor));
    refused(model, "a.", 2, "a.x [2] is no parameter here: " + names);
    refused(
        model,
        "",
        2,
        "out_proj.weight is missing: it is [E, E], for embeddings of E columns; the prefix of"
            + " a.out_proj.weight is \"a.\"");
  }

  @ParameterizedTest
  @CsvSource({"0", "-1", "4", "7"})
  void headsDivideTheColumns(int heads) {
    refused(
        named(TOGETHER),
        "",
        heads,
        heads + " heads for out_proj.weight [6, 6]: E = 6 is a multiple of the heads");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2x3x6     | 2x5x4     | 2x5x6     | values [2, 5, 6] have 6 columns: vdim is 5 in these parameters
          2x3x6     | 2x5x6     | 2x5x5     | keys [2, 5, 6] have 6 columns: kdim is 4 in these parameters
          2x3x5     | 2x5x4     | 2x5x5     | queries [2, 3, 5] have 5 columns: E is 6 in these parameters
          2x3x6     | 2x5x4     | 2x4x5     | keys [2, 5, 4] and values [2, 4, 5], [N, S, E]: each key needs one value
          3x3x6     | 2x5x4     | 2x5x5     | queries [3, 3, 6], keys [2, 5, 4] and values [2, 5, 5], [N, L, E]: they have the same number N of sequences
          2x3x6     | 2x5x4     | 1x5x5     | queries [2, 3, 6], keys [2, 5, 4] and values [1, 5, 5], [N, L, E]: they have the same number N of sequences
          3x6       | 5x4       | 4x5       | keys [5, 4] and values [4, 5], [N, S, E]: each key needs one value
          3x6       | 2x5x4     | 2x5x5     | queries [3, 6], keys [2, 5, 4] and values [2, 5, 5]: all three have an axis N, or none
          6         | 5x4       | 5x5       | queries [6] have 1 axes: multi-head attention takes [N, L, E], or [L, E] for a single sequence
          2x3x6     | 1x2x5x4   | 2x5x5     | keys [1, 2, 5, 4] have 4 axes: multi-head attention takes [N, L, E], or [L, E] for a single sequence
          """)
  void inputsThatDoNotFitAreNamedWithTheRule(String q, String k, String v, String said) {
    MultiHeadAttention module = MultiHeadAttention.of(named(APART), 2);
    refused(module, DType.FLOAT32, q, k, v, said);
  }

  private static void refused(
      MultiHeadAttention module, DType dtype, String q, String k, String v, String said) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> module.compute(zeros(dtype, q), zeros(dtype, k), zeros(dtype, v)))
        .withMessage(said);
  }

  @Test
  void theOtherLayoutHasTheOtherAxes() {
    MultiHeadAttention module =
        MultiHeadAttention.of(named(APART), 2).withLayout(EmbeddingLayout.LENGTH_FIRST);
    refused(
        module,
        DType.FLOAT32,
        "3x2x6",
        "5x2x4",
        "4x2x5",
        "keys [5, 2, 4] and values [4, 2, 5], [S, N, E]: each key needs one value");
    refused(
        module,
        DType.FLOAT32,
        "3x2x6",
        "5x3x4",
        "5x3x5",
        "queries [3, 2, 6], keys [5, 3, 4] and values [5, 3, 5], [L, N, E]: they have the same"
            + " number N of sequences");
  }

  @Test
  void dtypesGoTogether() {
    MultiHeadAttention module = MultiHeadAttention.of(named(TOGETHER), 2);
    refused(
        module,
        DType.FLOAT64,
        "3x6",
        "3x6",
        "3x6",
        "queries are float64 and parameters are computed in float32: float64 goes with float64"
            + " alone");
    for (DType wrong : new DType[] {DType.BOOL, DType.INT32}) {
      refused(
          module,
          wrong,
          "3x6",
          "3x6",
          "3x6",
          "queries are %s: attention takes floating-point numbers".formatted(wrong));
    }
    Tensor x = zeros(DType.FLOAT32, "3x6");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> module.compute(x, x, x.to(DType.FLOAT16)))
        .withMessage(
            "queries are float32, keys float32 and values float16: all three share one dtype");
  }

  @ParameterizedTest
  @CsvSource({"2x3x6, 2x4", "2x3x6, 1x3", "2x3x6, 3", "3x6, 1x3", "3x6, 4"})
  void paddingHasAFlagForEachKey(String x, String flags) {
    MultiHeadAttention module =
        MultiHeadAttention.of(named(TOGETHER), 2).withHiddenKeys(zeros(DType.BOOL, flags));
    refused(
        module,
        DType.FLOAT32,
        x,
        x,
        x,
        "padding [%s] for %d sequences of 3 keys: a flag for each key, [N, S] or [S] without N"
            .formatted(flags.replace("x", ", "), x.startsWith("2x") ? 2 : 1));
  }

  @Test
  void paddingIsFlags() {
    MultiHeadAttention module = MultiHeadAttention.of(named(TOGETHER), 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> module.withKeptKeys(zeros(DType.FLOAT32, "2x3")))
        .withMessage("mask float32[2, 3]: flags are of dtype bool; numbers are added as a bias");
  }

  @Test
  void masksSeeTheOwnKeysAlone() {
    MultiHeadAttention module =
        MultiHeadAttention.of(named(TOGETHER + " bias_k=1x1x6 bias_v=1x1x6"), 2).withZeroKey();
    Mask wide = Mask.hide(zeros(DType.BOOL, "3x5"));
    refused(
        module.withAttention(module.attention().withMask(wide)),
        DType.FLOAT32,
        "3x6",
        "3x6",
        "3x6",
        "mask [3, 5] does not broadcast to the scores [1, 2, 3, 3]: from the right, each axis is"
            + " equal or 1");
    refused(
        module.withAttention(module.attention().withSinks(zeros(DType.FLOAT32, "3"))),
        DType.FLOAT32,
        "3x6",
        "3x6",
        "3x6",
        "sinks [3] for 2 query heads: each head has one");
  }

  @ParameterizedTest
  @CsvSource({"4x5", "5x4x4", "0x4x4", "2x2x4x4"})
  void aMaskOfThreeAxesHasAnEntryForEachHead(String shape) {
    MultiHeadAttention module = MultiHeadAttention.of(named(TOGETHER), 2);
    Tensor mask = zeros(DType.FLOAT32, shape);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> module.perHead(mask))
        .withMessage(
            "mask %s for 2 heads: it is [N·H, L, S], one entry for each head of a sequence",
            mask.shape());
  }

  @Test
  void moreWeightsThanTheLimitAreRefused() {
    MultiHeadAttention module = MultiHeadAttention.of(named(TOGETHER), 2);
    Tensor x = zeros(DType.FLOAT32, "3x6");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> module.evaluate(x, x, x, 17))
        .withMessageContainingAll("18 scores", "limit is 17");
  }
}
