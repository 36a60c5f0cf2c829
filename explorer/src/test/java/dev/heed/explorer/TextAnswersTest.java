package dev.heed.explorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.heed.attention.Attention;
import dev.heed.attention.Steps;
import dev.heed.explain.Explanation;
import dev.heed.explain.Pair;
import dev.heed.formats.FileException;
import dev.heed.formats.JsonFields;
import dev.heed.inspection.CellValue;
import dev.heed.inspection.HeadSummary;
import dev.heed.inspection.Inspection;
import dev.heed.inspection.InspectionResult;
import dev.heed.models.EncodedText;
import dev.heed.models.Encoder;
import dev.heed.models.source.ModelSource;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Numbers of a text are those that the library gives. */
final class TextAnswersTest {
  private static final String TEXT =
      "The animal did not cross the street because the animal was too tired.";

  private static final int LAYER = 4;
  private static final int HEAD = 7;
  private static final int QUERY = 8;
  private static final int KEY = 2;

  private static Encoder encoder;
  private static EncodedText encoded;
  private static Caller caller;
  private static String subject;

  @BeforeAll
  static void start() throws IOException {
    encoder = Encoder.load(ModelSource.miniLm());
    encoded = encoder.encode(TEXT);
    caller = Caller.of(ExplorerOptions.local().withModel(null, source -> encoder));
    subject = "/subjects/" + caller.posted("/texts", "{\"text\": \"" + TEXT + "\"}");
  }

  @AfterAll
  static void stop() {
    caller.close();
  }

  private static JsonFields json(String path) throws IOException {
    HttpResponse<byte[]> response = caller.get(subject + path);
    assertThat(response.statusCode()).as(Caller.text(response)).isEqualTo(200);
    return Caller.fields(response);
  }

  private static float[] floats(JsonFields fields, String name) throws IOException {
    List<?> list = fields.list(name);
    float[] floats = new float[list.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = ((Number) list.get(i)).floatValue();
    }
    return floats;
  }

  @Test
  void tokensAreThoseOfTheModel() throws IOException {
    JsonFields fields = json("");
    assertThat(fields.text("kind")).isEqualTo("text");
    assertThat(fields.text("model")).isEqualTo("all-MiniLM-L6-v2");
    assertThat(fields.count("layers")).isEqualTo(6);
    List<JsonFields> tokens = fields.objects("tokens");
    assertThat(tokens).hasSameSizeAs(encoded.encoding().tokens());
    assertThat(tokens.getFirst().flag("special")).isTrue();
    assertThat(tokens.get(2).text("text")).isEqualTo("animal");
    assertThat(tokens.get(2).count("start")).isEqualTo(TEXT.indexOf("animal"));
  }

  @Test
  void theSameTextIsTheSameSubject() throws IOException {
    String again =
        caller.posted("/texts", "{\"model\":\"all-MiniLM-L6-v2\",\"text\":\"" + TEXT + "\"}");
    assertThat("/subjects/" + again).isEqualTo(subject);
    String other = caller.posted("/texts", "{\"text\": \"" + TEXT + " \"}");
    assertThat("/subjects/" + other).isNotEqualTo(subject);
  }

  @Test
  void summariesAreThoseOfTheLibrary() throws IOException {
    List<?> layers = json("/heads").list("heads");
    List<List<HeadSummary>> summaries = encoded.headSummaries();
    assertThat(layers).hasSize(6);
    for (int layer = 0; layer < 6; layer++) {
      List<?> heads = (List<?>) layers.get(layer);
      for (int head = 0; head < 12; head++) {
        var given = (Map<?, ?>) heads.get(head);
        HeadSummary wanted = summaries.get(layer).get(head);
        assertThat(given.get("entropy")).isEqualTo(wanted.entropy());
        assertThat(given.get("induction")).isEqualTo(wanted.induction());
        assertThat(given.get("previous")).isEqualTo(wanted.previous());
      }
    }
  }

  @Test
  void mapsAreThoseOfTheLibrary() {
    HttpResponse<byte[]> response = caller.get(subject + "/maps?cells=5&value=maximum&from=values");
    assertThat(Caller.shape(response)).containsExactly(6, 12, 5, 5);
    Inspection asked = Inspection.none().withMap(5, CellValue.MAXIMUM).withValueWeights();
    float[] all = Caller.floats(response);
    for (int layer = 0; layer < 6; layer++) {
      Tensor maps =
          Objects.requireNonNull(
              Objects.requireNonNull(encoded.inspect(layer, asked).valueWeighted()).map());
      float[] part = Arrays.copyOfRange(all, layer * 300, (layer + 1) * 300);
      assertThat(part).containsExactly(maps.toFloatArray());
    }
  }

