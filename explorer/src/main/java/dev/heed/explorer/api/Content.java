package dev.heed.explorer.api;

import java.nio.charset.StandardCharsets;

/** Bytes that nobody changes. */
public final class Content {
  private static final Content NONE = new Content(new byte[0]);

  private final byte[] bytes;

  private Content(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The bytes, which are kept and not copied. */
  public static Content of(byte[] bytes) {
    return new Content(bytes);
  }

  /** A text in UTF-8. */
  public static Content of(String text) {
    return new Content(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Nothing. */
  public static Content none() {
    return NONE;
  }

  /** How many bytes. */
  public int length() {
    return bytes.length;
  }

  /** The bytes themselves, not to be changed. */
  public byte[] bytes() {
    return bytes;
  }
}
