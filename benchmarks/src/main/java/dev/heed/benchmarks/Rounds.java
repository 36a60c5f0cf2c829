package dev.heed.benchmarks;

import dev.heed.benchmarks.Case.Group;
import dev.heed.benchmarks.encoder.EncoderRounds;
import dev.heed.benchmarks.encoder.EncoderWork;
import dev.heed.benchmarks.results.Commands;
import dev.heed.benchmarks.results.Measured;
import dev.heed.benchmarks.results.Results;
import dev.heed.meter.Timing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * All processes of a run, in rounds: in each, every engine has its turn at each group of cases, and
 * another engine is first.
 */
final class Rounds {
  /** The case's name for the time that the launcher takes, in seconds. */
  static final String START_ID = "start";

  private static final int STARTS = 5;
  private static final Pattern NUMBER = Pattern.compile("\\d+\\.\\d+");

  private final Settings settings;
  private final Suite suite;
  private final Path root;
  private final Commands commands;
  private final Child child;
  private final EncoderRounds encoder;
  private final Consumer<String> progress;
  private final List<Measured> measured = new ArrayList<>();

  /** What takes part in the encoder's cases. */
  private Map<String, String> contenders = Map.of();

  /** Engines, with a group of which they have no case. */
  private final Set<String> idle = new HashSet<>();

  /**
   * @param root the folder of the launcher
   * @param folder for what the run leaves behind
   */
  Rounds(Settings settings, Path root, Path folder, Consumer<String> progress) {
    this.settings = settings;
    this.suite = settings.suite();
    this.root = root;
    this.commands = new Commands(folder);
    this.child = new Child(commands);
    this.encoder = new EncoderRounds(commands, settings.peers(), progress);
    this.progress = progress;
  }

  /** Everything. */
  Results run(List<Engine> engines) throws IOException, InterruptedException {
    List<String> names = new ArrayList<>(engines.stream().map(Engine::name).toList());
    List<EncoderWork> works = prepared(suite.encoder());
    for (int round = 1; round <= suite.rounds(); round++) {
      limits(round);
      for (Group group : Group.values()) {
        if (group != Group.ENCODER && !suite.of(group).isEmpty()) {
          for (String name : names) {
            if (!idle.contains(name + group)) {
              measure(round, name, group.name());
            }
          }
        }
      }
      measured.addAll(encoder.round(round, works));
      Collections.rotate(names, 1);
    }
    if (suite.whole()) {
      measure(1, Measure.MEMORY, "");
      start();
    }
    return new Results(measured);
  }

  /** What encoders can be asked for: nothing where the preparation failed. */
  private List<EncoderWork> prepared(List<EncoderWork> works) throws InterruptedException {
    try {
      contenders = works.isEmpty() ? contenders : encoder.prepare(works);
      return works;
    } catch (IOException e) {
      lose(1, HeedEngine.NAME, Group.ENCODER.name(), e);
      return List.of();
    }
  }

  /** What took part in the encoder's cases, and its version; empty before {@link #run}. */
  Map<String, String> contenders() {
    return contenders;
  }

  private void measure(int round, String engine, String group) throws InterruptedException {
    progress.accept(
        "round %d of %d: %s %s".formatted(round, suite.rounds(), engine, group).stripTrailing());
    try {
      List<Measured> own = child.measure(round, engine, group, settings);
      if (own.isEmpty()) {
        idle.add(engine + group);
      }
      measured.addAll(own);
    } catch (IOException e) {
      lose(round, engine, group, e);
    }
  }

  private void limits(int round) throws InterruptedException {
    measure(round, Measure.LIMITS, "");
    Path loop = commands.folder().resolve("peak");
    for (int threads = 1; Files.isExecutable(loop) && threads <= 2; threads++) {
      Path log = commands.folder().resolve("peak.log");
      try {
        commands.run(List.of(loop.toString(), Integer.toString(threads)), log);
        double peak =
            NUMBER
                .matcher(Files.readString(log))
                .results()
                .map(MatchResult::group)
                .mapToDouble(Double::parseDouble)
                .max()
                .orElseThrow(() -> new IOException("the loop printed no number"));
        measured.add(Measured.figure(round, "C", Results.peakId(threads), peak));
      } catch (IOException e) {
        lose(round, "C", Results.peakId(threads), e);
      }
    }
  }

  /** The launcher, from its start to its end, after one start that may build. */
  private void start() throws InterruptedException {
    List<String> command = List.of(root.resolve("heed").toString(), "The cat sat on the mat.");
    Path log = commands.folder().resolve("start.log");
    try {
      for (int n = 0; n <= STARTS; n++) {
        progress.accept("start %d of %d".formatted(n, STARTS));
        double seconds = commands.run(command, log);
        if (n > 0) {
          measured.add(new Measured(n, HeedEngine.NAME, START_ID, Timing.of(seconds), 0, ""));
        }
      }
    } catch (IOException e) {
      lose(1, HeedEngine.NAME, START_ID, e);
    }
  }

  private void lose(int round, String engine, String what, IOException cause) {
    String problem = "failed: " + cause.getMessage();
    progress.accept("%s %s %s".formatted(engine, what, problem));
    measured.add(new Measured(round, engine, what, Timing.of(0), 0, problem));
  }
}
