package dev.heed.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  private static SequencedMap<String, Tensor> read(String text) {
    return Fixtures.read("a.json", text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void namedArraysAreReadInOrder() {
    SequencedMap<String, Tensor> arrays =
        read("{\"V\": [[1, 2.5, -3e2]], \"Q\": [4], \"s\": 0.5, \"keep\": [[true], [false]]}");
    assertThat(arrays.keySet()).containsExactly("V", "Q", "s", "keep");
    Tensor value = Fixtures.array(arrays, "V");
    assertThat(value.dtype()).isEqualTo(DType.FLOAT64);
    assertThat(value.shape().sizes()).containsExactly(1, 3);
    assertThat(value.toDoubleArray()).containsExactly(1, 2.5, -300);
    assertThat(Fixtures.array(arrays, "s").rank()).isZero();
    Tensor keep = Fixtures.array(arrays, "keep");
    assertThat(keep.dtype()).isEqualTo(DType.BOOL);
    assertThat(keep.shape().sizes()).containsExactly(2, 1);
    assertThat(keep.toDoubleArray()).containsExactly(1, 0);
  }

  @Test
  void aBareArrayHasNoName() {
    assertThat(Fixtures.text("a.json", "[[1, 2], [3, 4]]").toDoubleArray())
        .containsExactly(1, 2, 3, 4);
    assertThat(read("{}")).isEmpty();
  }

  @Test
  void stringsStandForTheNumbersThatJsonLacks() {
    assertThat(
            Fixtures.text("a.json", "[\"NaN\",\"Infinity\",\"-Infinity\",\"inf\",\"-inf\",\"nan\"]")
                .toDoubleArray())
        .containsExactly(
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            Double.NaN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {"[] ~ [0]", "[[],[]] ~ [2, 0]", "[[[]]] ~ [1, 1, 0]", "[[[1]]] ~ [1, 1, 1]"})
  void emptyArraysKeepTheirShape(String text, String shape) {
    assertThat(Fixtures.text("a.json", text).shape()).hasToString(shape);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "{\"Q\": [[1,2],[3]]} ~ array Q[1]: has 1 entries and the ones before it have 2",
        "{\"Q\": [[1,2],3]} ~ array Q[1]: a number stands where others have an array",
        "{\"Q\": [1,[2]]} ~ array Q[1]: an array stands where others have a number",
        "[[[]],[]] ~ ragged",
        "[[],[[]]] ~ ragged",
        "[[],[1]] ~ ragged",
        "[[],1] ~ ragged",
        "[1,true] ~ numbers and true or false",
        "[null] ~ null is no number",
        "[{}] ~ object",
        "{\"Q\": {\"x\": 1}} ~ object",
        "[\"one\"] ~ 'one' is not a number",
        "[1e999] ~ exceeds the largest float64",
        "{\"Q\": [1], \"Q\": [2]} ~ 'Q' is there twice",
        "[1] [2] ~ after the JSON value",
        "[1], ~ not valid JSON",
        "{\"Q\": [1] ~ ends too early",
        "[1 ~ ends too early",
        "[NaN] ~ not valid JSON",
        "[01] ~ not valid JSON",
        "[0x1] ~ not valid JSON",
        "[1,] ~ not valid JSON",
        "words ~ not valid JSON",
        "`  ` ~ holds no JSON"
      })
  void everyFaultIsNamedAtItsPlace(String text, String words) {
    assertThat(Fixtures.refusal("a.json", text)).contains(words);
  }

  @ParameterizedTest
  @ValueSource(ints = {9, 500, 1_000_000})
  void deepNestingIsRefusedWithoutDepth(int depth) {
    assertThat(Fixtures.refusal("a.json", "[".repeat(depth))).contains("8 axes");
    Fixtures.refusal("a.json", "{\"a\":".repeat(depth));
  }

  @Test
  void eightAxesAreRead() {
    assertThat(Fixtures.text("a.json", "[".repeat(8) + "7" + "]".repeat(8)).rank()).isEqualTo(8);
  }

  @Test
  void wordsWithoutEndAreRefused() {
    assertThat(Fixtures.refusal("a.json", "[" + "1".repeat(100_000) + "]")).contains("1000");
    assertThat(Fixtures.refusal("a.json", "[\"" + "x".repeat(100_000) + "\"]")).contains("1000");
    Fixtures.refusal("a.json", "{\"" + "\u001b".repeat(100) + "x".repeat(100_000) + "\": 1}");
  }

  @Test
  void aTextOfMoreNumbersThanTheLimitIsRefused() {
    byte[] text = ("[0" + ",1".repeat(10_000) + "]").getBytes(StandardCharsets.US_ASCII);
    assertThat(Fixtures.refusal("a.json", text, 8 * 1024)).contains("limit", "8192 bytes");
  }

  @Test
  void moreArraysThanAreOfUseAreRefused() {
    StringBuilder text = new StringBuilder("{\"a\":0");
    for (int i = 0; i < 1 << 16; i++) {
      text.append(",\"").append(i).append("\":0");
    }
    assertThat(Fixtures.refusal("a.json", text.append("}").toString())).contains("65536 arrays");
  }

  private static String written(Map<String, Tensor> arrays) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    JsonWriter.write(out, arrays, Place.in("a.json"));
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void whatIsWrittenReadsBackExactly() throws IOException {
    double[] doubles = {0.1, -0.0, Double.MIN_VALUE, Double.NaN, Double.NEGATIVE_INFINITY, 1e22};
    Map<String, Tensor> arrays = new LinkedHashMap<>();
    arrays.put("d", Tensor.of(doubles, 2, 3).transpose());
    arrays.put("f \"\\\n", Tensor.of(new float[] {0.1f, Float.MAX_VALUE}, 1, 2));
    arrays.put("flags", Tensor.of(new byte[] {1, 0}, 2));
    arrays.put("keys", Tensor.of(new int[] {0, -1, Integer.MIN_VALUE}, 3));
    arrays.put("one key", Tensor.of(new int[] {7}, new int[0]));
    arrays.put("one", Tensor.of(new double[] {3}, new int[0]));
    arrays.put("none", Tensor.of(new double[0], 2, 0));
    String text = written(arrays);
    assertThat(text)
        .isEqualTo(
            "{\"d\":[[0.1,\"NaN\"],[-0.0,\"-Infinity\"],[4.9E-324,1.0E22]],"
                + "\"f \\\"\\\\\\n\":[[0.1,3.4028235E38]],\"flags\":[true,false],"
                + "\"keys\":[0,-1,-2147483648],\"one key\":7,"
                + "\"one\":3.0,\"none\":[[],[]]}\n");
    SequencedMap<String, Tensor> back = read(text);
    assertThat(back.keySet()).containsExactlyElementsOf(arrays.keySet());
    for (String name : back.keySet()) {
      Tensor before = Fixtures.array(arrays, name);
      Tensor after = Fixtures.array(back, name);
      assertThat(after.shape()).isEqualTo(before.shape());
      assertThat(after.to(before.dtype()).toDoubleArray()).containsExactly(before.toDoubleArray());
    }
  }

  @Test
  void anArrayWithoutANameIsWrittenBare() throws IOException {
    assertThat(written(Map.of(ArrayFile.UNNAMED, Tensor.of(new double[] {1, 2}, 2))))
        .isEqualTo("[1.0,2.0]\n");
  }

  @Test
  void moreAxesThanAreReadAreNotWritten() {
    Tensor deep = Tensor.of(new double[1], 1, 1, 1, 1, 1, 1, 1, 1, 1);
    assertThat(Fixtures.sentence("a.json", catchThrowable(() -> written(Map.of("x", deep)))))
        .contains("9 axes");
  }
}
