package dev.heed.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The choice in this module alone, where no vector set is installed. */
@Tag("scalar") // of builds without another set
class KernelChoiceTest {
  @Test
  void scalarRunsWhereNothingElseIsInstalledAndSaysWhy() {
    KernelChoice choice = KernelChoice.automatic();
    assertThat(choice.provider().name()).isEqualTo("scalar");
    assertThat(choice.reason()).isEqualTo("no vector kernels are on the module path");
    assertThat(choice.provider().obstacle()).isEmpty();
  }

  @Test
  void scalarCanBeAskedFor() {
    KernelChoice choice = KernelChoice.scalar();
    assertThat(choice.provider().name()).isEqualTo("scalar");
    assertThat(choice.reason()).isEqualTo("asked for");
  }

  @Test
  void aSetThatIsAbsentIsOnePlainSentence() {
    assertThatIllegalStateException()
        .isThrownBy(KernelChoice::vector)
        .withMessage("vector kernels are not installed: this build has the scalar set only");
  }
}
