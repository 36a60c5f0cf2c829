package dev.heed.benchmarks.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.benchmarks.encoder.EmbeddingOracle.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncoderInputsTest {
  private static final List<float[]> WANTED =
      List.of(new float[] {1, 0, 0}, new float[] {0, 0.6f, 0.8f});

  @TempDir Path folder;

  private static EncoderInputs inputs() {
    return new EncoderInputs(List.of("a", "b"), List.of(), WANTED);
  }

  @Test
  void theDirectionOfAnEmbeddingCounts() {
    assertThat(inputs().problemOf(0, new float[] {1, 0.004f, 0})).isEmpty();
    assertThat(inputs().problemOf(1, new float[] {0, 3, 4})).isEmpty();
    assertThat(inputs().problemOf(0, new float[] {1, 0.005f, 0}))
        .hasValueSatisfying(
            words -> assertThat(words).contains("text 0", "0.9999875", "0.9999900"));
    assertThat(inputs().problemOf(1, WANTED.getFirst())).isPresent();
  }

  @Test
  void whatIsNoEmbeddingIsWrong() {
    assertThat(inputs().problemOf(0, new float[] {1, 0}))
        .hasValueSatisfying(words -> assertThat(words).contains("2 numbers, 3 expected"));
    assertThat(inputs().problemOf(0, new float[3])).isPresent();
    assertThat(inputs().problemOf(0, new float[] {Float.NaN, 0, 0})).isPresent();
  }

  @Test
  void whatIsKeptIsReadAgain() throws IOException {
    EncoderFolder kept = new EncoderFolder(folder);
    EncoderWork work = new EncoderWork(EncoderTask.SENTENCES, 2, 1);
    List<long[]> ids = List.of(new long[] {101, 7, 102}, new long[] {101, 102});
    kept.write(work, new Answer(ids, WANTED));
    EncoderInputs found = kept.inputs(new EncoderWork(EncoderTask.ONE_BY_ONE, 2, 2));
    assertThat(found.texts()).isEqualTo(EncoderTexts.sentences(2));
    assertThat(found.ids().toArray(new long[0][])).isDeepEqualTo(ids.toArray(new long[0][]));
    assertThat(found.embeddings().toArray(new float[0][]))
        .isDeepEqualTo(WANTED.toArray(new float[0][]));
  }

  @Test
  void aPrintedEmbeddingIsReadAndNothingElse() {
    assertThat(EncoderRounds.numbers("[1.0, -2.5E-5]")).containsExactly(1f, -2.5e-5f);
    assertThat(EncoderRounds.numbers("[NaN, 1.0]")).isEmpty();
    assertThat(EncoderRounds.numbers("WARNING: something")).isEmpty();
  }
}
