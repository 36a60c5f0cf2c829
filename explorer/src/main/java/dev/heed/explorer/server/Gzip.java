package dev.heed.explorer.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Bytes by gzip. */
final class Gzip {
  /** What is shorter is sent as it is. */
  static final int WORTHWHILE = 1024;

  private Gzip() {}

  /** As small as can be, for what is packed once. */
  static byte[] tight(byte[] body) {
    return pack(body, Deflater.BEST_COMPRESSION);
  }

  /** Fast, for what is packed each time. */
  static byte[] fast(byte[] body) {
    return pack(body, Deflater.BEST_SPEED);
  }

  private static byte[] pack(byte[] body, int level) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream(body.length / 2 + 64);
    try (GZIPOutputStream out =
        new GZIPOutputStream(packed) {
          {
            def.setLevel(level);
          }
        }) {
      out.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  /** Whether the client takes gzip, by its Accept-Encoding. */
  static boolean isAccepted(@Nullable String header) {
    if (header == null) {
      return false;
    }
    for (String part : header.toLowerCase(Locale.ROOT).split(",", -1)) {
      String[] words = part.strip().split("\\s*;\\s*", -1);
      boolean named = words[0].equals("gzip") || words[0].equals("*");
      boolean refused = words.length > 1 && words[1].matches("q=0(\\.0*)?");
      if (named) {
        return !refused;
      }
    }
    return false;
  }
}
