package dev.heed.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.heed.execution.Execution;
import dev.heed.tensor.DType;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("warming up")
class WarmUpTest {
  private static final Execution ALONE = Execution.standard().withThreads(1);

  @Test
  void endsByItselfWhenCallsGetNoFaster() {
    Duration limit = Duration.ofSeconds(60);
    Duration taken = Heed.warmUp(ALONE, limit, DType.FLOAT32, DType.FLOAT64);
    assertThat(taken).isBetween(Duration.ofMillis(700), limit.minusSeconds(1));
  }

  @Test
  void endsAtItsLimit() {
    Heed.warmUp(ALONE, Duration.ofMillis(1), DType.FLOAT32);
    Duration taken = Heed.warmUp(ALONE, Duration.ofMillis(100), DType.FLOAT32);
    assertThat(taken).isBetween(Duration.ofMillis(100), Duration.ofSeconds(5));
    assertThat(Heed.warmUp(ALONE, Duration.ZERO, DType.FLOAT32)).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void anInterruptEndsIt() {
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(CancellationException.class)
        .isThrownBy(() -> Heed.warmUp(ALONE, Duration.ofSeconds(5), DType.FLOAT32));
    assertThat(Thread.interrupted()).isTrue();
  }
}
