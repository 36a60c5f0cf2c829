package dev.heed.benchmarks.results;

import dev.heed.formats.JsonTree;
import dev.heed.meter.Machine;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Processes of their own, with an environment that suits every engine: nothing of this machine's
 * settings for linear algebra, OpenBLAS as libtorch is fastest with it, and nobody who calls home.
 *
 * @param folder for logs, files that pass from one process to another, and native libraries
 */
public record Commands(Path folder) {
  private static final long MINUTES = 20;
  private static final Set<String> SETTINGS = Set.of("OPENBLAS", "OMP", "MKL", "KMP", "GOMP");

  /** The {@code java} that runs this program. */
  public static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /**
   * What one process measured.
   *
   * @param command makes the command from the file for a line of JSON a measurement
   * @throws IOException if it does not end well; the message has what it said
   */
  public List<Measured> measure(Function<Path, List<String>> command)
      throws IOException, InterruptedException {
    Path file = Files.createTempFile(folder, "measured", ".jsonl");
    try {
      run(command.apply(file), folder.resolve("child.log"));
      List<Measured> measured = new ArrayList<>();
      for (String line : Files.readAllLines(file)) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        measured.add(Measured.of(JsonTree.read(file.toString(), new ByteArrayInputStream(bytes))));
      }
      return measured;
    } finally {
      Files.delete(file);
    }
  }

  /**
   * Runs a command to its end, its output in {@code log}; the seconds that it took.
   *
   * @throws IOException if it takes more than 20 minutes, or its exit code is not 0
   */
  public double run(List<String> command, Path log) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    tune(builder.environment());
    long start = System.nanoTime();
    Process process = builder.start();
    process.getOutputStream().close();
    try {
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
        throw new IOException("no end after %d minutes: %s".formatted(MINUTES, command.getFirst()));
      }
    } finally {
      process.destroyForcibly();
    }
    double seconds = 1e-9 * (System.nanoTime() - start);
    if (process.exitValue() != 0) {
      throw new IOException(
          "exit code %d: %s".formatted(process.exitValue(), Files.readString(log).strip()));
    }
    return seconds;
  }

  /**
   * Starts a command and waits for the first line that it prints; then it may end.
   *
   * @return the line, and the seconds from the start until it was there
   * @throws IOException if there is none
   */
  public FirstLine firstLine(List<String> command, Path log)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectError(log.toFile());
    tune(builder.environment());
    long start = System.nanoTime();
    Process process = builder.start();
    try (var reader = process.inputReader(StandardCharsets.UTF_8)) {
      String line = reader.readLine();
      double seconds = 1e-9 * (System.nanoTime() - start);
      if (line == null) {
        throw new IOException("nothing was printed: " + Files.readString(log).strip());
      }
      process.waitFor(1, TimeUnit.MINUTES);
      return new FirstLine(line, seconds);
    } finally {
      process.destroyForcibly();
    }
  }

  /**
   * The first thing that a program said.
   *
   * @param text without the line break
   * @param seconds from the program's start
   */
  public record FirstLine(String text, double seconds) {}

  private static void tune(Map<String, String> environment) {
    environment.keySet().removeIf(name -> SETTINGS.contains(name.replaceFirst("_.*", "")));
    environment.put("OPENBLAS_NUM_THREADS", "1");
    environment.put("OPT_OUT_TRACKING", "true");
    if (Machine.has("avx512f")) {
      environment.put("OPENBLAS_CORETYPE", "SKYLAKEX");
    }
  }
}
