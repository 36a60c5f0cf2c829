package dev.heed.benchmarks.peers;

import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import dev.heed.benchmarks.encoder.EmbeddingEngine;
import dev.heed.benchmarks.encoder.EncoderFolder;
import dev.heed.benchmarks.encoder.EncoderInputs;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * ONNX Runtime called directly, from tokens that are there already. Many texts go sorted by length
 * in batches of 32, so that little is padded.
 */
public final class RuntimeEmbeddings implements EmbeddingEngine {
  private static final int BATCH = 32;

  /** For the service loader. */
  public RuntimeEmbeddings() {}

  @Override
  public String name() {
    return "ONNX Runtime";
  }

  @Override
  public String version() {
    return MiniLmSession.version()
        + ", all optimisations, from tokens, sorted by length in batches of %d".formatted(BATCH);
  }

  @Override
  public Loaded load(EncoderFolder folder, int threads) {
    return new RuntimeLoaded(new MiniLmSession(folder.model(), threads, OptLevel.ALL_OPT));
  }

  private record RuntimeLoaded(MiniLmSession session) implements Loaded {
    @Override
    public float[][] embedAll(EncoderInputs inputs) {
      List<long[]> ids = inputs.ids();
      int[] order =
          IntStream.range(0, ids.size())
              .boxed()
              .sorted(Comparator.comparingInt(text -> ids.get(text).length))
              .mapToInt(Integer::intValue)
              .toArray();
      float[][] embeddings = new float[ids.size()][];
      for (int from = 0; from < order.length; from += BATCH) {
        int[] texts = Arrays.copyOfRange(order, from, Math.min(from + BATCH, order.length));
        float[][] some = session.embed(Arrays.stream(texts).mapToObj(ids::get).toList());
        for (int n = 0; n < texts.length; n++) {
          embeddings[texts[n]] = some[n];
        }
      }
      return embeddings;
    }

    @Override
    public float[] embed(EncoderInputs inputs, int text) {
      return session.embed(List.of(inputs.ids().get(text)))[0];
    }

    @Override
    public void close() {
      session.close();
    }
  }
}
