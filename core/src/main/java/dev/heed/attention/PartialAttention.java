package dev.heed.attention;

import dev.heed.engine.call.Call;
import dev.heed.engine.inspect.RowFactors;
import dev.heed.execution.Execution;
import dev.heed.kernel.FewQueriesKernels;
import dev.heed.kernel.KernelProvider;
import dev.heed.kernel.Kernels;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a part of the keys leaves for each query (S14): the maximum m of its scores, the sum l of
 * exp(score − m) and the sums of exp(score − m)·v, unnormalised. States of parts that do not
 * overlap merge to that of both, and the last one finishes to the output. Float32, or float64 where
 * the inputs are. Immutable.
 *
 * <p>Merging is commutative to the bit and associative within S12; {@link PartialTree} fixes the
 * order. A state without keys changes no bit of what it is merged with. For both, a zero other than
 * a sum of weights is +0, every NaN is the same one, and a row whose sum of weights is NaN is NaN
 * throughout: what its largest score is depends on the set of kernels. Sums of weighted values are
 * not normalised: where the values of a part add up to more than the dtype holds, so do they.
 *
 * <p>Source: Milakov and Gimelshein 2018 (arXiv 1805.02867), section 3.1; Dao et al. 2023,
 * FlashAttention-2 (arXiv 2307.08691), section 3.1.
 */
public final class PartialAttention {
  private static final int HEADER = 2;

  /** Something to do with a row, whose state begins at a place. */
  private interface EachRow {
    void at(int row, int at);
  }

  /** {@code […, L, 2 + Dv]}: maximum, sum of weights, sums of weighted values. */
  private final Tensor states;

  /**
   * @param states in C order on the heap, which nobody else writes any more; a maximum without keys
   *     is the lowest finite number
   */
  PartialAttention(Tensor states) {
    this.states = states;
    if (states.heapArray() instanceof float[] floats) {
      settle(floats, states.size(-1));
    } else if (states.heapArray() instanceof double[] doubles) {
      settle(doubles, states.size(-1));
    }
  }

  private static void settle(float[] states, int size) {
    for (int at = 0; at < states.length; at += size) {
      boolean undefined = Float.isNaN(states[at + 1]);
      for (int n = at; n < at + size; n++) {
        float number = n == at + 1 ? states[n] : states[n] + 0f;
        states[n] = undefined || Float.isNaN(number) ? Float.NaN : number;
      }
    }
  }

  private static void settle(double[] states, int size) {
    for (int at = 0; at < states.length; at += size) {
      boolean undefined = Double.isNaN(states[at + 1]);
      for (int n = at; n < at + size; n++) {
        double number = n == at + 1 ? states[n] : states[n] + 0d;
        states[n] = undefined || Double.isNaN(number) ? Double.NaN : number;
      }
    }
  }

  /**
   * States without keys, which change nothing that they are merged with.
   *
   * @param rows {@code […, L]}
   * @param valueDepth Dv
   * @param dtype float32 or float64
   * @throws IllegalArgumentException if it is another dtype
   */
  public static PartialAttention identity(Shape rows, int valueDepth, DType dtype) {
    if (dtype != DType.FLOAT32 && dtype != DType.FLOAT64) {
      throw new IllegalArgumentException(dtype + " states: they are float32 or float64");
    }
    int[] sizes = Arrays.copyOf(rows.sizes(), rows.rank() + 1);
    sizes[rows.rank()] = HEADER + valueDepth;
    Tensor states = Tensor.zeros(dtype, Shape.of(sizes));
    double lowest = dtype == DType.FLOAT32 ? -Float.MAX_VALUE : -Double.MAX_VALUE;
    for (long n = 0; n < states.shape().elements(); n += HEADER + valueDepth) {
      set(states, (int) n, lowest);
      set(states, (int) n + 1, Call.NO_KEY);
    }
    return new PartialAttention(states);
  }

  /** {@code […, L]}: one state each. */
  public Shape rows() {
    int[] sizes = states.shape().sizes();
    return Shape.of(Arrays.copyOf(sizes, sizes.length - 1));
  }

  /** Dv, columns of a value. */
  public int valueDepth() {
    return states.size(-1) - HEADER;
  }

