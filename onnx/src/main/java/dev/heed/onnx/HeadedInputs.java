package dev.heed.onnx;

import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.List;

/**
 * Queries, keys and values with an axis for heads, the past before what is new.
 *
 * @param query {@code [B, H, L, D]}
 * @param key {@code [B, Hk, T, D]}
 * @param value {@code [B, Hk, T, Dv]}
 * @param past keys of the T that are past
 * @param flat whether they came with the heads side by side in columns, as {@code [B, L, H·D]}
 */
record HeadedInputs(Tensor query, Tensor key, Tensor value, int past, boolean flat) {
  /**
   * The inputs of a call of {@code Attention}.
   *
   * @param heads query heads, 0 where the node does not say
   * @param keyHeads key/value heads, 0 where the node does not say
   * @throws IllegalArgumentException if axes, heads or types do not fit
   */
  static HeadedInputs of(Operator.Call call, int heads, int keyHeads) {
    Tensor query = call.input("Q");
    Tensor key = call.input("K");
    Tensor value = call.input("V");
    requireFloats(call);
    int rank = query.rank();
    if ((rank != 3 && rank != 4) || key.rank() != rank || value.rank() != rank) {
      throw new IllegalArgumentException(
          "Q %s, K %s, V %s: all three have 4 axes, or 3 with the heads side by side"
              .formatted(query.shape(), key.shape(), value.shape()));
    }
    if (query.dtype() != key.dtype()) {
      throw new IllegalArgumentException(
          "Q is %s and K is %s: they share one type".formatted(query.dtype(), key.dtype()));
    }
    if (rank == 3) {
      query = split("Q", query, "q_num_heads", heads);
      key = split("K", key, "kv_num_heads", keyHeads);
      value = split("V", value, "kv_num_heads", keyHeads);
    } else {
      requireHeads("Q", query, "q_num_heads", heads);
      requireHeads("K", key, "kv_num_heads", keyHeads);
      requireHeads("V", value, "kv_num_heads", keyHeads);
    }
    if (call.has("past_key") != call.has("past_value")) {
      throw new IllegalArgumentException(
          "%s is given without %s: the past is both"
              .formatted(
                  call.has("past_key") ? "past_key" : "past_value",
                  call.has("past_key") ? "past_value" : "past_key"));
    }
    if (!call.has("past_key")) {
      return new HeadedInputs(query, key, value, 0, rank == 3);
    }
    Tensor pastKey = call.input("past_key");
    Tensor pastValue = call.input("past_value");
    Tensor allKeys = joined("past_key", pastKey, "K", key);
    Tensor allValues = joined("past_value", pastValue, "V", value);
    if (pastKey.size(2) != pastValue.size(2)) {
      throw new IllegalArgumentException(
          "past_key %s and past_value %s differ in length: each key needs one value"
              .formatted(pastKey.shape(), pastValue.shape()));
    }
    return new HeadedInputs(query, allKeys, allValues, pastKey.size(2), rank == 3);
  }

  /** The same with numbers of another dtype, where they are not of it already. */
  HeadedInputs to(DType dtype) {
    return new HeadedInputs(as(query, dtype), as(key, dtype), as(value, dtype), past, flat);
  }

  /** Whether all three are of one dtype. */
  boolean isAlike() {
    return query.dtype() == key.dtype() && query.dtype() == value.dtype();
  }

  /**
   * An output for these queries in the layout and the type that ONNX wants of it.
   *
   * @param output {@code [B, H, L, Dv]}
   */
  Tensor laidOut(Tensor output, DType dtype) {
    if (!flat) {
      return as(output, dtype);
    }
    Shape shape = output.shape();
    int columns = Math.multiplyExact(shape.size(1), shape.size(3));
    Tensor merged = Tensor.zeros(dtype, Shape.of(shape.size(0), shape.size(2), columns));
    output.copyInto(merged.splitHeads(shape.size(1)));
    return merged;
  }

  /** The tensor in a dtype: itself where it is of that already. */
  static Tensor as(Tensor tensor, DType dtype) {
    return tensor.dtype() == dtype ? tensor : tensor.to(dtype);
  }

  private static void requireFloats(Operator.Call call) {
    for (String name : List.of("Q", "K", "V")) {
      DType dtype = call.input(name).dtype();
      if (!dtype.isFloat()) {
        throw new IllegalArgumentException(
            "%s is %s: queries, keys and values are floating-point numbers".formatted(name, dtype));
      }
    }
  }

  private static Tensor split(String name, Tensor tensor, String attribute, int heads) {
    if (heads == 0) {
      throw new IllegalArgumentException(
          "%s %s has 3 axes and the attribute %s is missing: it says how many heads lie in the"
                  .formatted(name, tensor.shape(), attribute)
              + " columns");
    }
    if (tensor.size(2) % heads != 0) {
      throw new IllegalArgumentException(
          "%s %s and %s = %d: the columns are a multiple of the heads"
              .formatted(name, tensor.shape(), attribute, heads));
    }
    return tensor.splitHeads(heads);
  }

  private static void requireHeads(String name, Tensor tensor, String attribute, int heads) {
    if (heads != 0 && tensor.size(1) != heads) {
      throw new IllegalArgumentException(
          "%s %s has %d heads and %s is %d: they are the same number"
              .formatted(name, tensor.shape(), tensor.size(1), attribute, heads));
    }
  }

  private static Tensor joined(String pastName, Tensor past, String name, Tensor present) {
    boolean fits = past.rank() == 4 && past.dtype() == present.dtype();
    for (int axis = 0; fits && axis < 4; axis++) {
      fits = axis == 2 || past.size(axis) == present.size(axis);
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "%s %s before %s %s: only the third axis may differ, the length"
              .formatted(pastName, past, name, present));
    }
    int before = past.size(2);
    int after = present.size(2);
    Tensor all =
        Tensor.zeros(present.dtype(), present.shape().with(2, Math.addExact(before, after)));
    past.copyInto(all.slice(2, 0, before));
    present.copyInto(all.slice(2, before, before + after));
    return all;
  }
}
