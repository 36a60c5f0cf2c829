package dev.heed.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.heed.tensor.Tensor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is done to a file, reading it gives arrays or one sentence, soon. */
class DamagedFilesTest {
  private static final String JSON =
      "{\"Q\": [[1, -2.5e3], [0.125, \"NaN\"]], \"größe\": [[true], [false]]}";
  private static final String CSV = "# numbers\n1.5, 2e3 ,-inf\n4,nan,6\n";
  private static final int CASES = 4_000;
  private static final long SMALL_LIMIT = 1 << 20;

  private static byte[] content(String name) {
    return switch (name) {
      case "text.json" -> JSON.getBytes(StandardCharsets.UTF_8);
      case "text.csv" -> CSV.getBytes(StandardCharsets.UTF_8);
      default -> name.endsWith(".safetensors") ? Fixtures.safetensors(name) : Fixtures.numpy(name);
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "f4_le_c.npy",
        "u8_be_f.npy",
        "b1_c.npy",
        "version2.npy",
        "version3.npy",
        "stored.npz",
        "deflated.npz",
        "streamed.npz",
        "streamed_deflated.npz",
        "zip64.npz",
        "every_type.safetensors",
        "reference_order.safetensors",
        "text.json"
      })
  void aFileCutOffAnywhereIsRefused(String name) {
    byte[] content = content(name);
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () -> {
          for (int length = 0; length < content.length; length++) {
            Fixtures.refusal(name, Arrays.copyOf(content, length));
          }
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "f4_le_c.npy",
        "f2_be_f.npy",
        "i8_exact.npy",
        "b1_f.npy",
        "cube_f.npy",
        "version3.npy",
        "stored.npz",
        "deflated.npz",
        "streamed_deflated.npz",
        "zip64.npz",
        "every_type.safetensors",
        "reference_order.safetensors",
        "bias_kv_kdim_vdim.safetensors",
        "no_tensors.safetensors",
        "text.json",
        "text.csv"
      })
  void aFileChangedAnywhereIsReadOrRefused(String name) {
    long seed = Long.getLong("heed.seed", 20_260_101L);
    System.out.println("heed.seed for " + name + ": " + seed);
    Random random = new Random(seed + name.hashCode());
    byte[] content = content(name);
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          for (int i = 0; i < CASES; i++) {
            byte[] changed = changed(content, random);
            try {
              check(ArrayFile.read(name, changed, SMALL_LIMIT));
            } catch (FileException e) {
              Fixtures.sentence(name, e);
            } catch (RuntimeException | Error e) {
              fail("case %d of -Dheed.seed=%d: %s".formatted(i, seed, e), e);
            }
          }
        });
  }

  private static void check(Map<String, Tensor> arrays) {
    for (Tensor tensor : arrays.values()) {
      assertThat(tensor.toDoubleArray()).hasSize((int) tensor.shape().elements());
    }
  }

  /** One to four changes: a bit, a byte, a field of ones, a piece left out or doubled. */
  private static byte[] changed(byte[] content, Random random) {
    byte[] changed = content.clone();
    for (int left = 1 + random.nextInt(4); left > 0; left--) {
      int at = random.nextInt(changed.length);
      int length = Math.min(changed.length - at, 1 + random.nextInt(8));
      switch (random.nextInt(6)) {
        case 0, 1 -> changed[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> changed[at] = (byte) random.nextInt(256);
        case 3 -> Arrays.fill(changed, at, at + length, (byte) (random.nextBoolean() ? -1 : 0));
        case 4 -> changed = spliced(changed, at + length, at);
        default -> changed = spliced(changed, at, at + length);
      }
    }
    return changed;
  }

  /** The bytes up to {@code end}, then those from {@code begin} on. */
  private static byte[] spliced(byte[] bytes, int begin, int end) {
    byte[] spliced = new byte[Math.max(1, end + bytes.length - begin)];
    System.arraycopy(bytes, 0, spliced, 0, end);
    System.arraycopy(bytes, begin, spliced, end, bytes.length - begin);
    return spliced;
  }
}
