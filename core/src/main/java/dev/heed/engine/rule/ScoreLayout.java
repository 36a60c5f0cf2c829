package dev.heed.engine.rule;

import dev.heed.engine.operand.Partition;
import dev.heed.kernel.AttentionKernels;
import dev.heed.kernel.FewQueriesKernels;

/**
 * How scores lie in a tile: score (i, j) of query i and key j is element {@code i·queryStep +
 * j·keyStep}. One of the steps is 1.
 *
 * @param queries most queries of a tile
 * @param keys most keys
 */
public record ScoreLayout(int queries, int keys, int queryStep, int keyStep) {
  /** Queries side by side. */
  static ScoreLayout tile(AttentionKernels<?> kernels) {
    return new ScoreLayout(kernels.lanes(), Partition.KEY_TILE, 1, kernels.lanes());
  }

  /** Keys side by side, for a few queries of one head. */
  public static ScoreLayout fewQueries() {
    return new ScoreLayout(Partition.FEW, FewQueriesKernels.TILE, FewQueriesKernels.ROW, 1);
  }

  /** Whether a row of the tile is a query, and not a key. */
  boolean rowsAreQueries() {
    return keyStep == 1;
  }

  /** From one row to the next. */
  int stride() {
    return Math.max(queryStep, keyStep);
  }
}
