package dev.heed.cli.serve;

import dev.heed.cli.console.Console;
import dev.heed.cli.console.Version;
import dev.heed.cli.input.EncoderLoader;
import dev.heed.cli.input.ModelOptions;
import dev.heed.explorer.Explorer;
import dev.heed.explorer.ExplorerOptions;
import dev.heed.formats.ArrayFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code heed serve}: the explorer, until it is stopped. */
@Command(
    name = "serve",
    description = {
      "Serves a page on which attention can be walked through, in a browser on this machine: a real"
          + " model on your text, or your own numbers, from all heads down to a single product.",
      "Ctrl-C ends it. Nothing leaves the machine, and no file of it can be read through the page."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  heed serve --open",
      "  heed serve --input qkv.npz --port 0          any free port",
      "  heed serve --host 0.0.0.0 --token letmein123  for others, who need the token"
    })
public final class ServeCommand implements Callable<Integer> {
  private static final int TOKEN_BYTES = 18;

  private final Console console;
  private final EncoderLoader loader;

  @Mixin private ModelOptions model = new ModelOptions();

  @Option(
      names = "--input",
      paramLabel = "FILE",
      description = "Own numbers to begin with: npz, safetensors, JSON, npy or CSV.")
  private @Nullable Path input;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      description =
          "Address to listen at (default: 127.0.0.1). Others than this machine need a token.")
  private String host = "127.0.0.1";

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Port (default: 8080); 0 for any that is free.")
  private int port = 8080;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description =
          "What callers must show; of a host that others reach, one is made up if need be.")
  private @Nullable String token;

  @Option(names = "--open", description = "Opens the page in the browser.")
  private boolean open;

  public ServeCommand(Console console, EncoderLoader loader) {
    this.console = console;
    this.loader = loader;
  }

  @Override
  public Integer call() throws IOException {
    String shown = token == null && !ExplorerOptions.isLoopback(host) ? randomToken() : token;
    ExplorerOptions options =
        ExplorerOptions.local()
            .at(host, port, shown)
            .withModel(model.source(), source -> model.load(loader, source, console));
    try (Explorer explorer = Explorer.start(options)) {
      URI address =
          input == null ? explorer.address() : explorer.show(name(input), ArrayFile.read(input));
      console.print("Heed explores at " + address);
      console.print("Ctrl-C ends it.");
      console.flush();
      if (open && !Browser.opens(address)) {
        console.error("heed: no browser could be opened; the address is above");
      }
      waitForEnd(explorer);
    }
    return 0;
  }

  /** Waits until the process is told to end, and closes the explorer then. */
  private static void waitForEnd(Explorer explorer) {
    CountDownLatch end = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(explorer::close, "heed-end"));
    try {
      end.await();
    } catch (InterruptedException e) {
      // Whoever interrupts it wants the end, too: what is left to do is to close.
      return;
    }
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  private static String randomToken() {
    byte[] bytes = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
