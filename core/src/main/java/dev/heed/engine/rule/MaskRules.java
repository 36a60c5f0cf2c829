package dev.heed.engine.rule;

import dev.heed.engine.operand.Operands;
import dev.heed.engine.operand.Partition;
import dev.heed.engine.operand.Sequences;
import dev.heed.mask.BlockMask;
import dev.heed.mask.Mask;
import dev.heed.tensor.Access;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The masks of one call after every check. Structural masks leave each query an interval of keys,
 * so their "and" is an interval too; all others are flags. Positions are counted within a sequence.
 */
public final class MaskRules {
  private final Sequences sequences;
  private final List<Mask.Window> windows = new ArrayList<>();
  private final List<Mask> flags = new ArrayList<>();

  /**
   * Checks masks against the operands.
   *
   * @throws IllegalArgumentException if one does not fit
   */
  public MaskRules(List<Mask> parts, Sequences sequences, Operands operands) {
    this.sequences = sequences;
    Shape full = operands.scores();
    for (Mask part : parts) {
      switch (part) {
        case Mask.Causal one -> {
          sequences.requireCorner("causal mask", one.corner());
          windows.add(new Mask.Window(-1, 0, one.corner()));
        }
        case Mask.Window one -> {
          sequences.requireCorner("window mask", one.corner());
          windows.add(one);
        }
        case Mask.Flags one ->
            flags.add(new Mask.Flags(broadcast("mask", one.flags(), full), one.keep()));
        case Mask.Blocks one -> flags.add(fitted(one, full));
        case BlockMask one -> {
          requireFit(one.shape(), operands.heads());
          flags.add(one);
        }
        case Mask.Function one -> flags.add(one);
        case Mask.Lengths one -> {}
        case Mask.Packed one -> {}
        case Mask.All all -> throw new IllegalStateException("a combined mask in " + all);
      }
    }
  }

  /** The masks that are no intervals, for one thread and tiles of so many queries. */
  public List<TileFlags> flags(int lanes) {
    return flags(lanes, Partition.KEY_TILE);
  }

  /** The same for tiles of so many queries and keys. */
  public List<TileFlags> flags(int lanes, int keys) {
    return flags.stream().map(mask -> flags(mask, lanes, keys)).toList();
  }

  /** The masks that are no intervals, in the shape of the scores or of their blocks. */
  List<Mask> flags() {
    return flags;
  }

  /** The place of the call's first query in its sequence. */
  public int firstQuery() {
    return sequences.firstQuery();
  }

  /** Whether there are masks that are no intervals. */
  public boolean hasFlags() {
    return !flags.isEmpty();
  }

  /** Tensors of the caller's that are read while the call runs. */
  public Stream<Tensor> tensors() {
    return flags.stream()
        .<Tensor>mapMulti((mask, sink) -> {
          if (mask instanceof Mask.Flags one) {
            sink.accept(one.flags());
          } else if (mask instanceof Mask.Blocks one) {
            sink.accept(one.flags());
          }
        });
  }

  /**
   * Refuses masks that reach further back than the keys that there still are.
   *
   * @throws IllegalArgumentException if a query reaches a key that its cache has dropped
   */
  public void requireKept() {
    int[] from = new int[1];
    int[] to = new int[1];
    for (int n = 0; n < sequences.count(); n++) {
      if (sequences.kept(n) > 0 && sequences.queries(n) > 0) {
        intervals(n, 0, 1, from, to);
        if (from[0] < Math.min(to[0], sequences.kept(n))) {
          throw new IllegalArgumentException(
              ("sequence %d: a query reaches key %d, and those before %d were dropped: the mask has"
                      + " a window no wider than the cache's")
                  .formatted(n, from[0], sequences.kept(n)));
        }
      }
    }
  }

  /**
   * The keys of queries {@code first} to {@code first + count} of a sequence: from (inclusive) to
   * (exclusive).
   */
  public void intervals(int sequence, int first, int count, int[] from, int[] to) {
    int length = sequences.endKey(sequence);
    Arrays.fill(from, 0, count, Math.min(sequences.firstKey(), length));
    Arrays.fill(to, 0, count, length);
    for (Mask.Window one : windows) {
      long own = (long) first + sequences.shift(one.corner(), sequence);
      for (int i = 0; i < count; i++, own++) {
        long start = one.left() < 0 ? 0 : own - one.left();
        long end = one.right() < 0 ? length : own + one.right() + 1;
        from[i] = Math.clamp(start, from[i], length);
        to[i] = Math.clamp(end, 0, to[i]);
      }
    }
    for (int i = 0; i < count; i++) {
      to[i] = Math.max(from[i], to[i]);
    }
  }

  private TileFlags flags(Mask mask, int lanes, int keys) {
    return switch (mask) {
      case Mask.Flags one -> new DenseFlags(one, sequences, lanes, keys);
      case Mask.Blocks one -> new BlockFlags(one, lanes, keys);
      case BlockMask one -> new BlockMaskFlags(one, lanes, keys);
      case Mask.Function one -> new FunctionFlags(one.function(), lanes, keys);
      default -> throw new IllegalStateException(mask + " is no mask of flags");
    };
  }

  private Mask.Blocks fitted(Mask.Blocks mask, Shape full) {
    if (sequences.isPacked()) {
      throw new IllegalArgumentException(
          "block flags and offsets: flags are for sequences of one size; a function or a BlockMask"
              + " counts within each packed sequence");
    }
    Shape blocks =
        full.with(2, Math.ceilDiv(full.size(2), mask.size()))
            .with(3, Math.ceilDiv(full.size(3), mask.size()));
    return new Mask.Blocks(broadcast("block flags", mask.flags(), blocks), mask.size());
  }

  /** Refuses a block mask that was made for other sizes than those of the call. */
  private void requireFit(Shape made, int heads) {
    boolean fits = fits(made.size(0), sequences.count()) && fits(made.size(1), heads);
    for (int n = 0; fits && n < sequences.count(); n++) {
      fits =
          sequences.isPacked()
              ? sequences.queries(n) <= made.size(2) && sequences.keyRows(n) <= made.size(3)
              : sequences.allQueries(n) == made.size(2) && sequences.keyRows(n) == made.size(3);
    }
    if (!fits) {
      String sizes =
          sequences.count() == 0
              ? ""
              : ", %d queries and %d keys".formatted(sequences.allQueries(0), sequences.keyRows(0));
      throw new IllegalArgumentException(
          "block mask for %s and %d sequences of %d heads%s: its sizes are those of the call, or 1"
              .formatted(made, sequences.count(), heads, sizes));
    }
  }

  private static boolean fits(int own, int called) {
    return own == 1 || own == called;
  }

  /** The tensor seen in a shape; {@code what} is its name in the message. */
  static Tensor broadcast(String what, Tensor tensor, Shape shape) {
    Access.require(what, tensor);
    try {
      return tensor.broadcastTo(shape);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s %s does not broadcast to the scores %s: from the right, each axis is equal or 1"
              .formatted(what, tensor.shape(), shape),
          e);
    }
  }
}
