package dev.heed.benchmarks.peers;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import dev.heed.benchmarks.encoder.EmbeddingOracle;
import dev.heed.benchmarks.encoder.EncoderFolder;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * HuggingFace's own tokenizer and ONNX Runtime with the graph as it is in the file, a text at a
 * time.
 */
public final class RuntimeOracle implements EmbeddingOracle {
  /** For the service loader. */
  public RuntimeOracle() {}

  @Override
  public Answer answer(EncoderFolder folder, List<String> texts) throws IOException {
    try (HuggingFaceTokenizer tokenizer =
            HuggingFaceTokenizer.newInstance(
                folder.tokenizer(), Map.of("truncation", "false", "padding", "false"));
        MiniLmSession session = new MiniLmSession(folder.model(), 1, OptLevel.NO_OPT)) {
      List<long[]> ids =
          texts.stream()
              .map(text -> tokenizer.encode(text, true, false).getIds())
              .toList();
      List<float[]> embeddings =
          ids.stream().map(row -> session.embed(List.of(row))[0]).toList();
      return new Answer(ids, embeddings);
    }
  }
}
