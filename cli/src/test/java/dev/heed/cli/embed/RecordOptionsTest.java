package dev.heed.cli.embed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.cli.Ran;
import dev.heed.cli.SharedModel;
import dev.heed.formats.ArrayFile;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Texts out of fields and columns, and what is told of those that are damaged. */
class RecordOptionsTest {
  @TempDir private Path folder;

  @Test
  void fieldsAndColumnsGiveTheVectorsOfTheirTexts() throws IOException {
    List<String> texts = List.of("The cat, \"Tom\"", "two\nlines", "");
    Path json =
        file(
            "in.jsonl",
            "{\"n\":1,\"t\":\"The cat, \\\"Tom\\\"\"}\n\n{\"t\":\"two\\nlines\"}\n{\"t\":\"\"}");
    Path csv = file("in.csv", "n,t\n1,\"The cat, \"\"Tom\"\"\"\n2,\"two\nlines\"\n\n3,\n");
    Path tsv = file("in.tsv", "1\t\"The cat, \"\"Tom\"\"\"\n2\t\"two\r\nlines\"\n3\t\n");
    Tensor expected = SharedModel.encoder().embed(texts).vectors();
    for (String[] source :
        new String[][] {
          {json.toString(), "--field", "t"},
          {csv.toString(), "--column", "t"},
          {csv.toString(), "--column", "2"},
          {tsv.toString(), "--column", "2", "--no-header"}
        }) {
      Path out = folder.resolve("out.npy");
      Ran ran =
          Ran.heed(
              Stream.concat(
                      Stream.concat(Stream.of("embed"), Stream.of(source)),
                      Stream.of("--out", out.toString()))
                  .toArray(String[]::new));
      assertThat(ran.code()).as(ran.err()).isZero();
      assertThat(ran.err()).startsWith("heed: 3 lines").contains("; 1 without a word");
      assertThat(ArrayFile.read(out).firstEntry().getValue().toFloatArray())
          .isEqualTo(expected.toFloatArray());
    }
  }

  @Test
  void idsGoAlongIntoJsonAndCsv() throws IOException {
    Path csv = file("in.csv", "key;t\n\"a,b\";one\n17;two\n");
    Path rows = folder.resolve("out.csv");
    Ran.heed("embed", csv.toString(), "--column", "t", "--id", "key", "--out", rows.toString());
    float[] one = SharedModel.encoder().embed("one").toFloatArray();
    assertThat(Files.readAllLines(rows))
        .hasSize(2)
        .satisfies(lines -> {
          assertThat(lines.getFirst()).startsWith("\"a,b\"," + one[0] + "," + one[1] + ",");
          assertThat(lines.getLast()).startsWith("17,");
        });
    Path json = file("in.jsonl", "{\"t\":\"one\",\"key\":\"a\"}\n{\"key\":17,\"t\":\"two\"}\n");
    Ran ran = Ran.heed("embed", json.toString(), "--field", "t", "--id", "key");
    assertThat(ran.out().lines().map(line -> line.replaceAll(",\"embedding.*", "")))
        .containsExactly(
            "{\"id\":\"a\",\"line\":1,\"tokens\":3,\"cut\":0",
            "{\"id\":17,\"line\":2,\"tokens\":3,\"cut\":0");
  }

  @Test
  void settingsOfTheVectorAreTakenUp() throws IOException {
    Path in = file("in.txt", "the cat sat on the mat\n");
    Path out = folder.resolve("out.npy");
    Ran ran =
        Ran.heed(
            "embed",
            in.toString(),
            "--out",
            out.toString(),
            "--pooling",
            "cls",
            "--no-normalize",
            "--prefix",
            "query: ",
            "--max-tokens",
            "6");
    assertThat(ran.err()).contains("; 1 cut at 6 tokens: line 1");
    var encoder = SharedModel.encoder();
    var settings =
        encoder
            .settings()
            .withPooling(dev.heed.layers.Pooling.CLS)
            .withUnitLength(false)
            .withPrefix("query: ")
            .withMaxTokens(6);
    assertThat(ArrayFile.read(out).firstEntry().getValue().toFloatArray())
        .isEqualTo(encoder.withSettings(settings).embed("the cat sat on the mat").toFloatArray());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"t":"a"}\\n{"t":           | --field t            | 1 | line 2, column
          {"t":"a"}\\n{"u":"b"}       | --field t            | 1 | line 2: the field 't' is missing
          {"t":"a"}\\n{"t":5}         | --field t            | 1 | line 2: 't' is 5, not a string
          {"t":"a"}                   | --field t --id i     | 1 | line 1: the field 'i' names no text
          a,b                         | --field t            | 1 | line 1, column
          a,b\\n1                     | --column b           | 1 | line 2: has 1 fields and the first row 2
          a,b\\n1,2                   | --column c           | 1 | no column is called 'c'; there are 'a', 'b'
          a,b\\n1,2                   | --column 3           | 1 | has 2 columns, and not 3
          a,a\\n1,2                   | --column a           | 1 | the column 'a' is there twice
          a,b\\n1,"2                  | --column b           | 1 | line 2: the quote that opens field 2
          ``                          | --column b           | 1 | is empty: its first line is to have
          a,b                         | --column b --no-header | 1 | is given by its number
          x                           | --id i               | 2 | --id i: a line of plain text has none
          x                           | --field a --column b | 2 | one of them
          x                           | --no-header          | 2 | --no-header is for CSV
          x                           | --max-tokens 1       | 2 | limit of 1 tokens
          x                           | --max-tokens 9999    | 2 | limit of 9999 tokens
          x                           | --prompt query       | 2 | prompt 'query': all-MiniLM-L6-v2 has none
          x                           | --prompt a --prefix b | 2 | one of them
          x                           | --pooling sum        | 2 | --pooling
          """)
  void whatIsWrongIsOneSentence(String content, String options, int code, String message)
      throws IOException {
    Path in = file("in.data", content.replace("\\n", "\n"));
    String[] command =
        Stream.concat(Stream.of("embed", in.toString()), Stream.of(options.split(" ")))
            .toArray(String[]::new);
    Ran ran = Ran.heed(command);
    assertThat(ran.code()).as(ran.err()).isEqualTo(code);
    assertThat(ran.err()).startsWith("heed: ").contains(message).hasLineCount(1);
    assertThat(ran.out()).isEmpty();
  }

  @Test
  void aFileReadLineByLineThoughItsNamePromisesMoreIsSaid() throws IOException {
    Path in = file("in.jsonl", "{\"t\":\"a\"}\n");
    Ran ran = Ran.heed("embed", in.toString());
    assertThat(ran.code()).isZero();
    assertThat(ran.err())
        .contains("is read as one text a line; for a field of JSON")
        .hasLineCount(2);
  }

  @Test
  void bytesThatAreNoUtf8AreFoundInEveryKindOfFile() throws IOException {
    for (String option : new String[] {"--field", "--column"}) {
      Path in = folder.resolve("in");
      String head = option.equals("--field") ? "{\"t\":\"caf" : "t\ncaf";
      byte[] bytes = (head + "\u00e9").getBytes(StandardCharsets.ISO_8859_1);
      Files.write(in, bytes);
      Ran ran = Ran.heed("embed", in.toString(), option, "t");
      assertThat(ran.code()).isEqualTo(1);
      assertThat(ran.err()).contains("is not UTF-8").contains("line ").hasLineCount(1);
    }
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }
}
