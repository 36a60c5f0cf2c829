package dev.heed.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SeedsTest {
  @Test
  void theSameSeedGivesTheSameNumbers() {
    assertThat(Seeds.of(7).normal(100)).containsExactly(Seeds.of(7).normal(100));
    assertThat(Seeds.of(7).normal(100)).isNotEqualTo(Seeds.of(8).normal(100));
  }

  @Test
  void uniformNumbersStayInTheirRange() {
    for (double number : Seeds.fromProperty().uniform(1000, -2, 5)) {
      assertThat(number).isBetween(-2.0, 5.0);
    }
  }
}
