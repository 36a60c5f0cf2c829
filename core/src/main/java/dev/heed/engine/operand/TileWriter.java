package dev.heed.engine.operand;

import dev.heed.kernel.Kernels;
import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import dev.heed.tensor.TileCopy;
import java.util.Objects;

/**
 * Takes finished rows to the output {@code [B, H, L, Dv]}: in place where it lies on the heap in
 * the dtype of the computation, otherwise through a scratch tile that is rounded once.
 */
public final class TileWriter<A> {
  private final Tensor output;
  private final Kernels<A> kernels;
  private final boolean direct;
  private final Tensor scratch;
  private final TileCopy copy;
  private final A target;
  private final int[] start = new int[4];
  private int active;

  /**
   * One thread's own.
   *
   * @param output {@code [B, H, L, Dv]}
   */
  public TileWriter(Tensor output, DType computed, Kernels<A> kernels) {
    this.output = output;
    this.kernels = kernels;
    this.direct = TileReader.readsInPlace(output, computed, false);
    int lanes = direct ? 0 : kernels.attention().lanes();
    this.scratch = Tensor.zeros(computed, Shape.of(lanes, output.size(3)));
    this.copy = new TileCopy(output, scratch);
    Tensor seen = direct ? output : scratch;
    this.target = kernels.rows().cast(Objects.requireNonNull(seen.heapArray()));
  }

  /** Chooses the rows that {@link #finish} and {@link #set} count from. */
  public void locate(int entry, int head, int row, int rows) {
    start[0] = entry;
    start[1] = head;
    start[2] = row;
    active = rows;
  }

  /**
   * Writes averages: sums of weighted values {@code [Dv][lanes]} by sums of weights.
   *
   * @return whether all of them are finite
   */
  public boolean finish(A sums, A weights) {
    return kernels
        .attention()
        .finish(sums, weights, active, output.size(3), target, place(0, 0), stride(2), stride(3));
  }

  /**
   * The same of states of a query each, {@code step} apart; maximum and sum of weights lie before
   * each.
   */
  public boolean finishStates(A states, int at, int step) {
    return kernels
        .fewQueries()
        .finish(
            states, at, step, active, output.size(3), target, place(0, 0), stride(2), stride(3));
  }

  /** A number of the rows that were chosen. */
  public double get(int row, int column) {
    return kernels.rows().get(target, place(row, column));
  }

  /** Changes a number of the rows that were chosen. */
  public void set(double value, int row, int column) {
    kernels.rows().set(target, place(row, column), value);
  }

  /** Rounds what was written to the output, where that is not the scratch itself. */
  public void flush() {
    if (!direct) {
      copy.write(start, active, output.size(3));
    }
  }

  private int place(int row, int column) {
    if (!direct) {
      return row * scratch.size(1) + column;
    }
    long at =
        output.heapOffset()
            + start[0] * output.stride(0)
            + start[1] * output.stride(1)
            + (start[2] + row) * output.stride(2)
            + column * output.stride(3);
    return Math.toIntExact(at);
  }

  private int stride(int axis) {
    return direct ? (int) output.stride(axis) : axis == 2 ? scratch.size(1) : 1;
  }
}
