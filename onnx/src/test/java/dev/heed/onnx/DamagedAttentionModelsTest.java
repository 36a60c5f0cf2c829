package dev.heed.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import ai.onnx.proto.OnnxMl.GraphProto;
import dev.heed.execution.Execution;
import dev.heed.formats.FileException;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.Seeds;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever is done to a model file, reading and running it gives a result or one sentence, soon.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class DamagedAttentionModelsTest {
  private static final int CASES = 20_000;

  private static final Map<String, Tensor> INPUTS =
      Map.of(
          "Q", Tensor.of(new float[24], 1, 2, 3, 4),
          "K", Tensor.of(new float[24], 1, 2, 3, 4),
          "V", Tensor.of(new float[12], 1, 2, 3, 2));

  private static byte[] model() {
    GraphProto.Builder graph =
        AttentionModels.flex(
            AttentionModels.attribute("scale", 0.5f),
            AttentionModels.attribute("score_mod", AttentionModels.causal()));
    return AttentionModels.model("ai.onnx.preview", 1, graph);
  }

  @Test
  void aModelCutOffAnywhereIsRefusedOrLacksWhatItNeeds() {
    byte[] model = model();
    assertThat(outcome(model, "whole")).isEmpty();
    for (int length = 0; length < model.length - 24; length++) {
      assertThat(outcome(Arrays.copyOf(model, length), "length " + length))
          .as("%d bytes", length)
          .isNotEmpty();
    }
  }

  @Test
  void aModelChangedAnywhereRunsOrIsRefused() {
    Seeds seeds = Seeds.fromProperty();
    byte[] model = model();
    int refused = 0;
    for (int i = 0; i < CASES; i++) {
      byte[] changed = changed(model, seeds.random());
      refused +=
          outcome(changed, "case %d of seed %d".formatted(i, seeds.seed())).isEmpty() ? 0 : 1;
    }
    assertThat(refused).isBetween(CASES / 10, CASES - CASES / 100);
  }

  /** The error's message, empty when the model ran. */
  private static String outcome(byte[] model, String where) {
    try {
      assertThat(OnnxModel.read("model.onnx", model).run(INPUTS, Execution.standard()))
          .isNotEmpty();
      return "";
    } catch (FileException | IllegalArgumentException e) {
      String message = Objects.requireNonNull(e.getMessage());
      assertThat(message).as(where).isNotBlank().hasSizeLessThan(1500).doesNotContain("\n");
      return message;
    } catch (RuntimeException e) {
      return fail(where, e);
    }
  }

  private static byte[] changed(byte[] model, RandomGenerator random) {
    byte[] changed = model.clone();
    int changes = random.nextInt(1, 4);
    for (int i = 0; i < changes; i++) {
      changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
    }
    return changed;
  }
}
