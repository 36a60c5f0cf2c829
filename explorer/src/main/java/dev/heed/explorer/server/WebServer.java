package dev.heed.explorer.server;

import dev.heed.execution.Execution;
import dev.heed.explorer.api.Parameters;
import dev.heed.explorer.api.Problem;
import dev.heed.explorer.api.Route;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/** The server. It listens from its making until it is closed. */
public final class WebServer implements AutoCloseable {
  private static final String API = "/api/v1";
  private static final int THREADS = 96;
  private static final int IDLE_MILLIS = 20_000;
  private static final int HEADER_BYTES = 16 << 10;
  private static final int CONNECTIONS = 512;
  private static final int CLIENT_LEFT = 499;

  private final Javalin javalin;
  private final int port;

  /**
   * Where the server listens, and to whom.
   *
   * @param host it is bound to
   * @param port 0 for any that is free
   * @param token that callers show; null where none is needed
   */
  public record Door(String host, int port, @Nullable String token) {}

  /**
   * Starts it.
   *
   * @param routes of the API
   * @param execution what calls run with
   * @throws IOException if it cannot listen there
   */
  public WebServer(Door door, List<Route> routes, Limits limits, Execution execution)
      throws IOException {
    ServerConnector[] opened = new ServerConnector[1];
    CallHandler calls = new CallHandler(limits, execution);
    PageFiles files = new PageFiles();
    this.javalin =
        Javalin.create(config -> {
          config.startup.showJavalinBanner = false;
          config.startup.showOldJavalinVersionWarning = false;
          config.startup.startupWatcherEnabled = false;
          config.http.compressionStrategy = CompressionStrategy.NONE;
          config.jetty.threadPool = new QueuedThreadPool(THREADS, 8);
          config.jetty.modifyServer(server -> open(server, door, opened));
          addCalls(config, routes, calls);
          addFiles(config, files);
        });
    try {
      javalin.start();
    } catch (RuntimeException e) {
      javalin.stop();
      throw new IOException(
          "cannot listen at %s, port %d: %s".formatted(door.host, door.port, e.getMessage()), e);
    }
    this.port = opened[0].getLocalPort();
  }

  /** The port that it listens at. */
  public int port() {
    return port;
  }

  @Override
  public void close() {
    javalin.stop();
  }

  private static void open(Server server, Door door, ServerConnector[] opened) {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setSendDateHeader(true);
    http.setRequestHeaderSize(HEADER_BYTES);
    ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
    connector.setHost(door.host);
    connector.setPort(door.port);
    connector.setIdleTimeout(IDLE_MILLIS);
    try {
      // Bound now, so that the guard knows the port.
      connector.open();
    } catch (IOException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
    opened[0] = connector;
    server.addConnector(connector);
    server.setErrorHandler(new ProblemPages());
    server.insertHandler(new Guard(new Access(door.host, connector.getLocalPort(), door.token)));
    server.addBean(new NetworkConnectionLimit(CONNECTIONS, connector));
  }

  private static void addCalls(JavalinConfig config, List<Route> routes, CallHandler calls) {
    for (Route route : routes) {
      Handler handler =
          context ->
              calls.answer(
                  route,
                  exchange(context),
                  context.pathParamMap(),
                  new Parameters(context.queryParamMap()));
      if (route.method().equals("POST")) {
        config.routes.post(API + route.path(), handler);
        config.routes.get(API + route.path(), context -> refuse(context, "POST is meant here"));
        config.routes.head(API + route.path(), context -> refuse(context, "POST is meant here"));
      } else {
        config.routes.get(API + route.path(), handler);
        config.routes.head(API + route.path(), handler);
        config.routes.post(API + route.path(), context -> refuse(context, "GET is meant here"));
      }
    }
  }

  private static void addFiles(JavalinConfig config, PageFiles files) {
    Handler handler = context -> send(context, files);
    config.routes.get("/*", handler);
    config.routes.head("/*", handler);
    config.routes.post("/*", context -> exchange(context).send(absent()));
    config.routes.exception(
        IOException.class,
        // The client has left, and there is nobody to tell it to.
        (gone, context) -> context.res().setStatus(CLIENT_LEFT));
    config.routes.exception(RuntimeException.class, (fault, context) -> fail(context));
  }

  private static Exchange exchange(Context context) {
    return new Exchange(context.req(), context.res());
  }

  private static void refuse(Context context, String words) throws IOException {
    exchange(context).send(Problem.method(words));
  }

  private static void send(Context context, PageFiles files) throws IOException {
    Optional<StaticFile> file = files.find(context.path());
    if (file.isPresent()) {
      exchange(context).send(file.get());
    } else {
      exchange(context).send(absent());
    }
  }

  private static void fail(Context context) {
    if (context.res().isCommitted()) {
      return;
    }
    try {
      exchange(context).send(Problem.failed());
    } catch (IOException e) {
      context.res().setStatus(CLIENT_LEFT);
    }
  }

  private static Problem absent() {
    return Problem.absent("there is nothing at this address");
  }
}
