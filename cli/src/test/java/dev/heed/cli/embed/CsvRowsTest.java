package dev.heed.cli.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.formats.FileException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rows as RFC 4180 has them; the first cases are the examples of its section 2. */
class CsvRowsTest {
  @Test
  void fieldsAreWhatTheRuleSays() throws IOException {
    assertThat(rows("aaa,bbb,ccc\r\nzzz,yyy,xxx\r\n"))
        .containsExactly(List.of("aaa", "bbb", "ccc"), List.of("zzz", "yyy", "xxx"));
    assertThat(rows("aaa,bbb,ccc\r\nzzz,yyy,xxx")).hasSize(2);
    assertThat(rows("\"aaa\",\"bbb\",\"ccc\"\r\nzzz,yyy,xxx"))
        .containsExactly(List.of("aaa", "bbb", "ccc"), List.of("zzz", "yyy", "xxx"));
    assertThat(rows("\"aaa\",\"b\r\nbb\",\"ccc\"\r\nzzz,yyy,xxx"))
        .containsExactly(List.of("aaa", "b\nbb", "ccc"), List.of("zzz", "yyy", "xxx"));
    assertThat(rows("\"aaa\",\"b\"\"bb\",\"ccc\"")).containsExactly(List.of("aaa", "b\"bb", "ccc"));
  }

  @Test
  void emptyFieldsAndBlanksAreKept() throws IOException {
    assertThat(rows(",\n,,\n\"\"\n\n a , b ,\n\"\",\"\""))
        .containsExactly(
            List.of("", ""),
            List.of("", "", ""),
            List.of(""),
            List.of(""),
            List.of(" a ", " b ", ""),
            List.of("", ""));
    assertThat(rows("")).isEmpty();
    assertThat(rows("a 5\" disk,b")).containsExactly(List.of("a 5\" disk", "b"));
    assertThat(rows("\"\"\"\",\"\"\"a\"\"\",\"\n\n\""))
        .containsExactly(List.of("\"", "\"a\"", "\n\n"));
  }

  @Test
  void theFirstLineSaysWhatSeparates() throws IOException {
    assertThat(rows("a;b,c\n1,2;3")).containsExactly(List.of("a", "b,c"), List.of("1,2", "3"));
    assertThat(rows("a\tb\n1\t2,3")).containsExactly(List.of("a", "b"), List.of("1", "2,3"));
    assertThat(rows("\"a;b\",c\n1;2,3")).containsExactly(List.of("a;b", "c"), List.of("1;2", "3"));
    assertThat(rows("word\na,b")).containsExactly(List.of("word"), List.of("a", "b"));
  }

  @Test
  void whatIsWrongIsNamedWithItsLine() {
    assertThatThrownBy(() -> rows("a,b\n1,\"2\n3\n"))
        .isInstanceOf(FileException.class)
        .hasMessage("in.csv, line 2: the quote that opens field 2 is never closed");
    assertThatThrownBy(() -> rows("a,\"b\nc\"d"))
        .hasMessageStartingWith("in.csv, line 2: field 2 goes on behind its closing quote");
    assertThatThrownBy(() -> rows("a\n" + ",".repeat(20_000)))
        .hasMessage("in.csv, line 2: has more than 16,384 fields");
    assertThatThrownBy(() -> rows("\"" + "lines\n".repeat(3_000_000)))
        .hasMessage(
            "in.csv, line 1: the quote that opens field 1 is not closed within 16,777,216 letters");
  }

  @Test
  void aRowBeginsInTheLineOfItsFirstField() throws IOException {
    CsvRows rows = of("a\n\"b\nb\"\nc");
    List<Long> begins = new ArrayList<>();
    while (rows.next() != null) {
      begins.add(rows.begin());
    }
    assertThat(begins).containsExactly(1L, 2L, 4L);
  }

  private static List<List<String>> rows(String text) throws IOException {
    CsvRows rows = of(text);
    List<List<String>> all = new ArrayList<>();
    for (List<String> row = rows.next(); row != null; row = rows.next()) {
      all.add(row);
    }
    return all;
  }

  private static CsvRows of(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new CsvRows(new LineReader(new ByteArrayInputStream(bytes), "in.csv"), '\0');
  }
}
