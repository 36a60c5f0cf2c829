package dev.heed.explorer;

import dev.heed.formats.JsonFields;
import dev.heed.formats.JsonTree;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/** Asks an explorer, politely by HTTP or by whatever bytes a test wants to send. */
final class Caller implements AutoCloseable {
  static final String JSON = "application/json";
  static final String BYTES = "application/octet-stream";

  private final Explorer explorer;
  private final HttpClient client = HttpClient.newHttpClient();

  private Caller(Explorer explorer) {
    this.explorer = explorer;
  }

  static Caller of(ExplorerOptions options) throws IOException {
    return new Caller(Explorer.start(options));
  }

  int port() {
    return explorer.port();
  }

  Explorer explorer() {
    return explorer;
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
        .timeout(Duration.ofSeconds(60));
  }

  HttpResponse<byte[]> send(HttpRequest.Builder request) {
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  HttpResponse<byte[]> get(String path) {
    return send(request("/api/v1" + path).GET());
  }

  HttpResponse<byte[]> post(String path, String type, byte[] body) {
    return send(
        request("/api/v1" + path)
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  HttpResponse<byte[]> post(String path, String json) {
    return post(path, JSON, json.getBytes(StandardCharsets.UTF_8));
  }

  /** The id of what was posted, which must have been taken. */
  String posted(String path, String json) throws IOException {
    HttpResponse<byte[]> response = post(path, json);
    if (response.statusCode() != 200) {
      throw new AssertionError(text(response));
    }
    return fields(response).text("id");
  }

  static String text(HttpResponse<byte[]> response) {
    return response.statusCode() + " " + new String(response.body(), StandardCharsets.UTF_8);
  }

  static JsonFields fields(HttpResponse<byte[]> response) throws IOException {
    return JsonTree.read("response", new ByteArrayInputStream(response.body()));
  }

  /** Numbers of a binary answer in float32. */
  static float[] floats(HttpResponse<byte[]> response) {
    ByteBuffer bytes = ByteBuffer.wrap(response.body()).order(ByteOrder.LITTLE_ENDIAN);
    float[] floats = new float[response.body().length / Float.BYTES];
    bytes.asFloatBuffer().get(floats);
    return floats;
  }

  static int[] shape(HttpResponse<byte[]> response) {
    String shape = response.headers().firstValue("Heed-Shape").orElseThrow();
    return Arrays.stream(shape.split(",", -1)).mapToInt(Integer::parseInt).toArray();
  }

  /** What comes back for some bytes, until the server closes or says no more for two seconds. */
  String raw(String sent) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
      socket.setSoTimeout(2000);
      OutputStream out = socket.getOutputStream();
      out.write(sent.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      return received(socket.getInputStream());
    }
  }

  private static String received(InputStream in) throws IOException {
    StringBuilder text = new StringBuilder();
    byte[] piece = new byte[8192];
    try {
      for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
        text.append(new String(piece, 0, count, StandardCharsets.ISO_8859_1));
      }
    } catch (SocketTimeoutException e) {
      return text.toString();
    }
    return text.toString();
  }

  @Override
  public void close() {
    client.close();
    explorer.close();
  }
}
