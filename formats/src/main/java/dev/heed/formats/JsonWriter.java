package dev.heed.formats;

import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;

/**
 * Tensors as JSON: an object of named nested arrays, each number in the fewest digits that give it
 * back exactly, NaN and the infinities as strings.
 */
final class JsonWriter {
  private JsonWriter() {}

  /**
   * Writes the arrays in the map's order; a single one without a name is written bare.
   *
   * @throws FileException if there are more arrays, or more axes, than {@link JsonReader} reads
   */
  static void write(OutputStream out, Map<String, Tensor> arrays, Place place) throws IOException {
    if (arrays.size() > JsonReader.MOST_ARRAYS) {
      throw place.error(
          "%d arrays: JSON files hold at most %d, so use .npz"
              .formatted(arrays.size(), JsonReader.MOST_ARRAYS));
    }
    for (var entry : arrays.entrySet()) {
      if (entry.getValue().rank() > JsonArray.MOST_AXES) {
        throw place.error(
            "array %s has %d axes: JSON files hold at most %d, so use .npz"
                .formatted(
                    Excerpt.quoted(entry.getKey()), entry.getValue().rank(), JsonArray.MOST_AXES));
      }
    }
    Tensor bare = arrays.size() == 1 ? arrays.get(ArrayFile.UNNAMED) : null;
    write(
        out,
        place,
        json -> {
          if (bare != null) {
            write(json, bare);
          } else {
            json.writeStartObject();
            for (var entry : arrays.entrySet()) {
              json.writeName(entry.getKey());
              write(json, entry.getValue());
            }
            json.writeEndObject();
          }
        });
  }

  /** Writes one value of any kind and a newline; the stream stays open. */
  static void write(OutputStream out, Place place, Consumer<JsonGenerator> value)
      throws IOException {
    JsonFactory factory =
        JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();
    try (JsonGenerator json = factory.createGenerator(ObjectWriteContext.empty(), out)) {
      value.accept(json);
      json.writeRaw('\n');
    } catch (JacksonIOException e) {
      throw e.getCause();
    } catch (JacksonException e) {
      throw place.error("cannot be written as JSON: " + e.getOriginalMessage());
    }
  }

  /** Writes a tensor as nested lists. */
  static void write(JsonGenerator json, Tensor tensor) {
    if (tensor.rank() == 0) {
      value(json, tensor.get(), tensor.dtype());
      return;
    }
    json.writeStartArray();
    if (tensor.rank() == 1 && tensor.size(0) > 0) {
      for (double number : tensor.toDoubleArray()) {
        value(json, number, tensor.dtype());
      }
    } else {
      for (int i = 0; i < tensor.size(0); i++) {
        write(json, tensor.select(0, i));
      }
    }
    json.writeEndArray();
  }

  private static void value(JsonGenerator json, double number, DType dtype) {
    if (dtype == DType.BOOL) {
      json.writeBoolean(number != 0);
    } else if (dtype == DType.INT32) {
      json.writeNumber((int) number);
    } else if (Double.isFinite(number)) {
      json.writeNumber(
          dtype != DType.FLOAT64 ? Float.toString((float) number) : Double.toString(number));
    } else {
      json.writeString(Double.toString(number));
    }
  }
}
