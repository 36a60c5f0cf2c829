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

  @Test
  void theWidthIsTheOneOfThisRun() {
    int widest = Integer.getInteger("heed.widest");
    int machines = Integer.getInteger("heed.machine", 512);
    assertThat(FloatVector.SPECIES_PREFERRED.vectorBitSize()).isEqualTo(Math.min(widest, machines));
    assertThat(FloatMicroKernels.WIDTH * 32).isEqualTo(Math.min(widest, machines));
  }
}
