package dev.heed.benchmarks.encoder;

import dev.heed.benchmarks.encoder.EmbeddingOracle.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;

/** The process before all others: writes the model's files and what embeddings should be. */
public final class EncoderPreparation {
  private EncoderPreparation() {}

  /** Arguments: the folder, and how many sentences. */
  public static void main(String[] arguments) throws IOException {
    EncoderFolder folder = new EncoderFolder(Path.of(arguments[0]));
    folder.unpack();
    EmbeddingOracle oracle =
        ServiceLoader.load(EmbeddingOracle.class)
            .findFirst()
            .orElseThrow(() ->
                new IllegalStateException(
                    "this build has no engine to compare with: the Maven profile benchmarks has"));
    int sentences = Integer.parseInt(arguments[1]);
    for (EncoderTask task : List.of(EncoderTask.BATCH, EncoderTask.SENTENCES)) {
      EncoderWork work = new EncoderWork(task, sentences, 1);
      Answer answer = oracle.answer(folder, EncoderFolder.texts(work));
      if (task == EncoderTask.BATCH) {
        requireLength(answer.ids());
      }
      folder.write(work, answer);
    }
  }

  private static void requireLength(List<long[]> ids) {
    int[] lengths = ids.stream().mapToInt(row -> row.length).toArray();
    if (Arrays.stream(lengths).anyMatch(length -> length != EncoderTexts.LONG_TOKENS)) {
      throw new IllegalStateException(
          "texts of %s tokens: each has %d"
              .formatted(Arrays.toString(lengths), EncoderTexts.LONG_TOKENS));
    }
  }
}
