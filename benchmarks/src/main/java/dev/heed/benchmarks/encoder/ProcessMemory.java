package dev.heed.benchmarks.encoder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What Linux says of a process: memory of the heap, of native code and of libraries together.
 *
 * @param resident bytes now, {@code VmRSS}; 0 where nothing is said
 * @param peak the most that it ever was, {@code VmHWM}
 */
record ProcessMemory(long resident, long peak) {
  private static final Path STATUS = Path.of("/proc/self/status");

  /** This process. */
  static ProcessMemory now() throws IOException {
    return Files.isReadable(STATUS) ? of(Files.readAllLines(STATUS)) : new ProcessMemory(0, 0);
  }

  /** What the lines of a status say, which count in KiB. */
  static ProcessMemory of(List<String> status) {
    return new ProcessMemory(bytes(status, "VmRSS:"), bytes(status, "VmHWM:"));
  }

  boolean isKnown() {
    return resident > 0 && peak > 0;
  }

  private static long bytes(List<String> status, String name) {
    return status.stream()
        .filter(line -> line.startsWith(name))
        .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElse(0);
  }
}
