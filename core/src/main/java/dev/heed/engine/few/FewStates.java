package dev.heed.engine.few;

import dev.heed.kernel.RowKernels;
import java.util.concurrent.atomic.AtomicIntegerArray;

/** What the splits of a call leave behind until the last one of their group is done. */
public final class FewStates<A> {
  private final FewItems items;
  private final A states;
  private final AtomicIntegerArray left;
  private final int size;

  /**
   * Places for the states of all items.
   *
   * @param size numbers of a state
   * @throws IllegalArgumentException if they do not fit into an array
   */
  public FewStates(FewItems items, int size, RowKernels<A> rows) {
    long numbers = (long) items.states() * size;
    if (numbers > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "%d partial results of %d numbers: an array does not hold them"
              .formatted(items.states(), size));
    }
    this.items = items;
    this.size = size;
    this.states = rows.allocate((int) numbers);
    this.left = new AtomicIntegerArray(items.states() == 0 ? 0 : items.groups());
  }

  A array() {
    return states;
  }

  /** Where the state of a query and a split lies. */
  int at(int group, int sequence, int row, int split) {
    return (items.state(group, sequence, row) + split - items.firstSplit(sequence)) * size;
  }

  /** Says that one split of a group is done; whether it was the last one. */
  boolean isLast(int group, int sequence) {
    return left.incrementAndGet(items.place(group, sequence)) == items.splits(sequence);
  }
}
