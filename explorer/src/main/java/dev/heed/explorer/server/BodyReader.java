package dev.heed.explorer.server;

import dev.heed.explorer.api.Content;
import dev.heed.explorer.api.Problem;
import dev.heed.explorer.api.ProblemException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/** Reads what was posted, up to a size and within a time. */
final class BodyReader {
  private static final int PIECE = 1 << 14;
  private static final long DRAINING = Duration.ofSeconds(3).toNanos();
  private static final long QUIET = Duration.ofMillis(200).toNanos();
  private static final long PAUSE_MILLIS = 5;

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

  /**
   * Takes what a client is still sending and nobody wants, for a short time: one that is cut off
   * while it sends would not read why.
   */
  static void drain(HttpServletRequest request) {
    long now = System.nanoTime();
    long end = now + DRAINING;
    long quiet = now + QUIET;
    byte[] piece = new byte[PIECE];
    try {
      ServletInputStream in = request.getInputStream();
      while (!in.isFinished() && now - end < 0 && now - quiet < 0) {
        int available = Math.min(in.available(), PIECE);
        if (available > 0 && in.read(piece, 0, available) < 0) {
          return;
        }
        if (available <= 0) {
          Thread.sleep(PAUSE_MILLIS);
        }
        now = System.nanoTime();
        quiet = available > 0 ? now + QUIET : quiet;
      }
    } catch (IOException e) {
      // It has stopped sending.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static ProblemException tooLarge(long limit) {
    return new ProblemException(
        Problem.large("what is posted here has at most %d bytes".formatted(limit)));
  }
}
