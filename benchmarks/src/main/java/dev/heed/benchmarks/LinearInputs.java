package dev.heed.benchmarks;

import dev.heed.benchmarks.Case.Project;
import java.util.SplittableRandom;

/**
 * The numbers of one linear map, the same for every engine.
 *
 * @param x {@code [rows, in]}
 * @param weight {@code [out, in]}
 * @param bias {@code [out]}
 */
@SuppressWarnings("ArrayRecordComponent") // what engines take
public record LinearInputs(float[] x, float[] weight, float[] bias) {
  private static final long SEED = 6;

  /** The inputs of a map. */
  static LinearInputs of(Project project) {
    SplittableRandom random = new SplittableRandom(SEED);
    return new LinearInputs(
        AttentionInputs.random(random, project.rows() * project.in()),
        AttentionInputs.random(random, project.out() * project.in()),
        AttentionInputs.random(random, project.out()));
  }
}
