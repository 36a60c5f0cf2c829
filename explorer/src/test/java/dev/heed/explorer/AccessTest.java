package dev.heed.explorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tries to get in from where nobody may. */
final class AccessTest {
  private static final String TOKEN = "a-token-that-nobody-knows";

  private static Caller open;
  private static Caller locked;

  @BeforeAll
  static void start() throws IOException {
    open = Caller.of(ExplorerOptions.local());
    locked = Caller.of(ExplorerOptions.local().at("127.0.0.1", 0, TOKEN));
  }

  @AfterAll
  static void stop() {
    open.close();
    locked.close();
  }

  private static String get(String path, String headers) throws IOException {
    return open.raw("GET %s HTTP/1.1\r\n%sConnection: close\r\n\r\n".formatted(path, headers));
  }

  private static int status(String answer) {
    var line = Pattern.compile("^HTTP/1\\.[01] ([0-9]{3})").matcher(answer);
    return line.find() ? Integer.parseInt(line.group(1)) : 0;
  }

  @Test
  void ownNamesOfTheHostAreAnswered() throws IOException {
    for (String host : List.of("localhost", "127.0.0.1", "[::1]", "LOCALHOST")) {
      String answer = get("/api/v1/models", "Host: " + host + ":" + open.port() + "\r\n");
      assertThat(status(answer)).as(host).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example:PORT",
        "evil.example",
        "localhost",
        "localhost:1",
        "localhost.evil.example:PORT",
        "127.0.0.1.evil.example:PORT",
        "evil.example:PORT@localhost:PORT",
        "0x7f000001:PORT",
        "127.1:PORT",
        "localhost:PORT:PORT",
        "192.168.0.1:PORT",
        "",
      })
  void anotherHostIsRefused(String host) throws IOException {
    String name = host.replace("PORT", Integer.toString(open.port()));
    for (String path : List.of("/", "/shell/app.js", "/api/v1/models")) {
      assertRefused(get(path, "Host: " + name + "\r\n"));
    }
  }

  @Test
  void aRequestLineThatNamesAnotherHostIsRefused() throws IOException {
    String own = "Host: localhost:" + open.port() + "\r\n";
    assertRefused(get("http://evil.example/api/v1/models", own));
    assertRefused(get("http://evil.example:" + open.port() + "/", own));
    assertRefused(get("http://localhost:1/api/v1/models", own));
    assertRefused(get("/api/v1/models", own + "Host: evil.example\r\n"));
    assertRefused(get("/api/v1/models", ""));
    assertRefused(open.raw("GET /api/v1/models HTTP/1.0\r\n\r\n"));
  }

  private static void assertRefused(String answer) {
    assertThat(status(answer)).as(answer).isBetween(400, 421);
    assertThat(answer).contains("default-src 'none'").doesNotContain("\"models\"");
  }

  @Test
  void pagesOfOtherSitesAreRefused() {
    String own = "http://127.0.0.1:" + open.port();
    assertThat(from("Origin", own)).isEqualTo(200);
    assertThat(from("Origin", "http://evil.example")).isEqualTo(403);
    assertThat(from("Origin", "http://127.0.0.1")).isEqualTo(403);
    assertThat(from("Origin", "https://127.0.0.1:" + open.port())).isEqualTo(403);
    assertThat(from("Origin", "http://localhost:" + open.port())).isEqualTo(403);
    assertThat(from("Origin", "null")).isEqualTo(403);
    assertThat(from("Sec-Fetch-Site", "same-origin")).isEqualTo(200);
    assertThat(from("Sec-Fetch-Site", "cross-site")).isEqualTo(403);
    assertThat(from("Sec-Fetch-Site", "same-site")).isEqualTo(403);
    assertThat(from("Sec-Fetch-Site", "none")).isEqualTo(403);
  }

  private static int from(String header, String value) {
    HttpRequest.Builder request =
        open.request("/api/v1/arrays")
            .header("Content-Type", Caller.JSON)
            .header(header, value)
            .POST(HttpRequest.BodyPublishers.ofString("{\"arrays\": {\"X\": [[1]]}}"));
    return open.send(request).statusCode();
  }

  @Test
  void whatAFormOfAnotherSiteCanSendIsRefused() {
    for (String type :
        List.of("text/plain", "application/x-www-form-urlencoded", "multipart/form-data")) {
      assertThat(
              open.post("/texts", type, "{\"text\": \"x\"}".getBytes(StandardCharsets.UTF_8))
                  .statusCode())
          .isEqualTo(415);
      assertThat(
              open.post("/files?name=x.csv", type, "1".getBytes(StandardCharsets.UTF_8))
                  .statusCode())
          .isEqualTo(415);
    }
  }

  @Test
  void packedBodiesAreRefused() {
    HttpRequest.Builder request =
        open.request("/api/v1/texts")
            .header("Content-Type", Caller.JSON)
            .header("Content-Encoding", "gzip")
            .POST(HttpRequest.BodyPublishers.ofString("{\"text\": \"x\"}"));
    assertThat(open.send(request).statusCode()).isEqualTo(415);
  }

