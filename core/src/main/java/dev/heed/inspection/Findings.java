package dev.heed.inspection;

import dev.heed.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was found of the weights; what nobody asked for is null or empty. Weights are exp(score −
 * maximum) / sum with the sum carried in float64 from tile to tile.
 *
 * @param topKeys the largest weights of each query
 * @param received {@code […, S]} float64: Σ of each key's weights over the queries that were asked
 *     about
 * @param map {@code […, N, N]}: weight (i, j) falls into cell (⌊i·N/L⌋, ⌊j·N/S⌋); of a part of the
 *     matrix, {@code […, rows, columns]} with i, j, L and S counted within it
 * @param blocks {@code […, rows, keys]} of each block, in the order of the inspection
 */
public record Findings(
    @Nullable TopKeys topKeys,
    @Nullable Tensor received,
    @Nullable Tensor map,
    List<Tensor> blocks) {
  /** Copies the list. */
  public Findings {
    blocks = List.copyOf(blocks);
  }

  Findings select(int index) {
    return new Findings(
        topKeys == null
            ? null
            : new TopKeys(topKeys.weights().select(0, index), topKeys.keys().select(0, index)),
        received == null ? null : received.select(0, index),
        map == null ? null : map.select(0, index),
        blocks.stream().map(block -> block.select(0, index)).toList());
  }
}
