package dev.heed.spark.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.heed.attention.Attention;
import dev.heed.attention.AttentionResult;
import dev.heed.formats.ArrayFile;
import dev.heed.formats.JsonFields;
import dev.heed.formats.JsonTree;
import dev.heed.mask.Corner;
import dev.heed.mask.Mask;
import dev.heed.models.Embeddings;
import dev.heed.models.Encoder;
import dev.heed.models.source.ModelSource;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.Seeds;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SparkCommandTest {
  private static final String MASTER = "--master=local[2]";

  @TempDir private Path folder;

  /** What a command said, and how it ended. */
  private record Ended(int code, String said) {}

  private static Ended run(Object... arguments) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      String[] words = Stream.of(arguments).map(String::valueOf).toArray(String[]::new);
      int code = SparkCommand.run(words);
      return new Ended(code, bytes.toString(StandardCharsets.UTF_8));
    } finally {
      System.setErr(before);
    }
  }

  private List<String> lines(Path out) throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> parts = Files.list(out)) {
      for (Path part : parts.sorted().filter(file -> file.toString().endsWith(".json")).toList()) {
        lines.addAll(Files.readAllLines(part));
      }
    }
    return lines;
  }

  @Test
  void everyLineOfAFileHasTheLibrarysVector() throws IOException {
    List<String> texts = IntStream.range(0, 50).mapToObj("a river of %d miles"::formatted).toList();
    Path file = Files.write(folder.resolve("texts.txt"), texts);
    Path out = folder.resolve("vectors");
    Ended ended = run("embed", file, "--out", out, "--format=jsonl", "--partitions=3", MASTER);
    assertThat(ended.code()).as(ended.said()).isZero();
    assertThat(ended.said()).startsWith("heed spark: 50 rows written to " + out);
    List<String> lines = lines(out);
    assertThat(lines).hasSize(50);
    try (Encoder encoder = Encoder.load(ModelSource.miniLm())) {
      Embeddings wanted = encoder.embed(texts);
      for (String line : lines) {
        JsonFields fields =
            JsonTree.read("line", new ByteArrayInputStream(line.getBytes(StandardCharsets.UTF_8)));
        int number = Integer.parseInt(line.replaceFirst("^\\{\"line\":(\\d+),.*", "$1"));
        assertThat(fields.text("text")).isEqualTo(texts.get(number));
        String[] numbers = line.replaceFirst(".*\"embedding\":\\[(.*)\\].*", "$1").split(",", -1);
        float[] vector = wanted.vector(number).toFloatArray();
        assertThat(numbers).hasSize(vector.length);
        for (int i = 0; i < vector.length; i++) {
          assertThat(Float.parseFloat(numbers[i])).isEqualTo(vector[i]);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "posts.jsonl | {\"id\": 1, \"body\": \"a river\"}~{\"id\": 2, \"body\": \"two, \\\"rivers\\\"\"}~",
        "posts.csv   | id,body~1,a river~2,\"two, \"\"rivers\"\"\"~",
      })
  void tablesKeepTheirColumns(String name, String content) throws IOException {
    Path file = Files.writeString(folder.resolve(name), content.replace('~', '\n'));
    Path parquet = folder.resolve("first.parquet");
    Path out = folder.resolve("second");
    Ended first = run("embed", file, "--column=body", "--out", parquet, MASTER);
    assertThat(first.code()).as(first.said()).isZero();
    Ended again = run("embed", parquet, "--column=body", "--out", out, "--format=jsonl", MASTER);
    assertThat(again.code()).isEqualTo(2);
    assertThat(again.said()).contains("column 'embedding' is there already");
    Ended json = run("embed", file, "--column=body", "--out", out, "--format=jsonl", MASTER);
    assertThat(json.code()).as(json.said()).isZero();
    assertThat(lines(out))
        .hasSize(2)
        .anyMatch(line -> line.contains("\"body\":\"two, \\\"rivers\\\"\"") && line.contains("2"));
  }

  @Test
  void badTextsEndTheRunOrAreKept() throws IOException {
    Path file = Files.writeString(folder.resolve("texts.txt"), "one\n\nthree\n");
    Path out = folder.resolve("vectors");
    Ended failed = run("embed", file, "--out", out, MASTER);
    assertThat(failed.code()).isEqualTo(1);
    assertThat(failed.said()).contains("row 1 of partition 0: the text is empty");
    Path kept = folder.resolve("kept");
    Ended ended = run("embed", file, "--out", kept, "--errors=keep", MASTER);
    assertThat(ended.code()).as(ended.said()).isZero();
    assertThat(ended.said()).contains("3 rows written", "1 of them without a vector");
  }

  @Test
  void aSequenceIsThatOfOneMachine() throws IOException {
    Seeds seeds = Seeds.fromProperty();
    Tensor q = Tensor.of(seeds.normalFloats(2 * 9 * 8), 2, 9, 8);
    Tensor k = Tensor.of(seeds.normalFloats(100 * 8), 1, 100, 8);
    Tensor v = Tensor.of(seeds.normalFloats(100 * 8), 1, 100, 8);
    Path input = folder.resolve("qkv.npz");
    ArrayFile.write(input, Map.of("Q", q, "K", k, "V", v));
    Path out = folder.resolve("result.npz");
    Ended ended =
        run(
            "attend",
            "--input",
            input,
            "--out",
            out,
            "--causal=bottom-right",
            "--window=40,0",
            "--softcap=5",
            "--block=16",
            MASTER);
    assertThat(ended.code()).as(ended.said()).isZero();
    assertThat(ended.said()).startsWith("heed spark: 7 blocks of up to 16 keys");
    AttentionResult wanted =
        Attention.scaledDotProduct()
            .withSoftcap(5)
            .withMask(Mask.causal(Corner.BOTTOM_RIGHT).and(Mask.window(40, 0, Corner.BOTTOM_RIGHT)))
            .evaluate(q, k, v);
    Map<String, Tensor> read = ArrayFile.read(out);
    float[] output = Objects.requireNonNull(read.get("output")).toFloatArray();
    float[] expected = wanted.output().toFloatArray();
    for (int n = 0; n < expected.length; n++) {
      assertThat((double) output[n]).isCloseTo(expected[n], within(1e-5));
    }
    assertThat(Objects.requireNonNull(read.get("log_sum_exp")).shape())
        .isEqualTo(wanted.logSumExp().shape());
  }

  @Test
  void wrongUseIsSaidInASentence() throws IOException {
    Path file = Files.writeString(folder.resolve("texts.doc"), "one\n");
    Path out = folder.resolve("out");
    assertSaid(2, "there is no such file", "embed", folder.resolve("none.txt"), "--out", out);
    assertSaid(2, "it is there already", "embed", file, "--out", folder);
    assertSaid(2, "a file of texts ends in .txt", "embed", file, "--out", out, MASTER);
    assertSaid(2, "Missing required option: '--out=DIR'", "embed", file);
    assertSaid(2, "Unknown option: '--colour'", "embed", file, "--out", out, "--colour");
    Path broken = Files.writeString(folder.resolve("a.npz"), "PK and nothing more");
    assertSaid(1, "a.npz", "attend", "--input", broken, "--out", folder.resolve("b.npz"));
    Path csv = Files.writeString(folder.resolve("x.csv"), "1,0\n0,1\n");
    assertSaid(
        2, "two whole numbers", "attend", "--input", csv, "--out", out, "--window=3", MASTER);
    assertSaid(
        2, "top-left or bottom-right", "attend", "--input", csv, "--out", out, "--causal=left");
  }

  private static void assertSaid(int code, String sentence, Object... arguments) {
    Ended ended = run(arguments);
    assertThat(ended.said()).startsWith("heed spark: ").contains(sentence).hasLineCount(1);
    assertThat(ended.code()).isEqualTo(code);
  }
}
