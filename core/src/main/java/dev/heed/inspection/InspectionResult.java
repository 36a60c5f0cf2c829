package dev.heed.inspection;

import dev.heed.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The output of attention and what was asked beside it; what nobody asked for is null or empty. A
 * row that masks leave no key has entropy, distance and masses 0 and −∞ as maximum and log-sum-exp;
 * a row with a score of NaN or +∞ is NaN. Numbers are of the dtype that is computed with, unless
 * said otherwise.
 *
 * @param output {@code […, L, Dv]}, to the bit that of a call without inspection
 * @param logSumExp {@code […, L]}
 * @param rowMaximum {@code […, L]}: the largest score after masks, or the sink where that is larger
 * @param entropy {@code […, L]}: −Σ w·ln w over the keys, in nats; from 0 to ln(keys) without sinks
 * @param distance {@code […, L]}: Σ w·|i − j| in keys, with i the query's own position
 * @param masses {@code […, L]} by name: Σ w over the keys of a set
 * @param weights what was found of the weights
 * @param valueWeighted the same of weights times the norm of their key's value, ‖v‖₂
 */
public record InspectionResult(
    Tensor output,
    Tensor logSumExp,
    Tensor rowMaximum,
    @Nullable Tensor entropy,
    @Nullable Tensor distance,
    Map<String, Tensor> masses,
    Findings weights,
    @Nullable Findings valueWeighted) {
  /** Copies the map, whose order stays. */
  public InspectionResult {
    masses = Collections.unmodifiableMap(new LinkedHashMap<>(masses));
  }

  /**
   * The part of everything at one index of the first axis, as views: of {@code [B, H, …]} a
   * sequence, of {@code [H, …]} a head.
   *
   * @throws IndexOutOfBoundsException if there is no such index
   * @throws IllegalArgumentException if there is one head alone, without an axis
   */
  public InspectionResult select(int index) {
    if (logSumExp.rank() < 2) {
      throw new IllegalArgumentException(
          "log-sum-exp %s: one head of one sequence has no axis to select from"
              .formatted(logSumExp.shape()));
    }
    Map<String, Tensor> selected = new LinkedHashMap<>();
    masses.forEach((name, mass) -> selected.put(name, mass.select(0, index)));
    return new InspectionResult(
        output.select(0, index),
        logSumExp.select(0, index),
        rowMaximum.select(0, index),
        entropy == null ? null : entropy.select(0, index),
        distance == null ? null : distance.select(0, index),
        selected,
        weights.select(index),
        valueWeighted == null ? null : valueWeighted.select(index));
  }
}
