package dev.heed.cli;

import dev.heed.execution.Execution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/** {@code heed doctor}: what this machine gives Heed, and what would make it faster. */
@Command(
    name = "doctor",
    description = "Shows the JDK, processor, kernels, threads and memory that Heed finds.",
    mixinStandardHelpOptions = true,
    versionProvider = Heed.Version.class)
final class DoctorCommand implements Callable<Integer> {
  private final Console console;

  DoctorCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Execution execution = Execution.standard();
    Runtime runtime = Runtime.getRuntime();
    line("JDK", "%s (%s)".formatted(Runtime.version(), System.getProperty("java.vendor")));
    line("Java home", System.getProperty("java.home"));
    line("System", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    line("Processor", processor());
    line("Kernels", "%s: %s".formatted(execution.kernelName(), execution.kernelReason()));
    line("Threads", execution.threads() + " (all processors; --threads N for fewer)");
    line("Memory", "%,d MB at most".formatted(runtime.maxMemory() >> 20));
    line("Faster", advice(execution));
    return 0;
  }

  private void line(String name, String text) {
    console.print("%-10s %s".formatted(name, text));
  }

  private static String advice(Execution execution) {
    return switch (execution.kernelName()) {
      case "scalar" ->
          "the vector kernels: java --add-modules jdk.incubator.vector, with heed-vector";
      default -> "nothing: the fastest kernels run";
    };
  }

  private static String processor() {
    Path file = Path.of("/proc/cpuinfo");
    if (!Files.isReadable(file)) {
      return System.getProperty("os.arch");
    }
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      return "unknown (" + e.getMessage() + ")";
    }
  }
}
