package dev.heed.mask;

import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which keys each query may attend to. Masks combine by "and"; a key that is left out has no
 * influence on any bit of the result, whatever its numbers are (SEMANTICS S3, S4).
 *
 * <p>Structural masks (causal, window, lengths) take no memory; flags are read where they lie.
 */
public sealed interface Mask
    permits Mask.All,
        Mask.Causal,
        Mask.Window,
        Mask.Flags,
        Mask.Packed,
        Mask.Blocks,
        Mask.Function,
        Mask.Lengths,
        BlockMask {
  /** Every query attends to every key. */
  static Mask none() {
    return new All(List.of());
  }

  /** No key after the query's own; for as many queries as keys. */
  static Mask causal() {
    return new Causal(null);
  }

  /** No key after the query's own, queries lined up with keys at the given corner. */
  static Mask causal(Corner corner) {
    return new Causal(corner);
  }

  /**
   * The keys from {@code left} before the query's own to {@code right} after it, both included; −1
   * is open. For as many queries as keys.
   *
   * @throws IllegalArgumentException if a side is below −1
   */
  static Mask window(int left, int right) {
    return new Window(left, right, null);
  }

  /** {@link #window(int, int)} with queries lined up with keys at the given corner. */
  static Mask window(int left, int right, Corner corner) {
    return new Window(left, right, corner);
  }

  /**
   * The keys whose flag is true.
   *
   * @param flags bool, broadcast to {@code [B, H, L, S]} from the right; read, not copied
   * @throws IllegalArgumentException if the dtype is another
   */
  static Mask keep(Tensor flags) {
    return new Flags(flags, true);
  }

  /** All keys but those whose flag is true; see {@link #keep}. */
  static Mask hide(Tensor flags) {
    return new Flags(flags, false);
  }

  /**
   * The first {@code keys[b]} keys of sequence b: padding is on the right.
   *
   * <p>A bottom-right corner lines the last query up with the last key that the sequence has.
   *
   * @throws IllegalArgumentException if a length is negative
   */
  static Mask lengths(int... keys) {
    return new Lengths(Arrays.stream(keys).boxed().toList());
  }

  /**
   * Sequences of several lengths one behind the other in one batch entry, for queries that are the
   * keys: sequence n is the rows {@code offsets[n]} to {@code offsets[n + 1]} (exclusive), and a
   * query attends to keys of its own sequence alone. Positions in other masks and in functions are
   * counted within the sequence; dense flags and bias by row.
   *
   * @param offsets from 0 to the number of rows, never decreasing
   * @throws IllegalArgumentException if they decrease or do not begin at 0
   */
  static Mask packed(int... offsets) {
    return packed(offsets, offsets);
  }

  /**
   * {@link #packed(int...)} with offsets of their own for queries and keys.
   *
   * @throws IllegalArgumentException if they decrease, do not begin at 0 or differ in number
   */
  static Mask packed(int[] queryOffsets, int[] keyOffsets) {
    return new Packed(
        Arrays.stream(queryOffsets).boxed().toList(), Arrays.stream(keyOffsets).boxed().toList());
  }

  /**
   * The keys in blocks whose flag is true.
   *
   * @param flags bool, broadcast to {@code [B, H, ⌈L/size⌉, ⌈S/size⌉]} from the right; read, not
   *     copied
   * @param size queries and keys of a block
   * @throws IllegalArgumentException if the dtype is another or the size is below 1
   */
  static Mask blocks(Tensor flags, int size) {
    return new Blocks(flags, size);
  }

  /**
   * The keys that a function names. It is asked once a call for each pair in every tile that other
   * masks leave; where one rule serves many calls, {@link BlockMask} keeps what it says of tiles.
   */
  static Mask function(MaskFunction function) {
    return new Function(function);
  }

  /** The keys that both masks leave. */
  default Mask and(Mask other) {
    return new All(List.of(this, other));
  }

  /** The masks that this one combines; itself where it is a single one. */
  default List<Mask> parts() {
    return List.of(this);
  }

  /**
   * Several masks at once.
   *
   * @param parts the masks, those of combined ones in their place; empty leaves all keys
   */
  record All(List<Mask> parts) implements Mask {
    /** Takes apart what is itself combined. */
    public All {
      parts = parts.stream().flatMap(part -> part.parts().stream()).toList();
    }
  }

  /**
   * See {@link Mask#causal(Corner)}.
   *
   * @param corner null where L = S makes it needless
   */
  record Causal(@Nullable Corner corner) implements Mask {}

  /**
   * See {@link Mask#window(int, int, Corner)}.
   *
   * @param left keys before, −1 for all
   * @param right keys after, −1 for all
   * @param corner null where L = S makes it needless
   */
  record Window(int left, int right, @Nullable Corner corner) implements Mask {
    /**
     * @throws IllegalArgumentException if a side is below −1
     */
    public Window {
      if (left < -1 || right < -1) {
        throw new IllegalArgumentException(
            "window %d,%d: a side counts keys from 0, or is -1 for all".formatted(left, right));
      }
    }
  }

  /**
   * See {@link Mask#keep} and {@link Mask#hide}.
   *
   * @param flags bool
   * @param keep whether true keeps a key; else true hides it
   */
  record Flags(Tensor flags, boolean keep) implements Mask {
    /**
     * @throws IllegalArgumentException if the dtype is not bool
     */
    public Flags {
      if (flags.dtype() != DType.BOOL) {
        throw new IllegalArgumentException(
            "mask %s: flags are of dtype bool; numbers are added as a bias".formatted(flags));
      }
    }
  }

  /**
   * See {@link Mask#packed(int[], int[])}.
   *
   * @param queryOffsets where each sequence's queries begin, and the end of the last
   * @param keyOffsets the same of keys
   */
  record Packed(List<Integer> queryOffsets, List<Integer> keyOffsets) implements Mask {
    /**
     * @throws IllegalArgumentException if offsets decrease, do not begin at 0 or differ in number
     */
    public Packed {
      queryOffsets = checked("query", queryOffsets);
      keyOffsets = checked("key", keyOffsets);
      if (queryOffsets.size() != keyOffsets.size()) {
        throw new IllegalArgumentException(
            "%d query offsets and %d key offsets: each sequence has one of both, and each end"
                .formatted(queryOffsets.size(), keyOffsets.size()));
      }
    }

    private static List<Integer> checked(String what, List<Integer> offsets) {
      boolean rises = !offsets.isEmpty() && offsets.getFirst() == 0;
      for (int n = 1; n < offsets.size(); n++) {
        rises &= offsets.get(n) >= offsets.get(n - 1);
      }
      if (!rises) {
        throw new IllegalArgumentException(
            "%s offsets %s: they begin at 0 and never decrease".formatted(what, offsets));
      }
      return List.copyOf(offsets);
    }
  }

  /**
   * See {@link Mask#blocks}.
   *
   * @param flags bool
   * @param size queries and keys of a block
   */
  record Blocks(Tensor flags, int size) implements Mask {
    /**
     * @throws IllegalArgumentException if the dtype is not bool or the size is below 1
     */
    public Blocks {
      if (flags.dtype() != DType.BOOL || size < 1) {
        throw new IllegalArgumentException(
            "block flags %s with blocks of %d: flags are bool and a block has at least 1 key"
                .formatted(flags, size));
      }
    }
  }

  /**
   * See {@link Mask#function}.
   *
   * @param function deterministic and thread-safe
   */
  record Function(MaskFunction function) implements Mask {}

  /**
   * See {@link Mask#lengths}.
   *
   * @param keys one count a sequence
   */
  record Lengths(List<Integer> keys) implements Mask {
    /**
     * @throws IllegalArgumentException if a length is negative
     */
    public Lengths {
      keys = List.copyOf(keys);
      for (int length : keys) {
        if (length < 0) {
          throw new IllegalArgumentException(
              "lengths %s: a sequence has 0 keys or more".formatted(keys));
        }
      }
    }
  }
}
