package dev.heed.views;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class WeightsCsvTest {
  @Test
  void namesStandAboveAndBeforeNumbersThatReadAsTheSame() {
    Tensor weights = Tensor.of(new float[] {0.1f, 0.9f, 1, 0}, 2, 2);
    Labels labels = Labels.of(List.of("a,b", "c"), List.of("d\"e", "f"));
    assertThat(WeightsCsv.of(weights, labels))
        .isEqualTo("query,\"d\"\"e\",f\n\"a,b\",0.1,0.9\nc,1.0,0.0\n");
  }

  @Test
  void numbersOfFloat64KeepAllTheirDigits() {
    Tensor weights = Tensor.of(new double[] {0.1 + 0.2}, 1, 1);
    assertThat(WeightsCsv.of(weights, Labels.numbered()))
        .isEqualTo("query,0\n0,0.30000000000000004\n");
  }

  @Test
  void labelsThatDoNotFitAreRefused() {
    Tensor weights = Tensor.of(new double[] {1}, 1, 1);
    Labels labels = Labels.of(List.of("a", "b"));
    assertThatThrownBy(() -> WeightsCsv.of(weights, labels))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
