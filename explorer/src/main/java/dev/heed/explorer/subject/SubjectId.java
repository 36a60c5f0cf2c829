package dev.heed.explorer.subject;

import dev.heed.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The number of what was posted: SHA-256 over its parts, each with its length before it. */
final class SubjectId {
  private static final int DIGITS = 32;

  private final MessageDigest digest;

  SubjectId(String kind) {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
    text(kind);
  }

  SubjectId text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    number(bytes.length);
    digest.update(bytes);
    return this;
  }

  SubjectId tensor(Tensor tensor) {
    text(tensor.dtype() + " " + tensor.shape());
    double[] numbers = tensor.toDoubleArray();
    ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES * Math.min(numbers.length, 1 << 13));
    for (double number : numbers) {
      if (!bytes.hasRemaining()) {
        digest.update(bytes.flip());
        bytes.clear();
      }
      bytes.putDouble(number);
    }
    digest.update(bytes.flip());
    return this;
  }

  private void number(int number) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(number).flip());
  }

  /** Ends it. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS);
  }
}
