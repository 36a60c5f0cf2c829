package dev.heed.multihead;

import dev.heed.layers.Linear;
import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of multi-head attention after every check, as maps that can be applied.
 *
 * @param heads H, which divides E
 * @param computed the dtype of the maps: float64 for float64, else float32
 * @param query E → E
 * @param key kdim → E
 * @param value vdim → E
 * @param output E → E
 * @param extraKey {@code [H, 1, D]}, or null
 * @param extraValue {@code [H, 1, D]}, or null
 */
record MultiHeadParameters(
    int heads,
    DType computed,
    Linear query,
    Linear key,
    Linear value,
    Linear output,
    @Nullable Tensor extraKey,
    @Nullable Tensor extraValue) {
  private static final String IN_WEIGHT = "in_proj_weight";
  private static final String IN_BIAS = "in_proj_bias";
  private static final String OUT_WEIGHT = "out_proj.weight";
  private static final String OUT_BIAS = "out_proj.bias";
  private static final String EXTRA_KEY = "bias_k";
  private static final String EXTRA_VALUE = "bias_v";
  private static final List<String> SPLIT =
      List.of("q_proj_weight", "k_proj_weight", "v_proj_weight");
  private static final String EITHER =
      "the inner maps are in_proj_weight alone, or q_proj_weight, k_proj_weight and v_proj_weight";
  private static final String NAMES =
      "the names are in_proj_weight (or q_proj_weight, k_proj_weight, v_proj_weight), in_proj_bias,"
          + " out_proj.weight, out_proj.bias, bias_k and bias_v, each behind the prefix";

  /** See {@link MultiHeadAttention#of(Map, String, int)}. */
  static MultiHeadParameters of(Map<String, Tensor> named, String prefix, int heads) {
    NamedParameters all = new NamedParameters(named, prefix);
    Tensor outWeight =
        all.take(
            OUT_WEIGHT,
            "[E, E], for embeddings of E columns",
            NamedParameters.ANY,
            NamedParameters.ANY);
    int size = outWeight.size(0);
    if (outWeight.size(1) != size || size == 0) {
      throw new IllegalArgumentException(
          "%s is %s: it is [E, E] with E at least 1"
              .formatted(all.full(OUT_WEIGHT), outWeight.shape()));
    }
    if (heads < 1 || size % heads != 0) {
      throw new IllegalArgumentException(
          "%d heads for %s %s: E = %d is a multiple of the heads"
              .formatted(heads, all.full(OUT_WEIGHT), outWeight.shape(), size));
    }
    List<Tensor> weights = innerWeights(all, size);
    Tensor inBias = null;
    Tensor outBias = null;
    if (both(all, IN_BIAS, OUT_BIAS)) {
      inBias = all.take(IN_BIAS, rule("[3·E]", size), 3 * size);
      outBias = all.take(OUT_BIAS, rule("[E]", size), size);
    }
    Tensor extraKey = null;
    Tensor extraValue = null;
    if (both(all, EXTRA_KEY, EXTRA_VALUE)) {
      extraKey = inHeads(all.take(EXTRA_KEY, rule("[1, 1, E]", size), 1, 1, size), heads);
      extraValue = inHeads(all.take(EXTRA_VALUE, rule("[1, 1, E]", size), 1, 1, size), heads);
    }
    all.requireNoneLeft(NAMES);
    return new MultiHeadParameters(
        heads,
        computed(outWeight.dtype()),
        linear(weights.get(0), part(inBias, 0)),
        linear(weights.get(1), part(inBias, 1)),
        linear(weights.get(2), part(inBias, 2)),
        linear(outWeight, outBias),
        extraKey,
        extraValue);
  }

  /** What is computed with where numbers are stored so. */
  static DType computed(DType stored) {
    return stored == DType.FLOAT64 ? DType.FLOAT64 : DType.FLOAT32;
  }

  private static List<Tensor> innerWeights(NamedParameters all, int size) {
    if (!all.has(IN_WEIGHT) && SPLIT.stream().noneMatch(all::has)) {
      throw all.missing(IN_WEIGHT, EITHER);
    }
    if (!all.has(IN_WEIGHT)) {
      int any = NamedParameters.ANY;
      return List.of(
          all.take(SPLIT.get(0), rule("[E, E]", size), size, size),
          all.take(SPLIT.get(1), rule("[E, kdim]", size), size, any),
          all.take(SPLIT.get(2), rule("[E, vdim]", size), size, any));
    }
    for (String name : SPLIT) {
      if (all.has(name)) {
        throw new IllegalArgumentException(
            "%s and %s are both there: %s".formatted(all.full(IN_WEIGHT), all.full(name), EITHER));
      }
    }
    Tensor weight = all.take(IN_WEIGHT, rule("[3·E, E]", size), 3 * size, size);
    return List.of(
        weight.slice(0, 0, size),
        weight.slice(0, size, 2 * size),
        weight.slice(0, 2 * size, 3 * size));
  }

  private static boolean both(NamedParameters all, String one, String other) {
    if (all.has(one) != all.has(other)) {
      String missing = all.has(one) ? other : one;
      String there = all.has(one) ? one : other;
      throw all.missing(missing, all.full(there) + " is there, and they come together");
    }
    return all.has(one);
  }

  private static String rule(String shape, int size) {
    return "%s with E = %d, the rows of %s".formatted(shape, size, OUT_WEIGHT);
  }

  private static @Nullable Tensor part(@Nullable Tensor bias, int part) {
    if (bias == null) {
      return null;
    }
    int size = bias.size(0) / 3;
    return bias.slice(0, part * size, (part + 1) * size);
  }

  private static Linear linear(Tensor weight, @Nullable Tensor bias) {
    DType computed = computed(weight.dtype());
    // Linear keeps the memory of a weight whose transpose lies in order; this value keeps its own.
    boolean own = weight.dtype() != computed || weight.transpose().isContiguous();
    return Linear.of(own ? weight.to(computed) : weight, bias == null ? null : bias.to(computed));
  }

  /** {@code [1, 1, E]} as {@code [H, 1, D]}, copied. */
  private static Tensor inHeads(Tensor extra, int heads) {
    return extra.to(computed(extra.dtype())).select(0, 0).splitHeads(heads);
  }
}
