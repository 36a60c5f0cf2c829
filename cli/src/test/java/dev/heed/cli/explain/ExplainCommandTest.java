package dev.heed.cli.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.heed.attention.Attention;
import dev.heed.attention.Steps;
import dev.heed.cli.Ran;
import dev.heed.cli.SharedModel;
import dev.heed.cli.console.TextView;
import dev.heed.formats.ArrayFile;
import dev.heed.mask.Mask;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.Seeds;
import dev.heed.views.NumberText;
import dev.heed.views.Terminal;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

/** {@code heed explain}. */
class ExplainCommandTest {
  private static final String CAT = "The cat sat on the mat.";

  @TempDir private Path folder;

  /** The scaled score is that of ONNX Runtime 1.29 for layer 0, head 3, query "sat", key "cat". */
  @Test
  void aPairOfATextIsFollowedThroughEveryStep() throws IOException {
    Path out = folder.resolve("pair.npz");
    Ran ran = explain(CAT, "sat", "cat", "--layer", "0", "--head", "3", "--out", out.toString());
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out())
        .contains("Layer 0 of 0 to 5, head 3 of 0 to 11.\n")
        .contains("query 3 (sat) → key 2 (cat)\n")
        .contains("Step 1: score\n", "Step 7: output\n", "over 9 keys\n");
    Map<String, Tensor> arrays = ArrayFile.read(out);
    assertThat(number(arrays, "scaled")).isEqualTo(0.762, within(1e-4));
    Steps steps = SharedModel.encoder().encode(CAT).steps(0);
    assertThat(number(arrays, "weight")).isEqualTo(steps.weights().get(3, 3, 2));
    assertThat(Objects.requireNonNull(arrays.get("values.output")).toFloatArray())
        .isEqualTo(steps.output().select(0, 3).select(0, 3).toFloatArray());
    assertThat(Objects.requireNonNull(arrays.get("products.sum")).size(0)).isEqualTo(32);
  }

  @Test
  void arraysTakeEveryMaskAndNameTheOnesThatLeaveTheKeyOut() throws IOException {
    Seeds seeds = Seeds.fromProperty();
    Map<String, Tensor> arrays = new LinkedHashMap<>();
    for (String name : new String[] {"Q", "K", "V"}) {
      arrays.put(name, Tensor.of(seeds.normal(2 * 4 * 6 * 3), 2, 4, 6, 3));
    }
    Path in = folder.resolve("qkv.npz");
    ArrayFile.write(in, arrays);
    Path flags = folder.resolve("flags.npy");
    ArrayFile.write(
        flags, Map.of("", Tensor.of(new boolean[][] {{true, true, true, true, true, false}})));
    Path out = folder.resolve("pair.json");
    Ran ran =
        Ran.heed(
            "explain",
            "--input",
            in.toString(),
            "--batch",
            "1",
            "--head",
            "2",
            "--query",
            "3",
            "--key",
            "5",
            "--causal",
            "--window",
            "1,-1",
            "--keep",
            flags.toString(),
            "--hide",
            flags.toString(),
            "--lengths",
            "6,4",
            "--softcap",
            "2",
            "--scale",
            "none",
            "--bias",
            bias(),
            "--out",
            out.toString());
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out())
        .contains("Batch entry 1, head 2; computed in float64.")
        .contains("causal mask: left out", "window mask: left in", "keep flags: left out")
        .contains("hide flags: left in", "lengths: left out", "dense bias: ")
        .contains("The key is left out by causal mask; keep flags and lengths");
    String json = Files.readString(out);
    assertThat(json)
        .startsWith("{\"pair\":{\"batch\":1,\"head\":2,\"key_head\":2,\"query\":3,\"key\":5}")
        .contains("\"left_out_by\":[\"causal mask\",\"keep flags\",\"lengths\"]")
        .contains("\"attended\":false,\"masked\":\"-Infinity\"");
    Tensor q = Objects.requireNonNull(arrays.get("Q"));
    Tensor k = Objects.requireNonNull(arrays.get("K"));
    Tensor v = Objects.requireNonNull(arrays.get("V"));
    Attention plain = Attention.scaledDotProduct().withScale(1).withSoftcap(2);
    Steps steps = plain.withMask(Mask.causal()).steps(q, k, v);
    assertThat(json)
        .contains("\"score\":" + steps.scores().get(1, 2, 3, 5) + ",")
        .contains("\"capped\":" + steps.capped().get(1, 2, 3, 5) + ",");
  }

  @Test
  void precisionsStandSideBySideAndAreSavedByType() throws IOException {
    Path out = folder.resolve("pair.npz");
    Ran ran = explain(CAT, "3", "the#2", "--precision", "--out", out.toString());
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out())
        .contains("query 3 (sat) → key 5 (the), in 4 types\n")
        .containsPattern("float16 +bfloat16 +float32 +float64\n")
        .contains("Plain softmax", "Stable softmax", "Online softmax", "three ways");
    Map<String, Tensor> arrays = ArrayFile.read(out);
    Tensor weights = Objects.requireNonNull(arrays.get("precision.float64.online.weights"));
    assertThat(weights.get(5)).isEqualTo(number(arrays, "weight"), within(1e-6));
    assertThat(arrays).containsKeys("precision.float16.plain.sum", "precision.bfloat16.score");
  }

  @Test
  void ofRandomArraysTheNumbersAreThoseOfTheSteps() throws IOException {
    Path pair = folder.resolve("pair.npz");
    Path steps = folder.resolve("steps.npz");
    Ran.heed("steps", "--random", "4,3,2", "--seed", "1", "--causal", "--out", steps.toString());
    Ran ran =
        Ran.heed(
            "explain",
            "--random",
            "4,3,2",
            "--seed",
            "1",
            "--causal",
            "--query",
            "2",
            "--key",
            "1",
            "--out",
            pair.toString());
    assertThat(ran.code()).as(ran.err()).isZero();
    Map<String, Tensor> found = ArrayFile.read(pair);
    Map<String, Tensor> all = ArrayFile.read(steps);
    for (String step : new String[] {"scores", "scaled", "biased", "masked", "weights"}) {
      String name = step.equals("scores") ? "score" : step.equals("weights") ? "weight" : step;
      assertThat(number(found, name))
          .as(step)
          .isEqualTo(Objects.requireNonNull(all.get(step)).get(2, 1));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          The cat sat on the mat.   | sat    | 3
          The cat sat on the mat.   | SAT    | 3
          The cat sat on the mat.   | [cls]  | 0
          The cat sat on the mat.   | 6      | 6
          The cat sat on the mat.   | the#1  | 1
          The cat sat on the mat.   | the#2  | 5
          The the the               | the#2  | 3
          Unbelievably long         | ##bel  | 2
          7 cats in 1984            | 1984   | 4
          C# is # here              | ##2    | 4
          """)
  void tokensAreChosenByWordByNameAndByNumber(String text, String entry, int token) {
    var sentence = TextView.sentence(SharedModel.encoder().encode(text));
    assertThat(OneToken.find("--query", entry, sentence))
        .as(sentence.pieces().toString())
        .isEqualTo(token);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          The cat sat on the mat. | the   | --query the: the text has 2 such tokens, 1 the, 5 the: choose one by its number, or as the#2
          Unbelievably long       | unbelievably | --query unbelievably: the text has 5 such tokens, 1 un, 2 ##bel
          The cat sat on the mat. | the#3 | --query the#3: the text has no such token; the nearest are 1 the, 5 the
          The cat sat on the mat. | sst   | --query sst: the text has no such token; the nearest are 3 sat
          The cat sat on the mat. | hippopotamus | there are 0 [CLS], 1 the, 2 cat
          The cat sat on the mat. | 9     | --query 9: the text has no such token; they are counted from 0 to 8
          The cat sat on the mat. | ''    | --query "": the text has no such token
          """)
  void tokensThatAreNotOneAreRefusedWithTheChoices(String text, String entry, String said) {
    Ran ran = explain(text, entry, "1");
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains(said);
    assertThat(ran.err().lines()).hasSize(1);
    assertThat(ran.out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --query 1                                     | --key
          --query 4 --key 0                             | query 4: they are counted from 0 to 3
          --query 0 --key -1                            | key -1: they are counted from 0 to 3
          --query 0 --key 0 --head 1                    | head 1: they are counted from 0 to 0
          --query 0 --key 0 --batch 2                   | batch entry 2: they are counted from 0 to 0
          --query sat --key 0                           | --query sat: of arrays it is a row's number, from 0 to 3
          --query 0 --key 0 --layer 1                   | --layer goes with a text
          --query 0 --key 0 --out a.safetensors         | saved as .json or .npz; .csv for its products
          --query 0 --key 0 --out a.npy                 | .html, .svg or .png to look at
          --query 0 --key 0 --out a.pdf                 | to look at: .html, .svg, .png
          """)
  void badPairsOfArraysAreRefusedInOneSentence(String options, String said) {
    String line = "explain --random 4,3,2 --seed 1 " + options;
    Ran ran = Ran.heed(line.split(" ", -1));
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains(said);
    assertThat(ran.err().lines()).hasSize(1);
  }

  @Test
  void aTextGoesWithoutTheOptionsOfArrays() {
    assertThat(explain(CAT, "1", "2", "--causal").err()).contains("--causal goes with --input");
    assertThat(explain(CAT, "1", "2", "--batch", "0").err()).contains("--batch goes with");
    Ran none = Ran.heed("explain", "--query", "1", "--key", "2");
    assertThat(none.code()).isEqualTo(2);
    assertThat(none.err()).contains("explain: a TEXT, --input FILE with arrays, or --random");
  }

  @Test
  void picturesAndPagesAreWhatTheirNamesSay() throws IOException {
    String file = arrays(Seeds.fromProperty()).toString();
    for (String arguments :
        new String[] {
          "The cat sat on the mat. | --query | sat | --key | cat | --precision",
          "--input | %s | --batch | 1 | --head | 2 | --query | 3 | --key | 5 | --causal"
              .formatted(file),
          "--random | 70,3,2 | --seed | 1 | --query | 2 | --key | 1"
        }) {
      String svg = new String(written(arguments, "a.svg"), StandardCharsets.UTF_8);
      assertThat(svg).as(arguments).contains("<svg ", "<title", "eights of query ");
      String html = new String(written(arguments, "a.html"), StandardCharsets.UTF_8);
      assertThat(html)
          .startsWithIgnoringCase("<!doctype html>")
          .doesNotContain("<script")
          .contains("pair, step by step", "Step 7: output", "do not by themselves explain");
      BufferedImage image = ImageIO.read(new ByteArrayInputStream(written(arguments, "a.png")));
      assertThat(image.getWidth()).isGreaterThan(100);
    }
  }

  @Test
  void thePictureShowsTheWeightsOfThePairsHeadAndSequence() throws IOException {
    Path in = arrays(Seeds.fromProperty());
    String pair =
        "--input | %s | --batch | 1 | --head | 2 | --query | 3 | --key | 1 | --window | 1,-1";
    String svg = new String(written(pair.formatted(in), "a.svg"), StandardCharsets.UTF_8);
    Map<String, Tensor> arrays = ArrayFile.read(in);
    Steps steps =
        Attention.scaledDotProduct()
            .withMask(Mask.window(1, -1))
            .steps(
                Objects.requireNonNull(arrays.get("Q")),
                Objects.requireNonNull(arrays.get("K")),
                Objects.requireNonNull(arrays.get("V")));
    assertThat(svg)
        .contains("Sequence 1, head 2: weights of query 3; key 1 is left out")
        .contains("token 1, in bold, has 0<");
    for (int key = 2; key < 6; key++) {
      String weight = NumberText.brief(steps.weights().get(1, 2, 3, key));
      assertThat(svg).contains("<title>%d: %s</title>".formatted(key, weight));
    }
  }

  @Test
  void theTableHasALineAColumnWithAllDigits() throws IOException {
    String pair = CAT + " | --query | sat | --key | cat | --layer | 0 | --head | 3";
    List<String> lines =
        new String(written(pair, "a.csv"), StandardCharsets.UTF_8).lines().toList();
    assertThat(lines).hasSize(1 + 32);
    assertThat(lines.getFirst()).isEqualTo("column,query,key,product,sum");
    Steps steps = SharedModel.encoder().encode(CAT).steps(0);
    for (int d = 0; d < 32; d++) {
      String[] cells = lines.get(1 + d).split(",", -1);
      double q = steps.query().get(3, 3, d);
      double k = steps.key().get(3, 2, d);
      assertThat(cells).hasSize(5).startsWith(Integer.toString(d));
      assertThat(Float.parseFloat(cells[1])).isEqualTo((float) q);
      assertThat(Float.parseFloat(cells[2])).isEqualTo((float) k);
      // A product of two float32 is exact in float64.
      assertThat(Double.parseDouble(cells[3])).isEqualTo(q * k);
    }
    String last = lines.getLast();
    assertThat(Float.parseFloat(last.substring(last.lastIndexOf(',') + 1)))
        .isEqualTo((float) steps.scores().get(3, 3, 2));
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 80})
  void fitsTheTerminal(int width) {
    for (String more : new String[] {"--all", "--precision"}) {
      Ran ran =
          Ran.on(
              new Terminal(width, false, true),
              "explain",
              "--random",
              "4,8,8",
              "--seed",
              "7",
              "--query",
              "1",
              "--key",
              "2",
              more);
      assertThat(ran.code()).as(ran.err()).isZero();
      assertThat(ran.out().lines())
          .allMatch(line -> line.codePointCount(0, line.length()) <= width);
    }
  }

  @Test
  void helpHasAnExampleAndTheCommandIsListed() {
    Ran ran = Ran.heed("explain", "--help");
    assertThat(ran.code()).isZero();
    assertThat(ran.out())
        .contains(
            "Examples:", "csv of", "--out pair.html", "heed explain \"The cat sat on the mat.\"");
    assertThat(Ran.heed().out()).contains("explain");
  }

  private Path arrays(Seeds seeds) throws IOException {
    Map<String, Tensor> arrays = new LinkedHashMap<>();
    for (String name : new String[] {"Q", "K", "V"}) {
      arrays.put(name, Tensor.of(seeds.normal(2 * 4 * 6 * 3), 2, 4, 6, 3));
    }
    Path file = folder.resolve("arrays.npz");
    ArrayFile.write(file, arrays);
    return file;
  }

  private byte[] written(String arguments, String name) throws IOException {
    Path out = folder.resolve(name);
    String line = "explain | " + arguments + " | --out | " + out;
    Ran ran = Ran.heed(line.split(" \\| ", -1));
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.err()).contains("written");
    return Files.readAllBytes(out);
  }

  private String bias() throws IOException {
    Path file = folder.resolve("bias.npy");
    ArrayFile.write(file, Map.of("", Tensor.of(new double[36], 6, 6)));
    return file.toString();
  }

  private static Ran explain(String text, String query, String key, String... more) {
    String[] all = new String[6 + more.length];
    System.arraycopy(new String[] {"explain", text, "--query", query, "--key", key}, 0, all, 0, 6);
    System.arraycopy(more, 0, all, 6, more.length);
    return Ran.heed(all);
  }

  private static double number(Map<String, Tensor> arrays, String name) {
    return Objects.requireNonNull(arrays.get(name), name).get();
  }
}
