package dev.heed.benchmarks.encoder;

import dev.heed.benchmarks.encoder.EmbeddingEngine.Loaded;
import dev.heed.benchmarks.results.Measured;
import dev.heed.formats.JsonDocument;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** One process of a round: an engine's work on one task, checked and then timed. */
public final class EncoderProcess {
  /** Seconds of warm-up, the first pass and its check among them. */
  private static final double WARM_UP = 5;

  /** The same where every call counts: as long as a JVM compiles on one processor. */
  private static final double LONG_WARM_UP = 15;

  /** Seconds of what is timed, at least. */
  private static final double MEASURED = 2;

  private final int round;
  private final String contender;
  private final EncoderWork work;
  private final EncoderInputs inputs;
  private final List<Measured> measured = new ArrayList<>();

  private EncoderProcess(int round, String contender, EncoderWork work, EncoderInputs inputs) {
    this.round = round;
    this.contender = contender;
    this.work = work;
    this.inputs = inputs;
  }

  /** The arguments of a process but the first, which is the file for what it measures. */
  static List<String> arguments(
      int round, Contender contender, EncoderWork work, EncoderFolder folder) {
    return List.of(
        Integer.toString(round),
        contender.name(),
        contender.engine(),
        folder.path().toString(),
        work.task().name(),
        Integer.toString(work.sentences()),
        Integer.toString(work.threads()));
  }

  /** Arguments: a file for a line of JSON a figure, and what the run that starts it says. */
  public static void main(String[] arguments) throws IOException {
    EncoderFolder folder = new EncoderFolder(Path.of(arguments[4]));
    EncoderWork work =
        new EncoderWork(
            EncoderTask.valueOf(arguments[5]),
            Integer.parseInt(arguments[6]),
            Integer.parseInt(arguments[7]));
    EncoderProcess process =
        new EncoderProcess(Integer.parseInt(arguments[1]), arguments[2], work, folder.inputs(work));
    EmbeddingEngine engine = EmbeddingEngine.named(arguments[3]);
    try (Loaded loaded = engine.load(folder, work.threads())) {
      process.measure(loaded);
    }
    try (OutputStream out = Files.newOutputStream(Path.of(arguments[0]))) {
      for (Measured one : process.measured) {
        JsonDocument.write(out, one.fields());
      }
    }
  }

  private void measure(Loaded loaded) throws IOException {
    long start = System.nanoTime();
    boolean single = work.task() == EncoderTask.ONE_BY_ONE;
    Optional<String> problem = single ? problemOneByOne(loaded) : problem(loaded);
    if (problem.isPresent()) {
      measured.add(Measured.refused(round, contender, work.id(), "wrong: " + problem.get()));
      return;
    }
    Passes passes =
        single
            ? new Passes(inputs.texts().size(), text -> loaded.embed(inputs, text))
            : new Passes(1, all -> loaded.embedAll(inputs));
    int least = single ? 0 : 1;
    double warmUp = single ? LONG_WARM_UP : WARM_UP;
    passes.warmUp(warmUp - 1e-9 * (System.nanoTime() - start), least);
    Latencies latencies = passes.measure(MEASURED, least + 1);
    measured.add(new Measured(round, contender, work.id(), latencies.pass(), 0, ""));
    add(EncoderFigure.ALLOCATED, latencies.allocated());
    add(EncoderFigure.PROCESSORS, latencies.processors());
    if (single) {
      add(EncoderFigure.MIDDLE, latencies.percentile(50));
      add(EncoderFigure.SLOW, latencies.percentile(99));
    }
    ProcessMemory memory = ProcessMemory.now();
    if (memory.isKnown()) {
      add(EncoderFigure.RESIDENT, (double) memory.resident());
      add(EncoderFigure.PEAK, (double) memory.peak());
    }
  }

  private Optional<String> problem(Loaded loaded) {
    float[][] embeddings = loaded.embedAll(inputs);
    int expected = inputs.texts().size();
    return embeddings.length == expected
        ? firstProblem(text -> embeddings[text])
        : Optional.of("%d embeddings of %d texts".formatted(embeddings.length, expected));
  }

  private Optional<String> problemOneByOne(Loaded loaded) {
    return firstProblem(text -> loaded.embed(inputs, text));
  }

  private Optional<String> firstProblem(IntFunction<float[]> embedding) {
    return IntStream.range(0, inputs.texts().size())
        .mapToObj(text -> inputs.problemOf(text, embedding.apply(text)))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private void add(EncoderFigure figure, double value) {
    measured.add(Measured.figure(round, contender, work.id(figure), value));
  }
}
