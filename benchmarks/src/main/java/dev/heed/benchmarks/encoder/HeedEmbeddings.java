package dev.heed.benchmarks.encoder;

import dev.heed.benchmarks.results.Results;
import dev.heed.execution.Execution;
import dev.heed.models.Embeddings;
import dev.heed.models.Encoder;
import dev.heed.models.source.ModelSource;
import java.io.IOException;

/** This library, from texts, with its weights in a cache. */
final class HeedEmbeddings implements EmbeddingEngine {
  @Override
  public String name() {
    return Results.HEED;
  }

  @Override
  public String version() {
    return Execution.standard().kernelName() + " kernels";
  }

  @Override
  public Loaded load(EncoderFolder folder, int threads) throws IOException {
    Encoder encoder =
        Encoder.load(ModelSource.miniLm(), folder.cache(), System.err::println)
            .withExecution(Execution.standard().withThreads(threads));
    return new HeedLoaded(encoder);
  }

  private record HeedLoaded(Encoder encoder) implements Loaded {
    @Override
    public float[][] embedAll(EncoderInputs inputs) {
      Embeddings embeddings = encoder.embed(inputs.texts());
      float[][] vectors = new float[embeddings.count()][];
      for (int text = 0; text < vectors.length; text++) {
        vectors[text] = embeddings.vector(text).toFloatArray();
      }
      return vectors;
    }

    @Override
    public float[] embed(EncoderInputs inputs, int text) {
      return encoder.embed(inputs.texts().get(text)).toFloatArray();
    }

    @Override
    public void close() {
      encoder.close();
    }
  }
}
