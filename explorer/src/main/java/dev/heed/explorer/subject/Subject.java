package dev.heed.explorer.subject;

import dev.heed.execution.Execution;
import dev.heed.tensor.DType;
import dev.heed.views.Labels;

/**
 * Attention that can be looked at: of a text in every layer of a model, or of arrays. Immutable.
 */
public sealed interface Subject permits TextSubject, ArraySubject {
  /** 32 hex digits that tell what was posted from anything else. */
  String id();

  /** A few words for people. */
  String title();

  /** Its sizes. */
  Sizes sizes();

  /** What is computed with. */
  DType dtype();

  /** Memory that it holds on to, about. */
  long bytes();

  /** Names of queries and keys. */
  Labels labels();

  /**
   * A number for each token, the same for the same token; of arrays each row is a token of its own.
   */
  int[] tokens();

  /**
   * The attention of one layer, or of one entry of the batch.
   *
   * @param layer from 0, below {@link Sizes#layers()}
   * @param execution how what is asked of it runs
   */
  LayerAttention layer(int layer, Execution execution);

  /**
   * The keys that masks leave to queries.
   *
   * @param layer from 0, below {@link Sizes#layers()}
   */
  KeptKeys kept(int layer);

  /**
   * How many there are of each.
   *
   * @param layers of the model, or entries of the batch
   * @param heads of queries, in each layer
   * @param keyHeads heads of keys and values; heads is a multiple of it
   * @param queries rows of Q
   * @param keys rows of K and of V
   * @param depth columns of Q and of K
   * @param valueDepth columns of V
   */
  record Sizes(
      int layers, int heads, int keyHeads, int queries, int keys, int depth, int valueDepth) {
    /** Whether a query stands at each key. */
    public boolean isSquare() {
      return queries == keys;
    }
  }
}
