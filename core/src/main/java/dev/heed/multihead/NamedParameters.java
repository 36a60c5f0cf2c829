package dev.heed.multihead;

import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Named tensors of a model, of which those of one module are taken, each after its check. */
final class NamedParameters {
  /** Stands for a size that the tensor itself decides. */
  static final int ANY = -1;

  private final Map<String, Tensor> named;
  private final Map<String, Tensor> left = new LinkedHashMap<>();
  private final String prefix;
  private @Nullable DType dtype;

  /**
   * @param prefix what the names of the module's tensors begin with, as {@code layers.0.attn.}
   */
  NamedParameters(Map<String, Tensor> named, String prefix) {
    this.named = named;
    this.prefix = prefix;
    named.forEach((name, tensor) -> {
      if (name.startsWith(prefix)) {
        left.put(name, tensor);
      }
    });
  }

  /** The name as the caller knows it. */
  String full(String name) {
    return prefix + name;
  }

  boolean has(String name) {
    return left.containsKey(full(name));
  }

  /**
   * A tensor of the given sizes.
   *
   * @param rule the shape in letters and where the letters come from, for the message
   * @throws IllegalArgumentException if it is missing, has another shape or is not of the others'
   *     dtype
   */
  Tensor take(String name, String rule, int... sizes) {
    Tensor tensor = left.remove(full(name));
    if (tensor == null) {
      throw missing(name, "it is " + rule);
    }
    boolean fits = tensor.rank() == sizes.length;
    for (int axis = 0; fits && axis < sizes.length; axis++) {
      fits = sizes[axis] == ANY || sizes[axis] == tensor.size(axis);
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "%s is %s: it is %s".formatted(full(name), tensor.shape(), rule));
    }
    if (!tensor.dtype().isFloat()) {
      throw new IllegalArgumentException(
          "%s is %s: parameters are floating-point numbers".formatted(full(name), tensor));
    }
    if (dtype != null && dtype != tensor.dtype()) {
      throw new IllegalArgumentException(
          "%s is %s and those before it are %s: parameters share one dtype"
              .formatted(full(name), tensor, dtype));
    }
    dtype = tensor.dtype();
    return tensor;
  }

  /** Says that a tensor is missing, and where one of that name is. */
  IllegalArgumentException missing(String name, String rule) {
    String hint =
        named.keySet().stream()
            .filter(other -> other.endsWith("." + name))
            .findFirst()
            .map(other ->
                "; the prefix of %s is \"%s\""
                    .formatted(other, other.substring(0, other.length() - name.length())))
            .orElse("");
    return new IllegalArgumentException("%s is missing: %s%s".formatted(full(name), rule, hint));
  }

  /**
   * Refuses tensors that nobody took.
   *
   * @param rule what the names are, for the message
   */
  void requireNoneLeft(String rule) {
    for (Map.Entry<String, Tensor> entry : left.entrySet()) {
      Shape shape = entry.getValue().shape();
      throw new IllegalArgumentException(
          "%s %s is no parameter here: %s".formatted(entry.getKey(), shape, rule));
    }
  }
}
