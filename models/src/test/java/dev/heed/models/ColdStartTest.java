package dev.heed.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.execution.Execution;
import dev.heed.execution.KernelSet;
import dev.heed.models.source.ModelSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The first calls run on scalar kernels while those on vectors are being compiled. */
@Timeout(120)
final class ColdStartTest {
  private static final Execution AUTO = Execution.standard().withThreads(1);

  @TempDir private Path folder;

  private Encoder encoder(Executor executor) throws IOException {
    return Encoder.load(ModelSource.folder(TinyModel.write(folder, 5)))
        .withExecution(AUTO.withExecutor(executor));
  }

  @Test
  void oneTaskWarmsUpAndTheBitsStay() throws IOException {
    Queue<Runnable> tasks = new ArrayDeque<>();
    try (Encoder encoder = encoder(tasks::add)) {
      LoadedModel model = encoder.model();
      float[] first = encoder.embed("cats cat").toFloatArray();
      assertThat(model.now(AUTO).kernels()).isEqualTo(KernelSet.SCALAR);
      encoder.embed("cats");
      assertThat(tasks).hasSize(1);
      tasks.remove().run();
      assertThat(model.now(AUTO).kernels()).isEqualTo(KernelSet.AUTO);
      assertThat(encoder.embed("cats cat").toFloatArray()).isEqualTo(first);
      assertThat(tasks).isEmpty();
    }
  }

  @Test
  void onlyACallOfSeveralGroupsWarmsUpBeforeTheFirst() throws IOException {
    Queue<Runnable> tasks = new ArrayDeque<>();
    try (Encoder encoder = encoder(tasks::add)) {
      for (List<String> texts :
          List.of(List.of("cats"), Collections.nCopies(900, "cats cat dog cats"))) {
        assertThat(tasks).isEmpty();
        Thread.currentThread().interrupt(); // ends the call before its first group
        assertThatThrownBy(() -> encoder.embed(texts)).isInstanceOf(CancellationException.class);
        assertThat(Thread.interrupted()).isTrue();
      }
      assertThat(tasks).hasSize(1);
    }
  }

  @Test
  void whoNamesTheKernelsGetsThemAtOnce() throws IOException {
    AtomicInteger tasks = new AtomicInteger();
    try (Encoder encoder = encoder(task -> tasks.incrementAndGet())) {
      for (KernelSet wish : new KernelSet[] {KernelSet.VECTOR, KernelSet.SCALAR}) {
        Execution run = AUTO.withKernels(wish);
        encoder.withExecution(run).embed("cats cat");
        assertThat(encoder.model().now(run)).isEqualTo(run);
      }
      assertThat(tasks).hasValue(0);
    }
  }

  @Test
  void anExecutorThatRefusesTheTaskEndsTheWaiting() throws IOException {
    try (Encoder encoder =
        encoder(task -> {
          throw new RejectedExecutionException("none");
        })) {
      encoder.embed("cats cat");
      assertThat(encoder.model().now(AUTO).kernels()).isEqualTo(KernelSet.AUTO);
    }
  }

  @Test
  void theTaskEndsWhenItsThreadIsWantedOrTheEncoderClosed()
      throws IOException, InterruptedException {
    for (boolean close : new boolean[] {true, false}) {
      Encoder encoder = encoder(Runnable::run);
      try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
        Encoder other = encoder.withExecution(AUTO.withExecutor(thread));
        other.embed("cats cat");
        if (close) {
          other.close();
          thread.shutdown();
        } else {
          thread.shutdownNow();
        }
        assertThat(thread.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(other.model().now(AUTO).kernels()).isEqualTo(KernelSet.AUTO);
      }
    }
  }
}
