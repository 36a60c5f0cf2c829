package dev.heed.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.formats.JsonFields;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What masks leave is where the library's own masked scores are not −∞. */
final class MaskTest {
  private static final String PAINTED =
      "\"mask\": [[1,1,0,1,1,1,1],[1,0,1,1,1,0,1],[0,0,0,0,0,0,0],[1,1,1,1,1,1,1],[0,1,0,1,0,1,0]]";

  private static Caller caller;

  @BeforeAll
  static void start() throws IOException {
    caller = Caller.of(ExplorerOptions.local());
  }

  @AfterAll
  static void stop() {
    caller.close();
  }

  private static String rows(int rows, int seed) {
    Random random = new Random(seed);
    return IntStream.range(0, rows)
        .mapToObj(row ->
            String.format(
                Locale.ROOT, "[%.3f, %.3f]", random.nextGaussian(), random.nextGaussian()))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private static String subject(int queries, int keys, String options) throws IOException {
    String body =
        "{\"arrays\": {\"Q\": %s, \"K\": %s, \"V\": %s}, \"options\": {%s}}"
            .formatted(rows(queries, 1), rows(keys, 2), rows(keys, 3), options);
    return "/subjects/" + caller.posted("/arrays", body);
  }

  /** 1 where the library's score is not −∞, row by row. */
  private static byte[] scored(String subject) throws IOException {
    JsonFields masked = Caller.fields(caller.get(subject + "/steps")).object("masked");
    List<?> values = masked.list("values");
    byte[] kept = new byte[values.size() * ((List<?>) values.getFirst()).size()];
    int at = 0;
    for (Object row : values) {
      for (Object score : (List<?>) row) {
        kept[at++] = (byte) ("-Infinity".equals(score) ? 0 : 1);
      }
    }
    return kept;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\"causal\": \"top-left\"",
        "\"causal\": \"bottom-right\"",
        "\"causal\": \"bottom-right\", \"lengths\": [4]",
        "\"causal\": \"bottom-right\", \"lengths\": [2]",
        "\"window\": [1, 0], \"corner\": \"top-left\"",
        "\"window\": [-1, 1], \"corner\": \"bottom-right\"",
        "\"window\": [0, -1], \"corner\": \"bottom-right\", \"lengths\": [6]",
        "\"lengths\": [0]",
        PAINTED,
        PAINTED + ", \"causal\": \"bottom-right\"",
      })
  void aKeyIsLeftWhereItsScoreIs(String options) throws IOException {
    String subject = subject(5, 7, options);
    HttpResponse<byte[]> mask = caller.get(subject + "/mask");
    assertThat(Caller.shape(mask)).containsExactly(5, 7);
    assertThat(mask.body()).isEqualTo(scored(subject));
  }

  @Test
  void aCellIsLeftWhereOneOfItsPairsIs() throws IOException {
    String subject = subject(50, 61, "\"causal\": \"bottom-right\", \"window\": [9, -1]");
    byte[] single = scored(subject);
    byte[] pooled = new byte[7 * 7];
    for (int query = 3; query < 50; query++) {
      for (int key = 10; key < 61; key++) {
        int cell = (query - 3) * 7 / 47 * 7 + (key - 10) * 7 / 51;
        pooled[cell] |= single[query * 61 + key];
      }
    }
    HttpResponse<byte[]> mask = caller.get(subject + "/mask?cells=7&q0=3&q1=50&k0=10&k1=61");
    assertThat(Caller.shape(mask)).containsExactly(7, 7);
    assertThat(mask.body()).isEqualTo(pooled).contains((byte) 0).contains((byte) 1);
  }

  @Test
  void eachEntryOfABatchHasItsLength() throws IOException {
    String entry = rows(4, 1);
    String batch = "[[%1$s], [%1$s]]".formatted(entry);
    String id =
        caller.posted(
            "/arrays",
            "{\"arrays\": {\"Q\": %1$s, \"K\": %1$s, \"V\": %1$s}, \"options\": {\"lengths\": [4, 1]}}"
                .formatted(batch));
    assertThat(caller.get("/subjects/" + id + "/mask?layer=0&q1=1").body()).containsOnly(1);
    assertThat(caller.get("/subjects/" + id + "/mask?layer=1&q1=1").body())
        .containsExactly(1, 0, 0, 0);
    assertThat(caller.get("/subjects/" + id + "/mask?layer=2").statusCode()).isEqualTo(422);
  }

  @Test
  void aRowSaysWhatIsLeftToIt() throws IOException {
    String subject = subject(5, 7, PAINTED);
    JsonFields kept = Caller.fields(caller.get(subject + "/heads/0/0/rows/4")).object("kept");
    assertThat(kept.count("count")).isEqualTo(3);
    assertThat(kept.count("first")).isEqualTo(1);
    assertThat(kept.count("last")).isEqualTo(5);
    JsonFields none = Caller.fields(caller.get(subject + "/heads/0/0/rows/2")).object("kept");
    assertThat(none.count("count")).isEqualTo(0);
    assertThat(none.has("first")).isFalse();
  }
}
