package dev.heed.benchmarks;

import dev.heed.benchmarks.Case.Attend;
import dev.heed.benchmarks.Case.Cached;
import dev.heed.benchmarks.Case.Embedded;
import dev.heed.benchmarks.Case.Group;
import dev.heed.benchmarks.Case.Inspected;
import dev.heed.benchmarks.Case.LongInspected;
import dev.heed.benchmarks.Case.Project;
import dev.heed.benchmarks.Engine.Job;
import dev.heed.benchmarks.results.Measured;
import dev.heed.benchmarks.results.Results;
import dev.heed.execution.Execution;
import dev.heed.formats.JsonDocument;
import dev.heed.meter.AttentionShape;
import dev.heed.meter.Limits;
import dev.heed.meter.LimitsMeter;
import dev.heed.meter.Stopwatch;
import dev.heed.meter.Timing;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One process of a round: an engine's cases of one group, each checked and then timed. */
public final class Measure {
  /** Stands where an engine's name does, for the limits of the machine. */
  static final String LIMITS = "limits";

  /** The same for the memory of a long call. */
  static final String MEMORY = "memory";

  /** The first case warms up the JVM as well. */
  private static final double FIRST_WARM_UP = 2.5;

  /** For a call that cannot be repeated. */
  private static final double LONG_WARM_UP = 8;

  private final OutputStream out;
  private final int round;
  private @Nullable AttentionShape shape;
  private @Nullable AttentionInputs inputs;

  private Measure(OutputStream out, int round) {
    this.out = out;
    this.round = round;
  }

  /** Arguments: a file for a line of JSON a case, the round, the engine, the group, settings. */
  public static void main(String[] arguments) throws IOException {
    Settings settings = Settings.of(Arrays.asList(arguments).subList(4, arguments.length));
    try (OutputStream out = Files.newOutputStream(Path.of(arguments[0]))) {
      Measure measure = new Measure(out, Integer.parseInt(arguments[1]));
      switch (arguments[2]) {
        case LIMITS -> measure.limits();
        case MEMORY -> measure.write(LongCall.measure());
        default ->
            measure.cases(engine(arguments[2]), Group.valueOf(arguments[3]), settings.suite());
      }
    }
  }

  private static Engine engine(String name) {
    return Engine.all().stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(name + ": this build has no such engine"));
  }

  private void limits() throws IOException {
    for (int threads = 1; threads <= 2; threads++) {
      Limits limits = new LimitsMeter(Execution.standard().withThreads(threads)).measure();
      write(Measured.figure(round, "Java", Results.peakId(threads), limits.gigaflops()));
      write(Measured.figure(round, "Java", Results.readId(threads), limits.gigabytes()));
    }
  }

  private void cases(Engine engine, Group group, Suite suite) throws IOException {
    Stopwatch stopwatch = suite.stopwatch().withWarmUp(FIRST_WARM_UP);
    for (Case one : suite.of(group)) {
      List<Measured> measured = measured(engine, one, stopwatch);
      if (!measured.isEmpty()) {
        for (Measured each : measured) {
          write(each);
        }
        stopwatch = suite.stopwatch();
      }
    }
  }

  /** What was measured of a case; nothing where the engine has no such thing. */
  private List<Measured> measured(Engine engine, Case one, Stopwatch stopwatch) {
    OracleCheck check = new OracleCheck(!engine.name().equals(HeedEngine.NAME));
    try {
      return switch (one) {
        case Attend attend -> {
          AttentionInputs numbers = inputsOf(attend.shape());
          yield timed(
              engine,
              attend,
              engine.prepare(attend, numbers),
              stopwatch,
              job -> check.problemOf(attend, numbers, job.output()));
        }
        case Cached cached ->
            timed(
                engine,
                cached,
                engine.prepare(cached, inputsOf(cached.kind().whole())),
                stopwatch,
                job -> job.problem(check));
        case Project project -> {
          LinearInputs numbers = LinearInputs.of(project);
          yield timed(
              engine,
              project,
              engine.prepare(project, numbers),
              stopwatch,
              job -> check.problemOf(project, numbers, job.output()));
        }
        case Inspected inspected ->
            engine
                .prepare(inspected, inputsOf(inspected.shape()))
                .map(job -> job.measure(round, stopwatch, check))
                .orElse(List.of());
        case LongInspected inspected ->
            engine
                .prepare(inspected, inputsOf(inspected.shape()))
                .map(job -> job.measure(round, LONG_WARM_UP))
                .orElse(List.of());
        case Embedded embedded -> List.of(); // has processes of its own
      };
    } catch (RuntimeException e) {
      return List.of(Measured.refused(round, engine.name(), one.id(), "failed: " + e));
    }
  }

  private <J extends Job> List<Measured> timed(
      Engine engine, Case one, Optional<J> prepared, Stopwatch stopwatch, Check<J> check) {
    if (prepared.isEmpty()) {
      return List.of();
    }
    try (J job = prepared.get()) {
      job.run();
      Optional<String> problem = check.problemOf(job);
      if (problem.isPresent()) {
        String words = "wrong: " + problem.get();
        return List.of(Measured.refused(round, engine.name(), one.id(), words));
      }
      Timing timing = stopwatch.time(job::run);
      return List.of(new Measured(round, engine.name(), one.id(), timing, job.scores(), ""));
    }
  }

  /** The numbers of a shape, kept for the next case, which often has the same. */
  private AttentionInputs inputsOf(AttentionShape wanted) {
    AttentionInputs kept = inputs;
    if (kept == null || !wanted.equals(shape)) {
      inputs = null; // two of the largest need not fit beside each other
      kept = AttentionInputs.of(wanted);
      inputs = kept;
      shape = wanted;
    }
    return kept;
  }

  private void write(Measured measured) throws IOException {
    JsonDocument.write(out, measured.fields());
    out.flush();
  }

  /** What is wrong with the output of a job, or nothing. */
  private interface Check<J extends Job> {
    Optional<String> problemOf(J job);
  }
}
