package dev.heed.multihead;

/** In which order the axes of a batch of embedded sequences come. */
public enum EmbeddingLayout {
  /** {@code [N, L, E]}: a sequence behind the other, PyTorch's {@code batch_first=True}. */
  BATCH_FIRST,
  /** {@code [L, N, E]}: a place in all sequences behind the next, PyTorch's default. */
  LENGTH_FIRST
}
