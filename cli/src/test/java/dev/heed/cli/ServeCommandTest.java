package dev.heed.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.cli.console.Console;
import dev.heed.cli.input.EncoderLoader;
import dev.heed.views.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code heed serve} from its start until somebody ends it. */
@Timeout(60)
class ServeCommandTest {
  private static final Pattern ADDRESS = Pattern.compile("explores at (http\\S+)");

  @TempDir private Path folder;

  /** A command that runs until it is interrupted. */
  private static final class Running implements AutoCloseable {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final AtomicInteger code = new AtomicInteger(-1);
    private final Thread thread;

    Running(String... arguments) {
      Console console =
          new Console(
              InputStream.nullInputStream(), out, out, new Terminal(80, false, true), false);
      thread =
          Thread.ofPlatform()
              .start(() -> code.set(Heed.run(console, EncoderLoader.direct(), arguments)));
    }

    URI address() throws InterruptedException {
      Matcher found = ADDRESS.matcher("");
      while (thread.isAlive() && !found.find()) {
        Thread.sleep(20);
        found = ADDRESS.matcher(out.toString(StandardCharsets.UTF_8));
      }
      return URI.create(found.group(1));
    }

    int end() throws InterruptedException {
      thread.interrupt();
      thread.join();
      return code.get();
    }

    @Override
    public void close() {
      thread.interrupt();
    }
  }

  private static int status(URI address) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(address).build();
    try (HttpClient client =
        HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build()) {
      return client.send(request, BodyHandlers.discarding()).statusCode();
    }
  }

  @Test
  void itSaysItsAddressAnswersThereAndEnds() throws IOException, InterruptedException {
    try (Running running = new Running("serve", "--port", "0", "--no-cache")) {
      URI address = running.address();
      assertThat(address.getHost()).isEqualTo("127.0.0.1");
      assertThat(status(address)).isEqualTo(200);
      assertThat(running.end()).isZero();
    }
  }

  @Test
  void anotherHostHasATokenInItsAddress() throws IOException, InterruptedException {
    try (Running running = new Running("serve", "--host", "0.0.0.0", "--port", "0")) {
      URI address = running.address();
      assertThat(address.getQuery()).matches("token=[\\w-]{20,}");
      URI bare = URI.create("http://127.0.0.1:%d/api/v1/models".formatted(address.getPort()));
      assertThat(status(bare)).isEqualTo(401);
    }
  }

  @Test
  void numbersOfAFileAreThereFromTheStart() throws IOException, InterruptedException {
    Path file = folder.resolve("qkv.json");
    Files.writeString(file, "{\"Q\": [[1, 0]], \"K\": [[1, 1]], \"V\": [[5, 0]]}");
    try (Running running =
        new Running("serve", "--port", "0", "--no-cache", "--input", file.toString())) {
      URI address = running.address();
      assertThat(address.getFragment()).startsWith("/file?s=");
      String id = address.getFragment().substring("/file?s=".length());
      assertThat(status(address.resolve("/api/v1/subjects/" + id))).isEqualTo(200);
    }
  }

  @Test
  void aPortThatIsTakenAndWrongUseEndInASentence() throws IOException, InterruptedException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      assertThat(said(1, "serve", "--port", port)).contains(port).hasLineCount(1);
    }
    assertThat(said(2, "serve", "--port", "70000")).contains("70000");
    assertThat(said(2, "serve", "--token", "short")).contains("8 to 200");
    assertThat(said(1, "serve", "--input", "missing.npz")).contains("missing.npz");
    assertThat(said(1, "serve", "--model", "nobody")).contains("nobody");
  }

  /** What a command says that ends by itself. */
  private static String said(int code, String... arguments) throws InterruptedException {
    try (Running running = new Running(arguments)) {
      running.thread.join();
      assertThat(running.code).hasValue(code);
      return running.out.toString(StandardCharsets.UTF_8);
    }
  }
}
