package dev.heed.lessons;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Golden numbers: NumPy 1.24.2, see {@code numpy-random/README.md} in the test resources. */
class LegacyRandomTest {
  @ParameterizedTest
  @ValueSource(longs = {0, 42, 20260922})
  void oneStreamGivesNumPysNumbersBitForBit(long seed) throws IOException {
    LegacyRandom random = new LegacyRandom(seed);
    assertBits(random.randn(33, 7), npy("legacy_" + seed + "_randn_33x7.npy", 33 * 7));
    assertBits(random.rand(5, 3), npy("legacy_" + seed + "_rand_5x3_after.npy", 15));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 42})
  void aMillionNormalNumbersHaveNumPysDigest(long seed) throws Exception {
    assertDigest(
        "RandomState(" + seed + ").randn(1000000)", new LegacyRandom(seed).randn(1_000_000));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 42})
  void aMillionUniformNumbersHaveNumPysDigest(long seed) throws Exception {
    assertDigest(
        "RandomState(" + seed + ").random_sample(1000000)", new LegacyRandom(seed).rand(1_000_000));
  }

  @Test
  void theLargestSeedIsTaken() {
    LegacyRandom largest = new LegacyRandom(4294967295L);
    // np.random.RandomState(4294967295).random_sample(), NumPy 2.4
    assertThat(largest.nextUniform()).isEqualTo(0.0976320289940138);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 4294967296L, Long.MIN_VALUE, Long.MAX_VALUE})
  void seedsOutsideOfNumPysRangeAreRefused(long seed) {
    assertThatThrownBy(() -> new LegacyRandom(seed))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "seed " + seed + ": a seed is a whole number from 0 to 4294967295, as in NumPy");
  }

  @Test
  void tensorsAreFloat64AndMayBeEmptyOrOneNumber() {
    LegacyRandom random = new LegacyRandom(7);
    assertThat(random.randn(2, 0, 3).shape().elements()).isZero();
    assertThat(random.rand().dtype()).isEqualTo(DType.FLOAT64);
    assertThat(random.rand().get()).isBetween(0.0, 1.0);
    assertThatThrownBy(() -> random.randn(50_000, 50_000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2500000000 elements");
  }

  private static void assertDigest(String call, Tensor numbers) throws Exception {
    ByteBuffer bytes =
        ByteBuffer.allocate(8 * (int) numbers.shape().elements()).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asDoubleBuffer().put(numbers.toDoubleArray());
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes.array());
    String key = call + " as little-endian float64";
    String digests = new String(resource("digests.json"), StandardCharsets.UTF_8);
    assertThat(digests).contains("\"" + key + "\": \"" + HexFormat.of().formatHex(digest) + "\"");
  }

  private static void assertBits(Tensor drawn, double[] expected) {
    double[] numbers = drawn.toDoubleArray();
    assertThat(numbers).hasSize(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat(Double.doubleToRawLongBits(numbers[i]))
          .as("element %d: %s, NumPy %s", i, numbers[i], expected[i])
          .isEqualTo(Double.doubleToRawLongBits(expected[i]));
    }
  }

  /** Reads npy version 1, float64, C order, which is all that these files are. */
  private static double[] npy(String name, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(resource(name)).order(ByteOrder.LITTLE_ENDIAN);
    int start = 10 + Short.toUnsignedInt(bytes.getShort(8));
    String header = new String(bytes.array(), 10, start - 10, StandardCharsets.ISO_8859_1);
    assertThat(header).contains("'<f8'", "'fortran_order': False");
    assertThat(bytes.capacity() - start).isEqualTo(8 * count);
    double[] numbers = new double[count];
    bytes.position(start).slice().order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(numbers);
    return numbers;
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            LegacyRandomTest.class.getResourceAsStream("/numpy-random/" + name), name)) {
      return in.readAllBytes();
    }
  }
}
