package dev.heed.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.explorer.server.Limits;
import dev.heed.formats.ArrayFile;
import dev.heed.formats.ArrayFormat;
import dev.heed.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** Asks for more than is given at a time. */
final class LimitsTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private static ExplorerOptions limited(Limits limits) {
    return ExplorerOptions.local().withLimits(limits, 256L << 20);
  }

  /** Own queries and keys whose map takes seconds. */
  private static String large(Caller caller, int rows) throws IOException {
    Random random = new Random(7);
    float[] numbers = new float[rows * 64];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ArrayFile.write(out, ArrayFormat.NPZ, Map.of("X", Tensor.of(numbers, rows, 64)));
    HttpResponse<byte[]> response =
        caller.post("/files?name=x.npz", Caller.BYTES, out.toByteArray());
    assertThat(response.statusCode()).as(Caller.text(response)).isEqualTo(200);
    return Caller.fields(response).text("id");
  }

  @Test
  void bodiesThatSayTheyAreTooLargeAreNotRead() throws IOException {
    try (Caller caller = Caller.of(ExplorerOptions.local())) {
      for (String path : List.of("texts", "arrays", "files?name=x.npz")) {
        String type = path.startsWith("files") ? Caller.BYTES : Caller.JSON;
        String answer =
            caller.raw(head(caller, path, type) + "Content-Length: 99999999999\r\n\r\n{");
        assertThat(answer).as(path).startsWith("HTTP/1.1 413 ").contains("/problems/too-large");
        assertThat(caller.raw(head(caller, path, type) + "Content-Length: -1\r\n\r\n"))
            .startsWith("HTTP/1.1 400 ");
        assertThat(caller.raw(head(caller, path, type) + "Content-Length: x\r\n\r\n"))
            .startsWith("HTTP/1.1 400 ");
        String both = "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
        assertThat(caller.raw(head(caller, path, type) + both)).startsWith("HTTP/1.1 4");
      }
    }
  }

  @Test
  void bodiesThatSayNothingAreReadUpToTheLimit() throws IOException {
    try (Caller caller = Caller.of(ExplorerOptions.local())) {
      String piece = "100000\r\n" + " ".repeat(1 << 20) + "\r\n";
      String chunks = piece.repeat(5) + "0\r\n\r\n";
      String sent =
          head(caller, "texts", Caller.JSON) + "Transfer-Encoding: chunked\r\n\r\n" + chunks;
      String answer;
      try {
        answer = caller.raw(sent);
      } catch (IOException e) {
        // The server had said so and closed before all of it was sent.
        answer = "HTTP/1.1 413 ";
      }
      assertThat(answer).startsWith("HTTP/1.1 413 ");
      assertThat(caller.get("/models").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aBodyThatEndsTooEarlyIsGivenUp() throws IOException {
    Limits quick = Limits.standard().withTimes(LONG, Duration.ofMillis(700), LONG);
    try (Caller caller = Caller.of(limited(quick));
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), caller.port())) {
      socket.setSoTimeout(30_000);
      var out = socket.getOutputStream();
      String start = head(caller, "texts", Caller.JSON) + "Content-Length: 1000\r\n\r\n";
      out.write(start.getBytes(StandardCharsets.ISO_8859_1));
      long began = System.nanoTime();
      String answer = "";
      for (int n = 0; n < 100 && answer.isEmpty(); n++) {
        out.write(' ');
        out.flush();
        sleep(100);
        if (socket.getInputStream().available() > 0) {
          byte[] line = socket.getInputStream().readNBytes(12);
          answer = new String(line, StandardCharsets.ISO_8859_1);
        }
      }
      assertThat(answer).isEqualTo("HTTP/1.1 408");
      assertThat(System.nanoTime() - began).isLessThan(Duration.ofSeconds(8).toNanos());
    }
  }

  private static String head(Caller caller, String path, String type) {
    return "POST /api/v1/%s HTTP/1.1\r\nHost: localhost:%d\r\nContent-Type: %s\r\n"
        .formatted(path, caller.port(), type);
  }

  @Test
  void aCallThatTakesTooLongIsEnded() throws IOException {
    Limits quick = Limits.standard().withTimes(LONG, LONG, Duration.ofMillis(300));
    try (Caller caller = Caller.of(limited(quick))) {
      String id = large(caller, 32_768);
      long began = System.nanoTime();
      HttpResponse<byte[]> response = caller.get("/subjects/" + id + "/heads/0/0/map?cells=512");
      assertThat(response.statusCode()).as(Caller.text(response)).isEqualTo(503);
      assertThat(response.headers().firstValue("Retry-After")).isPresent();
      assertThat(System.nanoTime() - began).isLessThan(Duration.ofSeconds(20).toNanos());
    }
  }

  @Test
  void workThatNobodyWaitsForEnds() throws IOException {
    Limits one = Limits.standard().withCalls(1, 4, 8);
    try (Caller caller = Caller.of(limited(one))) {
      int rows = 48_000;
      String id = large(caller, rows);
      String map = "/subjects/" + id + "/heads/0/0/map?cells=512";
      long part = nanos(caller, map + "&q1=" + rows / 32);
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), caller.port())) {
        String sent =
            "GET /api/v1%s HTTP/1.1\r\nHost: localhost:%d\r\n\r\n".formatted(map, caller.port());
        socket.getOutputStream().write(sent.getBytes(StandardCharsets.ISO_8859_1));
        sleep(100);
      }
      // The only place for work is free long before the whole map would be ready.
      long second = Duration.ofSeconds(1).toNanos();
      assertThat(nanos(caller, "/subjects/" + id + "/heads/0/0/rows/5"))
          .isLessThan(16 * part + second);
    }
  }

  private static long nanos(Caller caller, String path) {
    long began = System.nanoTime();
    assertThat(caller.get(path).statusCode()).isEqualTo(200);
    return System.nanoTime() - began;
  }

  @Test
  void aRequestThatComesTooEarlyEndsTheConnectionAndNotTheAnswer() throws IOException {
    try (Caller caller = Caller.of(ExplorerOptions.local())) {
      String id = large(caller, 8192);
      String line =
          "GET /api/v1/subjects/%s/heads/0/0/map?cells=4 HTTP/1.1\r\nHost: localhost:%d\r\n\r\n";
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), caller.port())) {
        socket.setSoTimeout(20_000);
        byte[] sent = line.formatted(id, caller.port()).getBytes(StandardCharsets.ISO_8859_1);
        socket.getOutputStream().write(sent);
        sleep(60);
        socket.getOutputStream().write(sent);
        byte[] answer = socket.getInputStream().readNBytes(12);
        assertThat(new String(answer, StandardCharsets.ISO_8859_1)).isEqualTo("HTTP/1.1 200");
      }
    }
  }

  @Test
  void tooManyAtATimeAreToldToComeAgain() throws IOException, InterruptedException {
    Limits few = Limits.standard().withCalls(1, 2, 3).withTimes(Duration.ofMillis(200), LONG, LONG);
    try (Caller caller = Caller.of(limited(few))) {
      String id = large(caller, 8192);
      Map<Integer, Integer> statuses = flood(caller, "/subjects/" + id + "/heads/0/0/map", 12);
      assertThat(statuses.keySet()).isSubsetOf(200, 429, 503).contains(200, 429);
      assertThat(caller.get("/models").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void fiftyClientsGetAnswersOrAreToldToComeAgain() throws IOException, InterruptedException {
    try (Caller caller = Caller.of(ExplorerOptions.local())) {
      String id = caller.posted("/texts", "{\"text\": \"" + "the cat sat ".repeat(30) + "\"}");
      Map<Integer, Integer> all = new TreeMap<>();
      for (int round = 0; round < 3; round++) {
        String path = "/subjects/" + id + "/maps?cells=" + (20 + round);
        flood(caller, path, 50).forEach((status, count) -> all.merge(status, count, Integer::sum));
      }
      assertThat(all.keySet()).isSubsetOf(200, 429, 503).contains(200);
      assertThat(caller.get("/subjects/" + id).statusCode()).isEqualTo(200);
    }
  }

  private static Map<Integer, Integer> flood(Caller caller, String path, int clients)
      throws InterruptedException {
    Map<Integer, Integer> statuses = new ConcurrentHashMap<>();
    List<Thread> threads = new ArrayList<>();
    for (int n = 0; n < clients; n++) {
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                HttpResponse<byte[]> response = caller.get(path);
                statuses.merge(response.statusCode(), 1, Integer::sum);
                if (response.statusCode() != 200) {
                  assertThat(response.headers().firstValue("Retry-After")).isPresent();
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return statuses;
  }

  @Test
  void whatWasLookedAtLongAgoIsForgottenAndTakenAgain() throws IOException {
    ExplorerOptions small = ExplorerOptions.local().withLimits(Limits.standard(), 40_000);
    try (Caller caller = Caller.of(small)) {
      List<String> ids = new ArrayList<>();
      for (int n = 0; n < 100; n++) {
        String row = "[" + "%d,".formatted(n).repeat(99) + "1]";
        ids.add(caller.posted("/arrays", "{\"arrays\": {\"X\": [" + row + "]}}"));
      }
      HttpResponse<byte[]> gone = caller.get("/subjects/" + ids.getFirst());
      assertThat(gone.statusCode()).isEqualTo(404);
      assertThat(Caller.fields(gone).text("type")).isEqualTo("/problems/gone");
      assertThat(caller.get("/subjects/" + ids.getLast()).statusCode()).isEqualTo(200);
      String row = "[" + "0,".repeat(99) + "1]";
      assertThat(caller.posted("/arrays", "{\"arrays\": {\"X\": [" + row + "]}}"))
          .isEqualTo(ids.getFirst());
      String wide = "[" + "1,".repeat(5000) + "1]";
      assertThat(caller.post("/arrays", "{\"arrays\": {\"X\": [" + wide + "]}}").statusCode())
          .isEqualTo(422);
    }
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
