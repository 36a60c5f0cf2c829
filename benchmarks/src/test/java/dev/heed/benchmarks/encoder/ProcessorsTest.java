package dev.heed.benchmarks.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessorsTest {
  @Test
  void fewerProcessorsThanThereAreCannotBeLeft(@TempDir Path folder) throws IOException {
    Path held = folder.resolve("held.so");
    Processors processors = new Processors(held);
    assertThat(processors.first(1, 2)).containsExactly("taskset", "-c", "0-0");
    Files.createFile(held);
    assertThat(processors.first(1, 2)).endsWith("env", "LD_PRELOAD=" + held);
    assertThat(processors.first(2, 2)).containsExactly("taskset", "-c", "0-1");
  }

  @Test
  void aProcessUsesTimeOfItsProcessors() {
    double before = Processors.seconds();
    long end = System.nanoTime() + 50_000_000;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertThat(Processors.seconds() - before).isGreaterThan(0);
  }
}
