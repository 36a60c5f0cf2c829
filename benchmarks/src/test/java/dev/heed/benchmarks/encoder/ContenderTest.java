package dev.heed.benchmarks.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ContenderTest {
  private static final EncoderWork BATCH = new EncoderWork(EncoderTask.BATCH, 1000, 1);

  private static List<String> names(EncoderWork work, int round, boolean peers) {
    return Contender.of(work, round, peers).stream().map(Contender::name).toList();
  }

  @Test
  void eachEngineIsFirstInItsTurn() {
    assertThat(IntStream.rangeClosed(1, 3).mapToObj(round -> names(BATCH, round, true).getFirst()))
        .containsExactlyInAnyOrder("Heed", "ONNX Runtime", "langchain4j");
  }

  @Test
  void heedAloneIsEnough() {
    assertThat(names(BATCH, 1, false)).containsExactly("Heed");
  }

  @Test
  void aSmallHeapAndNoVectorApiAreMeasuredWhereTheyTell() {
    EncoderWork start = new EncoderWork(EncoderTask.START, 1000, 2);
    assertThat(names(new EncoderWork(EncoderTask.SENTENCES, 1000, 2), 1, true))
        .containsExactly("Heed", "ONNX Runtime", "langchain4j", "Heed in a small heap");
    assertThat(names(start, 1, true))
        .containsExactly("Heed", "langchain4j", "Heed without the Vector API");
    assertThat(Contender.SCALAR_HEED.flags()).isEmpty();
  }

  @Test
  void everyTaskIsDoneOnOneAndTwoThreadsButTheStart() {
    List<EncoderWork> all = EncoderWork.all(1000);
    assertThat(all).hasSize(7).doesNotHaveDuplicates();
    assertThat(all.stream().map(EncoderWork::id)).doesNotHaveDuplicates();
    assertThat(EncoderWork.of(EncoderTask.START, all)).hasSize(1);
  }
}
