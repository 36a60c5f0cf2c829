package dev.heed.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.execution.Execution;
import dev.heed.execution.KernelSet;
import dev.heed.layers.Pooling;
import dev.heed.models.source.EmbeddingSettings;
import dev.heed.models.source.ModelSource;
import dev.heed.tensor.Tensor;
import dev.heed.testkit.Allocation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An encoder among many callers, interrupted, watched and closed; and its settings. */
@Timeout(120)
final class EncoderLifeTest {
  private static final List<String> TEXTS =
      Collections.nCopies(300, "cats cat dog cats, cat cats cat dog");

  @TempDir private Path folder;
  private Encoder encoder;

  @BeforeEach
  void load() throws IOException {
    encoder = Encoder.load(ModelSource.folder(TinyModel.write(folder, 5)));
  }

  @Test
  void aClosedEncoderSaysSoAndWhatItMadeStaysUsable() {
    EncodedText text = encoder.encode("cats");
    Encoder shared = encoder.withPrefix("cat ");
    encoder.close();
    encoder.close();
    for (Runnable late :
        List.<Runnable>of(
            () -> encoder.encode("cats"),
            () -> encoder.embed(TEXTS),
            () -> shared.embed("cats"),
            () -> shared.embed(List.of()))) {
      assertThatIllegalStateException()
          .isThrownBy(late::run)
          .withMessage("the encoder of %s is closed", folder);
    }
    assertThat(text.attention(1).shape().sizes()).containsExactly(2, 4, 4);
    assertThat(encoder.hiddenSize()).isEqualTo(8);
  }

