package dev.heed.explorer.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.heed.attention.Attention;
import dev.heed.attention.Steps;
import dev.heed.explain.Explanation;
import dev.heed.explain.Pair;
import dev.heed.explorer.page.OpenHouse.House;
import dev.heed.tensor.Tensor;
import dev.heed.views.NumPyText;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Code is copied from the page, pasted into a file and run: it prints the library's numbers. */
@Tag("browser")
@ExtendWith(OpenHouse.class)
class CodePageTest {
  private static final String TEXT_HEAD = "view=head&l=2&h=5&q=3&k=2";
  private static final Pattern NUMBER = Pattern.compile("-?\\d+\\.?\\d*(?:[eE][-+]?\\d+)?");

  @TempDir private Path folder;

  private static Stream<CodeCase> cases() {
    return CodeCase.cases();
  }

  private static String copied(Visitor visitor, String language) {
    visitor.find("export").click();
    visitor.find("code-" + language).click();
    visitor.find("copy-code").click();
    visitor.awaitText("export-said", "copied");
    return visitor.pasted();
  }

  private String printed(String name, String code, List<String> command)
      throws IOException, InterruptedException {
    Files.writeString(folder.resolve(name), code);
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(process.waitFor()).as("%s%n%s", said, code).isZero();
    return said;
  }

  /** Runs a file as its first lines say: by its source, with these on the class path. */
  private String java(String code, String classPath) throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return printed(
        "Attend.java",
        code,
        List.of(java, "-XX:TieredStopAtLevel=1", "-cp", classPath, "Attend.java"));
  }

  private String python(String code) throws IOException, InterruptedException {
    String python = System.getProperty("heed.python", "");
    assertThat(python).as("-Dheed.python names a Python with NumPy").isNotEmpty();
    return printed("attend.py", code, List.of(python, "attend.py"));
  }

  private static String coreAndViews() throws URISyntaxException {
    return placeOf(Tensor.class) + File.pathSeparator + placeOf(NumPyText.class);
  }

  private static Path placeOf(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void javaOfOwnNumbersPrintsTheLibrarys(CodeCase one, House house) throws Exception {
    try (Visitor visitor = house.visitor().openOwn(one.json(), one.place())) {
      assertThat(java(copied(visitor, "java"), coreAndViews()))
          .isEqualTo(
              "%s%n%s%nscore %s, weight %s",
              NumPyText.of(one.weights()),
              NumPyText.of(one.output()),
              one.explanation().score(),
              one.explanation().weight());
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  @Tag("numpy")
  void numPyOfOwnNumbersPrintsTheLibrarys(CodeCase one, House house) throws Exception {
    try (Visitor visitor = house.visitor().openOwn(one.json(), one.place())) {
      assertNumbers(
          python(copied(visitor, "numpy")),
          1e-7,
          one.weights(),
          one.output(),
          one.explanation().weight());
    }
  }

  @Test
  void javaOfATextPrintsTheLibrarys(House house) throws Exception {
    Explanation pair = explanation(house);
    try (Visitor visitor = house.visitor().openSentence(TEXT_HEAD)) {
      assertThat(java(copied(visitor, "java"), System.getProperty("java.class.path")))
          .isEqualTo(
              "%s%nscore %s, weight %s",
              NumPyText.of(steps(house).weights().select(0, 5)),
              (float) pair.score(),
              (float) pair.weight());
    }
  }

  @Test
  @Tag("numpy")
  void numPyOfATextPrintsTheLibrarys(House house) throws Exception {
    Steps steps = steps(house);
    try (Visitor visitor = house.visitor().openSentence(TEXT_HEAD)) {
      assertNumbers(
          python(copied(visitor, "numpy")),
          2e-6,
          steps.weights().select(0, 5),
          steps.output().select(0, 5),
          explanation(house).weight());
    }
  }

  private static Steps steps(House house) {
    return house.encoder().encode(Visitor.SENTENCE).steps(2);
  }

  private static Explanation explanation(House house) {
    Steps steps = steps(house);
    return Attention.scaledDotProduct()
        .explain(steps.query(), steps.key(), steps.value(), new Pair(0, 5, 3, 2));
  }

  /** Two matrices and the weight of the pair, as {@code print} writes them. */
  private static void assertNumbers(
      String printed, double near, Tensor weights, Tensor output, double weight) {
    String matrices = printed.substring(0, printed.lastIndexOf(']'));
    String last = printed.substring(printed.lastIndexOf(':'));
    double[] numbers =
        Stream.concat(NUMBER.matcher(matrices).results(), NUMBER.matcher(last).results())
            .map(MatchResult::group)
            .mapToDouble(Double::parseDouble)
            .toArray();
    double[] wanted =
        Stream.of(weights.toDoubleArray(), output.toDoubleArray(), new double[] {weight})
            .flatMapToDouble(DoubleStream::of)
            .toArray();
    assertThat(numbers).as(printed).containsExactly(wanted, within(near));
  }
}
