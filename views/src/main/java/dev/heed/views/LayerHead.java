package dev.heed.views;

import dev.heed.inspection.HeadSummary;
import dev.heed.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * One head of a model, for an overview.
 *
 * @param layer from 0
 * @param head from 0, within its layer
 * @param summary what it does
 * @param map its weights {@code [L, S]}, pooled or whole, or null where they are not known
 */
public record LayerHead(int layer, int head, HeadSummary summary, @Nullable Tensor map) {
  /**
   * Checks the map.
   *
   * @throws IllegalArgumentException if the map is no matrix or has no cells
   */
  public LayerHead {
    if (map != null && (map.rank() != 2 || map.shape().elements() == 0)) {
      throw new IllegalArgumentException(
          "the map of layer %d, head %d has shape %s: a map is a matrix, [queries, keys]"
              .formatted(layer, head, map.shape()));
    }
  }

  /** {@code layer 3, head 7}. */
  public String name() {
    return "layer " + layer + ", head " + head;
  }
}
