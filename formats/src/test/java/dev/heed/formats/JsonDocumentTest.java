package dev.heed.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonDocumentTest {

  @Test
  void valuesOfEveryKindKeepTheirOrder() throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("text", "a \"b\"\n");
    fields.put("count", 3L);
    fields.put("number", 1);
    fields.put("share", 0.25);
    fields.put("none", Double.NaN);
    fields.put("flag", true);
    fields.put("list", Arrays.asList(1, null, Map.of("x", "y")));
    fields.put("tensor", Tensor.of(new float[] {1.5f, 0.1f}, 1, 2));
    assertThat(written(fields))
        .isEqualTo(
            "{\"text\":\"a \\\"b\\\"\\n\",\"count\":3,\"number\":1,\"share\":0.25,"
                + "\"none\":\"NaN\",\"flag\":true,\"list\":[1,null,{\"x\":\"y\"}],"
                + "\"tensor\":[[1.5,0.1]]}\n");
  }

  @Test
  void halvesOfSurrogatePairsBecomeTheReplacementCharacter() throws IOException {
    assertThat(written(Map.of("text", "a\ud83d b\ude42 \ud83d\ude42")))
        .isEqualTo("{\"text\":\"a\ufffd b\ufffd \ud83d\ude42\"}\n");
  }

  @Test
  void otherKindsAreRefused() {
    assertThatThrownBy(() -> written(Map.of("x", List.of(new Object()))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no form in JSON");
  }

  private static String written(Map<String, ?> fields) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    JsonDocument.write(out, fields);
    return out.toString(StandardCharsets.UTF_8);
  }
}
