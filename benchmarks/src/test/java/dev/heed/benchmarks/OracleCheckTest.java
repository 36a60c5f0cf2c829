package dev.heed.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.benchmarks.Case.Attend;
import dev.heed.benchmarks.Case.Group;
import dev.heed.benchmarks.Case.Project;
import dev.heed.benchmarks.Engine.Job;
import dev.heed.meter.AttentionShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Only right results are timed. */
class OracleCheckTest {
  private final OracleCheck check = new OracleCheck(false);

  /** Heed's output of a call. */
  private static double[] output(Attend attend, AttentionInputs inputs) {
    Job job = new HeedEngine().prepare(attend, inputs).orElseThrow();
    job.run();
    assertThat(job.scores()).isPositive();
    return job.output();
  }

  /** Both engine and oracle are told the same, and no other option would do. */
  @ParameterizedTest
  @EnumSource(CallOption.class)
  void eachOptionIsRightAndNoOtherIs(CallOption option) {
    AttentionShape shape = AttentionShape.square(1, 3, 320, 16);
    AttentionInputs inputs = AttentionInputs.of(shape);
    double[] output = output(new Attend(Group.OPTION, shape, option, 2), inputs);
    for (CallOption other : CallOption.values()) {
      Attend attend = new Attend(Group.OPTION, shape, other, 2);
      assertThat(check.problemOf(attend, inputs, output).isEmpty())
          .as("%s read as %s", option, other)
          .isEqualTo(other == option);
    }
  }

  @Test
  void groupedHeadsOfASingleQuery() {
    AttentionShape shape = AttentionShape.decode(8, 2, 3000, 64);
    AttentionInputs inputs = AttentionInputs.of(shape);
    Attend attend = new Attend(Group.DECODE, shape, CallOption.FULL, 2);
    double[] output = output(attend, inputs);
    assertThat(check.problemOf(attend, inputs, output)).isEmpty();
    output[0] += 1e-4;
    assertThat(check.problemOf(attend, inputs, output)).isPresent();
    assertThat(check.problemOf(attend, inputs, new double[1])).isPresent();
  }

  @Test
  void float64IsHeldToFloat64() {
    AttentionShape shape = AttentionShape.square(1, 2, 100, 24);
    AttentionInputs inputs = AttentionInputs.of(shape);
    Attend attend = new Attend(Group.FLOAT64, shape, CallOption.FULL, 1);
    double[] output = output(attend, inputs);
    assertThat(check.problemOf(attend, inputs, output)).isEmpty();
    double[] narrow = output(new Attend(Group.ATTENTION, shape, CallOption.FULL, 1), inputs);
    assertThat(check.problemOf(attend, inputs, narrow)).isPresent();
  }

  @Test
  void aLinearMap() {
    Project project = new Project(50, 384, 30, 1);
    LinearInputs inputs = LinearInputs.of(project);
    Job job = new HeedEngine().prepare(project, inputs).orElseThrow();
    job.run();
    double[] output = job.output();
    assertThat(check.problemOf(project, inputs, output)).isEmpty();
    output[0] += 1e-2;
    assertThat(check.problemOf(project, inputs, output)).isPresent();
  }

  @Test
  void theFirstAndTheLastRowAreAlwaysDrawn() {
    assertThat(OracleCheck.drawn(5, 10)).containsExactly(0, 1, 2, 3, 4);
    int[] drawn = OracleCheck.drawn(1000, 10);
    assertThat(drawn).startsWith(0).endsWith(999).isSorted();
    assertThat(drawn.length).isBetween(3, 10);
  }
}
