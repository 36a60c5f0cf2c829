package dev.heed.views;

import dev.heed.tensor.Tensor;

/** Attention between the tokens of one text as a heat map. */
public final class SentenceMap {
  private SentenceMap() {}

  /**
   * The map. Its ramp ends at the largest weight between two tokens of the text: tokens of the
   * frame often take so much that everything else would look alike.
   *
   * @param weights {@code [T, T]}
   * @param sentence of {@code T} tokens
   * @throws IllegalArgumentException if the two do not fit
   */
  public static String render(Tensor weights, Sentence sentence, Terminal terminal) {
    return HeatMap.render(
        weights, sentence.labels(), terminal, position -> sentence.pieces().get(position).frame());
  }
}
