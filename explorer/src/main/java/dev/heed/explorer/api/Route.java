package dev.heed.explorer.api;

import java.io.IOException;

/**
 * One thing that can be asked.
 *
 * @param method GET or POST
 * @param path with its varying parts in braces, behind {@code /api/v1}
 * @param kind how much it asks of the server
 * @param handler what answers
 */
public record Route(String method, String path, Kind kind, Handler handler) {
  /** How much is asked of the server. */
  public enum Kind {
    /** Nothing to speak of. */
    LIGHT,
    /** Something is computed. */
    WORK,
    /** A JSON document is read, and something computed. */
    DOCUMENT,
    /** A file is read, and something computed. */
    FILE
  }

  /** What answers. */
  @FunctionalInterface
  public interface Handler {
    /**
     * The answer.
     *
     * @throws ProblemException if there is none
     * @throws IllegalArgumentException if what was asked does not fit
     * @throws dev.heed.formats.FileException if what was posted cannot be read
     */
    Reply answer(Call call) throws IOException;
  }
}
