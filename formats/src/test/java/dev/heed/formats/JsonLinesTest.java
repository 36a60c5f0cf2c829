package dev.heed.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Objects of JSON, one a line. */
class JsonLinesTest {
  private final JsonLines lines = new JsonLines("in.jsonl", Set.of("text", "id"));

  @Test
  void wantedFieldsAreFoundAmongOthersOfEveryKind() throws FileException {
    JsonFields fields =
        lines.fields(
            "{\"a\":[1,{\"text\":\"no\"}],\"text\":\"caf\\u00e9 \\\"q\\\"\",\"n\":null,"
                + "\"o\":{\"id\":2},\"id\":17}",
            3);
    assertThat(fields.text("text")).isEqualTo("café \"q\"");
    assertThat(fields.fields()).containsOnlyKeys("text", "id").containsEntry("id", 17L);
    assertThat(lines.fields("{}", 1).fields()).isEmpty();
    String long16 = "x".repeat(10_000_000);
    assertThat(lines.fields("{\"text\":\"" + long16 + "\"}", 1).text("text")).isEqualTo(long16);
  }

  @Test
  void aMissingFieldAndOneOfAnotherKindAreNamedWithTheirLine() {
    assertThatThrownBy(() -> lines.fields("{\"id\":1}", 7).text("text"))
        .hasMessage("in.jsonl, line 7: the field 'text' is missing");
    assertThatThrownBy(() -> lines.fields("{\"text\":[1]}", 8).text("text"))
        .hasMessage("in.jsonl, line 8: 'text' is a list, not a string");
    assertThatThrownBy(() -> lines.fields("{\"text\":null}", 9).text("text"))
        .hasMessage("in.jsonl, line 9: 'text' is null, not a string");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"text":"a"            | line 4, column 12: the JSON object ends too early
          {"text":"a             | line 4, column
          {"text":"a"} {}        | line 4: text after the JSON object's end
          ["a"]                  | line 4: is no JSON object
          plain words            | line 4, column
          ``                     | line 4: is no JSON object
          {"text":1,"text":2}    | line 4: the field 'text' is there twice
          {"text":"a",}          | line 4, column
          {'text':'a'}           | line 4, column
          """)
  void aDamagedLineIsNamed(String line, String message) {
    assertThatThrownBy(() -> lines.fields(line, 4))
        .isInstanceOf(FileException.class)
        .hasMessageStartingWith("in.jsonl, " + message);
  }

  @Test
  void depthIsBounded() {
    String deep = "{\"a\":" + "[".repeat(100_000);
    assertThatThrownBy(() -> lines.fields(deep, 1)).isInstanceOf(FileException.class);
  }
}
