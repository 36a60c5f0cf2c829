package dev.heed.models;

import dev.heed.execution.Execution;
import dev.heed.similarity.Cosine;
import dev.heed.similarity.Neighbor;
import dev.heed.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/** The embeddings of some texts, in their order, and what was read of each. Immutable. */
public final class Embeddings {
  private final Tensor vectors;
  private final int[] tokens;
  private final long[] cut;

  /**
   * @param vectors {@code [texts, n]}
   * @param tokens of each text, as the model read them
   * @param cut tokens at each text's end that found no place
   */
  Embeddings(Tensor vectors, int[] tokens, long[] cut) {
    this.vectors = vectors;
    this.tokens = tokens;
    this.cut = cut;
  }

  /** All vectors, {@code [texts, n]} float32. */
  public Tensor vectors() {
    return vectors;
  }

  /** The vector of one text, {@code [n]}, as a view. */
  public Tensor vector(int text) {
    return vectors.select(0, text);
  }

  /** How many texts. */
  public int count() {
    return tokens.length;
  }

  /** How many tokens of a text were read, those of the frame included. */
  public int tokens(int text) {
    return tokens[text];
  }

  /** How many tokens at a text's end found no place; 0 if all did. */
  public long cut(int text) {
    return cut[text];
  }

  /** The texts of which something was cut, in order. */
  public int[] cutTexts() {
    return IntStream.range(0, cut.length).filter(text -> cut[text] > 0).toArray();
  }

  /**
   * The cosine of the angle between the vectors of two texts, from −1 to 1; see {@link Cosine}.
   *
   * @throws IndexOutOfBoundsException if there is no such text
   */
  public double similarity(int text, int other) {
    return Cosine.of(vector(text), vector(other), Execution.standard());
  }

  /**
   * The k texts whose vectors are nearest to one, the nearest first, by {@link Cosine#nearest}. A
   * text's number is the neighbour's index.
   *
   * @param query {@code [n]}, such as the embedding of another text by the same model
   * @param k at least 1; may be more than there are
   * @throws IllegalArgumentException if the query is no such vector, or k is below 1
   */
  public List<Neighbor> nearest(Tensor query, int k) {
    return Cosine.nearest(query, vectors, k, Execution.standard());
  }
}