  /** What the numbers are. */
  public DType dtype() {
    return states.dtype();
  }

  /**
   * Maxima of the scores, a new tensor {@code […, L]}; −∞ where there is no key or no finite one.
   */
  public Tensor maximum() {
    Tensor maxima = column(0);
    double lowest = dtype() == DType.FLOAT32 ? -Float.MAX_VALUE : -Double.MAX_VALUE;
    Tensor sums = sum();
    for (int n = 0; n < maxima.shape().elements(); n++) {
      if (get(sums, n) == 0 && get(maxima, n) == lowest) {
        set(maxima, n, Double.NEGATIVE_INFINITY);
      }
    }
    return maxima;
  }

  /** Sums of exp(score − maximum), a new tensor {@code […, L]}. */
  public Tensor sum() {
    return column(1);
  }

  /** Sums of exp(score − maximum)·v, a new tensor {@code […, L, Dv]}. */
  public Tensor accumulator() {
    return states.slice(states.rank() - 1, HEADER, states.size(-1)).copy();
  }

  private Tensor column(int index) {
    return states.select(states.rank() - 1, index).copy();
  }

  /** The bytes of {@link PartialBytes}, from which {@link #ofBytes} makes equal states again. */
  public byte[] toBytes() {
    return PartialBytes.write(states);
  }

  /**
   * States out of {@link #toBytes}.
   *
   * @throws IllegalArgumentException if the bytes are none, are cut off or changed, or of a version
   *     that this one does not know
   */
  public static PartialAttention ofBytes(byte[] bytes) {
    return new PartialAttention(PartialBytes.read(bytes));
  }

  /** Equal for equal states, and one in 2^32 for others: CRC-32C of shape, dtype and numbers. */
  int checksum() {
    return PartialBytes.checksum(states);
  }

  /**
   * Refuses states that cannot be merged with these.
   *
   * @throws IllegalArgumentException if shapes or dtypes differ
   */
  void requireLike(PartialAttention other) {
    if (!states.shape().equals(other.states.shape()) || dtype() != other.dtype()) {
      throw new IllegalArgumentException(
          "states of %s %s with Dv %d and of %s %s with Dv %d: merging needs equal ones"
              .formatted(
                  dtype(), rows(), valueDepth(), other.dtype(), other.rows(), other.valueDepth()));
    }
  }

  /**
   * The states of both parts. The side with the larger maximum stays as it is, and the smaller one
   * is added to it by one fma a number.
   *
   * @throws IllegalArgumentException if shapes or dtypes differ
   */
  public PartialAttention merge(PartialAttention other) {
    requireLike(other);
    Tensor merged = states.copy();
    KernelProvider provider = Execution.standard().choice().provider();
    if (dtype() == DType.FLOAT32) {
      merge(provider.float32(), other.states, merged);
    } else {
      merge(provider.float64(), other.states, merged);
    }
    return new PartialAttention(merged);
  }

  private <A> void merge(Kernels<A> kernels, Tensor one, Tensor into) {
    A from = kernels.rows().cast(Objects.requireNonNull(one.heapArray()));
    A to = kernels.rows().cast(Objects.requireNonNull(into.heapArray()));
    int size = states.size(-1);
    FewQueriesKernels<A> few = kernels.fewQueries();
    each((row, at) -> few.merge(from, at, to, at, size - HEADER));
  }

  /** The output and its log-sum-exp, of all keys that were merged. */
  public AttentionResult finish() {
    return finish(null);
  }

  /**
   * The output and its log-sum-exp with sinks, which take part in the softmax and have no value.
   *
   * @param sinks {@code [H]}; null for none
   * @throws IllegalArgumentException if they are not one for each head
   */
  public AttentionResult finish(@Nullable Tensor sinks) {
    Tensor last = sinks == null ? states : withSinks(sinks);
    Tensor output = accumulator();
    Tensor sums = column(0);
    KernelProvider provider = Execution.standard().choice().provider();
    if (dtype() == DType.FLOAT32) {
      finish(provider.float32(), last, output);
    } else {
      finish(provider.float64(), last, output);
    }
    int depth = valueDepth();
    each((row, at) -> {
      double weights = get(states, at + 1);
      boolean none = isNone(weights);
      boolean undefined = get(last, at + 1) == 0 && !none;
      double whole = get(last, at) + StrictMath.log(get(last, at + 1));
      set(sums, row, none ? Double.NEGATIVE_INFINITY : undefined ? Double.NaN : whole);
      for (int d = 0; (undefined || none) && d < depth; d++) {
        set(output, row * depth + d, none ? 0 : Double.NaN);
      }
    });
    return new AttentionResult(output, sums);
  }

