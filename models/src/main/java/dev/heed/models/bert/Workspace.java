package dev.heed.models.bert;

import dev.heed.tensor.DType;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Memory of one run through a model, used again by the next one: what lies between two steps of a
 * layer, for up to so many tokens. For one thread at a time, and its helpers.
 */
public final class Workspace {
  /** Rows of a feed-forward that go through both its maps while they are in a core's cache. */
  static final int BLOCK = 96;

  private final int capacity;
  private final int innerSize;
  private final Tensor states;
  private final Tensor projected;
  private final Tensor context;
  private final Tensor attended;
  private @Nullable Tensor widened;

  /**
   * Memory for a model.
   *
   * @param tokens that it has room for
   */
  public Workspace(BertConfig config, int tokens) {
    int size = config.hiddenSize();
    this.capacity = tokens;
    this.innerSize = config.innerSize();
    this.states = matrix(tokens, size);
    this.projected = matrix(tokens, 3 * size);
    this.context = matrix(tokens, size);
    this.attended = matrix(tokens, size);
  }

  /** How many tokens it has room for. */
  public int capacity() {
    return capacity;
  }

  /** {@code [tokens, hidden]}. */
  Tensor states(int tokens) {
    return states.slice(0, 0, tokens);
  }

  /** {@code [tokens, 3·hidden]}: queries, keys and values beside each other. */
  Tensor projected(int tokens) {
    return projected.slice(0, 0, tokens);
  }

  /** {@code [tokens, hidden]}. */
  Tensor context(int tokens) {
    return context.slice(0, 0, tokens);
  }

  /** {@code [tokens, hidden]}. */
  Tensor attended(int tokens) {
    return attended.slice(0, 0, tokens);
  }

  /** {@code [tokens, inner]}. */
  Tensor widened(int tokens) {
    Tensor kept = widened;
    if (kept == null || kept.size(0) < tokens) {
      kept = matrix(tokens <= BLOCK ? BLOCK : capacity, innerSize);
      widened = kept;
    }
    return kept.slice(0, 0, tokens);
  }

  private static Tensor matrix(int rows, int columns) {
    return Tensor.zeros(DType.FLOAT32, Shape.of(rows, columns));
  }
}
