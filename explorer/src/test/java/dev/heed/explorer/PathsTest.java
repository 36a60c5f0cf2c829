package dev.heed.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tries to read what is no file of the page. */
final class PathsTest {
  private static Caller caller;

  @BeforeAll
  static void start() throws IOException {
    caller = Caller.of(ExplorerOptions.local());
  }

  @AfterAll
  static void stop() {
    caller.close();
  }

  private static String get(String path) throws IOException {
    return caller.raw(
        "GET %s HTTP/1.1\r\nHost: localhost:%d\r\nConnection: close\r\n\r\n"
            .formatted(path, caller.port()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../openapi.json",
        "/../../../../META-INF/MANIFEST.MF",
        "/..%2fopenapi.json",
        "/%2e%2e/openapi.json",
        "/%2e%2e%2f%2e%2e%2fopenapi.json",
        "/.%2e/openapi.json",
        "/%252e%252e/openapi.json",
        "/..\\openapi.json",
        "/..%5copenapi.json",
        "//etc/passwd",
        "///etc/passwd",
        "/etc/passwd",
        "/file:///etc/passwd",
        "/%2fetc/passwd",
        "/lib/../../openapi.json",
        "/lib/lit-html/../../../openapi.json",
        "/lib/lit-html/package.json",
        "/lib/katex/../katex/package.json",
        "/lib/katex/package.json",
        "/lib/lit-html/directives",
        "/lib/",
        "/WEB-INF/web.xml",
        "/META-INF/MANIFEST.MF",
        "/dev/heed/explorer/openapi.json",
        "/dev/heed/explorer/Explorer.class",
        "/Explorer.class",
        "/index.html%00.js",
        "/index.html;x=y/../../openapi.json",
        "/;/../openapi.json",
        "/./../openapi.json",
        "/%c0%ae%c0%ae/openapi.json",
        "/api/v1/../../openapi.json",
        "/api/v1/subjects/..%2f..%2fopenapi.json",
        "/api/v1/subjects/%2e%2e",
        "/api/v1/files?name=/etc/passwd",
        "*",
        "etc/passwd",
      })
  void tricksWithPathsLeadNowhere(String path) throws IOException {
    String answer = get(path);
    assertThat(answer).as(path).matches("(?s)HTTP/1\\.[01] (400|403|404|405) .*");
    assertThat(answer).contains("default-src 'none'").contains("application/problem+json");
    assertThat(answer).doesNotContain("root:", "openapi\":", "Manifest-Version", "\tat ");
  }

  @Test
  void librariesAreServedByTheirNames() {
    for (String file :
        List.of(
            "lit-html/lit-html.js",
            "lit-html/directive.js",
            "lit-html/async-directive.js",
            "lit-html/directives/repeat.js",
            "lit-html/directives/class-map.js",
            "katex/katex.mjs",
            "katex/katex.min.js",
            "katex/katex.min.css",
            "katex/fonts/KaTeX_Main-Regular.woff2")) {
      HttpResponse<byte[]> response = caller.send(caller.request("/lib/" + file).GET());
      assertThat(response.statusCode()).as(file).isEqualTo(200);
      assertThat(response.headers().firstValue("Cache-Control").orElse("")).contains("immutable");
      assertThat(response.body().length).isGreaterThan(100);
    }
  }

  @Test
  void whatModulesOfLibrariesImportIsServed() throws IOException {
    for (String file : List.of("lit-html.js", "directives/repeat.js", "directives/until.js")) {
      String code =
          new String(
              caller.send(caller.request("/lib/lit-html/" + file).GET()).body(),
              StandardCharsets.UTF_8);
      var imports = Pattern.compile("from\"([^\"]+)\"").matcher(code);
      while (imports.find()) {
        String wanted = URI.create("/lib/lit-html/" + file).resolve(imports.group(1)).getPath();
        assertThat(caller.send(caller.request(wanted).GET()).statusCode())
            .as(wanted)
            .isEqualTo(200);
      }
    }
  }

  @Test
  void aFileThatTheClientHasIsNotSentAgain() {
    HttpResponse<byte[]> first = caller.send(caller.request("/lib/katex/katex.min.js").GET());
    String tag = first.headers().firstValue("ETag").orElseThrow();
    HttpResponse<byte[]> second =
        caller.send(caller.request("/lib/katex/katex.min.js").header("If-None-Match", tag).GET());
    assertThat(second.statusCode()).isEqualTo(304);
    assertThat(second.body()).isEmpty();
  }

  @Test
  void whatIsLargeIsPackedForThoseWhoTakeIt() throws IOException {
    var plain = caller.send(caller.request("/lib/katex/katex.min.js").GET());
    var packed =
        caller.send(
            caller.request("/lib/katex/katex.min.js").header("Accept-Encoding", "gzip").GET());
    assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
    assertThat(packed.headers().firstValue("Content-Encoding")).contains("gzip");
    assertThat(packed.body().length).isLessThan(plain.body().length / 2);
    var in = new GZIPInputStream(new ByteArrayInputStream(packed.body()));
    assertThat(in.readAllBytes()).isEqualTo(plain.body());
    var refused =
        caller.send(
            caller.request("/lib/katex/katex.min.js").header("Accept-Encoding", "gzip;q=0").GET());
    assertThat(refused.headers().firstValue("Content-Encoding")).isEmpty();
  }

  @Test
  void headAnswersAsGetDoes() throws IOException {
    String subject = "/api/v1/subjects/" + caller.posted("/texts", "{\"text\": \"one two\"}");
    for (String path :
        List.of(
            "/lib/katex/katex.min.js",
            "/nothing",
            "/api/v1/models",
            "/api/v1/openapi.json",
            subject,
            subject + "/maps?cells=2",
            subject + "/heads/0/0/export.csv",
            subject + "/heads/77/0")) {
      var get = caller.send(caller.request(path).GET());
      var head = caller.send(caller.request(path).HEAD());
      assertThat(head.statusCode()).as(path).isEqualTo(get.statusCode());
      assertThat(head.body()).isEmpty();
      for (String header : List.of("Content-Type", "Content-Length", "Heed-Shape", "ETag")) {
        assertThat(head.headers().firstValue(header))
            .as(path + " " + header)
            .isEqualTo(get.headers().firstValue(header));
      }
    }
  }

  @Test
  void namesOfFilesThatArePostedOpenNone() throws IOException {
    Path secret = Files.createTempFile("heed", ".csv");
    try {
      Files.writeString(secret, "1,2\n");
      for (String name :
          List.of(secret.toString(), "../x.csv", "a/b.csv", "a\\b.csv", "", "x", "x.csv\0")) {
        String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8);
        var response = caller.post("/files?name=" + encoded, Caller.BYTES, new byte[0]);
        assertThat(response.statusCode()).as(name).isIn(400, 422);
      }
    } finally {
      Files.delete(secret);
    }
  }
}
