package dev.heed.engine.rule;

import dev.heed.engine.operand.Operands;
import dev.heed.engine.operand.Sequences;
import dev.heed.mask.BlockMask;
import dev.heed.mask.Kept;
import dev.heed.mask.Mask;
import dev.heed.tensor.Tensor;
import java.util.BitSet;

/**
 * Which blocks of keys masks leave to any query of a call. Structural masks take O(L), flags of
 * blocks and block masks their own size at most; other flags and functions are not asked.
 */
public final class NeededBlocks {
  private static final int AT_ONCE = 1024;

  private final MaskRules rules;
  private final Sequences sequences;
  private final Operands operands;

  /**
   * @param rules of a call that has all keys
   */
  public NeededBlocks(MaskRules rules, Sequences sequences, Operands operands) {
    this.rules = rules;
    this.sequences = sequences;
    this.operands = operands;
  }

  /** Some keys that follow each other. */
  private record Keys(int from, int to) {}

  /**
   * The blocks with a key that a query may see, by number.
   *
   * @param size keys of a block
   */
  public BitSet blocks(int size) {
    BitSet needed = new BitSet();
    for (int n = 0; operands.heads() > 0 && n < sequences.count(); n++) {
      Keys reach = reach(n);
      if (reach.from < reach.to) {
        for (int block = reach.from / size; block <= (reach.to - 1) / size; block++) {
          int from = Math.max(reach.from, block * size);
          int to = (int) Math.min(reach.to, (block + 1L) * size);
          if (!needed.get(block) && leavesAny(n, new Keys(from, to))) {
            needed.set(block);
          }
        }
      }
    }
    return needed;
  }

  /**
   * What structural masks leave. Their intervals begin and end at most one key later from query to
   * query, and those that are not empty follow each other: together they are one interval.
   */
  private Keys reach(int sequence) {
    int[] from = new int[AT_ONCE];
    int[] to = new int[AT_ONCE];
    int queries = sequences.queries(sequence);
    int first = Integer.MAX_VALUE;
    int last = 0;
    for (int query = 0; query < queries; query += AT_ONCE) {
      int count = Math.min(AT_ONCE, queries - query);
      rules.intervals(sequence, sequences.firstQuery() + query, count, from, to);
      for (int i = 0; i < count; i++) {
        if (from[i] < to[i]) {
          first = Math.min(first, from[i]);
          last = Math.max(last, to[i]);
        }
      }
    }
    return new Keys(first, last);
  }

  /** Whether each mask by itself leaves any of some keys, as far as it can be said at once. */
  private boolean leavesAny(int sequence, Keys keys) {
    boolean leaves = true;
    for (Mask mask : rules.flags()) {
      leaves =
          leaves
              && switch (mask) {
                case Mask.Blocks one -> leavesAny(one, sequence, keys);
                case BlockMask one -> leavesAny(one, sequence, keys);
                default -> true;
              };
    }
    return leaves;
  }

  private boolean leavesAny(Mask.Blocks mask, int sequence, Keys keys) {
    Tensor flags = mask.flags();
    int size = mask.size();
    int first = sequences.firstQuery() / size;
    int last = (sequences.firstQuery() + sequences.queries(sequence) - 1) / size;
    for (int head = 0; head < (flags.stride(1) == 0 ? 1 : operands.heads()); head++) {
      for (int row = first; row <= (flags.stride(2) == 0 ? first : last); row++) {
        for (int column = keys.from / size; column <= (keys.to - 1) / size; column++) {
          if (flags.get(sequence, head, row, column) != 0) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private boolean leavesAny(BlockMask mask, int sequence, Keys keys) {
    int queries = sequences.queries(sequence);
    boolean leaves = false;
    for (int head = 0; !leaves && head < mask.shape().size(1); head++) {
      Kept kept =
          mask.look(
              sequence, head, sequences.firstQuery(), queries, keys.from, keys.to - keys.from);
      leaves = kept != Kept.NONE;
    }
    return leaves;
  }
}
