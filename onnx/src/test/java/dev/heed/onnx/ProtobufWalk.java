package dev.heed.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A second reader of protobuf to compare with: it knows bytes and field numbers, nothing of Tribuo.
 * Field numbers are those of onnx.proto.
 */
final class ProtobufWalk {

  /** A field that has a length, and where its bytes lie. */
  record Field(int number, int from, int to) {}

  private final ByteBuffer bytes;

  ProtobufWalk(byte[] bytes) {
    this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The fields with a length in a message, in its order. */
  List<Field> fields(int from, int to) {
    List<Field> fields = new ArrayList<>();
    bytes.position(from);
    while (bytes.position() < to) {
      long tag = varint();
      switch ((int) tag & 7) {
        case 0 -> varint();
        case 1 -> bytes.position(bytes.position() + 8);
        case 5 -> bytes.position(bytes.position() + 4);
        case 2 -> {
          int length = (int) varint();
          fields.add(new Field((int) (tag >>> 3), bytes.position(), bytes.position() + length));
          bytes.position(bytes.position() + length);
        }
        default -> throw new IllegalStateException("wire type of tag " + tag);
      }
    }
    return fields;
  }

  /** The records of one number in the graph, which is field 7 of a model. */
  List<Field> ofGraph(int number) {
    Field graph = only(fields(0, bytes.limit()), 7);
    return fields(graph.from, graph.to).stream().filter(field -> field.number == number).toList();
  }

  /** The one field of a number in a message. */
  Field inside(Field message, int number) {
    return only(fields(message.from, message.to), number);
  }

  String text(Field field) {
    return new String(bytes.array(), field.from, field.to - field.from, StandardCharsets.UTF_8);
  }

  /** The bytes of a field as float32. */
  float[] floats(Field field) {
    float[] floats = new float[(field.to - field.from) / Float.BYTES];
    bytes
        .slice(field.from, field.to - field.from)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(floats);
    return floats;
  }

  private static Field only(List<Field> fields, int number) {
    List<Field> found = fields.stream().filter(field -> field.number == number).toList();
    if (found.size() != 1) {
      throw new IllegalStateException(found.size() + " fields of number " + number);
    }
    return found.getFirst();
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = bytes.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }
}
