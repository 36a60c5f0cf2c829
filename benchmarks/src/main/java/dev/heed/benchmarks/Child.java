package dev.heed.benchmarks;

import dev.heed.benchmarks.Case.LongInspected;
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
import java.util.stream.Stream;

/**
 * Processes of their own, with an environment that suits every engine: nothing of this machine's
 * settings for linear algebra, and OpenBLAS as libtorch is fastest with it.
 *
 * @param folder for logs, files that pass from one process to another, and native libraries
 */
record Child(Path folder) {
  private static final long MINUTES = 20;
  private static final long HEAP_MEBIBYTES = 4096;
  private static final Set<String> SETTINGS = Set.of("OPENBLAS", "OMP", "MKL", "KMP", "GOMP");

  /** What one process measured. */
  List<Measured> measure(int round, String engine, String group, Settings settings)
      throws IOException, InterruptedException {
    Path file = Files.createTempFile(folder, "measured", ".jsonl");
    try {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(
          List.of(
              "-Xmx%dm".formatted(heap(group, settings)), "--add-modules", "jdk.incubator.vector"));
      command.add("--enable-native-access=ALL-UNNAMED");
      command.add("-Dorg.bytedeco.javacpp.cachedir=" + folder.resolve("javacpp"));
      command.addAll(List.of("-cp", System.getProperty("java.class.path")));
      command.addAll(List.of(Measure.class.getName(), file.toString(), Integer.toString(round)));
      command.addAll(List.of(engine, group));
      command.addAll(settings.typed());
      run(command, folder.resolve("child.log"));
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

  /** The largest heap for a group, in MiB. */
  private static long heap(String group, Settings settings) {
    return settings.suite().cases().stream()
        .filter(one -> one.group().name().equals(group))
        .flatMap(one -> one instanceof LongInspected call ? Stream.of(call) : Stream.empty())
        .mapToLong(LongInspected::heapMebibytes)
        .max()
        .orElse(HEAP_MEBIBYTES);
  }

  /** Runs a command to its end, its output in {@code log}; the seconds that it took. */
  double run(List<String> command, Path log) throws IOException, InterruptedException {
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

  private static void tune(Map<String, String> environment) {
    environment.keySet().removeIf(name -> SETTINGS.contains(name.replaceFirst("_.*", "")));
    environment.put("OPENBLAS_NUM_THREADS", "1");
    if (Machine.has("avx512f")) {
      environment.put("OPENBLAS_CORETYPE", "SKYLAKEX");
    }
  }
}
