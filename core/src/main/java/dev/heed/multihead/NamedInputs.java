package dev.heed.multihead;

import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The arrays of an input file by their role: Q, K, V, or X with weights, or X alone. */
public final class NamedInputs {
  private static final List<String> NAMES =
      List.of("Q", "K", "V", "X", "W_Q", "W_K", "W_V", "b_Q", "b_K", "b_V");

  private final String file;
  private final Map<String, Tensor> arrays = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final List<String> ignored = new ArrayList<>();

  /**
   * @param found arrays by name; one without a name is X
   * @throws IllegalArgumentException if a role is given twice, or none is complete
   */
  public NamedInputs(String file, Map<String, Tensor> found) {
    this.file = file;
    for (Map.Entry<String, Tensor> entry : found.entrySet()) {
      String name = entry.getKey().isEmpty() ? "X" : entry.getKey();
      if (NAMES.stream().noneMatch(name::equalsIgnoreCase)) {
        ignored.add(entry.getKey());
      } else if (arrays.put(name, entry.getValue()) != null) {
        throw new IllegalArgumentException(
            "%s: array %s is there twice; names are read in any case".formatted(file, name));
      }
    }
    checkRoles();
  }

  /** Names in the file that play no part. */
  public List<String> ignored() {
    return ignored;
  }

  /** float64 if an array of the input is, else float32: halves are stored, not computed in. */
  DType widest() {
    boolean wide = arrays.values().stream().anyMatch(array -> array.dtype() == DType.FLOAT64);
    return wide ? DType.FLOAT64 : DType.FLOAT32;
  }

  /**
   * What is computed in.
   *
   * @param wish the dtype that the user names; null for what the input asks for
   */
  public DType computed(@Nullable DType wish) {
    DType computed = wish == null ? widest() : wish;
    if (computed != DType.FLOAT32 && computed != DType.FLOAT64) {
      throw new IllegalArgumentException(
          "dtype %s: attention takes float32 or float64".formatted(computed));
    }
    return computed;
  }

  /** Queries, keys and values in the given dtype. */
  public Projected projected(DType dtype) {
    if (has("Q")) {
      return new Projected(as("Q", dtype), as("K", dtype), as("V", dtype));
    }
    Tensor x = as("X", dtype);
    if (!has("W_Q")) {
      return Projection.identity(x);
    }
    return new Projection(
            as("W_Q", dtype),
            as("W_K", dtype),
            as("W_V", dtype),
            bias("b_Q", dtype),
            bias("b_K", dtype),
            bias("b_V", dtype))
        .project(x);
  }

  private void checkRoles() {
    boolean direct = has("Q") || has("K") || has("V");
    boolean weights = NAMES.stream().anyMatch(name -> name.contains("_") && has(name));
    if (direct && (has("X") || weights)) {
      throw new IllegalArgumentException(
          "%s has %s: give Q, K, V or X with its weights, not both"
              .formatted(file, String.join(", ", arrays.keySet())));
    }
    if (direct) {
      require("Q, K, V", "Q", "K", "V");
    } else if (weights) {
      require("X, W_Q, W_K, W_V", "X", "W_Q", "W_K", "W_V");
    } else {
      require("Q, K, V, or X with W_Q, W_K, W_V, or X alone", "X");
    }
  }

  private void require(String wanted, String... names) {
    List<String> missing = new ArrayList<>();
    for (String name : names) {
      if (!has(name)) {
        missing.add(name);
      }
    }
    if (!missing.isEmpty()) {
      List<String> there = new ArrayList<>(arrays.keySet());
      there.addAll(ignored);
      throw new IllegalArgumentException(
          "%s has %s and no %s: it needs %s"
              .formatted(
                  file,
                  there.isEmpty() ? "no array" : String.join(", ", there),
                  String.join(", ", missing),
                  wanted));
    }
  }

  private boolean has(String name) {
    return arrays.containsKey(name);
  }

  private @Nullable Tensor bias(String name, DType dtype) {
    return has(name) ? as(name, dtype) : null;
  }

  private Tensor as(String name, DType dtype) {
    Tensor array = arrays.get(name);
    if (array == null) {
      throw new IllegalStateException(name.toLowerCase(Locale.ROOT) + " was checked to be there");
    }
    return array.dtype() == dtype ? array : array.to(dtype);
  }
}
