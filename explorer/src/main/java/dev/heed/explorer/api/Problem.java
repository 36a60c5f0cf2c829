package dev.heed.explorer.api;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Why there is no answer, as RFC 9457 has it.
 *
 * @param kind what is wrong, as a word; the type is {@code /problems/} and this
 * @param title the same for people
 * @param status of HTTP
 * @param detail this case in one sentence
 */
public record Problem(String kind, String title, int status, String detail) {
  /** The type of what is sent. */
  public static final String TYPE = "application/problem+json";

  /** The request is not one that could be understood. */
  public static Problem malformed(String detail) {
    return new Problem("malformed", "The request cannot be read", 400, detail);
  }

  /** Who asks may not. */
  public static Problem forbidden(String detail) {
    return new Problem("forbidden", "Not from here", 403, detail);
  }

  /** A token is missing or wrong. */
  public static Problem unauthorised(String detail) {
    return new Problem("unauthorised", "A token is needed", 401, detail);
  }

  /** There is no such thing. */
  public static Problem absent(String detail) {
    return new Problem("not-found", "Not found", 404, detail);
  }

  /** A subject that is not there, or not any more. */
  public static Problem gone(String id) {
    return new Problem(
        "gone",
        "No longer in memory",
        404,
        "subject %s is not in memory (any more): post it again".formatted(id));
  }

  /** Another method is meant. */
  public static Problem method(String detail) {
    return new Problem("method", "Another method is meant", 405, detail);
  }

  /** Nothing comes any more. */
  public static Problem slow(String detail) {
    return new Problem("slow", "The request took too long to arrive", 408, detail);
  }

  /** The body is too large. */
  public static Problem large(String detail) {
    return new Problem("too-large", "Too large", 413, detail);
  }

  /** The body is of another kind than is read here. */
  public static Problem type(String detail) {
    return new Problem("type", "Another type is meant", 415, detail);
  }

  /** What was asked or posted does not fit. */
  public static Problem unfit(String detail) {
    return new Problem("unfit", "This does not fit", 422, detail);
  }

  /** A client asks for too much at once. */
  public static Problem eager(String detail) {
    return new Problem("too-many", "Too many requests at once", 429, detail);
  }

  /** The server failed. */
  public static Problem failed() {
    return new Problem("failed", "The server failed", 500, "this is a fault of the server's own");
  }

  /** The server has too much to do. */
  public static Problem busy(String detail) {
    return new Problem("busy", "Too busy", 503, detail);
  }

  /** As JSON. */
  public byte[] json() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("type", "/problems/" + kind);
    fields.put("title", title);
    fields.put("status", status);
    fields.put("detail", detail);
    return Reply.bytes(fields);
  }
}
