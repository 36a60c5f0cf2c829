package dev.heed.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.execution.Execution;
import dev.heed.execution.KernelSet;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;

/** These tests really run on vectors of the width that they are for. */
class VectorSetTest {
  @Test
  void theVectorSetIsChosenWithoutBeingAskedFor() {
    assertThat(Execution.standard().kernelName()).isEqualTo("vector");
    assertThat(Execution.standard().kernelReason()).isEqualTo("the fastest set that runs here");
    assertThat(Execution.standard().withKernels(KernelSet.VECTOR).kernelName()).isEqualTo("vector");
    assertThat(Execution.standard().withKernels(KernelSet.SCALAR).kernelName()).isEqualTo("scalar");
  }

  /** A machine may have narrower vectors than a run allows; 128 bits are on every one. */
  @Test
  void theWidthIsTheOneOfThisRun() {
    int widest = Integer.getInteger("heed.widest");
    int width = FloatVector.SPECIES_PREFERRED.vectorBitSize();
    assertThat(width).isBetween(128, widest).isIn(128, 256, 512);
    assertThat(FloatTileKernels.WIDTH * Float.SIZE).isEqualTo(width);
  }
}
