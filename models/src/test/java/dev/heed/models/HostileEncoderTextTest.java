package dev.heed.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.heed.models.source.ModelSource;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.Allocation;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts that no model was made for. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HostileEncoderTextTest {
  private static final int LONG = 10_000_000;

  private Encoder encoder;

  @BeforeAll
  void load() throws IOException {
    encoder = Encoder.load(ModelSource.miniLm());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "\t\n \u3000",
        "a",
        "\u0000",
        "\u0000\u0000cat\u0000",
        "\uD83D",
        "cat \uDE42\uD83D sat",
        "\uFFFF\uFFFE",
        "[CLS] [SEP] [PAD] [UNK] [MASK]",
        "\u202Eright to left\u202C"
      })
  void everyTextHasFiniteStatesAndWeightsThatSumToOne(String text) {
    EncodedText encoded = encoder.encode(text);
    int tokens = encoded.encoding().tokens().size();
    assertThat(encoded.text()).isEqualTo(text);
    assertThat(encoded.hiddenStates().shape().sizes()).containsExactly(7, tokens, 384);
    assertThat(encoded.lastHiddenState().shape().sizes()).containsExactly(tokens, 384);
    requireFinite(encoded.hiddenStates());
    Tensor attention = encoded.attention(0);
    assertThat(attention.shape().sizes()).containsExactly(12, tokens, tokens);
    for (int head = 0; head < 12; head++) {
      for (int row = 0; row < tokens; row++) {
        double sum = 0;
        for (int column = 0; column < tokens; column++) {
          sum += attention.get(head, row, column);
        }
        assertThat(sum).isCloseTo(1, within(1e-5));
      }
    }
    double length = 0;
    for (double number : encoded.embedding().toDoubleArray()) {
      length += number * number;
    }
    assertThat(length).isCloseTo(1, within(1e-6));
  }

  @Test
  void tenMegabytesInALineAreCutAtTheLastPosition() {
    String text = "The cat sat on the mat. ".repeat(LONG / 24);
    EncodedText encoded =
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(60), () -> encoder.encode(text));
    assertThat(encoded.encoding().tokens()).hasSize(encoder.maxTokens()).hasSize(512);
    assertThat(encoded.encoding().cut()).isEqualTo(LONG / 24 * 7L - 510);
    requireFinite(encoded.lastHiddenState());
  }

  @Test
  void tenMegabytesInALineAreEmbeddedAsTheirBeginning() {
    String text = "\u0000the c\uD83Dat. ".repeat(LONG / 11);
    Embeddings embeddings =
        Assertions.assertTimeoutPreemptively(
            Duration.ofSeconds(60), () -> encoder.embed(List.of(text, "\uDE42", "a cat")));
    assertThat(embeddings.cutTexts()).containsExactly(0);
    assertThat(embeddings.cut(0)).isEqualTo(LONG / 11 * 3L - 510);
    assertThat(embeddings.vector(0).toDoubleArray())
        .isEqualTo(encoder.embed("the cat. ".repeat(170)).toDoubleArray());
    assertThat(embeddings.vector(1).toDoubleArray()).isEqualTo(encoder.embed("").toDoubleArray());
  }

  @Test
  void memoryOfALongTextGrowsWithItAndNoFaster() {
    long shorter = Allocation.bytes(() -> encoder.encode("cat ".repeat(LONG / 8)));
    long longer = Allocation.bytes(() -> encoder.encode("cat ".repeat(LONG / 4)));
    System.out.printf("5 MB: %,d bytes allocated; 10 MB: %,d%n", shorter, longer);
    assertThat(longer).isLessThan(2 * shorter);
    assertThat(longer).isLessThan(1L << 30);
  }

  @Test
  void aTextOfExactlyTheLargestSizeIsNotCut() {
    EncodedText whole = encoder.encode("cat ".repeat(510));
    assertThat(whole.encoding().cut()).isZero();
    EncodedText cut = encoder.encode("cat ".repeat(511));
    assertThat(cut.encoding().cut()).isEqualTo(1);
    assertThat(cut.lastHiddenState().toDoubleArray())
        .isEqualTo(whole.lastHiddenState().toDoubleArray());
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 6, 9})
  void aLayerThatIsNotThereIsRefused(int layer) {
    EncodedText encoded = encoder.encode("a");
    assertThatThrownBy(() -> encoded.attention(layer))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> encoded.steps(layer)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  private static void requireFinite(Tensor tensor) {
    for (double number : tensor.toDoubleArray()) {
      if (!Double.isFinite(number)) {
        throw new AssertionError(number + " in " + tensor);
      }
    }
  }
}
