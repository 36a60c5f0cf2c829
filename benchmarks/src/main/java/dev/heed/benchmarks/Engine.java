package dev.heed.benchmarks;

import dev.heed.benchmarks.Case.Attend;
import dev.heed.benchmarks.Case.Cached;
import dev.heed.benchmarks.Case.Inspected;
import dev.heed.benchmarks.Case.LongInspected;
import dev.heed.benchmarks.Case.Project;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** Something that computes attention and can be called from a JVM. */
public interface Engine {
  /** Its name in the report. */
  String name();

  /** Its version and how it is set up, for the report. */
  String version();

  /** A call that is ready to be repeated; empty where the engine has no such thing. */
  Optional<Job> prepare(Attend attend, AttentionInputs inputs);

  /** The same for a linear map. */
  Optional<Job> prepare(Project project, LinearInputs inputs);

  /** The same for a query on cached keys and values, of which peers have none. */
  default Optional<CacheJob> prepare(Cached cached, AttentionInputs inputs) {
    return Optional.empty();
  }

  /** The same for calls that are looked into, of which peers have none. */
  default Optional<InspectionJob> prepare(Inspected inspected, AttentionInputs inputs) {
    return Optional.empty();
  }

  /** The same for a long one. */
  default Optional<LongInspection> prepare(LongInspected inspected, AttentionInputs inputs) {
    return Optional.empty();
  }

  /** One call on given numbers. */
  interface Job extends AutoCloseable {
    /** Computes the output once more. */
    void run();

    /** The output of the last run in C order, {@code [B, H, L, D]} or {@code [rows, out]}. */
    double[] output();

    /** Scores that are really computed in a call, or 0 where the engine does not say. */
    default double scores() {
      return 0;
    }

    @Override
    default void close() {}
  }

  /** Heed, then all peers that this build has. */
  static List<Engine> all() {
    return Stream.concat(
            Stream.of(new HeedEngine()),
            ServiceLoader.load(Engine.class).stream().map(ServiceLoader.Provider::get))
        .toList();
  }
}
