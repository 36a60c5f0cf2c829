package dev.heed.benchmarks;

import dev.heed.benchmarks.results.Measured;
import dev.heed.benchmarks.results.Results;
import dev.heed.formats.JsonDocument;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** What {@code benchmarks/run} starts: measures, writes two files and prints the page. */
public final class Benchmark {
  private Benchmark() {}

  /** Arguments: the folder of the launcher, then what was typed. Exit code 2 for wrong use. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path root = Path.of(arguments[0]);
    List<String> typed = Arrays.asList(arguments).subList(1, arguments.length);
    Settings settings;
    try {
      settings = Settings.of(typed);
    } catch (IllegalArgumentException e) {
      System.err.println("benchmarks/run: " + e.getMessage());
      System.exit(2);
      return;
    }
    Suite suite = settings.suite();
    List<Engine> engines = engines(settings, suite);
    About asked =
        About.here(String.join(" ", "benchmarks/run", String.join(" ", typed)).strip(), engines);
    Path work = root.resolve("benchmarks/target");
    long start = System.nanoTime();
    Rounds rounds = new Rounds(settings, root, work, state -> tell(state, start));
    Results results = rounds.run(engines);
    About about = asked.with(rounds.contenders());
    String page = Report.of(about, suite, results);
    Path folder = settings.kept().isPresent() ? root.resolve("benchmarks/results") : work;
    Path file = unused(folder, about.fileName() + settings.kept().orElse(""));
    Files.createDirectories(folder);
    Files.writeString(file, json(about, suite, results));
    Files.writeString(sibling(file, ".md"), page);
    tell("wrote " + sibling(file, ".md"), start);
    System.out.write(page.getBytes(StandardCharsets.UTF_8));
    System.out.flush();
  }

  /** Those that are asked for anything. */
  private static List<Engine> engines(Settings settings, Suite suite) {
    if (!suite.asksAttention()) {
      return List.of();
    }
    return settings.peers() ? Engine.all() : List.of(new HeedEngine());
  }

  private static void tell(String state, long start) {
    long seconds = (System.nanoTime() - start) / 1_000_000_000;
    System.err.printf("%2d:%02d %s%n", seconds / 60, seconds % 60, state);
  }

  private static Path sibling(Path json, String suffix) {
    return json.resolveSibling(json.getFileName().toString().replaceFirst("\\.json$", suffix));
  }

  /** The name, or with a number where a run of the same day has it. */
  private static Path unused(Path folder, String name) {
    Path file = folder.resolve(name + ".json");
    for (int n = 2; Files.exists(file); n++) {
      file = folder.resolve("%s-%d.json".formatted(name, n));
    }
    return file;
  }

  /** One object; a line for each measurement. */
  private static String json(About about, Suite suite, Results results) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    text.writeBytes("{\"about\":".getBytes(StandardCharsets.UTF_8));
    JsonDocument.write(text, about.fields(suite.rounds()));
    String separator = ",\"measured\":[\n";
    for (Measured one : results.measured()) {
      text.writeBytes(separator.getBytes(StandardCharsets.UTF_8));
      JsonDocument.write(text, one.fields());
      separator = ",";
    }
    text.writeBytes("]}\n".getBytes(StandardCharsets.UTF_8));
    return text.toString(StandardCharsets.UTF_8);
  }
}
