package dev.heed.models.bert;

import dev.heed.execution.Execution;
import dev.heed.layers.Gelu;
import dev.heed.layers.LayerNorm;
import dev.heed.layers.Linear;
import dev.heed.tensor.Tensor;

/**
 * Each row through two linear maps with GELU between them, added to what came in and normalised.
 */
record FeedForward(Linear inner, Linear outer, LayerNorm norm) {
  /**
   * All rows, {@code [ΣT, hidden]}.
   *
   * @param target takes the result
   */
  void apply(Tensor x, Tensor target, Workspace space, Execution execution) {
    int rows = x.size(0);
    if (execution.threads() > 1 || rows <= Workspace.BLOCK) {
      applyWhole(x, target, space, execution);
      return;
    }
    for (int from = 0; from < rows; from += Workspace.BLOCK) {
      int to = Math.min(rows, from + Workspace.BLOCK);
      applyWhole(x.slice(0, from, to), target.slice(0, from, to), space, execution);
    }
  }

  private void applyWhole(Tensor x, Tensor target, Workspace space, Execution execution) {
    Tensor widened = space.widened(x.size(0));
    inner.apply(x, widened, execution);
    Gelu.apply(widened, widened, execution);
    outer.apply(widened, target, execution);
    norm.applyInPlace(target, x, execution);
  }
}
