package dev.heed.models;

import dev.heed.execution.Execution;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Files that are read at the same time, where there are threads for it. */
final class Together {
  private final List<Part<?>> parts = new ArrayList<>();

  /** One of them, and what became of it. */
  static final class Part<T> {
    private final Callable<T> work;
    private volatile @Nullable T result;
    private volatile @Nullable Exception failure;

    private Part(Callable<T> work) {
      this.work = work;
    }

    private void run() {
      try {
        result = work.call();
      } catch (Exception e) {
        failure = e;
      }
    }

    /**
     * What was read.
     *
     * @throws IOException if it could not be
     */
    T get() throws IOException {
      switch (failure) {
        case null -> {}
        case IOException e -> throw e;
        case RuntimeException e -> throw e;
        case Exception e -> throw new IOException(e);
      }
      return Objects.requireNonNull(result);
    }
  }

  /** One more. */
  <T> Part<T> add(Callable<T> work) {
    Part<T> part = new Part<>(work);
    parts.add(part);
    return part;
  }

  /** Reads all of them. */
  void run() {
    Execution.standard().run(parts.size(), () -> part -> parts.get(part).run());
  }
}
