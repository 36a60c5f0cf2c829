package dev.heed.explorer;

import dev.heed.explorer.server.Limits;
import dev.heed.explorer.subject.Models;
import dev.heed.models.Encoder;
import dev.heed.models.source.ModelSource;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * How an explorer is started.
 *
 * @param host the address that it is bound to
 * @param port 0 for any that is free
 * @param token what callers show before they are answered; null for none, which a host of this
 *     machine alone may have
 * @param model the model that texts are read with where nobody says which; null for the first one
 *     of Heed's that is on the class path
 * @param loader how models are loaded
 * @param limits how much is done at a time
 * @param memory bytes that what is looked at may take together
 */
public record ExplorerOptions(
    String host,
    int port,
    @Nullable String token,
    @Nullable ModelSource model,
    Models.Loader loader,
    Limits limits,
    long memory) {
  private static final int LARGEST_PORT = 65_535;

  /**
   * @throws IllegalArgumentException if the port is none, or a host that others reach has no token
   */
  public ExplorerOptions {
    if (port < 0 || port > LARGEST_PORT) {
      throw new IllegalArgumentException(
          "port %d: from 1 to %d, or 0 for any".formatted(port, LARGEST_PORT));
    }
    if (token == null && !isLoopback(host)) {
      throw new IllegalArgumentException(
          "host %s can be reached by others: it needs a token".formatted(host));
    }
    if (token != null && !token.matches("[A-Za-z0-9_-]{8,200}")) {
      throw new IllegalArgumentException(
          "a token has 8 to 200 letters, digits, - and _: it stands in an address");
    }
  }

  /** For this machine alone, at any port, with Heed's own models. */
  public static ExplorerOptions local() {
    return new ExplorerOptions(
        "127.0.0.1",
        0,
        null,
        null,
        Encoder::load,
        Limits.standard(),
        Runtime.getRuntime().maxMemory() / 4);
  }

  /** The same at another address. */
  public ExplorerOptions at(String otherHost, int otherPort, @Nullable String itsToken) {
    return new ExplorerOptions(otherHost, otherPort, itsToken, model, loader, limits, memory);
  }

  /** The same with another model, and another way to load models. */
  public ExplorerOptions withModel(@Nullable ModelSource other, Models.Loader way) {
    return new ExplorerOptions(host, port, token, other, way, limits, memory);
  }

  /** The same with other limits. */
  public ExplorerOptions withLimits(Limits others, long bytes) {
    return new ExplorerOptions(host, port, token, model, loader, others, bytes);
  }

  /** Whether a host is this machine, seen from itself. */
  public static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
