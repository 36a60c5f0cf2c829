package dev.heed.explorer.server;

import dev.heed.execution.Execution;
import dev.heed.explorer.api.Call;
import dev.heed.explorer.api.Content;
import dev.heed.explorer.api.Parameters;
import dev.heed.explorer.api.Problem;
import dev.heed.explorer.api.ProblemException;
import dev.heed.explorer.api.Reply;
import dev.heed.explorer.api.Route;
import dev.heed.formats.FileException;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** Answers calls of the API, within limits. */
final class CallHandler {
  private static final int SLOW = 408;
  private static final String JSON = "application/json";
  private static final String BYTES = "application/octet-stream";

  private final Limits limits;
  private final WorkLimit work;
  private final Execution execution;

  CallHandler(Limits limits, Execution execution) {
    this.limits = limits;
    this.work = new WorkLimit(limits);
    this.execution = execution;
  }

  /**
   * Answers one call.
   *
   * @param path the varying parts of it
   * @param query what stands behind the question mark
   */
  void answer(Route route, Exchange exchange, Map<String, String> path, Parameters query)
      throws IOException {
    CallWatch watch = new CallWatch(exchange.connection(), limits.work());
    Reply reply = null;
    Problem problem = null;
    try {
      reply =
          route.kind() == Route.Kind.LIGHT
              ? route.handler().answer(new Call(path, query, Content.none(), execution))
              : worked(route, exchange, new Call(path, query, Content.none(), watched(watch)));
    } catch (ProblemException e) {
      problem = e.problem();
    } catch (CancellationException e) {
      problem = ended(watch);
    } catch (IllegalArgumentException | ArithmeticException | FileException e) {
      problem = Problem.unfit(String.valueOf(e.getMessage()));
    } catch (OutOfMemoryError e) {
      problem = Problem.busy("this takes more memory than there is");
    } catch (RuntimeException e) {
      problem = Problem.failed();
    }
    if (reply != null) {
      exchange.send(reply);
    } else if (problem != null) {
      if (route.method().equals("POST") && problem.status() != SLOW) {
        BodyReader.drain(exchange.request());
      }
      exchange.send(problem);
    }
  }

  private Execution watched(CallWatch watch) {
    return execution.withObserver(watch);
  }

  /** Nothing is sent to a client that has left. */
  private @Nullable Problem ended(CallWatch watch) {
    return watch.isExpired()
        ? Problem.busy(
            "this took longer than the %d s that a call may take"
                .formatted(limits.work().toSeconds()))
        : null;
  }

  private Reply worked(Route route, Exchange exchange, Call call) throws IOException {
    WorkLimit.Ticket ticket = work.enter(exchange.request().getRemoteAddr());
    try {
      return switch (route.kind()) {
        case DOCUMENT -> posted(route, exchange, call, JSON, limits.documentBytes());
        case FILE -> posted(route, exchange, call, BYTES, limits.fileBytes());
        case LIGHT, WORK -> inTurn(route, call);
      };
    } finally {
      ticket.close();
    }
  }

  private Reply posted(Route route, Exchange exchange, Call call, String type, long limit)
      throws IOException {
    requireType(exchange, type);
    long bytes = BodyReader.announced(exchange.request(), limit);
    WorkLimit.Ticket room = work.body(bytes);
    try {
      Content body = new BodyReader(limits.arrival()).read(exchange.request(), limit);
      return inTurn(route, new Call(call.path(), call.query(), body, call.execution()));
    } finally {
      room.close();
    }
  }

  private Reply inTurn(Route route, Call call) throws IOException {
    WorkLimit.Ticket turn = work.turn();
    try {
      return route.handler().answer(call);
    } finally {
      turn.close();
    }
  }

  private static void requireType(Exchange exchange, String type) {
    String given = exchange.request().getContentType();
    String plain = given == null ? "" : given.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    if (!plain.equals(type)) {
      throw new ProblemException(Problem.type("what is posted here is of type " + type));
    }
    if (exchange.request().getHeader("Content-Encoding") != null) {
      throw new ProblemException(Problem.type("what is posted here is not packed"));
    }
  }
}
