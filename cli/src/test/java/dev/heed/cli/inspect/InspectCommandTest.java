package dev.heed.cli.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.heed.cli.Ran;
import dev.heed.cli.console.Console;
import dev.heed.cli.console.Progress;
import dev.heed.formats.ArrayFile;
import dev.heed.formats.ArrayFormat;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.Seeds;
import dev.heed.views.Terminal;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code heed inspect} of texts and of arrays. */
class InspectCommandTest {
  private static final String CATS = "The cat sat on the mat. The cat slept on the mat.";
  private static final int QUERIES = 12;

  @TempDir private Path folder;

  private Tensor query = Tensor.zeros(DType.FLOAT32, Shape.of(0));

  /** Two sequences of three heads, 12 queries, keys and values of 4. */
  private Path arrays() throws IOException {
    Seeds seeds = Seeds.of(3);
    Map<String, Tensor> named = new LinkedHashMap<>();
    for (String name : List.of("Q", "K", "V")) {
      double[] numbers = seeds.normal(2 * 3 * QUERIES * 4);
      named.put(name, Tensor.of(numbers, 2, 3, QUERIES, 4).to(DType.FLOAT32));
    }
    query = Objects.requireNonNull(named.get("Q"));
    Path file = folder.resolve("qkv.npz");
    ArrayFile.write(file, ArrayFormat.NPZ, named);
    return file;
  }

  private Path out(String name) {
    return folder.resolve(name);
  }

  private static Ran done(String... arguments) {
    Ran ran = Ran.heed(arguments);
    assertThat(ran.code()).as(ran.err()).isZero();
    return ran;
  }

  @Test
  void everyFlagInOneCallGivesItsArray() throws IOException {
    Path out = out("found.npz");
    done(
        "inspect",
        "--input",
        arrays().toString(),
        "--causal",
        "--top",
        "3",
        "--entropy",
        "--received",
        "--map",
        "4",
        "--rows",
        "2..4",
        "--distance",
        "--diagonal",
        "--previous",
        "--sink",
        "2",
        "--near",
        "2,0",
        "--value-weighted",
        "--out",
        out.toString());
    Map<String, Tensor> found = ArrayFile.read(out);
    assertThat(shape(found, "output")).isEqualTo(Shape.of(2, 3, QUERIES, 4));
    for (String name :
        List.of(
            "log_sum_exp",
            "row_max",
            "entropy",
            "distance",
            "mass_diagonal",
            "mass_previous",
            "mass_sink",
            "mass_near")) {
      assertThat(shape(found, name)).as(name).isEqualTo(Shape.of(2, 3, QUERIES));
    }
    for (String prefix : List.of("", "value_")) {
      assertThat(shape(found, prefix + "top_weights")).isEqualTo(Shape.of(2, 3, QUERIES, 3));
      assertThat(shape(found, prefix + "top_keys")).isEqualTo(Shape.of(2, 3, QUERIES, 3));
      assertThat(shape(found, prefix + "received")).isEqualTo(Shape.of(2, 3, QUERIES));
      assertThat(shape(found, prefix + "map")).isEqualTo(Shape.of(2, 3, 4, 4));
      assertThat(shape(found, prefix + "rows")).isEqualTo(Shape.of(2, 3, 3, QUERIES));
    }
    assertThat(Objects.requireNonNull(found.get("received")).dtype()).isEqualTo(DType.FLOAT64);
  }

  private static Shape shape(Map<String, Tensor> arrays, String name) {
    return Objects.requireNonNull(arrays.get(name), name).shape();
  }

  @Test
  void numbersAreThoseOfTheMatrixThatAttendGives() throws IOException {
    Path file = arrays();
    Path whole = out("weights.npz");
    Path found = out("found.npz");
    done("attend", "--input", file.toString(), "--causal", "--out", whole.toString());
    done(
        "inspect",
        "--input",
        file.toString(),
        "--causal",
        "--top",
        "2",
        "--entropy",
        "--received",
        "--map",
        "3",
        "--out",
        found.toString());
    Tensor weights = Objects.requireNonNull(ArrayFile.read(whole).get("weights"));
    Map<String, Tensor> answers = ArrayFile.read(found);
    Tensor entropy = Objects.requireNonNull(answers.get("entropy"));
    Tensor received = Objects.requireNonNull(answers.get("received"));
    Tensor map = Objects.requireNonNull(answers.get("map"));
    Tensor keys = Objects.requireNonNull(answers.get("top_keys"));
    double[] columns = new double[QUERIES];
    double[][] cells = new double[3][3];
    for (int i = 0; i < QUERIES; i++) {
      double sum = 0;
      for (int j = 0; j < QUERIES; j++) {
        double w = weights.get(1, 2, i, j);
        sum -= w == 0 ? 0 : w * Math.log(w);
        columns[j] += w;
        cells[i / 4][j / 4] += w / 16;
        assertThat(w).isLessThanOrEqualTo(weights.get(1, 2, i, (int) keys.get(1, 2, i, 0)) + 1e-6);
      }
      assertThat(entropy.get(1, 2, i)).isCloseTo(sum, within(1e-5));
    }
    for (int j = 0; j < QUERIES; j++) {
      assertThat(received.get(1, 2, j)).isCloseTo(columns[j], within(1e-5));
      assertThat(map.get(1, 2, j / 4, j % 3)).isCloseTo(cells[j / 4][j % 3], within(1e-6));
    }
    assertThat(keys.get(0, 0, 0, 0)).isZero();
    assertThat(keys.get(0, 0, 0, 1)).isEqualTo(-1);
  }

