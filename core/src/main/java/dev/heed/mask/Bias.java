package dev.heed.mask;

import dev.heed.tensor.Access;
import dev.heed.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is added to the scaled and capped scores, or takes their place: step 4 of attention. Biases
 * apply in the order in which they were put together.
 */
public sealed interface Bias {
  /** Scores stay as they are. */
  static Bias none() {
    return new All(List.of());
  }

  /**
   * A number for each query and key; −∞ leaves the key out, any finite one does not (S3).
   *
   * @param numbers broadcast to {@code [B, H, L, S]} from the right, in the dtype of the queries or
   *     of the computation; read in place, never expanded
   */
  static Bias dense(Tensor numbers) {
    return new Dense(numbers);
  }

  /**
   * ALiBi (Press et al. 2021): −slope · distance between the query's own key and the key, for as
   * many queries as keys.
   *
   * @param slopes {@code [H]} or {@code [B, H]}, finite; see {@link #alibiSlopes}
   */
  static Bias alibi(Tensor slopes) {
    return new Alibi(slopes, null);
  }

  /** {@link #alibi(Tensor)} with queries lined up with keys at the given corner. */
  static Bias alibi(Tensor slopes, Corner corner) {
    return new Alibi(slopes, corner);
  }

  /** A function of score and position. */
  static Bias function(ScoreFunction function) {
    return new Function(function);
  }

  /**
   * The slopes of the ALiBi paper for a number of heads, float64 {@code [heads]}: 2^(−8·n/heads)
   * for n = 1 … heads where that is a power of two; else those of the power of two below, followed
   * by every other one of the power of two above.
   *
   * @throws IllegalArgumentException if there is no head
   */
  static Tensor alibiSlopes(int heads) {
    if (heads < 1) {
      throw new IllegalArgumentException(heads + " heads: slopes are for at least 1");
    }
    int power = Integer.highestOneBit(heads);
    double[] slopes = new double[heads];
    for (int n = 0; n < heads; n++) {
      double exponent = n < power ? 8.0 * (n + 1) / power : 4.0 * (2 * (n - power) + 1) / power;
      slopes[n] = StrictMath.pow(2, -exponent);
    }
    return Tensor.of(slopes, heads);
  }

  /** This bias, then the other. */
  default Bias and(Bias other) {
    return new All(List.of(this, other));
  }

  /** The biases that this one puts together; itself where it is a single one. */
  default List<Bias> parts() {
    return List.of(this);
  }

  /**
   * Several biases, one after the other.
   *
   * @param parts those of combined ones in their place; empty adds nothing
   */
  record All(List<Bias> parts) implements Bias {
    /** Takes apart what is itself combined. */
    public All {
      parts = parts.stream().flatMap(part -> part.parts().stream()).toList();
    }
  }

  /**
   * See {@link Bias#dense}.
   *
   * @param numbers of any floating-point dtype
   */
  record Dense(Tensor numbers) implements Bias {
    /**
     * @throws IllegalArgumentException if the dtype is bool or int32
     */
    public Dense {
      if (!numbers.dtype().isFloat()) {
        throw new IllegalArgumentException(
            "bias %s: a bias is floating-point numbers; flags are a mask, Mask.keep or Mask.hide"
                .formatted(numbers));
      }
    }
  }

  /**
   * See {@link Bias#alibi(Tensor, Corner)}.
   *
   * @param slopes {@code [H]} or {@code [B, H]}
   * @param corner null where L = S makes it needless
   */
  record Alibi(Tensor slopes, @Nullable Corner corner) implements Bias {
    /**
     * @throws IllegalArgumentException if a slope is not finite, or there are other axes
     */
    public Alibi {
      if (slopes.rank() < 1 || slopes.rank() > 2 || !slopes.dtype().isFloat()) {
        throw new IllegalArgumentException(
            "slopes %s: one floating-point number a head, [H] or [B, H]".formatted(slopes));
      }
      for (double slope : Access.require("slopes", slopes).toDoubleArray()) {
        if (!Double.isFinite(slope)) {
          throw new IllegalArgumentException(
              "slopes %s hold %s: a slope is finite".formatted(slopes, slope));
        }
      }
    }
  }

  /**
   * See {@link Bias#function}.
   *
   * @param function deterministic and thread-safe
   */
  record Function(ScoreFunction function) implements Bias {}
}
