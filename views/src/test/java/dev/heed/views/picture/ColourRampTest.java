package dev.heed.views.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ColourRampTest {
  /** Machado, Oliveira and Fernandes (2009), table 1, severity 1, on linear red, green and blue. */
  private static final Map<String, double[][]> DEFICIENCIES =
      Map.of(
          "protanopia",
          new double[][] {
            {0.152286, 1.052583, -0.204868},
            {0.114503, 0.786281, 0.099216},
            {-0.003882, -0.048116, 1.051998}
          },
          "deuteranopia",
          new double[][] {
            {0.367322, 0.860646, -0.227968},
            {0.280085, 0.672501, 0.047413},
            {-0.011820, 0.042940, 0.968881}
          },
          "tritanopia",
          new double[][] {
            {1.255528, -0.076749, -0.178779},
            {-0.078411, 0.930809, 0.147602},
            {0.004733, 0.691367, 0.303900}
          });

  /** Compared steps lie so far apart, so that rounding to bytes does not count. */
  private static final int APART = 3;

  @Test
  void lightnessOfKnownColours() {
    // Ottosson's own examples: white is 1, and #ff0000 is 0.628.
    assertThat(OkLab.lightness(0xffffff)).isCloseTo(1, within(1e-3));
    assertThat(OkLab.lightness(0xff0000)).isCloseTo(0.628, within(1e-3));
    assertThat(OkLab.lightness(0)).isZero();
    assertThat(OkLab.rgb(0.628, 0.2577, 29.23)).isEqualTo(0xff0000);
  }

  @Test
  void lightnessChangesEvenlyAwayFromTheBackground() {
    for (Theme theme : Theme.values()) {
      int first = ColourRamp.rgb(theme, 0);
      int last = ColourRamp.rgb(theme, ColourRamp.STEPS - 1);
      double whole = OkLab.lightness(last) - OkLab.lightness(first);
      assertThat(whole * (theme == Theme.LIGHT ? -1 : 1)).isGreaterThan(0.6);
      double part = whole * APART / (ColourRamp.STEPS - 1);
      for (int step = APART; step < ColourRamp.STEPS; step += APART) {
        double change =
            OkLab.lightness(ColourRamp.rgb(theme, step))
                - OkLab.lightness(ColourRamp.rgb(theme, step - APART));
        assertThat(change / part).as("%s, step %d", theme, step).isBetween(0.85, 1.15);
      }
    }
  }

  @Test
  void lightnessKeepsItsOrderAndPaceInColourBlindness() {
    DEFICIENCIES.forEach((name, matrix) -> {
      for (Theme theme : Theme.values()) {
        double whole = seen(theme, ColourRamp.STEPS - 1, matrix) - seen(theme, 0, matrix);
        double part = whole * APART / (ColourRamp.STEPS - 1);
        for (int step = APART; step < ColourRamp.STEPS; step += APART) {
          double change = seen(theme, step, matrix) - seen(theme, step - APART, matrix);
          assertThat(change / part).as("%s, %s, step %d", name, theme, step).isBetween(0.5, 1.5);
        }
      }
    });
  }

  @Test
  void textCanBeReadOnEveryStepAndOnTheBackground() {
    for (Theme theme : Theme.values()) {
      int surface = theme.rgb(Paint.Role.SURFACE);
      for (Paint.Role role :
          new Paint.Role[] {Paint.Role.INK, Paint.Role.FAINT, Paint.Role.ACCENT}) {
        assertThat(OkLab.contrast(theme.rgb(role), surface))
            .as("%s in %s", role, theme)
            .isGreaterThan(4.5);
      }
      // On NaN's field stands text in the background's colour.
      assertThat(OkLab.contrast(theme.rgb(Paint.Role.UNKNOWN), surface)).isGreaterThan(4.5);
      for (int step = 0; step < ColourRamp.STEPS; step++) {
        int ink = theme.rgb(new Paint.OnLevel(step));
        assertThat(OkLab.contrast(ink, ColourRamp.rgb(theme, step)))
            .as("%s, step %d", theme, step)
            .isGreaterThan(4.5);
      }
    }
  }

  @Test
  void contrastIsThatOfWcag() {
    assertThat(OkLab.contrast(0, 0xffffff)).isCloseTo(21, within(1e-9));
    // The grey that WCAG's readers know as the lightest on white.
    assertThat(OkLab.contrast(0x767676, 0xffffff)).isCloseTo(4.54, within(0.01));
  }

  private static double seen(Theme theme, int step, double[][] matrix) {
    int rgb = ColourRamp.rgb(theme, step);
    double[] light = {
      OkLab.light(rgb >> 16 & 255), OkLab.light(rgb >> 8 & 255), OkLab.light(rgb & 255)
    };
    double[] seen = new double[3];
    for (int row = 0; row < 3; row++) {
      double sum = 0;
      for (int column = 0; column < 3; column++) {
        sum += matrix[row][column] * light[column];
      }
      seen[row] = Math.clamp(sum, 0, 1);
    }
    return OkLab.lightness(seen);
  }
}
