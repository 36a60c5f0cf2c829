package dev.heed.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.heed.execution.Execution;
import dev.heed.execution.KernelSet;
import dev.heed.execution.KernelWarmUp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kernels that are compiled before they are used, without gigabytes of vectors as objects. */
@DisplayName("warming up kernels")
@Timeout(120)
class KernelWarmUpTest {
  /** A few times what it takes; a warm-up by use alone leaves more than ten times as much. */
  private static final long MOST_BYTES = 300_000_000;

  /** The calls of {@link KernelWarmUpProgram} allocate 340 to 500 MB in a JVM that is not warm. */
  private static final long MOST_LEFT = 30_000_000;

  @ParameterizedTest
  @ValueSource(ints = {16, 32, 64})
  void kernelsOfANewJvmAllocateNothingAfterIt(int bytes) throws IOException, InterruptedException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-modules",
            "jdk.incubator.vector",
            "-XX:MaxVectorSize=" + bytes,
            "-cp",
            System.getProperty("java.class.path"),
            KernelWarmUpProgram.class.getName());
    Process child = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(child.waitFor()).as(said).isZero();
    String[] numbers = said.lines().reduce("", (before, line) -> line).split(" ", -1);
    assertThat(Long.parseLong(numbers[0])).as("while they are warmed up").isLessThan(MOST_BYTES);
    assertThat(Long.parseLong(numbers[1])).as("after that").isLessThan(MOST_LEFT);
  }

  @Test
  void scalarKernelsNeedNone() {
    KernelWarmUp.float32(
        Execution.standard().withKernels(KernelSet.SCALAR),
        () -> {
          throw new AssertionError("asked");
        });
  }

  @Test
  void itEndsWhenNobodyWantsItAnyMore() {
    AtomicInteger asked = new AtomicInteger();
    KernelWarmUp.float64(Execution.standard(), () -> asked.incrementAndGet() < 2);
    assertThat(asked).hasValueBetween(1, 2);
  }

  @Test
  void anInterruptEndsIt() {
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(CancellationException.class)
        .isThrownBy(() -> KernelWarmUp.float32(Execution.standard(), () -> true));
    assertThat(Thread.interrupted()).isTrue();
  }
}
