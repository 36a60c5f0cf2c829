package dev.heed.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.formats.ArrayFile;
import dev.heed.formats.ArrayFormat;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Posts what is wrong in every way, and asks for what there is not. */
final class HostileInputTest {
  private static Caller caller;

  @BeforeAll
  static void start() throws IOException {
    caller = Caller.of(ExplorerOptions.local());
  }

  @AfterAll
  static void stop() {
    caller.close();
  }

  @AfterEach
  void theServerStillAnswers() {
    assertThat(caller.get("/models").statusCode()).isEqualTo(200);
  }

  private static void assertProblem(HttpResponse<byte[]> response, int... statuses) {
    String text = Caller.text(response);
    assertThat(statuses).as(text).contains(response.statusCode());
    assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(text).doesNotContain("Exception", "java.", "\\tat ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "1",
        "\"text\"",
        "{",
        "{\"text\"",
        "{\"text\": \"x\"} trailing",
        "{\"text\": \"x\", \"text\": \"y\"}",
        "{\"text\": NaN}",
        "{'text': 'x'}",
        "\u0000",
      })
  void whatIsNoJsonIsMalformed(String body) {
    assertProblem(caller.post("/texts", body), 400);
    assertProblem(caller.post("/arrays", body), 400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"text\": 1}",
        "{\"text\": null}",
        "{\"text\": \"\"}",
        "{\"text\": \"\\u0000\\u0001\"}",
        "{\"text\": \"x\", \"model\": \"../../etc\"}",
        "{\"text\": \"x\", \"model\": \"bge\"}",
        "{\"text\": \"x\", \"model\": 1}",
        "{\"text\": \"x\", \"more\": 1}",
      })
  void textsThatDoNotFitAreRefused(String body) {
    assertProblem(caller.post("/texts", body), 422);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"arrays\": []}",
        "{\"arrays\": {}}",
        "{\"arrays\": {\"X\": 1}}",
        "{\"arrays\": {\"X\": []}}",
        "{\"arrays\": {\"X\": [[]]}}",
        "{\"arrays\": {\"X\": [1, 2]}}",
        "{\"arrays\": {\"X\": [[1, 2], [3]]}}",
        "{\"arrays\": {\"X\": [[1, [2]]]}}",
        "{\"arrays\": {\"X\": [[1, null]]}}",
        "{\"arrays\": {\"X\": [[1, \"two\"]]}}",
        "{\"arrays\": {\"X\": [[1, {}]]}}",
        "{\"arrays\": {\"X\": [[[[[1]]]]]}}",
        "{\"arrays\": {\"Q\": [[1]], \"K\": [[1]]}}",
        "{\"arrays\": {\"Q\": [[1]], \"q\": [[1]], \"K\": [[1]], \"V\": [[1]]}}",
        "{\"arrays\": {\"Q\": [[1]], \"K\": [[1, 2]], \"V\": [[1]]}}",
        "{\"arrays\": {\"Q\": [[1]], \"K\": [[1], [2]], \"V\": [[1]]}}",
        "{\"arrays\": {\"Q\": [[1]], \"K\": [[1]], \"V\": [[1]], \"X\": [[1]]}}",
        "{\"arrays\": {\"Q\": [[[1]], [[1]], [[1]]], \"K\": [[[1]], [[1]]], \"V\": [[[1]], [[1]]]}}",
        "{\"arrays\": {\"X\": [[1]], \"W_Q\": [[1], [2]], \"W_K\": [[1]], \"W_V\": [[1]]}}",
        "{\"arrays\": {\"X\": [[1e999]]}, \"more\": 1}",
      })
  void arraysThatDoNotFitAreRefused(String body) {
    assertProblem(caller.post("/arrays", body), 422);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"more\": 1}",
        "{\"dtype\": \"float16\"}",
        "{\"scale\": \"much\"}",
        "{\"scale\": \"Infinity\"}",
        "{\"scale\": 1e999}",
        "{\"softcap\": 0}",
        "{\"softcap\": -1}",
        "{\"causal\": \"middle\"}",
        "{\"causal\": 1}",
        "{\"causal\": \"top-left\", \"corner\": \"top-left\"}",
        "{\"corner\": \"top\"}",
        "{\"window\": 1}",
        "{\"window\": [1]}",
        "{\"window\": [1, 2, 3]}",
        "{\"window\": [-2, 0]}",
        "{\"window\": [1.5, 0]}",
        "{\"mask\": [[1]]}",
        "{\"mask\": [[1, 2], [1, 1]]}",
        "{\"mask\": [[1, 1], [1]]}",
        "{\"alibi\": []}",
        "{\"alibi\": [1, 2]}",
        "{\"alibi\": [\"NaN\"]}",
        "{\"alibi\": \"yes\"}",
        "{\"lengths\": [1, 1]}",
        "{\"lengths\": [3]}",
        "{\"lengths\": [-1]}",
        "{\"heads\": 0}",
        "{\"heads\": -1}",
        "{\"heads\": 3}",
        "{\"heads\": 99999999}",
        "{\"heads\": 1.5}",
        "{\"heads\": 2, \"keyHeads\": 3}",
        "[]",
        "1",
      })
  void optionsThatDoNotFitAreRefused(String options) {
    String arrays = "{\"arrays\": {\"X\": [[1, 2], [3, 4]]}, \"options\": " + options + "}";
    assertProblem(caller.post("/arrays", arrays), 422);
  }

  @Test
  void causalWithoutACornerNeedsAsManyQueriesAsKeys() {
    String arrays =
        "{\"arrays\": {\"Q\": [[1]], \"K\": [[1], [2]], \"V\": [[1], [2]]}, \"options\": ";
    assertProblem(caller.post("/arrays", arrays + "{\"causal\": true}}"), 422);
    assertThat(caller.post("/arrays", arrays + "{\"causal\": \"bottom-right\"}}").statusCode())
        .isEqualTo(200);
  }

  @Test
  void deepAndLongDocumentsAreRefused() {
    assertProblem(caller.post("/arrays", "[".repeat(100_000)), 400);
    String deep = "{\"arrays\": {\"X\": " + "[".repeat(1000) + "]".repeat(1000) + "}}";
    assertProblem(caller.post("/arrays", deep), 400);
    assertProblem(caller.post("/texts", "{\"a\":".repeat(5000)), 400);
    String digits = "{\"arrays\": {\"X\": [[" + "9".repeat(100_000) + "]]}}";
    assertProblem(caller.post("/arrays", digits), 400);
    String many = "{\"arrays\": {\"X\": [[" + "1,".repeat(1_900_000) + "1]]}}";
    assertProblem(caller.post("/arrays", many), 400, 413);
    String long5 = "{\"text\": \"" + "a".repeat(5 << 20) + "\"}";
    assertProblem(caller.post("/texts", long5), 413);
    String long1 = "{\"text\": \"" + "é".repeat((1 << 19) + 1) + "\"}";
    assertProblem(caller.post("/texts", long1), 413);
  }

  @Test
  void longTextsAreCutAndSaidSo() throws IOException {
    HttpResponse<byte[]> response =
        caller.post("/texts", "{\"text\": \"" + "word ".repeat(100_000) + "\"}");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(Caller.fields(response).count("cut")).isGreaterThan(99_000);
    assertThat(Caller.fields(response).count("keys")).isEqualTo(512);
  }

  @Test
  void numbersThatAreNoneAreCarriedThrough() throws IOException {
    String id =
        caller.posted(
            "/arrays",
            "{\"arrays\": {\"X\": [[\"NaN\", 1], [\"Infinity\", \"-Infinity\"], [1e308, 1e308]]}}");
    for (String path :
        List.of(
            "",
            "/heads",
            "/maps",
            "/steps",
            "/heads/0/0",
            "/heads/0/0/map",
            "/heads/0/0/rows/0",
            "/heads/0/0/rows/1/weights",
            "/heads/0/0/pairs/0/1?precision=true",
            "/heads/0/0/export.svg",
            "/heads/0/0/export.json",
            "/heads/0/0/export.html")) {
      HttpResponse<byte[]> response = caller.get("/subjects/" + id + path);
      assertThat(response.statusCode()).as(path + Caller.text(response)).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/subjects/x",
        "/subjects/00000000000000000000000000000000/heads",
        "/subjects/ID/heads/1/0",
        "/subjects/ID/heads/0/1",
        "/subjects/ID/heads/-1/0",
        "/subjects/ID/heads/a/0",
        "/subjects/ID/heads/0/0.5",
        "/subjects/ID/heads/99999999999999/0",
        "/subjects/ID/heads/0/0/rows/2",
        "/subjects/ID/heads/0/0/rows/-1",
        "/subjects/ID/heads/0/0/rows/x",
        "/subjects/ID/heads/0/0/pairs/2/0",
        "/subjects/ID/heads/0/0/pairs/0/2",
        "/subjects/ID/heads/0/0/pairs/0/%2e%2e",
        "/subjects/ID/heads/0/0/export.exe",
        "/subjects/ID/heads/0/0/nothing",
        "/lessons/0",
        "/lessons/x",
        "/nothing",
      })
  void whatThereIsNotIsNotFound(String path) throws IOException {
    String id = caller.posted("/arrays", "{\"arrays\": {\"X\": [[1, 2], [3, 4]]}}");
    assertProblem(caller.get(path.replace("ID", id)), 404, 400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?x=1",
        "/heads?from=keys",
        "/maps?cells=0",
        "/maps?cells=129",
        "/maps?cells=x",
        "/maps?cells=-1",
        "/maps?cells=1&cells=2",
        "/maps?cells=",
        "/maps?value=sum",
        "/steps?layer=1",
        "/steps?head=1",
        "/heads/mean/0",
        "/heads/0/mean/map",
        "/heads/0/mean/pairs/0/0",
        "/heads/0/0/map?cells=1025",
        "/heads/0/0/map?q0=2",
        "/heads/0/0/map?q0=1&q1=1",
        "/heads/0/0/map?q1=3",
        "/heads/0/0/map?k0=9999999999",
        "/heads/0/0/rows/0?top=0",
        "/heads/0/0/rows/0?top=257",
        "/heads/0/0/rows/0/weights?of=values",
        "/heads/0/0/rows/0/weights?of=scores&from=values",
        "/heads/0/0/pairs/0/0?precision=maybe",
        "/heads/0/0/export.svg?theme=pink",
      })
  void parametersThatDoNotFitAreRefused(String path) throws IOException {
    String id = caller.posted("/arrays", "{\"arrays\": {\"X\": [[1, 2], [3, 4]]}}");
    assertProblem(caller.get("/subjects/" + id + path), 422);
  }

  @Test
  void filesThatLieAreRefused() throws IOException {
    byte[] npz = npz(Tensor.of(new float[] {1, 2, 3, 4}, 2, 2));
    for (int cut = 0; cut < npz.length; cut += 7) {
      byte[] part = Arrays.copyOf(npz, cut);
      assertProblem(caller.post("/files?name=x.npz", Caller.BYTES, part), 422);
    }
    byte[] elf = {0x7f, 'E', 'L', 'F', 2, 1, 1};
    assertProblem(caller.post("/files?name=x.npy", Caller.BYTES, elf), 422);
    assertProblem(caller.post("/files?name=x.exe", Caller.BYTES, elf), 422);
    byte[] header = "\u0093NUMPY".getBytes(StandardCharsets.ISO_8859_1);
    assertProblem(caller.post("/files?name=x.npy", Caller.BYTES, header), 422);
    byte[] lengths = new byte[64];
    Arrays.fill(lengths, (byte) 0x7f);
    assertProblem(caller.post("/files?name=x.safetensors", Caller.BYTES, lengths), 422);
    assertProblem(
        caller.post(
            "/files?name=x.json",
            Caller.BYTES,
            "{\"X\": [[1], [1, 2]]}".getBytes(StandardCharsets.UTF_8)),
        422);
    assertProblem(
        caller.post("/files?name=x.csv", Caller.BYTES, "1,2\n3\n".getBytes(StandardCharsets.UTF_8)),
        422);
    assertProblem(
        caller.post(
            "/files?name=x.csv&options=%7B",
            Caller.BYTES, "1,2\n".getBytes(StandardCharsets.UTF_8)),
        422);
  }

  @Test
  void aZipBombTakesNoMemory() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("X.npy"));
      int rows = 1 << 20;
      String header = "{'descr': '<f8', 'fortran_order': False, 'shape': (" + rows + ", 1024), }";
      byte[] start = npyStart(header);
      zip.write(start);
      byte[] zeros = new byte[1 << 20];
      // 1 GiB of the 8 that the header speaks of.
      for (int n = 0; n < 1024; n++) {
        zip.write(zeros);
      }
      zip.closeEntry();
    }
    assertThat(bytes.size()).isLessThan(4 << 20);
    assertProblem(caller.post("/files?name=x.npz", Caller.BYTES, bytes.toByteArray()), 422);
  }

  private static byte[] npyStart(String header) {
    String padded = header + " ".repeat((64 - (header.length() + 11) % 64) % 64) + "\n";
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("\u0093NUMPY\u0001\u0000".getBytes(StandardCharsets.ISO_8859_1));
    out.write(padded.length() & 0xff);
    out.write(padded.length() >> 8);
    out.writeBytes(padded.getBytes(StandardCharsets.ISO_8859_1));
    return out.toByteArray();
  }

  @Test
  void moreRowsThanAreTakenAreRefused() throws IOException {
    byte[] many = npz(Tensor.zeros(DType.FLOAT32, Shape.of(65_537, 2)));
    assertProblem(caller.post("/files?name=x.npz", Caller.BYTES, many), 422);
    byte[] heads = npz(Tensor.zeros(DType.FLOAT32, Shape.of(5000, 2, 2)));
    assertProblem(caller.post("/files?name=x.npz", Caller.BYTES, heads), 422);
    byte[] none = npz(Tensor.zeros(DType.FLOAT32, Shape.of(0, 2)));
    assertProblem(caller.post("/files?name=x.npz", Caller.BYTES, none), 422);
    byte[] flat = npz(Tensor.zeros(DType.FLOAT32, Shape.of(2, 0)));
    assertThat(caller.post("/files?name=x.npz", Caller.BYTES, flat).statusCode()).isIn(200, 422);
  }

  private static byte[] npz(Tensor x) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ArrayFile.write(out, ArrayFormat.NPZ, Map.of("X", x));
    return out.toByteArray();
  }
}
