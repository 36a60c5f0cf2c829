package dev.heed.explorer;

import dev.heed.execution.Execution;
import dev.heed.explorer.api.Routes;
import dev.heed.explorer.server.WebServer;
import dev.heed.explorer.subject.ArrayRequest;
import dev.heed.explorer.subject.AttentionOptions;
import dev.heed.explorer.subject.Models;
import dev.heed.explorer.subject.Subject;
import dev.heed.explorer.subject.SubjectStore;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
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
  private final SubjectStore store;
  private final WebServer server;

  private Explorer(ExplorerOptions options, Models models, SubjectStore store, WebServer server) {
    this.options = options;
    this.models = models;
    this.store = store;
    this.server = server;
  }

  /**
   * Starts one. The first model is loaded meanwhile, by a thread of its own.
   *
   * @throws IOException if the port is taken, or the model that the options name is not there
   */
  public static Explorer start(ExplorerOptions options) throws IOException {
    Models models = new Models(options.model(), options.loader());
    SubjectStore store = new SubjectStore(options.memory());
    Routes routes = new Routes(models, store, Math.min(options.memory() / 2, MOST_FILE_MEMORY));
    WebServer.Door door = new WebServer.Door(options.host(), options.port(), options.token());
    WebServer server = new WebServer(door, routes.all(), options.limits(), Execution.standard());
    Explorer explorer = new Explorer(options, models, store, server);
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

  /**
   * Keeps own numbers for as long as it runs, and says where they are seen.
   *
   * @param title the file's name, for readers
   * @param arrays Q, K, V, or X with its weights, or X alone, by name
   * @throws IllegalArgumentException if they are not those of one attention
   */
  public URI show(String title, Map<String, Tensor> arrays) {
    Subject subject =
        new ArrayRequest(title, arrays, AttentionOptions.none()).subject(Execution.standard());
    store.keep(subject);
    return address().resolve("#/file?s=" + subject.id());
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
