package dev.heed.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.heed.execution.Execution;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.Seeds;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the cases of ONNX leave out: layouts, types and what is refused. */
class AttentionOperatorTest {
  private final Seeds seeds = Seeds.fromProperty();

  private Tensor normal(int... sizes) {
    return Tensor.of(seeds.normal((int) Shape.of(sizes).elements()), sizes);
  }

  private Map<String, Tensor> inputs() {
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    inputs.put("Q", normal(2, 4, 3, 8));
    inputs.put("K", normal(2, 2, 5, 8));
    inputs.put("V", normal(2, 2, 5, 6));
    return inputs;
  }

  private static Map<String, Tensor> run(
      int opset, Map<String, Object> attributes, Map<String, Tensor> inputs, String... wanted) {
    return Operator.of("", "Attention", opset, new Attributes("Attention", attributes))
        .run(
            new Operator.Call(
                inputs, new LinkedHashSet<>(List.of(wanted)), Map.of(), Execution.standard()));
  }

  private static Tensor output(
      int opset, Map<String, Object> attributes, Map<String, Tensor> inputs) {
    return Objects.requireNonNull(run(opset, attributes, inputs, "Y").get("Y"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "is_causal|2|has is_causal = 2: it is a whole number from 0 to 1",
        "is_causal|-1|has is_causal = -1",
        "qk_matmul_output_mode|4|from 0 to 3",
        "softmax_precision|7|has softmax_precision = 7: it is 1 (float32)",
        "softmax_precision|0|has softmax_precision = 0",
        "q_num_heads|0|has q_num_heads = 0: it is a whole number from 1",
        "left_window_size|-2|has left_window_size = -2: it is a whole number from -1",
        "right_window_size|-2|has right_window_size = -2",
        "local_window_size|4|has the attribute local_window_size, which is not known here",
      })
  void aWrongAttributeIsNamed(String name, long value, String words) {
    assertThatThrownBy(() -> output(25, Map.of(name, value), inputs()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Attention ")
        .hasMessageContaining(words);
  }

  @Test
  void numbersAreNumbersAndCapsArePositive() {
    assertThatThrownBy(() -> output(23, Map.of("scale", "big"), inputs()))
        .hasMessage("Attention has scale = 'big': it is a number");
    assertThatThrownBy(() -> output(23, Map.of("scale", Double.NaN), inputs()))
        .hasMessageContaining("scale NaN");
    assertThatThrownBy(() -> output(23, Map.of("softcap", -1.0), inputs()))
        .hasMessageContaining("softcap -1.0");
    assertThatThrownBy(() -> output(23, Map.of("is_causal", 1.0), inputs()))
        .hasMessageContaining("is_causal = 1.0");
    assertThat(output(23, Map.of("softcap", 0.0), inputs()).dtype()).isEqualTo(DType.FLOAT64);
  }

  @Test
  void versionsBeginAt23AndBringWhatTheyBring() {
    assertThatThrownBy(() -> output(22, Map.of(), inputs())).hasMessageContaining("opset 22");
    assertThatThrownBy(() -> output(24, Map.of("left_window_size", 1L), inputs()))
        .hasMessageContaining("left_window_size, which is not known here");
    Map<String, Tensor> inputs = inputs();
    inputs.put("nonpad_kv_seqlen", Tensor.of(new double[] {3, 5}, 2));
    assertThatThrownBy(() -> output(23, Map.of(), inputs))
        .hasMessage("the input nonpad_kv_seqlen is not known here");
    assertThat(output(24, Map.of(), inputs).shape()).isEqualTo(Shape.of(2, 4, 3, 6));
    assertThat(output(26, Map.of("right_window_size", -1L), inputs).rank()).isEqualTo(4);
  }

  @Test
  void headsSideBySideGiveWhatHeadsApartGive() {
    Tensor q = normal(2, 3, 4 * 8);
    Tensor k = normal(2, 5, 2 * 8);
    Tensor v = normal(2, 5, 2 * 6);
    Map<String, Tensor> apart =
        Map.of("Q", q.splitHeads(4), "K", k.splitHeads(2), "V", v.splitHeads(2));
    Map<String, Object> heads = Map.of("q_num_heads", 4L, "kv_num_heads", 2L);
    String[] wanted = {"Y", "present_key", "present_value", "qk_matmul_output"};
    Map<String, Tensor> flat = run(23, heads, Map.of("Q", q, "K", k, "V", v), wanted);
    Map<String, Tensor> four = run(23, heads, apart, wanted);
    assertThat(flat.keySet()).containsExactlyInAnyOrder(wanted);
    Tensor output = Objects.requireNonNull(flat.get("Y"));
    assertThat(output.shape()).isEqualTo(Shape.of(2, 3, 24));
    assertThat(output.splitHeads(4).toDoubleArray())
        .isEqualTo(Objects.requireNonNull(four.get("Y")).toDoubleArray());
    for (String name : List.of("present_key", "present_value", "qk_matmul_output")) {
      assertThat(Objects.requireNonNull(flat.get(name)).toDoubleArray())
          .isEqualTo(Objects.requireNonNull(four.get(name)).toDoubleArray());
    }
  }

  @Test
  void modeZeroIsBeforeTheCapAndModeOneBehindIt() {
    Map<String, Tensor> inputs = inputs();
    Tensor plain = scores(Map.of(), inputs);
    Tensor before = scores(Map.of("softcap", 0.5), inputs);
    Tensor behind = scores(Map.of("softcap", 0.5, "qk_matmul_output_mode", 1L), inputs);
    assertThat(before.toDoubleArray()).isEqualTo(plain.toDoubleArray());
    for (double score : behind.toDoubleArray()) {
      assertThat(Math.abs(score)).isLessThan(0.5);
    }
    double x = plain.get(1, 3, 2, 4);
    assertThat(behind.get(1, 3, 2, 4)).isEqualTo(0.5 * StrictMath.tanh(x / 0.5), within(1e-14));
  }

  private static Tensor scores(Map<String, Object> attributes, Map<String, Tensor> inputs) {
    return Objects.requireNonNull(
        run(23, attributes, inputs, "qk_matmul_output").get("qk_matmul_output"));
  }

  @Test
  void aShortMaskLeavesOutTheKeysThatItDoesNotReach() {
    Map<String, Tensor> inputs = inputs();
    Map<String, Tensor> shorter = inputs();
    shorter.put("Q", Objects.requireNonNull(inputs.get("Q")));
    shorter.put("K", Objects.requireNonNull(inputs.get("K")).slice(2, 0, 3));
    shorter.put("V", Objects.requireNonNull(inputs.get("V")).slice(2, 0, 3));
    double[] expected = output(24, Map.of(), shorter).toDoubleArray();
    for (Tensor mask :
        List.of(
            Tensor.of(new double[3], 3),
            Tensor.of(new byte[] {1, 1, 1}, 3),
            Tensor.of(new double[9], 3, 3),
            Tensor.of(new byte[] {1, 1, 1}, 1, 1, 1, 3))) {
      inputs.put("attn_mask", mask);
      assertThat(output(24, Map.of(), inputs).toDoubleArray()).as("%s", mask).isEqualTo(expected);
    }
  }

  @Test
  void valuesMayBeOfAnotherTypeThanKeys() {
    Map<String, Tensor> inputs = inputs();
    Tensor values = Objects.requireNonNull(inputs.get("V")).to(DType.FLOAT16);
    inputs.put("V", values);
    Map<String, Tensor> wide = new LinkedHashMap<>(inputs);
    wide.put("V", values.to(DType.FLOAT64));
    double[] expected = output(23, Map.of(), wide).toDoubleArray();
    Map<String, Tensor> outputs = run(23, Map.of(), inputs, "Y", "present_value", "present_key");
    assertThat(Objects.requireNonNull(outputs.get("Y")).dtype()).isEqualTo(DType.FLOAT64);
    assertThat(Objects.requireNonNull(outputs.get("Y")).toDoubleArray()).isEqualTo(expected);
    assertThat(Objects.requireNonNull(outputs.get("present_value")).dtype())
        .isEqualTo(DType.FLOAT16);
    assertThat(Objects.requireNonNull(outputs.get("present_key")).dtype()).isEqualTo(DType.FLOAT64);
  }

  @Test
  void whatDoesNotFitIsNamed() {
    refused("the input K is missing", "K", null);
    refused("the input X is not known here", "X", normal(1));
    refused("Q [2, 4, 3], K [2, 2, 5, 8]", "Q", normal(2, 4, 3));
    refused("Q is float64 and K is float32", "K", normal(2, 2, 5, 8).to(DType.FLOAT32));
    for (DType wrong : List.of(DType.BOOL, DType.INT32)) {
      refused(
          "V is %s: queries, keys and values are floating-point numbers".formatted(wrong),
          "V",
          Tensor.zeros(wrong, Shape.of(2, 2, 5, 6)));
    }
    refused("past_key is given without past_value", "past_key", normal(2, 2, 1, 8));
    refused("past_value is given without past_key", "past_value", normal(2, 2, 1, 6));
    refused("attn_mask is float32 and Q is float64", "attn_mask", normal(3, 5).to(DType.FLOAT32));
    refused("[3, 6] does not broadcast", "attn_mask", normal(3, 6));
    refused("[3] for a batch of 2", "nonpad_kv_seqlen", Tensor.of(new double[3], 3));
    refused("holds 6.0", "nonpad_kv_seqlen", Tensor.of(new double[] {6, 1}, 2));
    refused("holds -1.0", "nonpad_kv_seqlen", Tensor.of(new double[] {1, -1}, 2));
    refused("holds 6.0", "nonpad_kv_seqlen", Tensor.of(new int[] {6, 1}, 2));
    refused("holds 1.5", "nonpad_kv_seqlen", Tensor.of(new double[] {1, 1.5}, 2));
    refused("holds NaN", "nonpad_kv_seqlen", Tensor.of(new double[] {1, Double.NaN}, 2));
    Map<String, Tensor> past = inputs();
    past.put("past_key", normal(2, 2, 1, 8));
    past.put("past_value", normal(2, 2, 2, 6));
    assertThatThrownBy(() -> output(25, Map.of(), past)).hasMessageContaining("differ in length");
    past.put("past_value", normal(2, 2, 1, 7));
    assertThatThrownBy(() -> output(25, Map.of(), past)).hasMessageContaining("past_value");
    past.put("past_value", normal(2, 2, 1, 6));
    assertThat(output(25, Map.of(), past).shape()).isEqualTo(Shape.of(2, 4, 3, 6));
    past.put("nonpad_kv_seqlen", Tensor.of(new double[] {1, 1}, 2));
    assertThatThrownBy(() -> output(25, Map.of(), past))
        .hasMessageContaining("nonpad_kv_seqlen and past_key");
    assertThatThrownBy(() -> output(25, Map.of("kv_num_heads", 4L), inputs()))
        .hasMessageContaining("K [2, 2, 5, 8] has 2 heads and kv_num_heads is 4");
    assertThatThrownBy(() -> run(25, Map.of(), inputs(), "Z"))
        .hasMessage("the output Z is not known here");
    Map<String, Tensor> flat =
        Map.of("Q", normal(2, 3, 32), "K", normal(2, 5, 16), "V", normal(2, 5, 12));
    assertThatThrownBy(() -> output(25, Map.of("kv_num_heads", 2L), flat))
        .hasMessageContaining("q_num_heads is missing");
    assertThatThrownBy(() -> output(25, Map.of("q_num_heads", 5L, "kv_num_heads", 2L), flat))
        .hasMessageContaining("q_num_heads = 5: the columns are a multiple");
  }

  private void refused(String words, String name, @Nullable Tensor input) {
    Map<String, Tensor> inputs = inputs();
    if (input == null) {
      inputs.remove(name);
    } else {
      inputs.put(name, input);
    }
    assertThatThrownBy(() -> output(25, Map.of(), inputs))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(words);
  }
}
