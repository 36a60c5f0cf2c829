package dev.heed.benchmarks.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.meter.Timing;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LatenciesTest {
  @Test
  void asManyCallsAsThePercentileSaysTakeNoLonger() {
    double[] hundred = IntStream.rangeClosed(1, 100).mapToDouble(n -> 101 - n).toArray();
    Latencies latencies = new Latencies(List.of(hundred), 0, 0);
    assertThat(latencies.percentile(50)).isEqualTo(50);
    assertThat(latencies.percentile(99)).isEqualTo(99);
    assertThat(latencies.percentile(100)).isEqualTo(100);
    assertThat(new Latencies(List.of(new double[] {3}), 0, 0).percentile(99)).isEqualTo(3);
  }

  @Test
  void percentilesAreOfAllPassesAndTimesOfEach() {
    Latencies latencies = new Latencies(List.of(new double[] {1, 1}, new double[] {4, 2}), 0, 4);
    assertThat(latencies.pass()).isEqualTo(new Timing(4, 2, 6, 2));
    assertThat(latencies.percentile(75)).isEqualTo(2);
    assertThat(latencies.processors()).isEqualTo(0.5);
  }

  @Test
  void aPassMakesEveryCallInOrder() {
    List<Integer> called = new ArrayList<>();
    Latencies latencies = new Passes(3, called::add).measure(0, 2);
    assertThat(called).containsExactly(0, 1, 2, 0, 1, 2);
    assertThat(latencies.pass().repeats()).isEqualTo(2);
    assertThat(latencies.pass().median()).isPositive();
  }

  @Test
  void whatAPassAllocatesIsCounted() {
    List<byte[]> kept = new ArrayList<>();
    Passes passes = new Passes(2, call -> kept.add(new byte[1_000_000]));
    passes.warmUp(-1, 0);
    assertThat(kept).isEmpty();
    passes.warmUp(-1, 1);
    assertThat(kept).hasSize(2);
    assertThat(passes.measure(0, 3).allocated()).isBetween(2e6, 4e6);
    assertThat(kept).hasSize(8);
  }

  @Test
  void memoryIsWhatLinuxSays() {
    ProcessMemory memory =
        ProcessMemory.of(
            List.of("Name:\tjava", "VmPeak:\t 9000 kB", "VmHWM:\t   2048 kB", "VmRSS:\t 1000 kB"));
    assertThat(memory).isEqualTo(new ProcessMemory(1_024_000, 2_097_152));
    assertThat(memory.isKnown()).isTrue();
    assertThat(ProcessMemory.of(List.of("Name:\tjava")).isKnown()).isFalse();
  }
}
