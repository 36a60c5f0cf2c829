package dev.heed.cli.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.heed.attention.Steps;
import dev.heed.cli.Ran;
import dev.heed.cli.SharedModel;
import dev.heed.cli.console.TextView;
import dev.heed.formats.ArrayFile;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code heed steps TEXT}. */
class StepsOfTextTest {
  private static final String CAT = "The cat sat on the mat.";

  @TempDir private Path folder;

  @Test
  void aShortTextIsShownWholeWithItsTokensBeforeTheRows() {
    Ran ran = Ran.heed("steps", CAT, "--layer", "0", "--head", "3");
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out())
        .contains("Layer 0 of 0 to 5, head 3 of 0 to 11\n")
        .contains("Every token is a query, and a key to all.")
        .contains("Q, the queries [9, 32]\n[CLS] [[")
        .contains("K, the keys [9, 32]\n[CLS] [[")
        .contains("Step 1: scores [9, 9]")
        .contains("\nsat    [")
        .contains("Step 7: output [9, 32]");
  }

  /** The scores are those of ONNX Runtime 1.29 for layer 0, head 3, query "sat". */
  @Test
  void theNumbersAreThoseOfTheModel() throws IOException {
    Path out = folder.resolve("steps.npz");
    Ran ran =
        Ran.heed(
            "steps",
            CAT,
            "--layer",
            "0",
            "--head",
            "3",
            "--tokens",
            "sat",
            "--out",
            out.toString());
    assertThat(ran.code()).as(ran.err()).isZero();
    Map<String, Tensor> arrays = ArrayFile.read(out);
    double[] scores = {-0.7762, 0.2585, 0.762, -0.843, -0.3755, 0.1522, 1.0554, -0.4289, -0.2719};
    Tensor scaled = Objects.requireNonNull(arrays.get("scaled"));
    assertThat(scaled.toDoubleArray()).containsExactly(scores, within(1e-4));
    assertThat(Objects.requireNonNull(arrays.get("K")).shape()).isEqualTo(Shape.of(9, 32));
    assertThat(ran.out()).contains("Queries: the 1 chosen tokens. Keys: all 9");
  }

  @Test
  void chosenRowsAreThoseOfTheWholeToTheBit() throws IOException {
    Path out = folder.resolve("steps.npz");
    Ran.heed(
        "steps", CAT, "--layer", "2", "--head", "5", "--tokens", "6,2", "--out", out.toString());
    Map<String, Tensor> arrays = ArrayFile.read(out);
    Steps whole = SharedModel.encoder().encode(CAT).steps(2);
    for (int n = 0; n < 2; n++) {
      int token = n == 0 ? 2 : 6;
      assertRow(arrays.get("Q"), n, whole.query(), token);
      assertRow(arrays.get("scores"), n, whole.scores(), token);
      assertRow(arrays.get("weights"), n, whole.weights(), token);
      assertRow(arrays.get("output"), n, whole.output(), token);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          sat                 | 3
          sat,mat             | 3 6
          mat, SAT            | 3 6
          the                 | 1 5
          The                 | 1 5
          [CLS]               | 0
          0,[sep]             | 0 8
          .                   | 7
          """)
  void tokensAreChosenByWordInAnyCaseOrByNumber(String list, String numbers) {
    assertThat(chosen(CAT, list)).isEqualTo(numbers);
  }

  @Test
  void aWordStandsForAllItsTokensAndAPieceForItself() {
    String text = "Unbelievably long embeddings, 7 of them, 7 again";
    assertThat(chosen(text, "unbelievably")).isEqualTo("1 2 3 4 5");
    assertThat(chosen(text, "##bel")).isEqualTo("2");
    assertThat(chosen("7 cats in 1984", "1984")).isEqualTo("4");
    assertThat(chosen("7 cats in 1984", "3")).isEqualTo("3");
  }

  @Test
  void ofALongTextTheFirstTokensAreShownAndThisIsSaid() {
    Ran ran = Ran.heed("steps", "one two three four five six seven eight nine ten");
    assertThat(ran.out())
        .contains("Queries: the first 6 tokens; --tokens chooses others. Keys: all 12")
        .contains("Step 1: scores [6, 12]")
        .contains("Layer 5 of 0 to 5, head 0 of 0 to 11");
  }

  @Test
  void aWordThatIsNotThereIsNamedWithThoseThatAre() {
    Ran ran = Ran.heed("steps", CAT, "--tokens", "sat,dog");
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err())
        .isEqualTo(
            "heed: --tokens sat,dog: dog is no token of the text; there are 0 [CLS], 1 the, 2 cat,"
                + " 3 sat, 4 on, 5 the, 6 mat, 7 ., 8 [SEP]\n");
  }

  private static String chosen(String text, String list) {
    var sentence = TextView.sentence(SharedModel.encoder().encode(text));
    return String.join(
        " ", TokenChoice.of(list, sentence).numbers().stream().map(String::valueOf).toList());
  }

  private static void assertRow(
      @org.jspecify.annotations.Nullable Tensor actual, int row, Tensor heads, int token) {
    assertThat(actual).isNotNull();
    assertThat(actual.select(0, row).toFloatArray())
        .isEqualTo(heads.select(0, 5).select(0, token).toFloatArray());
  }
}
