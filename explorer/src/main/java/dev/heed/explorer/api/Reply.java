package dev.heed.explorer.api;

import dev.heed.formats.JsonDocument;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * An answer.
 *
 * @param type of the bytes
 * @param headers more of it
 * @param body the bytes
 * @param lasts whether it is the same whenever it is asked for again
 */
public record Reply(String type, Map<String, String> headers, Content body, boolean lasts) {
  private static final String SHAPE = "Heed-Shape";
  private static final String DTYPE = "Heed-DType";

  /** Fields as JSON. */
  public static Reply json(Map<String, ?> fields) {
    return new Reply("application/json; charset=utf-8", Map.of(), Content.of(bytes(fields)), false);
  }

  /** The same, and it stays as it is as long as there is an answer. */
  public Reply lasting() {
    return new Reply(type, headers, body, true);
  }

  /**
   * Numbers, little endian, with their shape beside them.
   *
   * @param parts that follow each other, all float32 or float64
   * @param shape of all of them together
   */
  public static Reply numbers(List<Tensor> parts, int... shape) {
    DType dtype = parts.getFirst().dtype();
    int elements = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(elements, dtype.bytes()))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (Tensor part : parts) {
      for (double number : part.toDoubleArray()) {
        if (dtype == DType.FLOAT32) {
          bytes.putFloat((float) number);
        } else {
          bytes.putDouble(number);
        }
      }
    }
    return array(bytes.array(), dtype, shape);
  }

  /** Flags, a byte each, with their shape beside them. */
  static Reply flags(byte[] flags, int... shape) {
    return array(flags, DType.BOOL, shape);
  }

  private static Reply array(byte[] bytes, DType dtype, int... shape) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put(
        SHAPE, Arrays.stream(shape).mapToObj(Integer::toString).collect(Collectors.joining(",")));
    headers.put(DTYPE, dtype.toString());
    return new Reply("application/octet-stream", headers, Content.of(bytes), true);
  }

  /** A file to keep. */
  public static Reply file(String type, String name, Content body) {
    return new Reply(
        type, Map.of("Content-Disposition", "attachment; filename=\"" + name + '"'), body, true);
  }

  static byte[] bytes(Map<String, ?> fields) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      JsonDocument.write(out, fields);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
