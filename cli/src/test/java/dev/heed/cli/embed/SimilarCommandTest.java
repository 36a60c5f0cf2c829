package dev.heed.cli.embed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.cli.Ran;
import dev.heed.cli.SharedModel;
import dev.heed.models.Embeddings;
import dev.heed.similarity.Neighbor;
import dev.heed.views.SafeText;
import dev.heed.views.Terminal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code heed similar}. */
class SimilarCommandTest {
  private static final List<String> TEXTS =
      List.of(
          "Stocks fell sharply on Monday.",
          "The cat sat on the mat.",
          "A dog lay on the rug.",
          "How do I reset my password?",
          "The kitten sleeps on a soft carpet, and dreams of birds that it will never catch, not one.",
          "東京 is the capital of Japan.",
          "The cat sat on the mat.");
  private static final String QUERY = "a cat on a mat";

  @TempDir private Path folder;
  private Path texts = Path.of("");

  @BeforeEach
  void writeTexts() throws IOException {
    texts = Files.write(folder.resolve("texts.txt"), TEXTS);
  }

  @Test
  void theLinesAreThoseThatTheLibraryFinds() {
    Embeddings embeddings = SharedModel.encoder().embed(TEXTS);
    List<String> expected = new ArrayList<>();
    expected.add("#   cosine  line  text");
    for (Neighbor one : embeddings.nearest(SharedModel.encoder().embed(QUERY), 3)) {
      expected.add(
          String.format(
              Locale.ROOT,
              "%d  %7.4f  %4d  %s",
              expected.size(),
              one.similarity(),
              one.index() + 1,
              TEXTS.get(one.index())));
    }
    Ran ran = Ran.heed("similar", QUERY, "--in", texts.toString(), "--top", "3");
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out().lines().map(SimilarCommandTest::withoutCut))
        .isEqualTo(expected.stream().map(SimilarCommandTest::withoutCut).toList());
    assertThat(ran.out()).contains("     2  The cat").contains("     7  The cat");
    assertThat(ran.err()).startsWith("heed: 7 lines, ").hasLineCount(1);
    assertThat(embeddings.similarity(1, 6)).isEqualTo(1);
  }

  private static String withoutCut(String line) {
    return line.substring(0, Math.min(line.length(), 70));
  }

  @Test
  void vectorsOfAFileGiveTheSameAsItsTexts() {
    String vectors = folder.resolve("texts.npy").toString();
    Ran.heed("embed", texts.toString(), "--out", vectors);
    Ran direct = Ran.heed("similar", QUERY, "--in", texts.toString());
    Ran stored = Ran.heed("similar", QUERY, "--in", vectors, "--texts", texts.toString());
    assertThat(stored.code()).as(stored.err()).isZero();
    assertThat(stored.out()).isEqualTo(direct.out());
    assertThat(stored.err()).startsWith("heed: 7 rows compared, ").hasLineCount(1);
    Ran rows = Ran.heed("similar", QUERY, "--in", vectors, "--top", "1");
    assertThat(rows.out()).startsWith("#   cosine  row\n1  ").endsWith("    1\n");
  }

  @Test
  void jsonHasEveryTextWhole() throws IOException {
    Path csv =
        Files.writeString(folder.resolve("in.csv"), "id,text\nx1,\"a cat\non a mat\"\nx2,bread\n");
    Ran ran =
        Ran.heed(
            "similar", QUERY, "--in", csv.toString(), "--column", "text", "--id", "id", "--json");
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out())
        .startsWith(
            "{\"query\":\"a cat on a mat\",\"model\":\"all-MiniLM-L6-v2\",\"matches\":["
                + "{\"rank\":1,\"similarity\":1.0,\"id\":\"x1\",\"line\":2,"
                + "\"text\":\"a cat\\non a mat\"},{\"rank\":2,")
        .hasLineCount(1);
    Ran table =
        Ran.heed("similar", QUERY, "--in", csv.toString(), "--column", "text", "--id", "id");
    assertThat(table.out()).startsWith("#   cosine  id  text\n1   1.0000  x1  a cat on a mat\n2 ");
  }

  @Test
  void prefixesStandBeforeQueryAndTexts() {
    var encoder = SharedModel.encoder();
    double expected =
        encoder
            .withPrefix("passage: ")
            .embed(TEXTS)
            .nearest(encoder.withPrefix("query: ").embed(QUERY), 1)
            .getFirst()
            .similarity();
    Ran ran =
        Ran.heed(
            "similar",
            QUERY,
            "--in",
            texts.toString(),
            "--top",
            "1",
            "--prefix",
            "query: ",
            "--document-prefix",
            "passage: ");
    assertThat(ran.out()).contains(String.format(Locale.ROOT, "1  %7.4f ", expected));
  }

  @ParameterizedTest
  @CsvSource({"30", "80", "120"})
  void noLineIsWiderThanTheTerminal(int width) throws IOException {
    Path wide = folder.resolve("wide.txt");
    Files.write(wide, List.of("東京".repeat(100), "\u001b[31mred\u0007 cat", "e\u0301".repeat(300)));
    Ran ran = Ran.on(new Terminal(width, false, true), "similar", "cat", "--in", wide.toString());
    assertThat(ran.out().lines()).hasSize(4).allMatch(line -> SafeText.columns(line) <= width);
    assertThat(ran.out()).doesNotContain("\u001b").contains("red cat").contains("…");
  }

  @Test
  void queryAndTextsMayComeFromStandardInputButNotBoth() {
    byte[] input = String.join("\n", TEXTS).getBytes(StandardCharsets.UTF_8);
    Ran piped = Ran.reading(input, "similar", QUERY, "--in", "-");
    assertThat(piped.out()).isEqualTo(Ran.heed("similar", QUERY, "--in", texts.toString()).out());
    Ran both = Ran.reading(input, "similar", "-", "--in", "-");
    assertThat(both.code()).isEqualTo(2);
    assertThat(both.err()).contains("one of them").hasLineCount(1);
  }

  @Test
  void aFileWithoutTextsHasNoMatch() throws IOException {
    Files.writeString(texts, "");
    Ran ran = Ran.heed("similar", QUERY, "--in", texts.toString());
    assertThat(ran.code()).isZero();
    assertThat(ran.out()).isEqualTo("no text has a similarity to the query\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --in texts.txt --top 0                     | 2 | --top 0: at least 1 text
          --in texts.txt --texts texts.txt           | 2 | it belongs to vectors
          --in three.npy --document-prefix p         | 2 | heed embed takes --prefix
          --in three.npy                             | 1 | has rows of 3 numbers, and all-MiniLM-L6-v2 makes 384
          --in two.npy --texts texts.txt             | 1 | holds 7 texts, and
          --in none.npy                              | 1 | there is no such file
          --in fake.npy                              | 1 | is not an npy array
          --in texts.txt --model nowhere             | 1 | there is no such folder, and the models with a name are
          --top 3                                    | 2 | Missing required option
          """)
  void whatIsWrongIsOneSentence(String options, int code, String message) throws IOException {
    Files.writeString(folder.resolve("fake.npy"), "no numbers");
    dev.heed.formats.MatrixFile.write(
        folder.resolve("three.npy"),
        3,
        rows -> rows.add(dev.heed.tensor.Tensor.of(new float[] {1, 2, 3}, 1, 3)));
    dev.heed.formats.MatrixFile.write(
        folder.resolve("two.npy"),
        384,
        rows -> rows.add(SharedModel.encoder().embed(List.of("a", "b")).vectors()));
    String[] command =
        Stream.concat(
                Stream.of("similar", QUERY),
                Stream.of(options.split(" +"))
                    .map(word ->
                        word.matches(".*\\.(npy|txt)") ? folder.resolve(word).toString() : word))
            .toArray(String[]::new);
    Ran ran = Ran.heed(command);
    assertThat(ran.code()).as(ran.err()).isEqualTo(code);
    assertThat(ran.err().lines().toList().getLast()).startsWith("heed: ").contains(message);
    assertThat(ran.out()).isEmpty();
  }
}
