package dev.heed.models;

import dev.heed.execution.Execution;
import dev.heed.execution.KernelSet;
import dev.heed.models.bert.BertConfig;
import dev.heed.models.bert.BertModel;
import dev.heed.models.bert.WarmUp;
import dev.heed.models.bert.Workspace;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A model that several encoders share, until one of them is closed. */
final class LoadedModel {
  private static final int ROUNDED = 128;

  /** A few times as many as there are cores, if each had a thread of its own at work. */
  private static final int MOST_KEPT = 2 * Runtime.getRuntime().availableProcessors();

  private static final String SCALAR = "scalar";

  /** When calls run on vectors whether they are warm or not. */
  private static final long PATIENCE_NANOS = 15_000_000_000L;

  private final String name;
  private final BertConfig config;
  private final ConcurrentLinkedDeque<Workspace> spaces = new ConcurrentLinkedDeque<>();
  private final AtomicLong begin = new AtomicLong();
  private volatile boolean warm;
  private volatile @Nullable BertModel model;

  LoadedModel(String name, BertModel model) {
    this.name = name;
    this.config = model.config();
    this.model = model;
  }

  BertConfig config() {
    return config;
  }

  /**
   * The model, for a call that may outlive the closing.
   *
   * @throws IllegalStateException if it is closed
   */
  BertModel get() {
    BertModel open = model;
    if (open == null) {
      throw new IllegalStateException("the encoder of " + name + " is closed");
    }
    return open;
  }

  /**
   * How a group of texts is computed at this moment: on the scalar kernels, to the same bits, as
   * long as those on vectors are wanted and not warm.
   */
  Execution now(Execution execution) {
    return isCold(execution) ? execution.withKernels(KernelSet.SCALAR) : execution;
  }

  /**
   * Hands the executor a task that warms up the kernels on vectors, once: before a call of several
   * groups of texts, else after the first one. A program that embeds one text is done by then.
   */
  void warmUp(Execution execution) {
    if (isCold(execution) && begin.compareAndSet(0, Math.max(1, System.nanoTime()))) {
      try {
        execution.executor().execute(() -> run(execution));
      } catch (RejectedExecutionException e) {
        warm = true;
      }
    }
  }

  private boolean isCold(Execution execution) {
    return !warm
        && execution.kernels() == KernelSet.AUTO
        && !execution.kernelName().equals(SCALAR)
        && !hasWaited();
  }

  /** Whether the task has had its time, be it that no thread was free for it. */
  private boolean hasWaited() {
    long begun = begin.get();
    return begun != 0 && System.nanoTime() - begun > PATIENCE_NANOS;
  }

  private void run(Execution execution) {
    try {
      BertModel open = model;
      if (open != null) {
        Execution alone = execution.withoutObserver().withThreads(1).withKernels(KernelSet.VECTOR);
        new WarmUp(open).run(alone, () -> model != null);
      }
    } catch (CancellationException e) {
      // Somebody wants the thread back, and so it is given back.
    } finally {
      warm = true;
    }
  }

  /** Memory with room for so many tokens, which is the caller's until it is given back. */
  Workspace borrow(int tokens) {
    Workspace kept = spaces.poll();
    if (kept != null && kept.capacity() >= tokens) {
      return kept;
    }
    return new Workspace(config, Math.ceilDiv(tokens, ROUNDED) * ROUNDED);
  }

  /** Keeps memory for a later call, unless there is enough of it or the model is closed. */
  void giveBack(Workspace space) {
    if (spaces.size() < MOST_KEPT && model != null) {
      spaces.add(space);
    }
  }

  /** Lets go of the model and of all memory that is kept. */
  void close() {
    model = null;
    spaces.clear();
  }
}
