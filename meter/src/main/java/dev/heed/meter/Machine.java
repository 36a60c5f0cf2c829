package dev.heed.meter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The machine and the JVM that a measurement ran on.
 *
 * @param processor its name as the system tells it
 * @param processors how many the JVM may use
 * @param system name and architecture
 * @param java version and vendor of the JVM
 */
public record Machine(String processor, int processors, String system, String java) {
  /** This one. */
  public static Machine here() {
    return new Machine(
        processorName(),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        "%s (%s)".formatted(Runtime.version(), System.getProperty("java.vendor")));
  }

  /** Whether the processor says, on Linux, that it has a feature such as {@code avx512f}. */
  public static boolean has(String feature) {
    return (" " + field("flags") + " ").contains(" " + feature + " ");
  }

  private static String processorName() {
    String name = field("model name");
    return name.isEmpty() ? System.getProperty("os.arch") : name;
  }

  /** A field of what Linux says of its first processor; empty where nothing is said. */
  private static String field(String name) {
    Path file = Path.of("/proc/cpuinfo");
    if (!Files.isReadable(file)) {
      return "";
    }
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("");
    } catch (IOException e) {
      return "";
    }
  }
}
