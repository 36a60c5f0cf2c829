package dev.heed.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.formats.JsonFields;
import dev.heed.formats.JsonTree;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every path of the description is called, and every answer is what the description says. */
final class DescriptionTest {
  private static final String TEXT = "{\"text\": \"The cat sat on the mat, and the cat slept.\"}";
  private static final String ARRAYS =
      """
      {"arrays": {"Q": [[1, 0], [0, 1], [1, 1]], "K": [[1, 0], [0, 1], ["NaN", 1]],
                  "V": [[1, 2], [3, 4], [5, 6]]},
       "options": {"causal": true, "softcap": 5, "window": [1, 0], "alibi": true,
                   "mask": [[1, 1, 1], [0, 1, 1], [1, 1, 1]], "scale": "none", "dtype": "float64"}}
      """;

  private static Caller caller;
  private static Map<?, ?> description;

  @BeforeAll
  static void start() throws IOException {
    caller = Caller.of(ExplorerOptions.local());
    description = Caller.fields(caller.get("/openapi.json")).fields();
  }

  @AfterAll
  static void stop() {
    caller.close();
  }

  /** What is called for each path: addresses that are answered with 200. */
  private static Map<String, List<String>> calls(String text, String arrays) {
    Map<String, List<String>> calls = new LinkedHashMap<>();
    String head = "/subjects/{id}/heads/{layer}/{head}";
    calls.put("/openapi.json", List.of("/openapi.json"));
    calls.put("/models", List.of("/models"));
    calls.put("/lessons", List.of("/lessons"));
    calls.put(
        "/lessons/{number}",
        List.of("/lessons/1", "/lessons/2", "/lessons/3", "/lessons/4", "/lessons/5"));
    calls.put("/subjects/{id}", both(text, arrays, ""));
    calls.put("/subjects/{id}/heads", both(text, arrays, "/heads"));
    calls.put("/subjects/{id}/maps", both(text, arrays, "/maps?cells=4&from=values&value=maximum"));
    calls.put("/subjects/{id}/steps", both(text, arrays, "/steps?layer=0&head=0"));
    calls.put(
        "/subjects/{id}/mask", both(text, arrays, "/mask?layer=0&cells=2&q0=0&q1=3&k0=1&k1=3"));
    List<String> heads = new ArrayList<>(both(text, arrays, "/heads/0/0"));
    heads.add(text + "/heads/mean/mean");
    heads.add(text + "/heads/2/mean");
    calls.put(head, heads);
    calls.put(
        head + "/map",
        List.of(
            text + "/heads/0/0/map?cells=3",
            text + "/heads/mean/mean/map?from=values",
            arrays + "/heads/0/0/map?q0=1&q1=3&k0=0&k1=2"));
    calls.put(
        head + "/rows/{query}",
        List.of(
            text + "/heads/0/0/rows/2?top=3",
            text + "/heads/mean/1/rows/2",
            arrays + "/heads/0/0/rows/2"));
    calls.put(
        head + "/rows/{query}/weights",
        List.of(
            text + "/heads/0/0/rows/2/weights?of=scores",
            arrays + "/heads/0/0/rows/1/weights?from=values"));
    calls.put(
        head + "/pairs/{query}/{key}",
        List.of(
            text + "/heads/5/11/pairs/2/3",
            text + "/heads/0/0/pairs/2/3?precision=true",
            arrays + "/heads/0/0/pairs/1/0?precision=true"));
    calls.put(
        head + "/export.{format}",
        List.of("svg", "png", "csv", "npz", "json", "html").stream()
            .flatMap(format ->
                List.of(
                    text + "/heads/1/2/export." + format,
                    text + "/heads/mean/mean/export." + format + "?theme=dark",
                    arrays + "/heads/0/0/export." + format)
                    .stream())
            .toList());
    return calls;
  }

  private static List<String> both(String text, String arrays, String rest) {
    return List.of(text + rest, arrays + rest);
  }

  @Test
  void everyPathAnswersAsDescribed() throws IOException {
    Map<?, ?> paths = object(description, "paths");
    Map<String, List<String>> calls =
        calls(
            "/subjects/" + caller.posted("/texts", TEXT),
            "/subjects/" + caller.posted("/arrays", ARRAYS));
    TreeSet<String> described = new TreeSet<>();
    paths.forEach((path, item) -> {
      if (((Map<?, ?>) item).containsKey("get")) {
        described.add((String) path);
      }
    });
    assertThat(calls.keySet()).isEqualTo(described);
    for (Map.Entry<String, List<String>> entry : calls.entrySet()) {
      Map<?, ?> operation = object(object(paths, entry.getKey()), "get");
      for (String call : entry.getValue()) {
        check(operation, call, caller.get(call), "200");
      }
    }
  }

