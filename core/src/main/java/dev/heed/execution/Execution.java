package dev.heed.execution;

import dev.heed.kernel.KernelChoice;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How a call runs: threads, where helpers come from, and the kernels. None of it changes a bit of a
 * result.
 *
 * @param threads how many threads work on a call, the caller among them; at least 1
 * @param executor runs up to {@code threads − 1} helpers; one that is full, has a single thread or
 *     rejects slows a call down and cannot block it
 * @param kernels the wish for a set of kernels
 * @param observer told of a call's progress, or null
 */
public record Execution(
    int threads, Executor executor, KernelSet kernels, @Nullable CallObserver observer) {
  /**
   * @throws IllegalArgumentException if {@code threads} is below 1
   */
  public Execution {
    Objects.requireNonNull(executor, "executor");
    Objects.requireNonNull(kernels, "kernels");
    if (threads < 1) {
      throw new IllegalArgumentException(
          threads + " threads: the caller itself works, so there is at least 1");
    }
  }

  /** Without an observer. */
  public Execution(int threads, Executor executor, KernelSet kernels) {
    this(threads, executor, kernels, null);
  }

  /** All available processors, helpers from the common pool, the fastest kernels. */
  public static Execution standard() {
    return new Execution(
        Runtime.getRuntime().availableProcessors(),
        ForkJoinPool.commonPool(),
        KernelSet.AUTO,
        null);
  }

  /** The same with another number of threads. */
  public Execution withThreads(int count) {
    return new Execution(count, executor, kernels, observer);
  }

  /** The same with helpers from another executor. */
  public Execution withExecutor(Executor other) {
    return new Execution(threads, other, kernels, observer);
  }

  /** The same with another set of kernels. */
  public Execution withKernels(KernelSet wish) {
    return new Execution(threads, executor, wish, observer);
  }

  /** The same without an observer. */
  public Execution withoutObserver() {
    return new Execution(threads, executor, kernels, null);
  }

  /** The same with an observer, which is told of each call's progress and may end it. */
  public Execution withObserver(CallObserver watcher) {
    return new Execution(threads, executor, kernels, watcher);
  }

  /**
   * The name of the kernels that run, {@code scalar} for example.
   *
   * @throws IllegalStateException if the wish cannot be met; the message says why
   */
  public String kernelName() {
    return choice().provider().name();
  }

  /**
   * Why these kernels run, as a phrase.
   *
   * @throws IllegalStateException if the wish cannot be met; the message says why
   */
  public String kernelReason() {
    return choice().reason();
  }

  /**
   * Runs every item from 0 to {@code items} once, on the calling thread and up to {@code threads −
   * 1} helpers. Items are claimed in order; an exception of a worker reaches the caller as it is,
   * when no helper works any more.
   *
   * @param workers makes the worker of one thread, at its first item
   * @throws CancellationException if the calling thread is interrupted (its flag stays set) or the
   *     observer ends the call
   */
  public void run(int items, Supplier<IntConsumer> workers) {
    new Crew(items, workers, observer).run(this);
  }

  /**
   * Work of several short steps, each of which may {@link #run}: helpers stay between the steps,
   * for up to 50 µs, and take the next one within a microsecond.
   *
   * @param work takes an execution that is good until it returns
   */
  public void inSteps(Consumer<Execution> work) {
    if (threads == 1 || isReady()) {
      work.accept(this);
      return;
    }
    try (StandingCrew crew = new StandingCrew(executor, threads - 1)) {
      work.accept(withExecutor(crew));
    }
  }

  /** Whether helpers stay for the next step, so that a short one is worth sharing. */
  public boolean isReady() {
    return executor instanceof StandingCrew;
  }

  /**
   * The kernels that the wish comes to; for the rooms that compute.
   *
   * @throws IllegalStateException if the wish cannot be met; the message says why
   */
  @SuppressWarnings("exports")
  public KernelChoice choice() {
    return switch (kernels) {
      case AUTO -> KernelChoice.automatic();
      case SCALAR -> KernelChoice.scalar();
      case VECTOR -> KernelChoice.vector();
    };
  }
}
