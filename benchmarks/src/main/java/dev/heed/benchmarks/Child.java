package dev.heed.benchmarks;

import dev.heed.benchmarks.Case.LongInspected;
import dev.heed.benchmarks.results.Commands;
import dev.heed.benchmarks.results.Measured;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * One process of {@link Measure}.
 *
 * @param commands that run it
 */
record Child(Commands commands) {
  private static final long HEAP_MEBIBYTES = 4096;

  /** What one process measured. */
  List<Measured> measure(int round, String engine, String group, Settings settings)
      throws IOException, InterruptedException {
    return commands.measure(file -> {
      List<String> command = new ArrayList<>();
      command.add(Commands.java());
      command.add("-Xmx%dm".formatted(heap(group, settings)));
      command.addAll(List.of("--add-modules", "jdk.incubator.vector"));
      command.add("--enable-native-access=ALL-UNNAMED");
      command.add("-Dorg.bytedeco.javacpp.cachedir=" + commands.folder().resolve("javacpp"));
      command.addAll(List.of("-cp", System.getProperty("java.class.path")));
      command.addAll(List.of(Measure.class.getName(), file.toString(), Integer.toString(round)));
      command.addAll(List.of(engine, group));
      command.addAll(settings.typed());
      return command;
    });
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
}
