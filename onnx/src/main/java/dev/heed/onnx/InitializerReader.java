package dev.heed.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.WireFormat;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One initializer of a graph: name, type, sizes and numbers. */
final class InitializerReader {
  private static final int MOST_AXES = 16;

  /** Bytes read at a time, whole numbers of every type. */
  private static final int PIECE = 1 << 16;

  private final OnnxInput in;
  private final int number;
  private final boolean weights;
  private String name = "";
  private int typeNumber = TensorProto.DataType.UNDEFINED_VALUE;
  private int[] sizes = {};
  private @Nullable Numbers numbers;

  /** The field that the numbers come in, 0 before the first. */
  private int source;

  /**
   * @param number the initializer's place in the file's order, from 1, which names it in errors
   * @param weights whether other types than those of weights are passed over; else whole numbers
   *     and truth values are read too, as numbers
   */
  InitializerReader(OnnxInput in, int number, boolean weights) {
    this.in = in;
    this.number = number;
    this.weights = weights;
  }

  /** The name that was read. */
  String name() {
    return name;
  }

  /** ONNX's number of the type that was read. */
  int typeNumber() {
    return typeNumber;
  }

  /**
   * Reads the initializer in the field that {@code tag} began; null when its type is not one of
   * those that are read.
   */
  @Nullable Tensor read(int tag) throws IOException {
    in.enter("tensor %d in the file's order".formatted(number));
    return read(tag, true);
  }

  /** Reads a tensor that may be without a name, as those in attributes are. */
  @Nullable Tensor readNameless(int tag) throws IOException {
    return read(tag, false);
  }

