package dev.heed.explorer.server;

import dev.heed.explorer.api.Content;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/**
 * A file of the page.
 *
 * @param type of its bytes
 * @param body the bytes
 * @param packed the same by gzip
 * @param tag what tells it from another version of itself
 * @param lasts whether it is of a library, whose version does not change
 */
record StaticFile(String type, Content body, Content packed, String tag, boolean lasts) {
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "mjs", "text/javascript; charset=utf-8",
          "json", "application/json; charset=utf-8",
          "svg", "image/svg+xml",
          "png", "image/png",
          "woff2", "font/woff2");

  static StaticFile of(String name, byte[] body, boolean lasts) {
    String extension = name.substring(name.lastIndexOf('.') + 1);
    String type = TYPES.getOrDefault(extension, "application/octet-stream");
    return new StaticFile(type, Content.of(body), Content.of(Gzip.tight(body)), tag(body), lasts);
  }

  private static String tag(byte[] body) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
      return '"' + HexFormat.of().formatHex(digest).substring(0, 16) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
