package dev.heed.lessons;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A comparison that cannot fail proves nothing: these change what the documents print. */
class ComparisonTest {
  @Test
  void aChangedNumberIsNamedWithBothValuesAndTheLimit() {
    String text = PrintedNumbers.text(4).replace("-3.35153984", "-3.35153884");
    LessonReport report = new CausalAttention(PrintedNumbers.parse(text, "changed")).replay();
    assertThat(report.agrees()).isFalse();
    assertThat(report.mismatches()).hasSize(1);
    Mismatch mismatch = report.mismatches().getFirst();
    assertThat(mismatch.element()).isEqualTo("scores, row 0, column 1");
    assertThat(mismatch.expected()).isEqualTo(-3.35153884);
    assertThat(mismatch.got()).isBetween(-3.3515400, -3.3515397);
    assertThat(mismatch.sentence())
        .startsWith("scores, row 0, column 1: the document prints -3.35153884, computed is -3.3515")
        .endsWith("; they may differ by 9.427744884723507E-8");
  }

  /** Tutorial 3's weights are known to four digits, so only its row sums notice a change. */
  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void everyPrintedNumberIsNoticedWhenItIsAMillionthOff(int number) {
    PrintedNumbers original = PrintedNumbers.ofDocument(number);
    int changes = 0;
    for (Printed printed : original.arrays().values()) {
      for (int i = 0; i < printed.size(); i++) {
        if (Double.isFinite(printed.number(i))) {
          LessonReport report = replay(number, changed(original, printed, i, 1e-6));
          assertThat(report.agrees()).as(printed.place(i)).isFalse();
          changes++;
        }
      }
    }
    assertThat(changes).isGreaterThan(90);
  }

  @Test
  void aWeightOfTutorial3ThatIsAThousandthOffIsNoticed() {
    PrintedNumbers original = PrintedNumbers.ofDocument(3);
    for (int i = 0; i < 9; i++) {
      PrintedNumbers changed = changed(original, original.get("weights"), i, 1e-3);
      assertThat(replay(3, changed).agrees()).isFalse();
    }
  }

  @Test
  void minusInfinityAgreesOnlyWithItselfAndNaNWithNothing() {
    double infinity = Double.NEGATIVE_INFINITY;
    Tensor got = Tensor.of(new double[] {infinity, 0, infinity, Double.NaN}, 4);
    Printed printed = new Printed("mask", 4, 1e300, List.of(infinity, infinity, 0.0, 0.0));
    Comparison comparison = Comparison.of(got, printed);
    assertThat(comparison.count()).isEqualTo(4);
    assertThat(comparison.mismatches())
        .extracting(Mismatch::element)
        .containsExactly("mask, row 0, column 1", "mask, row 0, column 2", "mask, row 0, column 3");
  }

  @Test
  void anArrayThatIsMissingOrMalformedIsNamed() {
    PrintedNumbers numbers = PrintedNumbers.parse("array Q columns=1 input\n 1", "here.txt");
    assertThatThrownBy(() -> numbers.get("K"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("here.txt has no array K");
    assertThatThrownBy(() -> PrintedNumbers.parse("array Q columns=0 input\n 1", "here.txt"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("here.txt: no array opens like this: array Q columns=0 input");
  }

  private static LessonReport replay(int number, PrintedNumbers printed) {
    return switch (number) {
      case 2 -> new WordEmbeddings(printed).replay();
      case 3 -> new RandomWeights(printed).replay();
      default -> new CausalAttention(printed).replay();
    };
  }

  private static PrintedNumbers changed(
      PrintedNumbers original, Printed array, int index, double by) {
    List<Double> numbers = new ArrayList<>(array.numbers());
    numbers.set(index, numbers.get(index) + by);
    Map<String, Printed> arrays = new HashMap<>(original.arrays());
    arrays.put(array.name(), new Printed(array.name(), array.columns(), array.limit(), numbers));
    return new PrintedNumbers("changed", arrays);
  }
}
