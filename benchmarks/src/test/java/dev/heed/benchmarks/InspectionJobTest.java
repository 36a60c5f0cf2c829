package dev.heed.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.attention.Attention;
import dev.heed.benchmarks.Case.Inspected;
import dev.heed.benchmarks.Case.LongInspected;
import dev.heed.benchmarks.results.Measured;
import dev.heed.inspection.InspectionResult;
import dev.heed.mask.Mask;
import dev.heed.meter.AttentionShape;
import dev.heed.meter.Stopwatch;
import dev.heed.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Only right answers are timed. */
class InspectionJobTest {
  private static final AttentionShape SHAPE = AttentionShape.square(1, 2, 1024, 16);

  private final AttentionInputs inputs = AttentionInputs.of(SHAPE);

  private InspectionResult found(Attention attention, InspectionKind kind) {
    Tensor query = Tensor.of(inputs.query(), 1, 2, 1024, 16);
    Tensor key = Tensor.of(inputs.key(), 1, 2, 1024, 16);
    Tensor value = Tensor.of(inputs.value(), 1, 2, 1024, 16);
    return attention.inspect(query, key, value, kind.inspection());
  }

  @ParameterizedTest
  @EnumSource(
      value = CallOption.class,
      names = {"FULL", "CAUSAL"})
  void everyKindHasItsTimeThatOfTheCallWithoutAndTheirRatio(CallOption option) {
    Inspected inspected = new Inspected(SHAPE, option, 2);
    List<Measured> measured =
        new InspectionJob(inspected, inputs)
            .measure(4, new Stopwatch(0, 0, 2), new OracleCheck(false));
    assertThat(measured)
        .allSatisfy(one -> {
          assertThat(one.problem()).isEmpty();
          assertThat(one.round()).isEqualTo(4);
          assertThat(one.timing().least()).isPositive();
        })
        .extracting(Measured::id)
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(InspectionKind.values())
                .flatMap(kind ->
                    Stream.of(inspected.id(kind), inspected.baseId(kind), inspected.ratioId(kind)))
                .toList());
  }

  @Test
  void answersOfAnotherMaskAreWrong() {
    Attention full = Attention.scaledDotProduct();
    Attention causal = full.withMask(Mask.causal());
    for (InspectionKind kind : InspectionKind.values()) {
      InspectionCheck check = new InspectionCheck(SHAPE, true, inputs);
      assertThat(check.problemOf(kind.inspection(), found(causal, kind))).isEmpty();
      assertThat(check.problemOf(kind.inspection(), found(full, kind))).isPresent();
    }
  }

  @Test
  void eachAnswerIsLookedAt() {
    InspectionCheck check = new InspectionCheck(SHAPE, false, inputs);
    for (int answer = 0; answer < 9; answer++) {
      InspectionResult result = found(Attention.scaledDotProduct(), InspectionKind.VALUES);
      assertThat(check.problemOf(InspectionKind.VALUES.inspection(), result)).isEmpty();
      Tensor changed = answers(result).get(answer);
      int[] last = changed.shape().sizes();
      for (int axis = 0; axis < last.length; axis++) {
        last[axis]--;
      }
      changed.set(changed.get(last) + 1, last);
      assertThat(check.problemOf(InspectionKind.VALUES.inspection(), result))
          .as("answer %d", answer)
          .isPresent();
    }
  }

  @SuppressWarnings("NullAway") // all were asked for
  private static List<Tensor> answers(InspectionResult result) {
    return List.of(
        result.logSumExp(),
        result.rowMaximum(),
        result.entropy(),
        result.weights().topKeys().weights(),
        result.weights().received(),
        result.weights().map(),
        result.valueWeighted().topKeys().weights(),
        result.valueWeighted().received(),
        result.valueWeighted().map());
  }

  @Test
  void aLongCallHasEachOfItsFigures() {
    AttentionShape shape = AttentionShape.square(1, 1, 4096, 32);
    LongInspected inspected = new LongInspected(shape, 2);
    List<Measured> measured =
        new LongInspection(inspected, AttentionInputs.of(shape)).measure(1, 0);
    assertThat(measured)
        .allSatisfy(one -> {
          assertThat(one.problem()).isEmpty();
          assertThat(one.timing().median()).isPositive();
        })
        .extracting(Measured::id)
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(LongFigure.values()).map(inspected::id).toList());
    // Output; maximum, log-sum-exp, entropy; keys and weights; float64 sums; map.
    double answers = 4096 * (4.0 * 32 + 3 * 4 + 8 * 8 + 8) + 512 * 512 * 4;
    assertThat(measured)
        .filteredOn(one -> one.id().equals(inspected.id(LongFigure.ANSWERS)))
        .extracting(one -> one.timing().median())
        .containsExactly(answers);
  }
}
