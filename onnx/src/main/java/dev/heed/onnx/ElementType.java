package dev.heed.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.WireFormat;
import dev.heed.tensor.DType;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The types of elements that are known: those of weights, and those that graphs count with. */
enum ElementType {
  FLOAT(DataType.FLOAT_VALUE, "float32", 4, DType.FLOAT32),
  DOUBLE(DataType.DOUBLE_VALUE, "float64", 8, DType.FLOAT64),
  FLOAT16(DataType.FLOAT16_VALUE, "float16", 2, DType.FLOAT32),
  BFLOAT16(DataType.BFLOAT16_VALUE, "bfloat16", 2, DType.FLOAT32),
  INT32(DataType.INT32_VALUE, "int32", 4, DType.FLOAT64),
  INT64(DataType.INT64_VALUE, "int64", 8, DType.FLOAT64),
  BOOL(DataType.BOOL_VALUE, "bool", 1, DType.FLOAT32);

  private final int number;
  private final String label;
  private final int bytes;
  private final DType dtype;

  ElementType(int number, String label, int bytes, DType dtype) {
    this.number = number;
    this.label = label;
    this.bytes = bytes;
    this.dtype = dtype;
  }

  /** The type of ONNX's number, or null for one that is not known. */
  static @Nullable ElementType of(int number) {
    for (ElementType type : values()) {
      if (type.number == number) {
        return type;
      }
    }
    return null;
  }

  /** The type that NumPy calls so, or null for one that is not known. */
  static @Nullable ElementType named(String label) {
    for (ElementType type : values()) {
      if (type.label.equals(label)) {
        return type;
      }
    }
    return null;
  }

  /** The type of a tensor's elements. */
  static ElementType of(DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> FLOAT;
      case FLOAT64 -> DOUBLE;
      case FLOAT16 -> FLOAT16;
      case BFLOAT16 -> BFLOAT16;
      case BOOL -> BOOL;
      case INT32 -> INT32;
    };
  }

  /** The name that NumPy gives it, {@code float32} for example. */
  String label() {
    return label;
  }

  /** Whether weights may be of this type. */
  boolean isFloat() {
    return this == FLOAT || this == DOUBLE || this == FLOAT16 || this == BFLOAT16;
  }

  /** Whether its numbers are whole; truth values are not numbers. */
  boolean isWhole() {
    return this == INT32 || this == INT64;
  }

  /** The dtype of a tensor that an operator is given; null for whole numbers, which have none. */
  @Nullable DType tensorType() {
    return switch (this) {
      case FLOAT -> DType.FLOAT32;
      case DOUBLE -> DType.FLOAT64;
      case FLOAT16 -> DType.FLOAT16;
      case BFLOAT16 -> DType.BFLOAT16;
      case BOOL -> DType.BOOL;
      case INT32, INT64 -> null;
    };
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
      case TensorProto.INT64_DATA_FIELD_NUMBER ->
          this == INT64 && (many || wireType == WireFormat.WIRETYPE_VARINT);
      default -> (bytes <= 2 || this == INT32) && (many || wireType == WireFormat.WIRETYPE_VARINT);
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
      case INT32 -> {
        for (int i = 0; i < count; i++) {
          ((double[]) to)[at + i] = from.getInt();
        }
      }
      case INT64 -> {
        for (int i = 0; i < count; i++) {
          ((double[]) to)[at + i] = from.getLong();
        }
      }
      case BOOL -> {
        for (int i = 0; i < count; i++) {
          ((float[]) to)[at + i] = from.get() == 0 ? 0 : 1;
        }
      }
    }
  }
}
