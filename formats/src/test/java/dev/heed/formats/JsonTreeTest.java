package dev.heed.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of settings that are a list. */
final class JsonTreeTest {
  @Test
  void aListOfObjectsIsReadInItsOrder() throws IOException {
    List<JsonFields> objects =
        JsonTree.readObjects("x.json", stream("[{\"a\":1},{\"a\":2,\"b\":{\"c\":true}}]"));
    assertThat(objects).hasSize(2);
    assertThat(objects.getFirst().count("a")).isEqualTo(1);
    assertThat(objects.getLast().object("b").flag("c")).isTrue();
    assertThatThrownBy(() -> objects.getLast().object("b").flag("d"))
        .hasMessage("x.json, list[1].b: the field 'd' is missing");
    assertThat(JsonTree.readObjects("x.json", stream("[]"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":1} | x.json: holds no list of JSON objects",
        "`` | x.json: holds no list of JSON objects",
        "[{\"a\":1},7] | x.json, list[1]: 7 where an object is expected",
        "[{\"a\":1}] [] | x.json: text after the JSON list's end",
        "[{\"a\":1} | x.json, line 1, column",
      })
  void whatIsNoneIsRefused(String json, String message) {
    assertThatThrownBy(() -> JsonTree.readObjects("x.json", stream(json)))
        .isInstanceOf(FileException.class)
        .hasMessageContaining(message);
  }

  private static InputStream stream(String json) {
    return new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8));
  }
}
