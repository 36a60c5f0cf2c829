package dev.heed.formats;

import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/**
 * Tensors as a safetensors file, byte for byte as the reference implementation writes it: wide
 * types first, equal types by name, the header padded with blanks to a multiple of eight bytes.
 */
final class SafetensorsWriter {
  private static final int ALIGNMENT = 8;

  private final Map<String, Tensor> tensors;
  private final Map<String, String> metadata;
  private final List<String> order;

  private SafetensorsWriter(Map<String, Tensor> tensors, Map<String, String> metadata) {
    this.tensors = tensors;
    this.metadata = metadata;
    this.order =
        tensors.keySet().stream()
            .sorted(
                Comparator.<String>comparingInt(name -> rank(tensor(name).dtype()))
                    .thenComparing(
                        name -> name.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned))
            .toList();
  }

  /**
   * Writes all tensors; reads each of them once.
   *
   * @throws FileException if a name is reserved or no Unicode text, or the header would be too long
   */
  static void write(
      OutputStream out, Map<String, Tensor> tensors, Map<String, String> metadata, Place place)
      throws IOException {
    checkNames(tensors, metadata, place);
    SafetensorsWriter writer = new SafetensorsWriter(tensors, metadata);
    byte[] header = writer.header().getBytes(StandardCharsets.UTF_8);
    int padding = Math.floorMod(-header.length, ALIGNMENT);
    int length = header.length + padding;
    if (length > SafetensorsHeader.LONGEST) {
      throw place.error(
          "names and texts make a header of %d bytes: at most %d"
              .formatted(length, SafetensorsHeader.LONGEST));
    }
    ByteBuffer prefix = ByteBuffer.allocate(SafetensorsHeader.PREFIX);
    out.write(prefix.order(ByteOrder.LITTLE_ENDIAN).putLong(length).array());
    out.write(header);
    out.write(" ".repeat(padding).getBytes(StandardCharsets.UTF_8));
    for (String name : writer.order) {
      Tensor tensor = writer.tensor(name);
      TensorBytes.write(tensor, tensor.dtype(), out);
    }
  }

  private static void checkNames(
      Map<String, Tensor> tensors, Map<String, String> metadata, Place place) throws FileException {
    if (tensors.containsKey(SafetensorsHeader.METADATA)) {
      throw place.error(
          "a tensor is named %s, which safetensors files keep for texts: name it otherwise"
              .formatted(SafetensorsHeader.METADATA));
    }
    for (String name : tensors.keySet()) {
      if (!SafetensorsHeader.isText(name)) {
        throw place.error(
            "the tensor's name %s holds half of a character: it is no Unicode text"
                .formatted(Excerpt.quoted(name)));
      }
    }
    for (var entry : metadata.entrySet()) {
      if (!SafetensorsHeader.isText(entry.getKey())
          || !SafetensorsHeader.isText(entry.getValue())) {
        throw place.error(
            "the text %s holds half of a character: it is no Unicode text"
                .formatted(Excerpt.quoted(entry.getKey())));
      }
    }
  }

  /**
   * The reference's order of types: 64 bits before 32, float32 before int32, bfloat16 before
   * float16, flags last.
   */
  private static int rank(DType dtype) {
    return switch (dtype) {
      case FLOAT64 -> 0;
      case FLOAT32 -> 1;
      case INT32 -> 2;
      case BFLOAT16 -> 3;
      case FLOAT16 -> 4;
      case BOOL -> 5;
    };
  }

  private Tensor tensor(String name) {
    return java.util.Objects.requireNonNull(tensors.get(name), name);
  }

  private String header() {
    JsonFactory factory =
        JsonFactory.builder()
            .disable(JsonWriteFeature.ESCAPE_FORWARD_SLASHES)
            .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
            .build();
    StringWriter text = new StringWriter();
    try (JsonGenerator json = factory.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      if (!metadata.isEmpty()) {
        json.writeObjectPropertyStart(SafetensorsHeader.METADATA);
        metadata.forEach(json::writeStringProperty);
        json.writeEndObject();
      }
      long begin = 0;
      for (String name : order) {
        Tensor tensor = tensor(name);
        long end = begin + tensor.shape().elements() * tensor.dtype().bytes();
        json.writeObjectPropertyStart(name);
        json.writeStringProperty("dtype", ElementType.of(tensor.dtype()).name());
        json.writeName("shape");
        json.writeArray(tensor.shape().sizes(), 0, tensor.rank());
        json.writeName("data_offsets");
        json.writeArray(new long[] {begin, end}, 0, 2);
        json.writeEndObject();
        begin = end;
      }
      json.writeEndObject();
    }
    return text.toString();
  }
}