  private @Nullable Tensor read(int field, boolean named) throws IOException {
    int outer = in.open(field);
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      field(tag);
    }
    in.close(outer);
    if (named && name.isEmpty()) {
      throw in.error("has no name");
    }
    if (typeNumber == TensorProto.DataType.UNDEFINED_VALUE) {
      throw in.error("does not say of what type its numbers are");
    }
    ElementType type = type();
    return type == null ? null : tensor(type);
  }

  private @Nullable ElementType type() {
    ElementType type = ElementType.of(typeNumber);
    return type == null || (weights && !type.isFloat()) ? null : type;
  }

  private void field(int tag) throws IOException {
    int field = WireFormat.getTagFieldNumber(tag);
    boolean delimited = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
    switch (field) {
      case TensorProto.DIMS_FIELD_NUMBER -> sizes(tag, delimited);
      case TensorProto.DATA_TYPE_FIELD_NUMBER -> type(in.varint(tag));
      case TensorProto.NAME_FIELD_NUMBER -> name(in.text(tag));
      case TensorProto.RAW_DATA_FIELD_NUMBER,
          TensorProto.FLOAT_DATA_FIELD_NUMBER,
          TensorProto.DOUBLE_DATA_FIELD_NUMBER,
          TensorProto.INT32_DATA_FIELD_NUMBER,
          TensorProto.INT64_DATA_FIELD_NUMBER ->
          data(tag, field);
      case TensorProto.SEGMENT_FIELD_NUMBER ->
          throw in.error("is one segment of a larger tensor, which is not supported");
      case TensorProto.EXTERNAL_DATA_FIELD_NUMBER -> throw external();
      case TensorProto.DATA_LOCATION_FIELD_NUMBER -> {
        if (in.varint(tag) != TensorProto.DataLocation.DEFAULT_VALUE) {
          throw external();
        }
      }
      default -> in.skip(tag);
    }
  }

  private IOException external() {
    return in.error(
        "keeps its numbers in another file (external data), which is not supported: export the"
            + " model to a single file");
  }

  private void name(String read) {
    name = read;
    if (!name.isEmpty()) {
      in.enter(Initializer.place(name));
    }
  }

  private void sizes(int tag, boolean packed) throws IOException {
    if (packed) {
      int outer = in.open(tag);
      while (in.hasMore()) {
        size(in.varint());
      }
      in.close(outer);
    } else {
      size(in.varint(tag));
    }
  }

  private void size(long size) throws IOException {
    if (size < 0 || size > Integer.MAX_VALUE) {
      throw in.error("has a dimension of %d: one lies between 0 and 2147483647".formatted(size));
    }
    if (sizes.length == MOST_AXES) {
      throw in.error("has more than %d dimensions".formatted(MOST_AXES));
    }
    sizes = Arrays.copyOf(sizes, sizes.length + 1);
    sizes[sizes.length - 1] = (int) size;
  }

  private void type(long read) throws IOException {
    int found = (int) read;
    if (typeNumber != TensorProto.DataType.UNDEFINED_VALUE && typeNumber != found) {
      throw in.error("has two types, the numbers %d and %d of ONNX".formatted(typeNumber, found));
    }
    typeNumber = found;
  }

  private void data(int tag, int field) throws IOException {
    if (typeNumber == TensorProto.DataType.UNDEFINED_VALUE) {
      throw in.error("has numbers before it says of what type they are");
    }
    ElementType type = type();
    if (type == null) {
      in.skip(tag);
      return;
    }
    if (source != 0 && (source != field || field == TensorProto.RAW_DATA_FIELD_NUMBER)) {
      throw in.error("has its numbers twice");
    }
    source = field;
    if (numbers == null) {
      numbers = new Numbers(type, in.isMeasured());
    }
    int wire = WireFormat.getTagWireType(tag);
    if (!type.isKeptIn(field, wire)) {
      throw in.error(
          "is of type %s, and field %d of its record is not where such numbers are kept"
              .formatted(type, field));
    }
    boolean delimited = wire == WireFormat.WIRETYPE_LENGTH_DELIMITED;
    if (field == TensorProto.INT32_DATA_FIELD_NUMBER
        || field == TensorProto.INT64_DATA_FIELD_NUMBER) {
      varints(numbers, type, delimited);
    } else {
      fixed(numbers, type, delimited ? in.length() : type.bytes());
    }
  }

  /** Numbers of fixed width, {@code length} bytes in all. */
  private void fixed(Numbers numbers, ElementType type, int length) throws IOException {
    if (length % type.bytes() != 0) {
      throw in.error(
          "has %d bytes of numbers, and one of type %s takes %d"
              .formatted(length, type, type.bytes()));
    }
    in.claim((long) length / type.bytes() * type.dtype().bytes());
    for (int left = length; left > 0; left -= PIECE) {
      numbers.append(in.bytes(Math.min(left, PIECE)), Math.max(0, left - PIECE));
    }
  }

  /** The bits of each number as an integer of its own. */
  private void varints(Numbers numbers, ElementType type, boolean packed) throws IOException {
    if (!packed) {
      varint(numbers, type);
      return;
    }
    int outer = in.open();
    while (in.hasMore()) {
      varint(numbers, type);
    }
    in.close(outer);
  }

  private void varint(Numbers numbers, ElementType type) throws IOException {
    long bits = in.varint();
    in.claim(type.dtype().bytes());
    byte[] bytes = new byte[type.bytes()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (bits >> (Byte.SIZE * i));
    }
    numbers.append(bytes, 0);
  }

  private Tensor tensor(ElementType type) throws IOException {
    Numbers found = numbers == null ? new Numbers(type, true) : numbers;
    long wanted = elements();
    if (wanted != found.count()) {
      throw in.error(
          "has the dimensions %s, %s%d numbers in all, and the file holds %d: was it changed?"
              .formatted(
                  Arrays.toString(sizes),
                  wanted > Integer.MAX_VALUE ? "at least " : "",
                  wanted,
                  found.count()));
    }
    return found.tensor(sizes);
  }

  /** The numbers that the sizes ask for; when more than a file can hold, at least so many. */
  private long elements() {
    long product = 1;
    for (int size : sizes) {
      if (size == 0) {
        return 0;
      }
      product = product > Integer.MAX_VALUE ? product : product * size;
    }
    return product;
  }
}
