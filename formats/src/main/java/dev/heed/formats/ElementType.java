package dev.heed.formats;

import dev.heed.tensor.DType;
import java.util.Arrays;
import java.util.Optional;

/** The element types of binary files that become tensors, called as safetensors calls them. */
enum ElementType {
  F64(8, DType.FLOAT64),
  F32(4, DType.FLOAT32),
  F16(2, DType.FLOAT16),
  BF16(2, DType.BFLOAT16),
  /** Four bits of exponent, three of fraction, no infinities (Micikevicius et al. 2022). */
  F8_E4M3(1, DType.FLOAT32),
  /** The upper byte of an F16 (Micikevicius et al. 2022). */
  F8_E5M2(1, DType.FLOAT32),
  I64(8, DType.FLOAT64),
  I32(4, DType.FLOAT64),
  I16(2, DType.FLOAT64),
  I8(1, DType.FLOAT64),
  U64(8, DType.FLOAT64),
  U32(4, DType.FLOAT64),
  U16(2, DType.FLOAT64),
  U8(1, DType.FLOAT64),
  BOOL(1, DType.BOOL);

  private final int bytes;
  private final DType dtype;

  ElementType(int bytes, DType dtype) {
    this.bytes = bytes;
    this.dtype = dtype;
  }

  /** The type of this name. */
  static Optional<ElementType> named(String name) {
    return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
  }

  /** The type that a tensor is written as, which holds its numbers as the tensor does. */
  static ElementType of(DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> F32;
      case FLOAT64 -> F64;
      case FLOAT16 -> F16;
      case BFLOAT16 -> BF16;
      case BOOL -> BOOL;
      case INT32 -> I32;
    };
  }

  /** Bytes of one element in the file. */
  int bytes() {
    return bytes;
  }

  /** Whether the elements are whole numbers. */
  boolean isInteger() {
    return name().charAt(0) == 'I' || name().charAt(0) == 'U';
  }

  /** The type that the elements are decoded to; whole numbers may fit a smaller one. */
  DType dtype() {
    return dtype;
  }

  /** Whether little-endian elements are a tensor's own bits, which need no decoding. */
  boolean isTensorsOwn() {
    return this == F64 || this == F32 || this == F16 || this == BF16;
  }
}
