package dev.heed.cli.measure;

import dev.heed.cli.console.Console;
import dev.heed.cli.console.Version;
import dev.heed.execution.Execution;
import dev.heed.meter.Machine;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code heed doctor}: what this machine gives Heed, and what would make it faster. */
@Command(
    name = "doctor",
    description = "Shows the JDK, processor, kernels, threads and memory that Heed finds.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
public final class DoctorCommand implements Callable<Integer> {
  private final Console console;

  public DoctorCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Execution execution = Execution.standard();
    Runtime runtime = Runtime.getRuntime();
    Machine machine = Machine.here();
    line("JDK", machine.java());
    line("Java home", System.getProperty("java.home"));
    line("System", machine.system());
    line("Processor", machine.processor());
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
}