  @Test
  void aHeadAndItsRowsAreThoseOfTheLibrary() throws IOException {
    Inspection asked = Inspection.none().withEntropy().withDistance().withReceived();
    InspectionResult result = encoded.inspect(LAYER, asked).select(HEAD);
    JsonFields head = json("/heads/%d/%d".formatted(LAYER, HEAD));
    assertThat(floats(head, "entropy"))
        .containsExactly(Objects.requireNonNull(result.entropy()).toFloatArray());
    assertThat(floats(head, "distance"))
        .containsExactly(Objects.requireNonNull(result.distance()).toFloatArray());
    assertThat(floats(head, "received"))
        .containsExactly(Objects.requireNonNull(result.weights().received()).toFloatArray());
    assertThat(floats(head, "logSumExp")).containsExactly(result.logSumExp().toFloatArray());
    Steps steps = encoded.steps(LAYER);
    assertThat(head.number("scale")).isEqualTo((float) steps.scale());
    String row = "/heads/%d/%d/rows/%d".formatted(LAYER, HEAD, QUERY);
    Tensor weights = steps.weights().select(0, HEAD).select(0, QUERY);
    Tensor masked = steps.masked().select(0, HEAD).select(0, QUERY);
    assertThat(Caller.floats(caller.get(subject + row + "/weights")))
        .containsExactly(weights.toFloatArray());
    assertThat(Caller.floats(caller.get(subject + row + "/weights?of=scores")))
        .containsExactly(masked.toFloatArray());
    double former = Double.POSITIVE_INFINITY;
    for (JsonFields key : json(row + "?top=256").objects("top")) {
      int number = key.count("key");
      assertThat((float) key.number("weight")).isEqualTo((float) weights.get(number));
      assertThat((float) key.number("score")).isEqualTo((float) masked.get(number));
      assertThat(key.number("weight")).isLessThanOrEqualTo(former);
      former = key.number("weight");
    }
  }

  @Test
  void aWholeMapHasACellAWeight() {
    HttpResponse<byte[]> response = caller.get(subject + "/heads/4/7/map?cells=1024");
    assertThat(Caller.shape(response)).containsExactly(16, 16);
    float[] weights = encoded.attention(LAYER).select(0, HEAD).toFloatArray();
    float[] given = Caller.floats(response);
    for (int i = 0; i < weights.length; i++) {
      assertThat(given[i]).isEqualTo(weights[i], within(2e-7f));
    }
  }

  @Test
  void meansOfHeadsAreMeans() {
    HttpResponse<byte[]> response = caller.get(subject + "/heads/4/mean/map?cells=1024");
    float[] wanted = encoded.meanAttention(LAYER).toFloatArray();
    float[] given = Caller.floats(response);
    for (int i = 0; i < wanted.length; i++) {
      assertThat(given[i]).isEqualTo(wanted[i], within(2e-7f));
    }
    HttpResponse<byte[]> row = caller.get(subject + "/heads/mean/mean/rows/3/weights");
    double sum = 0;
    for (float weight : Caller.floats(row)) {
      sum += weight;
    }
    assertThat(sum).isEqualTo(1, within(1e-5));
  }

  @Test
  void aPairIsThatOfTheLibrary() throws IOException {
    JsonFields pair = json("/heads/%d/%d/pairs/%d/%d".formatted(LAYER, HEAD, QUERY, KEY));
    Steps steps = encoded.steps(LAYER);
    Explanation wanted =
        Attention.scaledDotProduct()
            .explain(steps.query(), steps.key(), steps.value(), new Pair(0, HEAD, QUERY, KEY));
    assertThat((float) pair.number("weight")).isEqualTo((float) wanted.weight());
    assertThat((float) pair.number("score")).isEqualTo((float) wanted.score());
    assertThat(pair.object("pair").count("head")).isEqualTo(HEAD);
    assertThat(pair.object("pair").count("key")).isEqualTo(KEY);
  }

  @Test
  void mergingIsWhatTheLayerDoes() throws IOException {
    JsonFields merge =
        json("/heads/%d/%d/pairs/%d/%d".formatted(LAYER, HEAD, QUERY, KEY)).object("merge");
    Tensor outputs = encoded.steps(LAYER).output();
    float[] concat = floats(merge, "concat");
    for (int head = 0; head < 12; head++) {
      float[] own = outputs.select(0, head).select(0, QUERY).toFloatArray();
      assertThat(Arrays.copyOfRange(concat, 32 * head, 32 * (head + 1))).containsExactly(own);
    }
    assertThat(merge.count("start")).isEqualTo(32 * HEAD);
    Tensor row = encoded.merging(LAYER).apply(Tensor.of(concat, 1, concat.length));
    assertThat(floats(merge, "merged")).containsExactly(row.toFloatArray());
    double[] shares = new double[384];
    for (int key = 0; key < 16; key++) {
      JsonFields one =
          json("/heads/%d/%d/pairs/%d/%d".formatted(LAYER, HEAD, QUERY, key)).object("merge");
      float[] share = floats(one, "share");
      for (int i = 0; i < shares.length; i++) {
        shares[i] += share[i];
      }
    }
    // All keys of all heads and the bias are the whole; here the other heads are left out.
    float[] others = concat.clone();
    Arrays.fill(others, 32 * HEAD, 32 * (HEAD + 1), 0);
    float[] rest = encoded.merging(LAYER).apply(Tensor.of(others, 1, 384)).toFloatArray();
    float[] merged = floats(merge, "merged");
    for (int i = 0; i < shares.length; i++) {
      assertThat(shares[i] + rest[i]).isEqualTo(merged[i], within(1e-5));
    }
  }

  @Test
  void aModelThatFailsToLoadIsToldWhenATextIsPosted() throws IOException {
    try (Caller broken =
        Caller.of(
            ExplorerOptions.local()
                .withModel(
                    null,
                    source -> {
                      throw new FileException("weights", "", "are damaged");
                    }))) {
      HttpResponse<byte[]> response = broken.post("/texts", "{\"text\": \"x\"}");
      assertThat(Caller.text(response)).startsWith("422").contains("weights: are damaged");
    }
  }
}
