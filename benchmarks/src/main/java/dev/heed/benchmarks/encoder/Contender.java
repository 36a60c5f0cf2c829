package dev.heed.benchmarks.encoder;

import dev.heed.benchmarks.results.Results;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * An engine in a JVM that is set up one way.
 *
 * @param name in the report
 * @param engine its name among {@link EmbeddingEngine}s
 * @param flags of the JVM beside those that every process has
 */
record Contender(String name, String engine, List<String> flags) {
  static final String RUNTIME = "ONNX Runtime";
  static final String LANGCHAIN = "langchain4j";

  /** The Vector API, as whoever uses Heed is asked to turn it on. */
  private static final List<String> VECTOR = List.of("--add-modules", "jdk.incubator.vector");

  static final Contender HEED = new Contender(Results.HEED, Results.HEED, VECTOR);

  /** With the heap that it needs rather than the one that a JVM takes where memory is plenty. */
  static final Contender SMALL_HEED =
      new Contender("Heed in a small heap", Results.HEED, with("-XX:+UseSerialGC", "-Xmx192m"));

  static final Contender SCALAR_HEED =
      new Contender("Heed without the Vector API", Results.HEED, List.of());

  private static final List<Contender> PEERS =
      List.of(
          new Contender(RUNTIME, RUNTIME, List.of()),
          new Contender(LANGCHAIN, LANGCHAIN, List.of()));

  Contender {
    flags = List.copyOf(flags);
  }

  private static List<String> with(String... more) {
    List<String> flags = new ArrayList<>(VECTOR);
    Collections.addAll(flags, more);
    return flags;
  }

  /** Those that do a piece of work, of which another one is first in each round. */
  static List<Contender> of(EncoderWork work, int round, boolean peers) {
    List<Contender> all = new ArrayList<>(List.of(HEED));
    if (peers) {
      all.addAll(PEERS);
    }
    if (work.task() == EncoderTask.START) {
      all.removeIf(one -> one.name().equals(RUNTIME));
      all.add(SCALAR_HEED);
    }
    if (work.task() == EncoderTask.SENTENCES && work.threads() > 1) {
      all.add(SMALL_HEED);
    }
    Collections.rotate(all, round - 1);
    return all;
  }

  boolean isLangchain() {
    return engine.equals(LANGCHAIN);
  }
}
