package dev.heed.engine.operand;

import org.jspecify.annotations.Nullable;

/** Where the keys of a call lie, if they are not rows 0 to S of the tensors that it was given. */
sealed interface KeyPlaces {
  /** Keys of a sequence, or of the longest one. */
  int keys();

  /**
   * In pages.
   *
   * @param offsets of the queries of each sequence in one entry of the batch; null where each has
   *     an entry of its own
   */
  @SuppressWarnings("ArrayRecordComponent") // made once a call, never compared, never handed on
  record Paged(Pages pages, int @Nullable [] offsets) implements KeyPlaces {
    @Override
    public int keys() {
      return pages.longest();
    }
  }

  /**
   * A part of the keys and queries of each sequence: the tensors have those from the first ones on.
   *
   * @param first key
   * @param keys of the whole
   * @param queries of the whole
   */
  record Part(int first, int keys, int firstQuery, int queries) implements KeyPlaces {}
}
