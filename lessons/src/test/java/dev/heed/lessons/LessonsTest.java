package dev.heed.lessons;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LessonsTest {
  @ParameterizedTest
  @CsvSource({"1, 0, 8", "2, 74, 6", "3, 3, 12", "4, 220, 3", "5, 0, 11"})
  void everyTutorialAgreesWithItsDocument(int number, int leastCompared, int derived) {
    LessonReport report = Lessons.of(number).replay();
    assertThat(report.mismatches()).isEmpty();
    assertThat(report.agrees()).isTrue();
    assertThat(report.compared()).isGreaterThanOrEqualTo(leastCompared);
    assertThat(report.derived()).isGreaterThanOrEqualTo(derived);
    assertThat(report.summary())
        .isEqualTo(
            report.compared()
                + " numbers compared, "
                + report.derived()
                + " not printed by the document");
  }

  @Test
  void theFiveAreNumberedInOrder() {
    assertThat(Lessons.all()).extracting(Lesson::number).containsExactly(1, 2, 3, 4, 5);
    for (Lesson lesson : Lessons.all()) {
      assertThat(lesson.replay().number()).isEqualTo(lesson.number());
      assertThat(lesson.replay().title()).isEqualTo(lesson.title());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 6, -1})
  void otherNumbersAreRefused(int number) {
    assertThatThrownBy(() -> Lessons.of(number))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tutorial " + number + ": there are 5, numbered from 1");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void everyPartIsReadyToShow(int number) {
    for (LessonPart part : Lessons.of(number).replay().parts()) {
      assertThat(part.heading()).isNotBlank();
      assertThat(part.formula()).isNotBlank();
      assertThat(part.words()).isNotBlank().doesNotContain("\n");
      Tensor matrix = Objects.requireNonNull(part.matrix());
      assertThat(matrix.dtype()).isEqualTo(DType.FLOAT64);
      assertThat(matrix.rank()).isBetween(1, 2);
      assertThat(part.comparison() != null).isEqualTo(part.role() == Role.COMPARED);
    }
  }

  @Test
  void tutorial1AgreesWithNumPyWhereTheDocumentPrintsNothing() throws IOException {
    LessonReport report = Lessons.of(1).replay();
    PrintedNumbers numPy = numPy(1);
    assertMatrix(matrix(report, "Scores"), numPy.get("scores"), 1e-14);
    assertMatrix(matrix(report, "Scaling"), numPy.get("scaled"), 1e-14);
    assertMatrix(matrix(report, "Softmax"), numPy.get("attention_causal"), 1e-14);
    assertMatrix(matrix(report, "Weighted sum"), numPy.get("output_causal"), 1e-14);
    Tensor masked = matrix(report, "Masking");
    assertThat(masked.get(0, 1)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(masked.get(3, 0)).isEqualTo(matrix(report, "Scaling").get(3, 0));
  }

  @Test
  void tutorial2RecoversTheWeightsThatNumPyRecovers() throws IOException {
    LessonReport report = Lessons.of(2).replay();
    Tensor keyWeight = matrix(report, "Weights W_K, recovered");
    Tensor valueWeight = matrix(report, "Weights W_V, recovered");
    assertMatrix(keyWeight, numPy(2).get("W_K"), 1e-15);
    assertMatrix(valueWeight, numPy(2).get("W_V"), 1e-15);
    // np.random.rand draws from [0, 1)
    assertThat(Arrays.stream(keyWeight.toDoubleArray())).allMatch(w -> w >= 0 && w < 1);
    assertThat(Arrays.stream(valueWeight.toDoubleArray())).allMatch(w -> w >= 0 && w < 1);
  }

  /** 0.0523 and 0.0304: NumPy, from the printed numbers. */
  @Test
  void tutorial2NamesWhatItsMissingDivisionChanges() {
    LessonReport report = Lessons.of(2).replay();
    assertThat(part(report, "What scaling changes in the weights").words()).contains("0.0523");
    assertThat(part(report, "What scaling changes in the output").words()).contains("0.0304");
  }

  @Test
  void tutorial3ImpliesTheValuesThatNumPyImplies() throws IOException {
    LessonReport report = Lessons.of(3).replay();
    assertMatrix(matrix(report, "The V that the document implies"), numPy(3).get("V"), 1e-13);
    assertMatrix(matrix(report, "The W_V that the document implies"), numPy(3).get("W_V"), 1e-13);
  }

  @Test
  void tutorial4sFunctionReturnsTheStepsResults() {
    LessonReport report = Lessons.of(4).replay();
    assertThat(matrix(report, "The function: values").toDoubleArray())
        .isEqualTo(matrix(report, "New V").toDoubleArray());
    assertThat(matrix(report, "The function: attention").toDoubleArray())
        .isEqualTo(matrix(report, "Attention").toDoubleArray());
  }

  @Test
  void tutorial5BlendsTheEmbeddingsByItsFormulas() {
    LessonReport report = Lessons.of(5).replay();
    Tensor x = matrix(report, "Embeddings X");
    for (int word = 0; word < 4; word++) {
      double[] share = new double[4];
      double sum = 0;
      for (int other = 0; other < 4; other++) {
        double score = 0;
        for (int d = 0; d < 4; d++) {
          score += x.get(word, d) * x.get(other, d);
        }
        share[other] = StrictMath.exp(score / 2);
        sum += share[other];
      }
      Tensor context = matrix(report, "Contextual embedding C_" + "abcd".charAt(word));
      for (int d = 0; d < 4; d++) {
        double expected = 0;
        for (int other = 0; other < 4; other++) {
          expected += share[other] / sum * x.get(other, d);
        }
        assertThat(context.get(d)).isEqualTo(expected, within(1e-15));
        assertThat(matrix(report, "Contextual embeddings C").get(word, d))
            .isEqualTo(context.get(d));
      }
    }
  }

  private static LessonPart part(LessonReport report, String heading) {
    return report.parts().stream()
        .filter(part -> part.heading().equals(heading))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no part is called " + heading));
  }

  private static Tensor matrix(LessonReport report, String heading) {
    return Objects.requireNonNull(part(report, heading).matrix());
  }

  private static void assertMatrix(Tensor got, Printed expected, double limit) {
    assertThat(got.shape()).isEqualTo(expected.matrix().shape());
    double[] numbers = got.toDoubleArray();
    for (int i = 0; i < numbers.length; i++) {
      assertThat(numbers[i]).as(expected.place(i)).isEqualTo(expected.number(i), within(limit));
    }
  }

  /** Origin: {@code derived/README.md} in the test resources. */
  private static PrintedNumbers numPy(int document) throws IOException {
    String name = "/derived/document-" + document + ".txt";
    try (InputStream in =
        Objects.requireNonNull(LessonsTest.class.getResourceAsStream(name), name)) {
      return PrintedNumbers.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8), name);
    }
  }
}
