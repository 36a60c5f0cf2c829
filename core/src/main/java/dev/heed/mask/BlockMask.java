package dev.heed.mask;

import dev.heed.tensor.Shape;
import java.util.BitSet;
import java.util.List;

/**
 * A {@link MaskFunction} together with what it says of each tile of 64 × 64 scores: nothing kept,
 * all kept, or asked again. Made once, it serves any number of calls, which pass over the tiles
 * where it keeps nothing and ask nothing where it keeps all. Two bits a tile.
 */
public final class BlockMask implements Mask {
  /** Queries and keys of a block. */
  static final int SIZE = 64;

  private final MaskFunction function;
  private final Shape shape;
  private final int rows;
  private final int columns;
  private final BitSet any = new BitSet();
  private final BitSet all = new BitSet();

  private BlockMask(MaskFunction function, Shape shape) {
    this.function = function;
    this.shape = shape;
    this.rows = Math.ceilDiv(shape.size(2), SIZE);
    this.columns = Math.ceilDiv(shape.size(3), SIZE);
  }

  /**
   * A rule that is the same for all sequences and heads: the function is asked with b = h = 0 here.
   */
  public static BlockMask of(MaskFunction function, int queries, int keys) {
    return of(function, Shape.of(1, 1, queries, keys));
  }

  /**
   * Asks the function for every pair of the shape once. Time O(B·H·L·S).
   *
   * @param shape {@code [B, H, L, S]} with B and H those of the calls, or 1 where the rule is the
   *     same along the axis; L and S those of the calls
   * @throws IllegalArgumentException if the shape has not four axes or too many tiles
   */
  public static BlockMask of(MaskFunction function, Shape shape) {
    if (shape.rank() != 4) {
      throw new IllegalArgumentException(
          "shape %s: it has four axes, [B, H, L, S]".formatted(shape));
    }
    BlockMask mask = new BlockMask(function, shape);
    long tiles = Shape.of(shape.size(0), shape.size(1), mask.rows, mask.columns).elements();
    if (tiles > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "shape %s has %d tiles of %d × %d: one mask describes at most %d"
              .formatted(shape, tiles, SIZE, SIZE, Integer.MAX_VALUE));
    }
    mask.describe();
    return mask;
  }

  /** The rule itself. */
  public MaskFunction function() {
    return function;
  }

  /** {@code [B, H, L, S]}, of which B and H are 1 where the rule is the same along the axis. */
  public Shape shape() {
    return shape;
  }

  /** What is kept in the scores {@code [first, first + active) × [key, key + count)}. */
  public Kept look(int sequence, int head, int first, int active, int key, int count) {
    boolean some = false;
    boolean whole = true;
    for (int row = first / SIZE; row <= (first + active - 1) / SIZE; row++) {
      for (int column = key / SIZE; column <= (key + count - 1) / SIZE; column++) {
        int block = block(sequence, head, row, column);
        some |= any.get(block);
        whole &= all.get(block);
      }
    }
    return !some ? Kept.NONE : whole ? Kept.ALL : Kept.SOME;
  }

  private int block(int sequence, int head, int row, int column) {
    int entry = sequence % shape.size(0) * shape.size(1) + head % shape.size(1);
    return (entry * rows + row) * columns + column;
  }

  private void describe() {
    for (int b = 0; b < shape.size(0); b++) {
      for (int h = 0; h < shape.size(1); h++) {
        for (int row = 0; row < rows; row++) {
          for (int column = 0; column < columns; column++) {
            describe(b, h, row, column);
          }
        }
      }
    }
  }

  private void describe(int b, int h, int row, int column) {
    int first = row * SIZE;
    int active = Math.min(SIZE, shape.size(2) - first);
    int key = column * SIZE;
    int count = Math.min(SIZE, shape.size(3) - key);
    boolean some = false;
    boolean whole = true;
    for (int j = key; j < key + count; j++) {
      for (int i = first; i < first + active; i++) {
        boolean attends = function.attends(b, h, i, j);
        some |= attends;
        whole &= attends;
      }
    }
    any.set(block(b, h, row, column), some);
    all.set(block(b, h, row, column), whole);
  }

  /** Itself. */
  @Override
  public List<Mask> parts() {
    return List.of(this);
  }
}
