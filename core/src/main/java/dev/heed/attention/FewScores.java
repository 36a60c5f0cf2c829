package dev.heed.attention;

import dev.heed.kernel.FewQueriesKernels;
import dev.heed.kernel.Kernels;
import java.util.List;

/**
 * Scores of the queries of an item against tiles of keys, steps 1 to 5 of attention; one thread's
 * own. Row r of the scores is query r mod L of head r / L; column c is key {@link FewMask#base} +
 * c.
 */
final class FewScores<A> {
  private static final int ROW = FewQueriesKernels.ROW;

  private final Call call;
  private final Kernels<A> kernels;
  private final TileReader<A> queries;
  private final TileReader<A> keys;
  private final List<BiasStep<A>> biases;
  private final FewMask mask;
  private final A query;
  private final A scratch;
  private final A one;
  private int sequence;
  private int firstHead;
  private int heads;
  private int active;

  FewScores(Call call, int rows, Kernels<A> kernels) {
    this.call = call;
    this.kernels = kernels;
    Operands operands = call.operands();
    int depth = operands.depth();
    this.queries =
        TileReader.of(operands.query(), operands.computed(), FewItems.MOST, depth, false);
    this.keys =
        TileReader.of(operands.key(), operands.computed(), FewQueriesKernels.TILE, depth, true);
    this.biases = call.biases().steps(kernels, ScoreLayout.fewQueries());
    this.mask = new FewMask(call.masks());
    this.query = kernels.rows().allocate(rows * FewQueriesKernels.padded(depth));
    this.scratch = kernels.rows().allocate(FewQueriesKernels.SCRATCH);
    this.one =
        kernels.rows().allocate(mask.hasFlags() || !biases.isEmpty() ? FewItems.MOST * ROW : 0);
  }

  /** Chooses the heads, all of one key/value head, and reads their queries. */
  void begin(int newSequence, int newFirstHead, int newHeads) {
    sequence = newSequence;
    firstHead = newFirstHead;
    heads = newHeads;
    active = call.sequences().queries(sequence);
    int depth = call.operands().depth();
    int padded = FewQueriesKernels.padded(depth);
    for (int h = 0; h < heads; h++) {
      int row = call.sequences().queryStart(sequence);
      queries.locate(call.sequences().entry(sequence), firstHead + h, row, active, 0, depth);
      for (int i = 0; i < active; i++) {
        copyRow(i, depth, (h * active + i) * padded);
      }
    }
    mask.begin(sequence, firstHead, heads, active);
  }

  private void copyRow(int row, int depth, int to) {
    int from = queries.offset() + row * queries.rowStride();
    int step = queries.columnStride();
    if (step == 1 || depth == 1) {
      System.arraycopy(queries.array(), from, query, to, depth);
      return;
    }
    for (int d = 0; d < depth; d++) {
      kernels.rows().set(query, to + d, kernels.rows().get(queries.array(), from + d * step));
    }
  }

  A scratch() {
    return scratch;
  }

  FewMask mask() {
    return mask;
  }

  int rows() {
    return heads * active;
  }

  /**
   * Steps 1 to 5 on the tile that the mask looked at; columns up to a whole block of lanes that are
   * none of its keys are left out too.
   *
   * @return whether one of its keys may have been left out
   */
  boolean compute(A scores) {
    multiply(scores);
    cap(scores);
    boolean hidden = optionsOfHeads(scores);
    int end = FewQueriesKernels.padded(mask.columns());
    for (int r = 0; r < rows(); r++) {
      kernels.rows().fill(scores, r * ROW, r * ROW + mask.from(), Double.NEGATIVE_INFINITY);
      kernels
          .rows()
          .fill(scores, r * ROW + mask.columns(), r * ROW + end, Double.NEGATIVE_INFINITY);
    }
    return mask.hide(kernels.fewQueries(), scores) || hidden;
  }

  /** Steps 1 and 2. */
  private void multiply(A scores) {
    Operands operands = call.operands();
    int count = mask.columns() - mask.from();
    keys.locate(
        call.sequences().entry(sequence),
        operands.keyHead(firstHead),
        call.sequences().keyStart(sequence) + mask.base() + mask.from(),
        count,
        0,
        operands.depth());
    kernels
        .fewQueries()
        .scores(
            query,
            rows(),
            operands.depth(),
            keys.array(),
            keys.offset(),
            keys.rowStride(),
            mask.from(),
            count,
            call.scale(),
            scores,
            scratch);
    for (int r = 0; r < rows(); r++) {
      kernels.rows().fill(scores, r * ROW, r * ROW + mask.from(), 0);
    }
  }

  private void cap(A scores) {
    if (call.softcap() > 0) {
      kernels.scores().softcap(call.softcap(), rows(), mask.columns(), ROW, scores);
    }
  }

  /** Biases and flags, of each head by itself. */
  private boolean optionsOfHeads(A scores) {
    if (biases.isEmpty() && !mask.hasFlags()) {
      return false;
    }
    boolean hidden = false;
    int size = active * ROW;
    for (int h = 0; h < heads; h++) {
      A own = heads == 1 ? scores : one;
      if (heads > 1) {
        System.arraycopy(scores, h * size, own, 0, size);
      }
      for (int n = 0; n < biases.size(); n++) {
        hidden |=
            biases
                .get(n)
                .apply(sequence, firstHead + h, 0, active, mask.base(), mask.columns(), own);
      }
      hidden |= mask.hideFlagged(kernels.scores(), h, own);
      if (heads > 1) {
        System.arraycopy(own, 0, scores, h * size, size);
      }
    }
    return hidden;
  }

  /**
   * Makes exactly those elements −∞ whose keys masks or biases leave out, on the tile that the mask
   * looked at. A product that is −∞ leaves nothing out, so scores alone cannot tell.
   */
  void mark(A marker) {
    if (call.biases().asksScores()) {
      multiply(marker);
      cap(marker);
    } else {
      // From the largest number, so that finite biases do not add up to −∞ and leave a key out.
      kernels.rows().fill(marker, 0, rows() * ROW, -kernels.rows().lowest());
    }
    optionsOfHeads(marker);
    mask.hide(kernels.fewQueries(), marker);
  }

  /** A tile for scores of so many rows. */
  static <A> A newTile(int rows, Kernels<A> kernels) {
    return kernels.rows().allocate(rows * ROW);
  }
}
