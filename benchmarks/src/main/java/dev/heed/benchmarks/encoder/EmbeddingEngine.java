package dev.heed.benchmarks.encoder;

import java.io.IOException;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** Something that makes embeddings of texts with all-MiniLM-L6-v2 in a JVM. */
public interface EmbeddingEngine {
  /** Its name in the report. */
  String name();

  /** Its version and how it is called, for the report. */
  String version();

  /**
   * The model, ready for the first text.
   *
   * @param folder of the run
   * @param threads that may work on a call
   */
  Loaded load(EncoderFolder folder, int threads) throws IOException;

  /** A model in memory. */
  interface Loaded extends AutoCloseable {
    /** The embeddings of all texts, {@code [texts][n]}, in the engine's fastest way. */
    float[][] embedAll(EncoderInputs inputs);

    /** The embedding of one of them. */
    float[] embed(EncoderInputs inputs, int text);

    @Override
    void close();
  }

  /**
   * Heed, or a peer that this build has.
   *
   * @throws IllegalArgumentException if it has none of that name
   */
  static EmbeddingEngine named(String name) {
    return Stream.concat(
            Stream.of(new HeedEmbeddings()),
            ServiceLoader.load(EmbeddingEngine.class).stream().map(ServiceLoader.Provider::get))
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(name + ": this build has no such engine"));
  }
}
