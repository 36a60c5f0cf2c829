package dev.heed.cli.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.cli.Ran;
import dev.heed.formats.ArrayFile;
import dev.heed.tensor.Tensor;
import dev.heed.views.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StepsCommandTest {
  @TempDir private Path folder;

  @Test
  void drawsAsNumPyDoes() {
    // np.random.seed(42); np.random.randn(3, 2), printed by NumPy 1.24.2.
    String query =
        """
        [[ 0.49671415 -0.1382643 ]
         [ 0.64768854  1.52302986]
         [-0.23415337 -0.23413696]]
        """;
    Ran ran = Ran.heed("steps", "--random", "3,2,2", "--seed", "42");
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out()).contains(query);
  }

  @Test
  void theSeedThatWasDrawnGivesTheSameNumbersAgain() {
    Ran first = Ran.heed("steps", "--random", "3,2,2", "--uniform");
    String seed = first.out().replaceFirst("(?s).*--seed\\s(\\d+)\\).*", "$1");
    Ran again = Ran.heed("steps", "--random", "3,2,2", "--uniform", "--seed", seed);
    assertThat(again.out().substring(again.out().indexOf("\n\n")))
        .isEqualTo(first.out().substring(first.out().indexOf("\n\n")));
  }

  @Test
  void savesEveryStepByName() throws IOException {
    Path out = folder.resolve("steps.npz");
    Ran ran =
        Ran.heed("steps", "--random", "4,3,2", "--seed", "1", "--causal", "--out", out.toString());
    assertThat(ran.code()).as(ran.err()).isZero();
    Map<String, Tensor> arrays = ArrayFile.read(out);
    assertThat(arrays.keySet())
        .containsExactly(
            "Q",
            "K",
            "V",
            "scores",
            "scaled",
            "capped",
            "biased",
            "masked",
            "row_max",
            "row_sum",
            "weights",
            "log_sum_exp",
            "output");
    Tensor masked = arrays.get("masked");
    assertThat(masked).isNotNull();
    assertThat(masked.get(0, 3)).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 80})
  void fitsTheTerminal(int width) {
    Ran ran = Ran.on(new Terminal(width, false, true), "steps", "--random", "4,8,8", "--seed", "7");
    assertThat(ran.out().lines()).allMatch(line -> line.codePointCount(0, line.length()) <= width);
  }

  @Test
  void withoutColourNoEscapeIsWritten() {
    Ran plain = Ran.on(new Terminal(80, false, true), "steps", "--random", "4,8,8", "--seed", "7");
    Ran coloured =
        Ran.on(new Terminal(80, true, true), "steps", "--random", "4,8,8", "--seed", "7");
    assertThat(plain.out()).doesNotContain("\u001b");
    assertThat(coloured.out()).contains("\u001b[");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void tutorialsAgreeWithTheirDocuments(int number) {
    Ran ran = Ran.heed("tutorial", Integer.toString(number));
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out().strip().lines().toList().getLast())
        .matches("\\d+ numbers compared, \\d+ not printed by the document");
  }

  @Test
  void doctorNamesWhatItFinds() {
    Ran ran = Ran.heed("doctor");
    assertThat(ran.code()).isZero();
    assertThat(ran.out())
        .contains("JDK ", "Processor ", "Kernels ", "scalar", "Threads ", "Memory ", "Faster ");
  }

  @Test
  void everyCommandHasHelpWithAnExample() {
    for (String command : new String[] {"attend", "steps", "tutorial"}) {
      Ran ran = Ran.heed(command, "--help");
      assertThat(ran.code()).isZero();
      assertThat(ran.out()).contains("Examples:", "heed " + command);
    }
    assertThat(Ran.heed().out()).contains("attend", "steps", "tutorial", "doctor");
    assertThat(Ran.heed("generate-completion").out()).contains("complete ");
  }

  @Test
  void jsonOfStepsReadsBack() throws IOException {
    Path out = folder.resolve("steps.json");
    Ran.heed("steps", "--random", "2,2,2", "--seed", "5", "--out", out.toString());
    assertThat(Files.exists(out)).isTrue();
    assertThat(ArrayFile.read(out)).containsKeys("weights", "output");
  }
}