  @Test
  void everyPostAnswersAsDescribed() throws IOException {
    Map<?, ?> paths = object(description, "paths");
    check(post(paths, "/texts"), "/texts", caller.post("/texts", TEXT), "200");
    check(post(paths, "/arrays"), "/arrays", caller.post("/arrays", ARRAYS), "200");
    byte[] csv = "1,2\n3,4\n5,6\n".getBytes(StandardCharsets.UTF_8);
    String file = "/files?name=x.csv&options=%7B%22causal%22%3Atrue%7D";
    check(post(paths, "/files"), file, caller.post(file, Caller.BYTES, csv), "200");
  }

  @Test
  void bodiesThatAreDescribedAreWhatIsTaken() throws IOException {
    JsonSchema schemas = new JsonSchema(object(object(description, "components"), "schemas"));
    Map<?, ?> own = object(object(object(description, "components"), "schemas"), "OwnArrays");
    JsonFields posted =
        JsonTree.read("arrays", new ByteArrayInputStream(ARRAYS.getBytes(StandardCharsets.UTF_8)));
    assertThat(schemas.faults(own, posted.fields())).isEmpty();
    assertThat(schemas.faults(own, Map.of("arrays", Map.of(), "more", 1L))).isNotEmpty();
  }

  @Test
  void problemsAreAsDescribed() throws IOException {
    Map<?, ?> paths = object(description, "paths");
    String subject = "/subjects/" + caller.posted("/texts", TEXT);
    check(get(paths, "/lessons/{number}"), "lesson", caller.get("/lessons/6"), "404");
    check(get(paths, "/subjects/{id}"), "gone", caller.get("/subjects/0123"), "404");
    check(get(paths, "/subjects/{id}/maps"), "maps", caller.get(subject + "/maps?cells=0"), "422");
    check(post(paths, "/texts"), "texts", caller.post("/texts", "{"), "400");
    check(post(paths, "/texts"), "texts", caller.get("/texts"), "405");
    check(
        post(paths, "/texts"),
        "texts",
        caller.post("/texts", "text/plain", new byte[] {'{', '}'}),
        "415");
  }

  private static Map<?, ?> get(Map<?, ?> paths, String path) {
    return object(object(paths, path), "get");
  }

  private static Map<?, ?> post(Map<?, ?> paths, String path) {
    return object(object(paths, path), "post");
  }

  private static void check(
      Map<?, ?> operation, String call, HttpResponse<byte[]> response, String status)
      throws IOException {
    assertThat(String.valueOf(response.statusCode()))
        .as(call + ": " + new String(response.body(), StandardCharsets.UTF_8))
        .isEqualTo(status);
    Map<?, ?> described = resolved(object(object(operation, "responses"), status));
    String given = response.headers().firstValue("Content-Type").orElseThrow();
    String type = given.split(";", -1)[0];
    Map<?, ?> contents = object(described, "content");
    assertThat(contents.keySet().contains(type)).as(call + " gives " + type).isTrue();
    JsonSchema schemas = new JsonSchema(object(object(description, "components"), "schemas"));
    if (type.endsWith("json")) {
      Map<?, ?> schema = object(object(contents, type), "schema");
      assertThat(schemas.faults(schema, Caller.fields(response).fields())).as(call).isEmpty();
    }
    if (described.get("headers") instanceof Map<?, ?> headers) {
      headers.forEach((name, header) -> {
        String value = response.headers().firstValue((String) name).orElse(null);
        assertThat(schemas.faults(object((Map<?, ?>) header, "schema"), value)).as(call).isEmpty();
      });
    }
  }

  private static Map<?, ?> resolved(Map<?, ?> response) {
    if (response.get("$ref") instanceof String ref) {
      String name = ref.substring("#/components/responses/".length());
      return object(object(object(description, "components"), "responses"), name);
    }
    return response;
  }

  private static Map<?, ?> object(Map<?, ?> from, String name) {
    assertThat(from.get(name)).as(name).isInstanceOf(Map.class);
    return (Map<?, ?>) from.get(name);
  }
}