  @Test
  void closingWhileManyCallsRunGivesAllOrAnError()
      throws IOException, InterruptedException, ExecutionException {
    float[] expected = encoder.embed(TEXTS).vectors().toFloatArray();
    for (int round = 0; round < 20; round++) {
      Encoder other = Encoder.load(ModelSource.folder(folder));
      try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
        Callable<float[]> task =
            () -> {
              try {
                return other.embed(TEXTS).vectors().toFloatArray();
              } catch (IllegalStateException closed) {
                assertThat(closed).hasMessageEndingWith("is closed");
                return expected;
              }
            };
        List<Future<float[]>> results = new ArrayList<>();
        for (int call = 0; call < 12; call++) {
          results.add(threads.submit(task));
        }
        other.close();
        for (Future<float[]> result : results) {
          assertThat(result.get()).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void anInterruptEndsACall() {
    for (Encoder one : List.of(encoder, encoder.withExecution(Execution.standard()))) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> one.embed(TEXTS)).isInstanceOf(CancellationException.class);
      assertThat(Thread.interrupted()).isTrue();
      assertThatThrownBy(
              () -> {
                Thread.currentThread().interrupt();
                one.encode("cats");
              })
          .isInstanceOf(CancellationException.class);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void anObserverSeesGroupsOfTextsAndMayEndTheCall() {
    for (int threads = 1; threads <= 2; threads++) {
      Execution run = Execution.standard().withThreads(threads);
      AtomicInteger last = new AtomicInteger();
      AtomicInteger all = new AtomicInteger();
      encoder
          .withExecution(
              run.withObserver((done, total) -> {
                assertThat(done).isBetween(last.get(), total);
                last.set(done);
                all.set(total);
                return true;
              }))
          .embed(TEXTS);
      assertThat(last).hasValue(all.get());
      assertThat(all.get()).isGreaterThan(2);
      Encoder stopped = encoder.withExecution(run.withObserver((done, total) -> done < 2));
      assertThatThrownBy(() -> stopped.embed(TEXTS)).isInstanceOf(CancellationException.class);
    }
  }

  /**
   * Beside its result, a call leaves the garbage of tokens and of attention's tiles, once the
   * vectors of compiled kernels are no objects any more.
   */
  @Test
  void memoryDoesNotGrowWithTheTexts() throws IOException {
    try (Encoder real = Encoder.load(ModelSource.miniLm())) {
      Encoder alone =
          real.withExecution(Execution.standard().withThreads(1).withKernels(KernelSet.VECTOR));
      List<String> some = Collections.nCopies(16, "The cat sat on the mat, and the dog did not.");
      List<String> many = Collections.nCopies(64, some.getFirst());
      int tokens = alone.embed(some).tokens(0);
      double states = (4 * 384 + 3 * 384 + 1536) * 4.0;
      double least = Double.POSITIVE_INFINITY;
      long end = System.nanoTime() + 60_000_000_000L;
      while (least > states / 4 && System.nanoTime() < end) {
        long few = Allocation.bytes(() -> alone.embed(some));
        long more = Allocation.bytes(() -> alone.embed(many));
        least = Math.min(least, (more - few) / (48.0 * tokens));
      }
      assertThat(least).isLessThan(states / 4);
    }
  }

  @Test
  void settingsChangeTheVectorAsTheySay() {
    EncodedText text = encoder.encode("cats cat");
    Tensor states = text.lastHiddenState();
    Execution run = Execution.standard();
    for (Pooling pooling : Pooling.values()) {
      Encoder other =
          encoder.withSettings(encoder.settings().withPooling(pooling).withUnitLength(false));
      float[] expected = pooling.apply(states, run).toFloatArray();
      assertThat(other.embed("cats cat").toFloatArray()).isEqualTo(expected);
      assertThat(other.encode("cats cat").embedding().toFloatArray()).isEqualTo(expected);
    }
    double length = 0;
    for (double number : encoder.embed("cats cat").toDoubleArray()) {
      length += number * number;
    }
    assertThat(Math.sqrt(length)).isBetween(1 - 1e-6, 1 + 1e-6);
  }

  @Test
  void aPrefixStandsBeforeEveryText() {
    Encoder prefixed = encoder.withPrefix("cat cats ");
    assertThat(prefixed.embed("dog").toFloatArray())
        .isEqualTo(encoder.embed("cat cats dog").toFloatArray());
    assertThat(prefixed.encode("dog").text()).isEqualTo("cat cats dog");
    assertThat(prefixed.embed(List.of("dog")).tokens(0)).isEqualTo(6);
  }

  @Test
  void whatIsCutIsReported() {
    Encoder small = encoder.withSettings(encoder.settings().withMaxTokens(4));
    Embeddings embeddings = small.embed(List.of("cat", "cats cats", "cat cat"));
    assertThat(embeddings.count()).isEqualTo(3);
    assertThat(embeddings.cutTexts()).containsExactly(1);
    assertThat(embeddings.cut(1)).isEqualTo(2);
    assertThat(embeddings.tokens(1)).isEqualTo(4);
    assertThat(embeddings.vector(1).toFloatArray()).isEqualTo(encoder.embed("cats").toFloatArray());
  }

  @Test
  void settingsThatDoNotFitTheModelAreRefused() {
    EmbeddingSettings settings = encoder.settings();
    for (int most : new int[] {1, 17}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> encoder.withSettings(settings.withMaxTokens(most)))
          .withMessageContaining("limit of %d tokens: 2 stand around every text", most)
          .withMessageEndingWith("takes up to 16");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings.withMaxTokens(0))
        .withMessageStartingWith("0 tokens: ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> encoder.withPrompt("query"))
        .withMessage("prompt 'query': %s has none", folder);
  }

  @Test
  void textsAreDividedWithoutALossInAnyNumber() {
    for (int threads = 1; threads <= 5; threads++) {
      for (int count : new int[] {0, 1, 2, 3, 50, 1000}) {
        List<String> texts = new ArrayList<>();
        for (int n = 0; n < count; n++) {
          texts.add("x".repeat(n * n % 900));
        }
        TextChunks chunks = TextChunks.of(texts, 7, 512, threads);
        int next = 0;
        for (int chunk = 0; chunk < chunks.count(); chunk++) {
          assertThat(chunks.first(chunk)).isEqualTo(next);
          List<String> group = chunks.texts(chunk);
          assertThat(group).isNotEmpty().isEqualTo(texts.subList(next, next + group.size()));
          next += group.size();
        }
        assertThat(next).isEqualTo(count);
      }
    }
    String[] equal = new String[64];
    Arrays.fill(equal, "x".repeat(500));
    assertThat(TextChunks.of(List.of(equal), 0, 512, 2).count() % 2).isZero();
  }
}
