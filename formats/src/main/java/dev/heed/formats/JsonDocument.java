package dev.heed.formats;

import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * JSON objects that hold more than arrays: texts, numbers, flags, lists and objects beside tensors.
 * {@link ArrayFile} is for arrays alone, and reads them, too.
 */
public final class JsonDocument {
  private static final char REPLACEMENT = '\ufffd';

  private JsonDocument() {}

  /**
   * Writes one object and a newline to an open stream, which stays open. Nothing but numbers in
   * tensors needs memory of its own.
   *
   * @param fields by name, in the map's order; each a {@link Tensor}, {@link CharSequence}, {@link
   *     Integer}, {@link Long}, {@link Double}, {@link Boolean}, null, or a list or map of such.
   *     Half of a surrogate pair becomes U+FFFD; NaN and the infinities become strings
   * @throws IllegalArgumentException if a value is of another kind
   * @throws IOException if the stream takes no more
   */
  public static void write(OutputStream out, Map<String, ?> fields) throws IOException {
    JsonWriter.write(out, Place.in("standard output"), json -> object(json, fields));
  }

  private static void object(JsonGenerator json, Map<?, ?> fields) {
    json.writeStartObject();
    for (var entry : fields.entrySet()) {
      json.writeName(whole(String.valueOf(entry.getKey())));
      value(json, entry.getValue());
    }
    json.writeEndObject();
  }

  private static void value(JsonGenerator json, @Nullable Object value) {
    switch (value) {
      case null -> json.writeNull();
      case Tensor tensor -> JsonWriter.write(json, tensor);
      case CharSequence text -> json.writeString(whole(text.toString()));
      case Integer number -> json.writeNumber(number);
      case Long number -> json.writeNumber(number);
      case Double number when Double.isFinite(number) -> json.writeNumber(number);
      case Double number -> json.writeString(Double.toString(number));
      case Boolean flag -> json.writeBoolean(flag);
      case Map<?, ?> fields -> object(json, fields);
      case List<?> items -> {
        json.writeStartArray();
        items.forEach(item -> value(json, item));
        json.writeEndArray();
      }
      default -> throw new IllegalArgumentException(value.getClass() + " has no form in JSON");
    }
  }

  /** The text without halves of surrogate pairs, which UTF-8 cannot hold. */
  private static String whole(String text) {
    if (text.chars().noneMatch(letter -> Character.isSurrogate((char) letter))) {
      return text;
    }
    StringBuilder whole = new StringBuilder(text.length());
    text.codePoints()
        .map(point -> point <= 0xffff && Character.isSurrogate((char) point) ? REPLACEMENT : point)
        .forEach(whole::appendCodePoint);
    return whole.toString();
  }
}
