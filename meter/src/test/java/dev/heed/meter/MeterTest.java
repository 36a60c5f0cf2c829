package dev.heed.meter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.heed.execution.Execution;
import dev.heed.execution.KernelSet;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MeterTest {
  @Test
  void flopsAreCountedAsThePapersDo() {
    AttentionShape shape = AttentionShape.square(1, 8, 512, 64);
    assertThat(shape.flops(false)).isEqualTo(4.0 * 8 * 512 * 512 * 64);
    assertThat(shape.flops(true)).isEqualTo(2.0 * 8 * 512 * 512 * 64);
  }

  @Test
  void keysAndValuesAreCountedOnceForAllQueryHeadsOfAGroup() {
    AttentionShape shape = AttentionShape.decode(16, 2, 4096, 128);
    assertThat(shape.keyValueBytes(4)).isEqualTo(2.0 * 2 * 4096 * 128 * 4);
    assertThat(shape.flops(false)).isEqualTo(4.0 * 16 * 4096 * 128);
    assertThat(shape).hasToString("1,16,1,128 S 4096 Hk 2");
    assertThat(AttentionShape.square(32, 12, 128, 32)).hasToString("32,12,128,32");
  }

  @Test
  void sizesThatNoCallHasAreRefused() {
    assertThatThrownBy(() -> AttentionShape.square(1, 8, 0, 64))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 1");
    assertThatThrownBy(() -> AttentionShape.decode(6, 4, 10, 64))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("multiple of Hk");
    assertThatThrownBy(() -> new Stopwatch(-1, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Stopwatch(1, 1, 0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theMiddleOfTimes() {
    assertThat(Timing.of(3, 1, 2)).isEqualTo(new Timing(2, 1, 3, 3));
    assertThat(Timing.of(4, 1, 2, 3).median()).isEqualTo(2.5);
    assertThatThrownBy(Timing::of).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aRunTakesAsLongAsItTakes() {
    Timing timing = new Stopwatch(0.01, 0.03, 4).time(() -> sleep(2_000_000));
    assertThat(timing.least()).isGreaterThanOrEqualTo(2e-3);
    assertThat(timing.median()).isBetween(timing.least(), timing.greatest());
    assertThat(timing.repeats()).isGreaterThanOrEqualTo(4);
  }

  @Test
  void shortRunsAreTimedTogether() {
    AtomicLong runs = new AtomicLong();
    Timing timing = new Stopwatch(0.01, 0.01, 5).time(runs::incrementAndGet);
    assertThat(timing.median()).isBetween(0.0, 1e-4);
    assertThat(runs.get()).isGreaterThan(timing.repeats());
  }

  @Test
  void eachPieceOfWorkRunsRightBehindTheBase() {
    StringBuilder runs = new StringBuilder();
    List<Comparison> compared =
        new Stopwatch(0, 0, 3)
            .compare(
                () -> runs.append('-'), List.of(() -> runs.append('a'), () -> runs.append('b')));
    assertThat(runs.toString()).matches("(-ab)+(-a-b){3,}");
    assertThat(compared)
        .hasSize(2)
        .allSatisfy(one -> {
          assertThat(one.work().repeats()).isGreaterThanOrEqualTo(3);
          assertThat(one.base().repeats()).isEqualTo(one.work().repeats());
        });
  }

  @Test
  void aRatioIsTheMiddleOfThoseOfNeighbours() {
    Comparison one = Comparison.of(new double[] {2, 30, 40}, new double[] {1, 10, 10});
    assertThat(one)
        .isEqualTo(new Comparison(new Timing(30, 2, 40, 3), new Timing(10, 1, 10, 3), 3));
    assertThatThrownBy(() -> Comparison.of(new double[2], new double[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("neighbour");
  }

  @Test
  void speedsAndSharesFollowFromTheTime() {
    Timing timing = Timing.of(0.5);
    Limits limits = new Limits(1, 4, 2);
    AttentionShape shape = AttentionShape.square(1, 1, 1000, 250);
    AttentionSpeed full = new AttentionSpeed(new AttentionWork(shape, false), timing, limits);
    assertThat(full.gigaflops()).isCloseTo(2, within(1e-12));
    assertThat(full.percent()).isCloseTo(50, within(1e-12));
    assertThat(full.microseconds()).isCloseTo(500_000, within(1e-6));
    AttentionWork work = new AttentionWork(AttentionShape.decode(1, 1, 1_000_000, 50), false);
    AttentionSpeed decode = new AttentionSpeed(work, timing, limits);
    assertThat(decode.gigabytes()).isCloseTo(0.8, within(1e-12));
    assertThat(decode.percent()).isCloseTo(40, within(1e-12));
  }

  @Test
  void aSurveyMeasuresEachCallOnThisMachine() {
    List<String> told = new ArrayList<>();
    AttentionShape square = AttentionShape.square(1, 2, 16, 8);
    AttentionShape decode = AttentionShape.decode(2, 1, 50, 8);
    Survey.Plan plan = new Survey.Plan(List.of(square), List.of(decode), new Stopwatch(0, 0, 1));
    Execution execution = Execution.standard().withThreads(1).withKernels(KernelSet.SCALAR);
    Survey survey = Survey.run(execution, plan, told::add);
    assertThat(survey.full()).hasSize(1);
    assertThat(survey.full().getFirst().work()).isEqualTo(new AttentionWork(square, false));
    assertThat(survey.causal().getFirst().work()).isEqualTo(new AttentionWork(square, true));
    assertThat(survey.decode().getFirst().work()).isEqualTo(new AttentionWork(decode, false));
    assertThat(survey.decode().getFirst().percent()).isPositive();
    assertThat(survey.limits().threads()).isEqualTo(1);
    assertThat(survey.limits().gigaflops()).isPositive();
    assertThat(survey.limits().gigabytes()).isPositive();
    assertThat(told).contains("1,2,16,8 causal", "1,2,1,8 S 50 Hk 1");
  }

  @Test
  void theMachineHasAName() {
    Machine machine = Machine.here();
    assertThat(machine.processor()).isNotBlank();
    assertThat(machine.java()).startsWith(Runtime.version().toString());
    assertThat(Machine.has("no-such-feature")).isFalse();
  }

  private static void sleep(long nanos) {
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }
}
