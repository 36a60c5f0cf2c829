package dev.heed.benchmarks.encoder;

import java.util.List;
import java.util.Optional;

/**
 * What every engine gets, and what comes out.
 *
 * @param texts what is embedded
 * @param ids the tokens of each, for an engine that has no tokenizer
 * @param embeddings what an engine that is none of those measured gives, {@code [n]} each
 */
public record EncoderInputs(List<String> texts, List<long[]> ids, List<float[]> embeddings) {
  /** Least cosine of an embedding and the one that was expected. */
  static final double LEAST_COSINE = 1 - 1e-5;

  /**
   * What is wrong with an embedding of one text; empty if nothing is.
   *
   * @param text its index
   */
  public Optional<String> problemOf(int text, float[] embedding) {
    float[] wanted = embeddings.get(text);
    if (embedding.length != wanted.length) {
      return Optional.of(
          "text %d: %d numbers, %d expected".formatted(text, embedding.length, wanted.length));
    }
    double cosine = cosine(embedding, wanted);
    return cosine >= LEAST_COSINE
        ? Optional.empty()
        : Optional.of(
            "text %d: cosine %.7f, at least %.7f expected".formatted(text, cosine, LEAST_COSINE));
  }

  private static double cosine(float[] one, float[] other) {
    double product = 0;
    double ones = 0;
    double others = 0;
    for (int n = 0; n < one.length; n++) {
      product += (double) one[n] * other[n];
      ones += (double) one[n] * one[n];
      others += (double) other[n] * other[n];
    }
    return product / Math.sqrt(ones * others);
  }
}
