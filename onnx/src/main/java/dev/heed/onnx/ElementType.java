package dev.heed.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.WireFormat;
import dev.heed.tensor.DType;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The types of numbers that a weight may have in a file. */
enum ElementType {
  FLOAT(DataType.FLOAT_VALUE, 4, DType.FLOAT32),
  DOUBLE(DataType.DOUBLE_VALUE, 8, DType.FLOAT64),
  FLOAT16(DataType.FLOAT16_VALUE, 2, DType.FLOAT32),
  BFLOAT16(DataType.BFLOAT16_VALUE, 2, DType.FLOAT32);

  private final int number;
  private final int bytes;
  private final DType dtype;

  ElementType(int number, int bytes, DType dtype) {
    this.number = number;
    this.bytes = bytes;
    this.dtype = dtype;
  }

  /** The type of ONNX's number, or null for one that no weight has. */
  static @Nullable ElementType of(int number) {
    for (ElementType type : values()) {
      if (type.number == number) {
        return type;
      }
    }
    return null;
  }

  /** Bytes of one number in a file. */
  int bytes() {
    return bytes;
  }

  /** What it becomes in memory, without a loss. */
  DType dtype() {
    return dtype;
  }

  /** Whether a tensor of this type may keep numbers in a field, alone or many in one record. */
  boolean isKeptIn(int field, int wireType) {
    boolean many = wireType == WireFormat.WIRETYPE_LENGTH_DELIMITED;
    return switch (field) {
      case TensorProto.RAW_DATA_FIELD_NUMBER -> many;
      case TensorProto.FLOAT_DATA_FIELD_NUMBER ->
          this == FLOAT && (many || wireType == WireFormat.WIRETYPE_FIXED32);
      case TensorProto.DOUBLE_DATA_FIELD_NUMBER ->
          this == DOUBLE && (many || wireType == WireFormat.WIRETYPE_FIXED64);
      default -> bytes == 2 && (many || wireType == WireFormat.WIRETYPE_VARINT);
    };
  }

  /** Decodes {@code count} numbers to the positions from {@code at} on. */
  void decode(ByteBuffer from, Object to, int at, int count) {
    switch (this) {
      case FLOAT -> from.asFloatBuffer().get((float[]) to, at, count);
      case DOUBLE -> from.asDoubleBuffer().get((double[]) to, at, count);
      case FLOAT16 -> {
        for (int i = 0; i < count; i++) {
          ((float[]) to)[at + i] = Float.float16ToFloat(from.getShort());
        }
      }
      case BFLOAT16 -> {
        for (int i = 0; i < count; i++) {
          ((float[]) to)[at + i] = Float.intBitsToFloat(from.getShort() << 16);
        }
      }
    }
  }
}
