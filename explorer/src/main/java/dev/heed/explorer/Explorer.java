package dev.heed.explorer;

import dev.heed.execution.Execution;
import dev.heed.explorer.api.Routes;
import dev.heed.explorer.server.WebServer;
import dev.heed.explorer.subject.Models;
import dev.heed.explorer.subject.SubjectStore;
import java.io.IOException;
import java.net.URI;
import java.util.Set;

/**
 * A local web page on which attention can be walked through. It listens from its making until it is
 * closed.
 */
public final class Explorer implements AutoCloseable {
  /** Bytes that the arrays of one file may take. */
  private static final long MOST_FILE_MEMORY = 256L << 20;

  private static final Set<String> ANY = Set.of("0.0.0.0", "::", "[::]");

  private final ExplorerOptions options;
  private final Models models;
  private final WebServer server;

  private Explorer(ExplorerOptions options, Models models, WebServer server) {
    this.options = options;
    this.models = models;
    this.server = server;
  }

  /**
   * Starts one. The first model is loaded meanwhile, by a thread of its own.
   *
   * @throws IOException if the port is taken, or the model that the options name is not there
   */
  public static Explorer start(ExplorerOptions options) throws IOException {
    Models models = new Models(options.model(), options.loader());
    long file = Math.min(options.memory() / 2, MOST_FILE_MEMORY);
    Routes routes = new Routes(models, new SubjectStore(options.memory()), file);
    WebServer.Door door = new WebServer.Door(options.host(), options.port(), options.token());
    WebServer server = new WebServer(door, routes.all(), options.limits(), Execution.standard());
    Explorer explorer = new Explorer(options, models, server);
    Thread.ofVirtual().name("heed-model").start(explorer::loadFirst);
    return explorer;
  }

  private void loadFirst() {
    try {
      for (Models.Model model : models.all().stream().limit(1).toList()) {
        models.encoder(model);
      }
    } catch (IOException e) {
      // The first text that is posted tells it to somebody who can read it.
      return;
    }
  }

  /** The address to open, with the token in it if there is one. */
  public URI address() {
    String host = ANY.contains(options.host()) ? "127.0.0.1" : options.host();
    String name = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    String token = options.token() == null ? "" : "?token=" + options.token();
    return URI.create("http://%s:%d/%s".formatted(name, server.port(), token));
  }

  /** The port that it listens at. */
  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.close();
    models.close();
  }
}
