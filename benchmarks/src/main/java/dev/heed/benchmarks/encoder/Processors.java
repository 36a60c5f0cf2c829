package dev.heed.benchmarks.encoder;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The processors that a process may use. Engines that take all that there are have no other way to
 * run on one.
 */
final class Processors {
  private static final String COMMAND = "taskset";

  private Processors() {}

  /** What stands before a command that gets the first processors; nothing where none can do it. */
  static List<String> first(int count) {
    return isThere() ? List.of(COMMAND, "-c", "0-" + (count - 1)) : List.of();
  }

  /** Whether processes can be held to some processors. */
  static boolean isThere() {
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.of(path.split(File.pathSeparator, -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, COMMAND)));
  }
}
