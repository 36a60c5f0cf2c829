package dev.heed.explorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.heed.attention.Attention;
import dev.heed.attention.Steps;
import dev.heed.formats.ArrayFile;
import dev.heed.formats.ArrayFormat;
import dev.heed.formats.JsonFields;
import dev.heed.lessons.LessonPart;
import dev.heed.lessons.Lessons;
import dev.heed.mask.Bias;
import dev.heed.mask.Corner;
import dev.heed.mask.Mask;
import dev.heed.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Numbers of own arrays are those that the library gives, whatever the options. */
final class OwnNumbersTest {
  private static Caller caller;

  @BeforeAll
  static void start() throws IOException {
    caller = Caller.of(ExplorerOptions.local());
  }

  @AfterAll
  static void stop() {
    caller.close();
  }

  private static Tensor random(int seed, int... shape) {
    Random random = new Random(seed);
    int size = 1;
    for (int axis : shape) {
      size *= axis;
    }
    double[] numbers = new double[size];
    for (int i = 0; i < size; i++) {
      numbers[i] = random.nextGaussian();
    }
    return Tensor.of(numbers, shape);
  }

  private static byte[] file(ArrayFormat format, Map<String, Tensor> arrays) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ArrayFile.write(out, format, arrays);
    return out.toByteArray();
  }

  private static Map<String, Tensor> qkv(Tensor query, Tensor key, Tensor value) {
    Map<String, Tensor> arrays = new LinkedHashMap<>();
    arrays.put("Q", query);
    arrays.put("K", key);
    arrays.put("V", value);
    return arrays;
  }

  private static String post(Map<String, Tensor> arrays, String options) throws IOException {
    String json = new String(file(ArrayFormat.JSON, arrays), StandardCharsets.UTF_8);
    return caller.posted("/arrays", "{\"arrays\": " + json + ", \"options\": " + options + "}");
  }

  private static double[] values(JsonFields steps, String name) throws IOException {
    List<Double> flat = new ArrayList<>();
    flatten(steps.object(name).list("values"), flat);
    return flat.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static void flatten(Object value, List<Double> into) {
    switch (value) {
      case List<?> list -> list.forEach(inner -> flatten(inner, into));
      case Number number -> into.add(number.doubleValue());
      default -> into.add(Double.valueOf(String.valueOf(value)));
    }
  }

  private static void assertSteps(String id, int layer, int head, Steps wanted) throws IOException {
    HttpResponse<byte[]> response =
        caller.get("/subjects/%s/steps?layer=%d&head=%d".formatted(id, layer, head));
    assertThat(response.statusCode()).as(Caller.text(response)).isEqualTo(200);
    JsonFields steps = Caller.fields(response);
    assertThat(values(steps, "scores")).containsExactly(wanted.scores().toDoubleArray());
    assertThat(values(steps, "biased")).containsExactly(wanted.biased().toDoubleArray());
    assertThat(values(steps, "masked")).containsExactly(wanted.masked().toDoubleArray());
    assertThat(values(steps, "weights")).containsExactly(wanted.weights().toDoubleArray());
    assertThat(values(steps, "output")).containsExactly(wanted.output().toDoubleArray());
  }

  @Test
  void everyOptionComputesWhatTheLibraryDoes() throws IOException {
    Tensor query = random(1, 5, 3);
    Tensor key = random(2, 7, 3);
    Tensor value = random(3, 7, 2);
    Attention plain = Attention.scaledDotProduct();
    Map<String, Attention> all = new LinkedHashMap<>();
    all.put("{}", plain);
    all.put("{\"scale\": \"none\"}", plain.withScale(1));
    all.put("{\"scale\": 0.5}", plain.withScale(0.5));
    all.put("{\"softcap\": 2}", plain.withSoftcap(2));
    all.put("{\"causal\": \"top-left\"}", plain.withMask(Mask.causal(Corner.TOP_LEFT)));
    all.put("{\"causal\": \"bottom-right\"}", plain.withMask(Mask.causal(Corner.BOTTOM_RIGHT)));
    all.put(
        "{\"window\": [1, -1], \"corner\": \"bottom-right\"}",
        plain.withMask(Mask.window(1, -1, Corner.BOTTOM_RIGHT)));
    all.put("{\"lengths\": [4]}", plain.withMask(Mask.lengths(4)));
    all.put(
        "{\"alibi\": [0.25], \"corner\": \"top-left\"}",
        plain.withBias(Bias.alibi(Tensor.of(new double[] {0.25}, 1), Corner.TOP_LEFT)));
    all.put("{\"causal\": false, \"dtype\": \"float64\"}", plain);
    for (Map.Entry<String, Attention> entry : all.entrySet()) {
      String id = post(qkv(query, key, value), entry.getKey());
      assertSteps(id, 0, 0, entry.getValue().steps(query, key, value));
    }
  }

  @Test
  void paintedMasksLeaveOutWhatIsNotPainted() throws IOException {
    Tensor x = random(4, 3, 4);
    boolean[][] flags = {{true, false, true}, {false, false, false}, {true, true, true}};
    String id = post(Map.of("X", x), "{\"mask\": [[1, 0, 1], [0, 0, 0], [true, true, true]]}");
    Attention wanted = Attention.scaledDotProduct().withMask(Mask.keep(Tensor.of(flags)));
    assertSteps(id, 0, 0, wanted.steps(x, x, x));
    var row = Caller.fields(caller.get("/subjects/" + id + "/heads/0/0/rows/0"));
    List<JsonFields> top = row.objects("top");
    assertThat(top.getLast().count("key")).isEqualTo(1);
    assertThat(top.getLast().flag("left")).isFalse();
    assertThat(top.getLast().count("rank")).isZero();
  }

  @Test
  void columnsAreSplitIntoHeadsThatShareKeys() throws IOException {
    Tensor query = random(5, 4, 8);
    Tensor key = random(6, 4, 4);
    Tensor value = random(7, 4, 6);
    String id = post(qkv(query, key, value), "{\"heads\": 4, \"keyHeads\": 2, \"alibi\": true}");
    Steps wanted =
        Attention.scaledDotProduct()
            .withBias(Bias.alibi(Bias.alibiSlopes(4)))
            .steps(query.splitHeads(4), key.splitHeads(2), value.splitHeads(2));
    JsonFields subject = Caller.fields(caller.get("/subjects/" + id));
    assertThat(subject.count("heads")).isEqualTo(4);
    assertThat(subject.count("keyHeads")).isEqualTo(2);
    for (int head = 0; head < 4; head++) {
      JsonFields steps = Caller.fields(caller.get("/subjects/" + id + "/steps?head=" + head));
      assertThat(values(steps, "weights"))
          .containsExactly(wanted.weights().select(0, head).toDoubleArray());
      JsonFields one = Caller.fields(caller.get("/subjects/" + id + "/heads/0/" + head));
      assertThat(one.count("keyHead")).isEqualTo(head / 2);
      JsonFields pair =
          Caller.fields(caller.get("/subjects/%s/heads/0/%d/pairs/3/1".formatted(id, head)));
      assertThat(pair.number("weight")).isEqualTo(wanted.weights().get(head, 3, 1));
      assertThat(pair.object("pair").count("key_head")).isEqualTo(head / 2);
    }
  }

  @Test
  void entriesOfABatchAreLayersWithLengthsOfTheirOwn() throws IOException {
    Tensor query = random(8, 2, 3, 4, 5);
    Tensor key = random(9, 2, 1, 6, 5);
    String id = post(qkv(query, key, key), "{\"lengths\": [2, 5]}");
    Steps wanted = Attention.scaledDotProduct().withMask(Mask.lengths(2, 5)).steps(query, key, key);
    for (int layer = 0; layer < 2; layer++) {
      JsonFields steps =
          Caller.fields(caller.get("/subjects/%s/steps?layer=%d&head=2".formatted(id, layer)));
      assertThat(values(steps, "weights"))
          .containsExactly(wanted.weights().select(0, layer).select(0, 2).toDoubleArray());
    }
    assertThat(Caller.shape(caller.get("/subjects/" + id + "/maps"))).containsExactly(2, 3, 4, 4);
  }

  @Test
  void filesOfEveryFormatAreTheSameArrays() throws IOException {
    Tensor query = random(10, 3, 2);
    Map<String, Tensor> arrays = qkv(query, query, query);
    String wanted = null;
    for (ArrayFormat format : List.of(ArrayFormat.NPZ, ArrayFormat.SAFETENSORS, ArrayFormat.JSON)) {
      String name = "x." + format.name().toLowerCase(Locale.ROOT);
      HttpResponse<byte[]> response =
          caller.post("/files?name=" + name, Caller.BYTES, file(format, arrays));
      assertThat(response.statusCode()).as(Caller.text(response)).isEqualTo(200);
      String id = Caller.fields(response).text("id");
      assertThat(wanted == null || wanted.equals(id)).isTrue();
      wanted = id;
    }
    String accents = "/files?name=caf%C3%A9%20%281%29%20%5Bnew%5D.npz";
    assertThat(caller.post(accents, Caller.BYTES, file(ArrayFormat.NPZ, arrays)).statusCode())
        .isEqualTo(200);
    for (ArrayFormat format : List.of(ArrayFormat.NPY, ArrayFormat.CSV)) {
      String name = "x." + format.name().toLowerCase(Locale.ROOT);
      HttpResponse<byte[]> response =
          caller.post("/files?name=" + name, Caller.BYTES, file(format, Map.of("X", query)));
      assertThat(Caller.fields(response).count("keys")).isEqualTo(3);
    }
  }

  @Test
  void lessonsCanBeOpenedAsOwnNumbers() throws IOException {
    for (int number = 1; number <= Lessons.COUNT; number++) {
      HttpResponse<byte[]> response = caller.get("/lessons/" + number);
      String lesson = new String(response.body(), StandardCharsets.UTF_8);
      String inputs = lesson.substring(lesson.indexOf("\"arrays\":")).strip();
      String id = caller.posted("/arrays", "{" + inputs);
      JsonFields steps = Caller.fields(caller.get("/subjects/" + id + "/steps"));
      List<LessonPart> parts = Lessons.of(number).replay().parts();
      double[] weights = values(steps, "weights");
      assertThat(parts)
          .as("lesson " + number)
          .anyMatch(part ->
              part.matrix() != null && Arrays.equals(part.matrix().toDoubleArray(), weights));
    }
  }

  @Test
  void partsOfMapsAreMeansOfTheirWeights() throws IOException {
    Tensor x = random(11, 40, 4);
    String id = post(Map.of("X", x), "{\"causal\": true}");
    Tensor weights = Attention.scaledDotProduct().withMask(Mask.causal()).steps(x, x, x).weights();
    String path = "/subjects/" + id + "/heads/0/0/map?cells=2&q0=10&q1=16&k0=4&k1=12";
    HttpResponse<byte[]> response = caller.get(path);
    assertThat(Caller.shape(response)).containsExactly(2, 2);
    var bytes = ByteBuffer.wrap(response.body()).order(ByteOrder.LITTLE_ENDIAN);
    for (int row = 0; row < 2; row++) {
      for (int column = 0; column < 2; column++) {
        double sum = 0;
        for (int i = 0; i < 3; i++) {
          for (int j = 0; j < 4; j++) {
            sum += weights.get(10 + 3 * row + i, 4 + 4 * column + j);
          }
        }
        assertThat(bytes.getDouble()).isEqualTo(sum / 12, within(1e-15));
      }
    }
  }
}
