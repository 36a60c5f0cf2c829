package dev.heed.vector;

import java.util.Optional;
import jdk.incubator.vector.FloatVector;

/** The machine's vectors, in a class that is loaded only where the module is there. */
final class VectorWidth {
  private static final int SMALLEST = 128;

  private VectorWidth() {}

  /** Why vectors of this machine do not serve; empty where they do. */
  static Optional<String> obstacle() {
    int bits = FloatVector.SPECIES_PREFERRED.vectorBitSize();
    return bits < SMALLEST
        ? Optional.of("the machine's vectors have %d bits, fewer than %d".formatted(bits, SMALLEST))
        : Optional.empty();
  }
}
