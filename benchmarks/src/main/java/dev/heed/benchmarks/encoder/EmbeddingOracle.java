package dev.heed.benchmarks.encoder;

import java.io.IOException;
import java.util.List;

/** Says what embeddings should be, slowly: nothing that is measured runs in it. */
public interface EmbeddingOracle {
  /**
   * Tokens and embeddings of some texts, each alone.
   *
   * @param folder of the run, unpacked
   */
  Answer answer(EncoderFolder folder, List<String> texts) throws IOException;

  /**
   * What was found.
   *
   * @param ids tokens of each text
   * @param embeddings {@code [n]} each
   */
  record Answer(List<long[]> ids, List<float[]> embeddings) {}
}
