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

  /** Tokens of texts whose queries, keys and values are used while they are in such a cache. */
  static final int TOGETHER = 192;

  private final int capacity;
  private final int innerSize;
  private final int size;
  private final Tensor states;
  private final Tensor context;
  private final Tensor attended;
  private @Nullable Tensor projected;
  private @Nullable Tensor widened;

  /**
   * Memory for a model.
   *
   * @param tokens that it has room for
   */
  public Workspace(BertConfig config, int tokens) {
    this.size = config.hiddenSize();
    this.capacity = tokens;
    this.innerSize = config.innerSize();
    this.states = matrix(tokens, size);
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
    Tensor kept = fitting(projected, tokens, TOGETHER, 3 * size);
    projected = kept;
    return kept.slice(0, 0, tokens);
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
    Tensor kept = fitting(widened, tokens, BLOCK, innerSize);
    widened = kept;
    return kept.slice(0, 0, tokens);
  }

  /** The matrix that is there if it has room, or another one, with room for a block or for all. */
  private Tensor fitting(@Nullable Tensor kept, int tokens, int block, int columns) {
    return kept != null && kept.size(0) >= tokens
        ? kept
        : matrix(tokens <= block ? block : capacity, columns);
  }

  private static Tensor matrix(int rows, int columns) {
    return Tensor.zeros(DType.FLOAT32, Shape.of(rows, columns));
  }
}
