package dev.heed.benchmarks.encoder;

import com.sun.management.OperatingSystemMXBean;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The processors that a process may use. Engines that take all that there are have no other way to
 * run on one, and some bind their threads to others even then.
 *
 * @param held a library that keeps a process from leaving its processors, which may be missing
 */
record Processors(Path held) {
  private static final String COMMAND = "taskset";

  /** What stands before a command that gets the first processors; nothing where none can do it. */
  List<String> first(int count) {
    return isThere() ? first(count, Runtime.getRuntime().availableProcessors()) : List.of();
  }

  /** The same on a machine of so many. */
  List<String> first(int count, int all) {
    List<String> words = new ArrayList<>(List.of(COMMAND, "-c", "0-" + (count - 1)));
    if (count < all && Files.isReadable(held)) {
      words.addAll(List.of("env", "LD_PRELOAD=" + held));
    }
    return words;
  }

  /** Seconds of processors that this process has used; NaN where the JVM does not know. */
  static double seconds() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? 1e-9 * system.getProcessCpuTime()
        : Double.NaN;
  }

  /** Whether processes can be held to some processors. */
  static boolean isThere() {
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.of(path.split(File.pathSeparator, -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, COMMAND)));
  }
}