  @Test
  void addressesOfOtherSitesMayLeadToThePageAndNotToTheApi() {
    for (String path : List.of("/lib/lit-html/lit-html.js", "/api/v1/models")) {
      HttpRequest.Builder request = open.request(path).header("Sec-Fetch-Site", "cross-site").GET();
      assertThat(open.send(request).statusCode()).isEqualTo(path.startsWith("/api") ? 403 : 200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND"})
  void otherMethodsAreRefused(String method) throws IOException {
    String own = "Host: localhost:" + open.port() + "\r\nConnection: close\r\n\r\n";
    for (String path : List.of("/", "/api/v1/texts")) {
      String answer = open.raw(method + " " + path + " HTTP/1.1\r\n" + own);
      assertThat(status(answer)).as(answer).isBetween(400, 405);
      assertThat(answer).contains("default-src 'none'");
    }
  }

  @Test
  void everyResponseSaysWhatItMayBeUsedFor() {
    for (String path :
        List.of("/", "/nothing", "/lib/lit-html/lit-html.js", "/api/v1/models", "/api/v1/no")) {
      HttpResponse<byte[]> response = open.send(open.request(path).GET());
      var headers = response.headers();
      assertThat(headers.firstValue("Content-Security-Policy").orElse(""))
          .as(path)
          .startsWith("default-src 'none'; script-src 'self'; style-src 'self'")
          .contains("frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'")
          .doesNotContain("unsafe");
      assertThat(headers.allValues("Content-Security-Policy")).hasSize(1);
      assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
      assertThat(headers.firstValue("Referrer-Policy")).contains("no-referrer");
      assertThat(headers.firstValue("Cross-Origin-Opener-Policy")).contains("same-origin");
      assertThat(headers.firstValue("Cross-Origin-Resource-Policy")).contains("same-origin");
      assertThat(headers.firstValue("Access-Control-Allow-Origin")).isEmpty();
      assertThat(headers.firstValue("Server")).isEmpty();
    }
  }

  @Test
  void withoutTheTokenNothingIsAnswered() {
    for (String path : List.of("/", "/lib/lit-html/lit-html.js", "/api/v1/models")) {
      assertThat(locked.send(locked.request(path).GET()).statusCode()).isEqualTo(401);
      for (String wrong : List.of("", TOKEN + "x", TOKEN.substring(1), "a")) {
        assertThat(bearer(path, wrong)).isEqualTo(401);
        assertThat(locked.send(locked.request(path + "?token=" + wrong).GET()).statusCode())
            .isEqualTo(401);
        assertThat(cookie(path, "heed-" + locked.port() + "=" + wrong)).isEqualTo(401);
      }
    }
    assertThat(locked.post("/texts?token=" + TOKEN, "{\"text\": \"x\"}").statusCode())
        .isEqualTo(401);
  }

  @Test
  void theTokenOpens() {
    assertThat(bearer("/api/v1/models", TOKEN)).isEqualTo(200);
    HttpResponse<byte[]> first = locked.send(locked.request("/?token=" + TOKEN).GET());
    assertThat(first.statusCode()).isEqualTo(303);
    assertThat(first.headers().firstValue("Location")).contains("/");
    String cookie = first.headers().firstValue("Set-Cookie").orElseThrow();
    assertThat(cookie).contains("HttpOnly", "SameSite=Strict", "Path=/");
    assertThat(cookie("/api/v1/models", cookie.substring(0, cookie.indexOf(';')))).isEqualTo(200);
    assertThat(locked.explorer().address().toString()).endsWith("/?token=" + TOKEN);
  }

  private static int bearer(String path, String token) {
    return locked
        .send(locked.request(path).header("Authorization", "Bearer " + token).GET())
        .statusCode();
  }

  private static int cookie(String path, String cookie) {
    return locked.send(locked.request(path).header("Cookie", cookie).GET()).statusCode();
  }

  @Test
  void hostsThatOthersReachNeedAToken() {
    ExplorerOptions local = ExplorerOptions.local();
    assertThatThrownBy(() -> local.at("0.0.0.0", 0, null)).hasMessageContaining("token");
    assertThatThrownBy(() -> local.at("::", 0, null)).hasMessageContaining("token");
    assertThatThrownBy(() -> local.at("127.0.0.1", 0, "short")).hasMessageContaining("token");
    assertThatThrownBy(() -> local.at("127.0.0.1", 70_000, null)).hasMessageContaining("65535");
  }

  @Test
  void aTakenPortIsAnErrorInWords() {
    ExplorerOptions taken = ExplorerOptions.local().at("127.0.0.1", open.port(), null);
    assertThatThrownBy(() -> Explorer.start(taken))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("port " + open.port());
  }
}
