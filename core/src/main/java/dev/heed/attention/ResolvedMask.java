package dev.heed.attention;

import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A mask and a bias for the shapes of one call. Structural masks leave each query an interval of
 * keys, so their "and" is an interval too; flags and bias are views of {@code [B, H, L, S]}.
 */
final class ResolvedMask {
  private final int queries;
  private final int keys;
  private final @Nullable List<Integer> lengths;
  private final List<Mask.Causal> causal = new ArrayList<>();
  private final List<Mask.Window> windows = new ArrayList<>();
  private final List<Mask.Flags> flags = new ArrayList<>();
  private final @Nullable Tensor bias;

  ResolvedMask(Mask mask, @Nullable Tensor bias, Operands operands) {
    this.queries = operands.queries();
    this.keys = operands.keys();
    Shape full = operands.shape(keys);
    @Nullable List<Integer> shortest = null;
    for (Mask part : mask.parts()) {
      switch (part) {
        case Mask.Causal one -> causal.add(aligned(one));
        case Mask.Window one -> windows.add(aligned(one));
        case Mask.Flags one ->
            flags.add(new Mask.Flags(fitted("mask", one.flags(), full), one.keep()));
        case Mask.Lengths one -> shortest = shorter(shortest, checked(one, operands.batch()));
        case Mask.All all -> throw new IllegalStateException("a combined mask in " + all);
      }
    }
    this.lengths = shortest;
    this.bias = bias == null ? null : checkedBias(bias, full, operands);
  }

  List<Mask.Flags> flags() {
    return flags;
  }

  @Nullable Tensor bias() {
    return bias;
  }

  /**
   * The keys of queries {@code first} to {@code first + count}: from (inclusive) to (exclusive).
   */
  void intervals(int sequence, int first, int count, int[] from, int[] to) {
    int length = lengths == null ? keys : lengths.get(sequence);
    for (int i = 0; i < count; i++) {
      long start = 0;
      long end = length;
      for (Mask.Causal one : causal) {
        end = Math.min(end, (long) first + i + offset(one.corner(), length) + 1);
      }
      for (Mask.Window one : windows) {
        long own = (long) first + i + offset(one.corner(), length);
        start = one.left() < 0 ? start : Math.max(start, own - one.left());
        end = one.right() < 0 ? end : Math.min(end, own + one.right() + 1);
      }
      from[i] = (int) Math.min(start, keys);
      to[i] = (int) Math.max(end, from[i]);
    }
  }

  /** Whether the masks and −∞ bias leave this query any key (S3). Cost O(S). */
  boolean leavesAny(int sequence, int head, int query) {
    int[] from = new int[1];
    int[] to = new int[1];
    intervals(sequence, query, 1, from, to);
    for (int key = from[0]; key < to[0]; key++) {
      if (keeps(sequence, head, query, key)) {
        return true;
      }
    }
    return false;
  }

  /** Whether flags and bias leave one key to one query; intervals are not asked. */
  boolean keeps(int sequence, int head, int query, int key) {
    for (Mask.Flags one : flags) {
      if ((one.flags().get(sequence, head, query, key) != 0) != one.keep()) {
        return false;
      }
    }
    return bias == null || bias.get(sequence, head, query, key) != Double.NEGATIVE_INFINITY;
  }

  private int offset(@Nullable Corner corner, int length) {
    return corner == Corner.BOTTOM_RIGHT ? length - queries : 0;
  }

  private Mask.Causal aligned(Mask.Causal mask) {
    checkCorner("causal", mask.corner());
    return mask;
  }

  private Mask.Window aligned(Mask.Window mask) {
    checkCorner("window", mask.corner());
    return mask;
  }

  private void checkCorner(String name, @Nullable Corner corner) {
    if (corner == null && queries != keys) {
      throw new IllegalArgumentException(
          ("%s mask for %d queries and %d keys: name the corner, top-left (query 0 at key 0) or"
                  + " bottom-right (last query at last key)")
              .formatted(name, queries, keys));
    }
  }

  private List<Integer> checked(Mask.Lengths mask, int batch) {
    if (mask.keys().size() != batch) {
      throw new IllegalArgumentException(
          "%d lengths for %d sequences: each sequence has one"
              .formatted(mask.keys().size(), batch));
    }
    for (int length : mask.keys()) {
      if (length > keys) {
        throw new IllegalArgumentException(
            "length %d is more than the %d keys that there are".formatted(length, keys));
      }
    }
    return mask.keys();
  }

  private static List<Integer> shorter(@Nullable List<Integer> one, List<Integer> other) {
    if (one == null) {
      return other;
    }
    List<Integer> least = new ArrayList<>();
    for (int b = 0; b < other.size(); b++) {
      least.add(Math.min(one.get(b), other.get(b)));
    }
    return least;
  }

  private static Tensor fitted(String name, Tensor tensor, Shape full) {
    try {
      return tensor.broadcastTo(full);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s %s does not broadcast to the scores %s: from the right, each axis is equal or 1"
              .formatted(name, tensor.shape(), full),
          e);
    }
  }

  private static Tensor checkedBias(Tensor bias, Shape full, Operands operands) {
    if (bias.dtype() != operands.dtype()) {
      throw new IllegalArgumentException(
          "bias is %s and queries are %s: they share one dtype"
              .formatted(bias.dtype(), operands.dtype()));
    }
    int columns = bias.rank() == 0 ? 1 : bias.size(-1);
    checkNumbers(bias, new double[columns], bias.shape());
    return fitted("bias", bias, full);
  }

  /** Looks at each number once: an axis that repeats is looked at where it begins. */
  private static void checkNumbers(Tensor bias, double[] row, Shape shape) {
    if (bias.rank() > 1) {
      int distinct = bias.stride(0) == 0 ? Math.min(1, bias.size(0)) : bias.size(0);
      for (int i = 0; i < distinct; i++) {
        checkNumbers(bias.select(0, i), row, shape);
      }
      return;
    }
    bias.copyInto(bias.rank() == 0 ? Tensor.of(row) : Tensor.of(row, row.length));
    for (double number : row) {
      if (Double.isNaN(number) || number == Double.POSITIVE_INFINITY) {
        throw new IllegalArgumentException(
            "bias %s holds %s: each number is finite, or -Infinity to leave a key out"
                .formatted(shape, Double.isNaN(number) ? "NaN" : "+Infinity"));
      }
    }
  }
}
