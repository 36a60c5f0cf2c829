package dev.heed.explorer.server;

import dev.heed.explorer.api.Content;
import dev.heed.explorer.api.Problem;
import dev.heed.explorer.api.Reply;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * One request and its response.
 *
 * @param request that was made
 * @param response that goes back
 */
record Exchange(HttpServletRequest request, HttpServletResponse response) {
  private static final int OK = 200;
  private static final int NOT_MODIFIED = 304;
  private static final String CACHE = "Cache-Control";
  private static final String AGAIN = "1";

  /** Where the request came on. */
  ClientConnection connection() {
    return (ClientConnection) request.getAttribute(ClientConnection.NAME);
  }

  /** Sends an answer. */
  void send(Reply reply) throws IOException {
    reply.headers().forEach(response::setHeader);
    response.setHeader(CACHE, reply.lasts() ? "private, max-age=3600, immutable" : "no-store");
    response.setHeader("Vary", "Accept-Encoding, Cookie, Authorization");
    response.setContentType(reply.type());
    boolean packed = reply.body().length() >= Gzip.WORTHWHILE && takesGzip();
    if (packed) {
      response.setHeader("Content-Encoding", "gzip");
    }
    write(OK, packed ? Content.of(Gzip.fast(reply.body().bytes())) : reply.body());
  }

  /** Sends a file, or says that the client has it. */
  void send(StaticFile file) throws IOException {
    response.setHeader("ETag", file.tag());
    response.setHeader(CACHE, file.lasts() ? "public, max-age=31536000, immutable" : "no-cache");
    response.setHeader("Vary", "Accept-Encoding");
    if (file.tag().equals(request.getHeader("If-None-Match"))) {
      response.setStatus(NOT_MODIFIED);
      return;
    }
    response.setContentType(file.type());
    boolean packed = file.packed().length() < file.body().length() && takesGzip();
    if (packed) {
      response.setHeader("Content-Encoding", "gzip");
    }
    write(OK, packed ? file.packed() : file.body());
  }

  /** Sends a problem. */
  void send(Problem problem) throws IOException {
    response.reset();
    SecurityHeaders.ALL.forEach(response::setHeader);
    response.setHeader(CACHE, "no-store");
    response.setContentType(Problem.TYPE);
    if (problem.status() == 429 || problem.status() == 503) {
      response.setHeader("Retry-After", AGAIN);
    }
    if (problem.status() == 405) {
      response.setHeader("Allow", problem.detail().contains("POST") ? "POST" : "GET, HEAD");
    }
    if (request.getMethod().equals("POST")) {
      // Of a body that was not read to its end, the rest would be taken for the next request.
      response.setHeader("Connection", "close");
    }
    write(problem.status(), Content.of(problem.json()));
  }

  private boolean takesGzip() {
    return Gzip.isAccepted(request.getHeader("Accept-Encoding"));
  }

  private void write(int status, Content body) throws IOException {
    ClientConnection connection = connection();
    if (connection.isAhead()) {
      response.setHeader("Connection", "close");
    }
    response.setStatus(status);
    response.setContentLength(body.length());
    if (!request.getMethod().equals("HEAD")) {
      response.getOutputStream().write(body.bytes());
    }
  }
}
