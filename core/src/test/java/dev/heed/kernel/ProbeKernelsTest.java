package dev.heed.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The probes do all the work that they are timed for. */
class ProbeKernelsTest {
  private final ProbeKernels probes = KernelChoice.automatic().provider().probes();

  @Test
  void everyElementIsReadOnce() {
    float[] ones = new float[9000];
    Arrays.fill(ones, 1);
    for (int from : new int[] {0, 1, 17}) {
      for (int to : new int[] {from, from + 1, from + 127, from + 1024, 8999, 9000}) {
        assertThat(probes.read(ones, from, to)).as("%d to %d", from, to).isEqualTo(to - from);
      }
    }
  }

  @Test
  void theChainsGoOnFromStepToStep() {
    // x → 0.99·x + 0.01 ends at 1 in each of the lanes, which flopsPerStep counts.
    float total = probes.multiplyAdd(2_000);
    int mostLanes = probes.flopsPerStep() / 2;
    assertThat(probes.multiplyAdd(0)).isNotEqualTo(total);
    assertThat(total).isPositive().isLessThanOrEqualTo(mostLanes * 1.001f);
    assertThat(mostLanes / total).isCloseTo(Math.round(mostLanes / total), within(0.01f));
  }
}
