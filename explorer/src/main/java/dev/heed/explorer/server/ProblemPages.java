package dev.heed.explorer.server;

import dev.heed.explorer.api.Problem;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** What Jetty itself refuses, told as everything else is. */
final class ProblemPages extends ErrorHandler {
  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status = response.getStatus();
    Problem problem =
        switch (status) {
          case HttpStatus.NOT_FOUND_404 -> Problem.absent("there is nothing at this address");
          case HttpStatus.REQUEST_TIMEOUT_408 -> Problem.slow("the request came too slowly");
          case HttpStatus.PAYLOAD_TOO_LARGE_413 -> Problem.large("the request is too large");
          default ->
              status >= HttpStatus.INTERNAL_SERVER_ERROR_500
                  ? Problem.failed()
                  : new Problem(
                      "malformed",
                      "The request cannot be read",
                      status,
                      "the request line, the address or a header is not as it should be");
        };
    Guard.send(request, response, problem, callback);
    return true;
  }
}
