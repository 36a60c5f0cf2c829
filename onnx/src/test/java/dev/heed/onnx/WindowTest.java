package dev.heed.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.heed.execution.Execution;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.AttentionOracle;
import dev.heed.testkit.AttentionProblem;
import dev.heed.testkit.AttentionSizes;
import dev.heed.testkit.Seeds;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Windows of opset 25: query i stands at offset + i and sees keys from {@code left_window_size}
 * before to {@code right_window_size} after; measured against the oracle with that rule written
 * out.
 */
class WindowTest {
  private static final int D = 4;
  private static final int[] LEFT = {-1, 0, 1, 3, 100};
  private static final int[] RIGHT = {-1, 0, 2, Integer.MAX_VALUE};

  private final Seeds seeds = Seeds.fromProperty();
  private int compared;

  @Test
  void withoutACacheTheFirstQueryStandsAtTheFirstKey() {
    for (int queries : new int[] {1, 3, 6}) {
      for (int keys : new int[] {1, 4, 7}) {
        all(queries, keys, 0, null);
      }
    }
    assertThat(compared).isEqualTo(9 * 2 * LEFT.length * RIGHT.length);
  }

  @Test
  void withAPastTheFirstQueryStandsBehindIt() {
    for (int queries : new int[] {1, 3, 6}) {
      for (int keys : new int[] {1, 4, 6}) {
        for (int past : new int[] {1, 2, 5}) {
          all(queries, keys, past, null);
        }
      }
    }
    assertThat(compared).isEqualTo(27 * 2 * LEFT.length * RIGHT.length);
  }

  @Test
  void withLengthsTheLastQueryStandsAtTheLastKeyThatASequenceHas() {
    for (int queries : new int[] {1, 3, 5}) {
      all(queries, 6, 0, new int[] {2, 6});
      all(queries, 6, 0, new int[] {0, 5});
    }
    assertThat(compared).isEqualTo(6 * 2 * LEFT.length * RIGHT.length);
  }

  private void all(int queries, int keys, int past, int @Nullable [] nonpad) {
    for (int left : LEFT) {
      for (int right : RIGHT) {
        compare(queries, keys, past, nonpad, new int[] {left, right, 0});
        compare(queries, keys, past, nonpad, new int[] {left, right, 1});
      }
    }
  }

  private void compare(int queries, int keys, int past, int @Nullable [] nonpad, int[] rule) {
    int all = past + keys;
    double[] q = seeds.normal(2 * 2 * queries * D);
    double[] k = seeds.normal(2 * 2 * all * D);
    double[] v = seeds.normal(2 * 2 * all * D);
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    inputs.put("Q", Tensor.of(q, 2, 2, queries, D));
    Tensor allKeys = Tensor.of(k, 2, 2, all, D);
    Tensor allValues = Tensor.of(v, 2, 2, all, D);
    inputs.put("K", allKeys.slice(2, past, all));
    inputs.put("V", allValues.slice(2, past, all));
    if (past > 0) {
      inputs.put("past_key", allKeys.slice(2, 0, past));
      inputs.put("past_value", allValues.slice(2, 0, past));
    }
    if (nonpad != null) {
      inputs.put("nonpad_kv_seqlen", Tensor.of(new double[] {nonpad[0], nonpad[1]}, 2));
    }
    Attributes attributes =
        new Attributes(
            "Attention",
            Map.of(
                "left_window_size", (long) rule[0],
                "right_window_size", (long) rule[1],
                "is_causal", (long) rule[2]));
    Tensor output =
        Objects.requireNonNull(
            Operator.of("", "Attention", 25, attributes)
                .run(new Operator.Call(inputs, Set.of("Y"), Map.of(), Execution.standard()))
                .get("Y"));
    AttentionProblem problem =
        AttentionProblem.of(new AttentionSizes(2, 2, 2, queries, all, D, D))
            .withKept((b, h, i, j) -> {
              long at = (long) i + (nonpad == null ? past : nonpad[b] - queries);
              return (rule[0] < 0 || j >= at - rule[0])
                  && (rule[1] < 0 || j <= at + rule[1])
                  && (rule[2] == 0 || j <= at)
                  && (nonpad == null || j < nonpad[b]);
            });
    assertThat(output.toDoubleArray())
        .as(
            "L %d, new keys %d, past %d, window %d,%d, causal %d",
            queries, keys, past, rule[0], rule[1], rule[2])
        .containsExactly(AttentionOracle.evaluate(problem, q, k, v).output(), within(1e-12));
    compared++;
  }
}
