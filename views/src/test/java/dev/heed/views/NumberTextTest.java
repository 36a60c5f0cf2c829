package dev.heed.views;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NumberTextTest {
  @Test
  void numbersAreBriefAndTrue() {
    assertThat(NumberText.brief(0)).isEqualTo("0");
    assertThat(NumberText.brief(0.25)).isEqualTo("0.25");
    assertThat(NumberText.brief(-1.23456)).isEqualTo("-1.23");
    assertThat(NumberText.brief(812.4)).isEqualTo("812");
    assertThat(NumberText.brief(0.00012)).isEqualTo("1.2e-4");
    assertThat(NumberText.brief(123456)).isEqualTo("1.2e5");
    assertThat(NumberText.brief(Double.NaN)).isEqualTo("NaN");
    assertThat(NumberText.brief(Double.NEGATIVE_INFINITY)).isEqualTo("−∞");
  }

  @Test
  void numbersOfATableLookAlike() {
    assertThat(NumberText.alike(-3, 1).apply(0.5)).isEqualTo("0.5000");
    assertThat(NumberText.alike(0, 1e-5).apply(5e-6)).isEqualTo("5.0e-6");
    assertThat(NumberText.alike(0, 1).apply(Double.NaN)).isEqualTo("NaN");
  }
}
