package dev.heed.benchmarks.peers;

import ai.onnxruntime.OrtEnvironment;
import dev.heed.benchmarks.encoder.EmbeddingEngine;
import dev.heed.benchmarks.encoder.EncoderFolder;
import dev.heed.benchmarks.encoder.EncoderInputs;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.onnx.allminilml6v2.AllMiniLmL6V2EmbeddingModel;

/**
 * langchain4j's in-process model as its users have it: one call of ONNX Runtime a text, and as many
 * threads as there are processors, of its own and once more of ONNX Runtime.
 */
public final class LangchainEmbeddings implements EmbeddingEngine {
  /** For the service loader. */
  public LangchainEmbeddings() {}

  @Override
  public String name() {
    return "langchain4j";
  }

  /** Of this process: another one may have another ONNX Runtime. */
  @Override
  public String version() {
    String jar =
        AllMiniLmL6V2EmbeddingModel.class
            .getProtectionDomain()
            .getCodeSource()
            .getLocation()
            .getPath();
    return "%s, AllMiniLmL6V2EmbeddingModel, on ONNX Runtime %s"
        .formatted(
            jar.replaceFirst(".*-l6-v2-([^/]+)\\.jar$", "$1"),
            OrtEnvironment.getEnvironment().getVersion());
  }

  @Override
  public Loaded load(EncoderFolder folder, int threads) {
    return new LangchainLoaded(new AllMiniLmL6V2EmbeddingModel());
  }

  private record LangchainLoaded(AllMiniLmL6V2EmbeddingModel model) implements Loaded {
    @Override
    public float[][] embedAll(EncoderInputs inputs) {
      return model
          .embedAll(inputs.texts().stream().map(TextSegment::from).toList())
          .content()
          .stream()
          .map(Embedding::vector)
          .toArray(float[][]::new);
    }

    @Override
    public float[] embed(EncoderInputs inputs, int text) {
      return model.embed(inputs.texts().get(text)).content().vector();
    }

    @Override
    public void close() {
      // It has nothing that could be closed.
    }
  }
}
