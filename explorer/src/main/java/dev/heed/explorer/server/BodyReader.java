package dev.heed.explorer.server;

import dev.heed.explorer.api.Content;
import dev.heed.explorer.api.Problem;
import dev.heed.explorer.api.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/** Reads what was posted, up to a size and within a time. */
final class BodyReader {
  private static final int PIECE = 1 << 14;

  private final Duration most;

  BodyReader(Duration most) {
    this.most = most;
  }

  /**
   * Refuses a body that says it is too large.
   *
   * @return bytes that it will take
   * @throws ProblemException if it is larger than the limit
   */
  static long announced(HttpServletRequest request, long limit) {
    long length = request.getContentLengthLong();
    if (length > limit) {
      throw tooLarge(limit);
    }
    return length < 0 ? limit : length;
  }

  /**
   * All of it.
   *
   * @throws ProblemException if it is larger than the limit, takes too long or ends too early
   */
  Content read(HttpServletRequest request, long limit) {
    long end = System.nanoTime() + most.toNanos();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    byte[] piece = new byte[PIECE];
    try {
      InputStream in = request.getInputStream();
      for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
        body.write(piece, 0, count);
        if (body.size() > limit) {
          throw tooLarge(limit);
        }
        if (System.nanoTime() - end > 0) {
          throw new ProblemException(
              Problem.slow("the body had %d s to arrive".formatted(most.toSeconds())));
        }
      }
    } catch (IOException e) {
      throw new ProblemException(Problem.slow("the body ended too early, or came too slowly"));
    }
    return Content.of(body.toByteArray());
  }

  private static ProblemException tooLarge(long limit) {
    return new ProblemException(
        Problem.large("what is posted here has at most %d bytes".formatted(limit)));
  }
}
