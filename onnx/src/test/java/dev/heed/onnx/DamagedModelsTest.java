package dev.heed.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.heed.formats.FileException;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.Seeds;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever is done to a file, reading it gives tensors or one sentence, soon. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class DamagedModelsTest {
  private static final int CASES = 20_000;
  private static final int LARGE_CASES = 12;

  @Test
  void aModelCutOffAnywhereIsRefused() {
    byte[] model = Models.varied();
    for (int length = 0; length < model.length; length++) {
      byte[] cut = Arrays.copyOf(model, length);
      assertThat(outcome(cut, "length " + length)).as("%d bytes", length).isNotEmpty();
      assertThat(outcome(new ByteArrayInputStream(cut), "length " + length))
          .as("a stream of %d bytes", length)
          .isNotEmpty();
    }
  }

  @Test
  void aModelChangedAnywhereIsReadOrRefused() {
    Seeds seeds = Seeds.fromProperty();
    byte[] model = Models.varied();
    int refused = 0;
    for (int i = 0; i < CASES; i++) {
      byte[] changed = changed(model, seeds.random());
      String where = "case %d of seed %d".formatted(i, seeds.seed());
      String asBytes = outcome(changed, where);
      String asStream = outcome(new ByteArrayInputStream(changed), where);
      assertThat(asStream.isEmpty()).as("%s: %s", where, asBytes).isEqualTo(asBytes.isEmpty());
      refused += asBytes.isEmpty() ? 0 : 1;
    }
    assertThat(refused).isBetween(CASES / 10, CASES - CASES / 10);
  }

  @Test
  void theRealModelCutOffAnywhereIsRefusedByName() throws IOException {
    Seeds seeds = Seeds.fromProperty();
    byte[] model = MiniLm.bytes();
    for (int i = 0; i < LARGE_CASES; i++) {
      int length = seeds.random().nextInt(1 << 20, model.length);
      assertThat(outcome(Arrays.copyOf(model, length), "length " + length))
          .contains("was it cut off?");
      assertThat(outcome(new ByteArrayInputStream(model, 0, length), "length " + length))
          .contains("tensor '", "the file was cut off");
    }
  }

  /** The error's message, empty when the model could be read. */
  private static String outcome(byte[] model, String where) {
    return outcome(() -> OnnxWeights.read("model.onnx", model), where);
  }

  private static String outcome(InputStream model, String where) {
    return outcome(() -> OnnxWeights.read("model.onnx", model), where);
  }

  private interface Reading {
    Map<String, Tensor> weights() throws FileException;
  }

  private static String outcome(Reading reading, String where) {
    try {
      for (Tensor tensor : reading.weights().values()) {
        assertThat(tensor.toDoubleArray()).hasSize((int) tensor.shape().elements());
      }
      return "";
    } catch (FileException e) {
      String message = String.valueOf(e.getMessage());
      assertThat(message).startsWith("model.onnx").hasSizeLessThan(1500);
      return message;
    } catch (RuntimeException | Error e) {
      return fail(where + ": " + e, e);
    }
  }

  /** One to four changes: a bit, a byte, bytes of ones or zeros. */
  private static byte[] changed(byte[] content, RandomGenerator random) {
    byte[] changed = content.clone();
    for (int left = 1 + random.nextInt(4); left > 0; left--) {
      int at = random.nextInt(changed.length);
      int end = Math.min(changed.length, at + 1 + random.nextInt(8));
      switch (random.nextInt(4)) {
        case 0, 1 -> changed[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> changed[at] = (byte) random.nextInt(256);
        default -> Arrays.fill(changed, at, end, (byte) (random.nextBoolean() ? -1 : 0));
      }
    }
    return changed;
  }
}