  private <A> void finish(Kernels<A> kernels, Tensor last, Tensor output) {
    A from = kernels.rows().cast(Objects.requireNonNull(last.heapArray()));
    A to = kernels.rows().cast(Objects.requireNonNull(output.heapArray()));
    int size = states.size(-1);
    int count = size == 0 ? 0 : (int) (states.shape().elements() / size);
    int depth = valueDepth();
    kernels.fewQueries().finish(from, 0, size, count, depth, to, 0, depth, 1);
  }

  /**
   * What weights are measured by, the same states without sums of values (Dv 0): small enough to be
   * sent to every part, for {@link SplitAttention#inspect} and {@link PartialTopKeys#finish}. They
   * merge as those with values do.
   */
  public PartialAttention rowSums() {
    return new PartialAttention(states.slice(states.rank() - 1, 0, HEADER).copy());
  }

  /**
   * The same with sinks, of the states of all keys. A row without keys then has the sum of its
   * sink, which no key's weight is measured by.
   *
   * @param sinks {@code [H]}
   * @throws IllegalArgumentException if they are not one for each head
   */
  public PartialAttention rowSums(Tensor sinks) {
    return new PartialAttention(rowSums().withSinks(sinks));
  }

  /** Refuses states of other queries or another dtype. */
  void requireRows(Shape rows, DType dtype) {
    if (!rows().equals(rows) || dtype() != dtype) {
      throw new IllegalArgumentException(
          "states of %s %s for queries %s %s: each query has the state of all its keys"
              .formatted(dtype(), rows(), dtype, rows));
    }
  }

  /** What weights of each row are measured by. */
  RowFactors factors() {
    int count = (int) rows().elements();
    double[] maxima = new double[count];
    double[] factors = new double[count];
    each((row, at) -> {
      double sum = get(states, at + 1);
      maxima[row] = get(states, at);
      factors[row] = isNone(sum) ? 0 : sum == 0 ? Double.NaN : 1 / sum;
    });
    return new RowFactors(maxima, factors);
  }

  private static boolean isNone(double weights) {
    return Double.doubleToRawLongBits(weights) == Double.doubleToRawLongBits(Call.NO_KEY);
  }

  private Tensor withSinks(Tensor sinks) {
    int heads = states.rank() < 3 ? 1 : states.size(-3);
    if (sinks.rank() != 1 || sinks.size(0) != heads) {
      throw new IllegalArgumentException(
          "sinks %s for %d query heads: each head has one".formatted(sinks.shape(), heads));
    }
    int rows = states.size(-2);
    Tensor all = identity(rows(), valueDepth(), dtype()).states;
    each((row, at) -> {
      double sink = sinks.get(row / rows % heads);
      if (sink != Double.NEGATIVE_INFINITY) {
        set(all, at, sink);
        set(all, at + 1, 1);
      }
    });
    return merge(new PartialAttention(all)).states;
  }

  /** Calls something with the number of each row and where its state begins. */
  private void each(EachRow what) {
    int size = states.size(-1);
    long count = states.shape().elements() / size;
    for (int row = 0; row < count; row++) {
      what.at(row, row * size);
    }
  }

  private static double get(Tensor tensor, int at) {
    Object array = Objects.requireNonNull(tensor.heapArray());
    return array instanceof float[] floats ? floats[at] : ((double[]) array)[at];
  }

  private static void set(Tensor tensor, int at, double value) {
    Object array = Objects.requireNonNull(tensor.heapArray());
    if (array instanceof float[] floats) {
      floats[at] = (float) value;
    } else {
      ((double[]) array)[at] = value;
    }
  }
}