  @Test
  void theTerminalShowsOneHeadAndHowToSeeAnother() throws IOException {
    String file = arrays().toString();
    Ran ran = done("inspect", "--input", file, "--head", "1", "--batch", "1", "--top", "2");
    assertThat(ran.out())
        .startsWith("Q [2, 3, 12, 4], K [2, 3, 12, 4]\n")
        .contains("shown: qkv.npz, sequence 1, head 1; --head N shows another")
        .contains("query      row max log-sum-exp\n")
        .contains("Top keys\n");
    Ran plain = done("inspect", "--input", file);
    assertThat(plain.out()).contains("Entropy of each query's weights").contains("received");
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 80})
  void fitsTheTerminal(int width) throws IOException {
    Terminal terminal = new Terminal(width, false, true);
    String file = arrays().toString();
    Ran ran = Ran.on(terminal, "inspect", "--input", file, "--map", "5", "--entropy", "--top", "4");
    assertThat(ran.out().lines()).allMatch(line -> line.codePointCount(0, line.length()) <= width);
    Ran text = Ran.on(terminal, "inspect", CATS);
    assertThat(text.out().lines()).allMatch(line -> line.codePointCount(0, line.length()) <= width);
  }

  @Test
  void headsOfATextAreSortedAndTheFirstIsShown() {
    Ran ran = done("inspect", CATS, "--sort", "previous");
    // Head 2 of layer 0 attends to the token before, as ONNX Runtime's weights show as well.
    assertThat(ran.out())
        .contains("Heads by previous: the weight on the token before the query's\n")
        .contains("    0     2 ")
        .contains("Layer 0, head 2, the first by previous\n")
        .contains("cat   the 1.0");
    assertThat(done("inspect", CATS, "--layer", "3").out()).contains("Layer 3, head ");
    assertThat(done("inspect", CATS, "--head", "4").out()).contains("Layer 5, head 4\n");
  }

  @Test
  void arraysOfATextHaveLayersAndHeadsInFront() throws IOException {
    Path out = out("text.npz");
    done("inspect", CATS, "--entropy", "--top", "3", "--map", "8", "--out", out.toString());
    Map<String, Tensor> found = ArrayFile.read(out);
    assertThat(shape(found, "entropy")).isEqualTo(Shape.of(6, 12, 16));
    assertThat(shape(found, "top_keys")).isEqualTo(Shape.of(6, 12, 16, 3));
    assertThat(shape(found, "map")).isEqualTo(Shape.of(6, 12, 8, 8));
  }

  @Test
  void documentsAndTablesNameTheirTokens() throws IOException {
    Path json = out("text.json");
    Path csv = out("text.csv");
    done("inspect", CATS, "--top", "1", "--entropy", "--out", json.toString());
    done("inspect", CATS, "--top", "1", "--entropy", "--out", csv.toString());
    assertThat(Files.readString(json))
        .contains("\"tokens\":[\"[CLS]\",\"the\",\"cat\"")
        .contains("\"induction\":");
    List<String> lines = Files.readAllLines(csv);
    assertThat(lines.getFirst())
        .isEqualTo("layer,head,query,token,log_sum_exp,row_max,entropy,key_1,token_1,weight_1");
    assertThat(lines).hasSize(1 + 6 * 12 * 16);
    assertThat(lines.get(1 + (2 * 16) + 2)).startsWith("0,2,2,cat,").contains(",1,the,0.99");
  }

  @Test
  void picturesAndPagesAreWhatTheirNamesSay() throws IOException {
    String file = arrays().toString();
    for (String[] arguments :
        new String[][] {
          {"inspect", CATS},
          {"inspect", CATS, "--layer", "0", "--head", "2"},
          {"inspect", "--input", file},
          {"attend", CATS},
          {"attend", "--input", file, "--causal"},
          {"steps", "--random", "4,3,2", "--seed", "1"},
          {"steps", CATS, "--tokens", "sat"}
        }) {
      String svg = new String(written(arguments, "a.svg"), StandardCharsets.UTF_8);
      assertThat(svg).as(String.join(" ", arguments)).contains("<svg ").contains("<title");
      String html = new String(written(arguments, "a.html"), StandardCharsets.UTF_8);
      assertThat(html)
          .startsWithIgnoringCase("<!doctype html>")
          .doesNotContain("<script")
          .contains("explain");
      try (InputStream png = Files.newInputStream(png(arguments))) {
        BufferedImage image = ImageIO.read(png);
        assertThat(image.getWidth()).isGreaterThan(100);
      }
    }
  }

  private Path png(String... arguments) throws IOException {
    written(arguments, "a.png");
    return out("a.png");
  }

  private byte[] written(String[] arguments, String name) throws IOException {
    Path out = out(name);
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--out";
    all[arguments.length + 1] = out.toString();
    Ran ran = done(all);
    assertThat(ran.err()).contains("written");
    return Files.readAllBytes(out);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2 | --top 13                  | top 13 of 12 keys: at most as many as there are
          2 | --top 0                   | --top 0: at least 1 key
          2 | --map 13                  | a map of 13 × 13 cells of 12 queries and 12 keys
          2 | --map 0                   | --map 0: at least 1 cell
          2 | --rows 10..12             | --rows 10..12: there are 12 queries, counted from 0
          2 | --rows 3..2               | it ends before it begins
          2 | --rows a..b               | A..B from the first to the last
          2 | --rows 1..2 --keys 12     | --keys 12..12: there are 12 keys
          2 | --keys 1..2               | --keys goes with --rows
          2 | --received-from 12        | --received-from 12..12: there are 12 queries
          2 | --received --received-from 1 | one of them
          2 | --near 1                  | two whole numbers
          2 | --near 1,-2               | there is none
          2 | --sink 0                  | the first 0 keys: at least 1
          2 | --head 3                  | --head 3: Q has 3 heads, counted from 0
          2 | --batch 2                 | --batch 2: Q has 2 sequences, counted from 0
          2 | --out x.npy               | an inspection gives several arrays
          2 | --out x.gif               | .html, .svg, .png
          2 | --layer 2                 | goes with a text
          2 | --sort sink               | goes with a text
          1 | --out nowhere/x.html      | its folder does not exist
          1 | --out nowhere/x.npz       | its folder does not exist
          """)
  void whatDoesNotFitIsSaidInOneSentence(int code, String options, String part) throws IOException {
    String[] given = options.split(" +", -1);
    String[] all = new String[given.length + 3];
    all[0] = "inspect";
    all[1] = "--input";
    all[2] = arrays().toString();
    System.arraycopy(given, 0, all, 3, given.length);
    Ran ran = Ran.heed(all);
    assertThat(ran.err()).startsWith("heed: ").contains(part).hasLineCount(1);
    assertThat(ran.code()).isEqualTo(code);
    assertThat(query.rank()).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          inspect                            | a TEXT, or --input FILE
          inspect cat --causal               | goes with --input
          inspect cat --batch 1              | goes with --input
          inspect cat --layer 6              | the model has layers 0 to 5
          inspect cat --top 9                | top 9 of 3 keys
          inspect cat --sort loudness        | loudness
          plan                               | --input FILE or --sizes
          plan --sizes 1,2,3                 | 4 to 7 numbers
          plan --sizes 1,2,3,x               | whole numbers
          plan --sizes 1,3,8,4,8,2           | must be a multiple
          plan --sizes 1,1,8,4 --top 9       | top 9 of 8 keys
          """)
  void wrongUseIsSaidInOneSentence(String arguments, String part) {
    Ran ran = Ran.heed(arguments.split(" +", -1));
    assertThat(ran.err()).startsWith("heed: ").contains(part).hasLineCount(1);
    assertThat(ran.code()).isEqualTo(2);
  }

  @Test
  void aPlanSaysWhatEachPartAdds() {
    Ran ran =
        done(
            "plan",
            "--sizes",
            "1,1,131072,64",
            "--map",
            "512",
            "--top",
            "8",
            "--entropy",
            "--received");
    assertThat(ran.out())
        .contains("tiles of 64 queries × 128 keys")
        .contains("asked for beside it")
        .contains("scores once more ")
        .contains("map of 512 × 512")
        .contains("received");
    assertThat(ran.out().lines()).allMatch(line -> line.length() <= 80);
    assertThat(done("plan", "--sizes", "1,2,10,4").out()).doesNotContain("asked for");
  }

  @Test
  void progressIsForTerminalsAndComesAfterASecond() throws InterruptedException {
    for (boolean terminal : new boolean[] {true, false}) {
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      Console console =
          new Console(
              InputStream.nullInputStream(),
              new ByteArrayOutputStream(),
              err,
              new Terminal(80, false, true),
              terminal);
      try (Progress progress = new Progress(console, "inspecting")) {
        progress.progress(1, 4);
        assertThat(err.size()).isZero();
        Thread.sleep(1_050);
        progress.progress(2, 4);
      }
      String said = err.toString(StandardCharsets.UTF_8);
      if (terminal) {
        assertThat(said).contains("inspecting: 50 %, about 2 s left").endsWith("\u001b[K");
      } else {
        assertThat(said).isEmpty();
      }
    }
  }
}
