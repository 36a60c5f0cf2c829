package dev.heed.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.testkit.Seeds;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Calls that do nothing but are counted. */
@DisplayName("empty calls of kernels")
class KernelCallsTest {
  private static final int ROOM = 16 * 64;

  private final Seeds seeds = Seeds.of(43);

  static List<Precision<?>> precisions() {
    return Precision.all();
  }

  @ParameterizedTest
  @MethodSource("precisions")
  <A> void changeNothing(Precision<A> in) {
    Kernels<A> kernels = in.kernels().forThread();
    AttentionKernels<A> attention = kernels.attention();
    int lanes = attention.lanes();
    int panel = kernels.matrix().panel();
    A read = in.array(seeds.normal(ROOM));
    A other = in.array(seeds.normal(ROOM));
    double[] before = seeds.normal(ROOM);
    A written = in.array(before);
    double[] expected = in.numbers(written);
    for (int rows = 1; rows <= 6; rows++) {
      kernels
          .matrix()
          .multiply(read, 0, 8, rows, -1, other, 0, panel, panel, read, 0, written, 0, panel);
    }
    for (int active = 1; active <= lanes; active++) {
      attention.scores(read, 0, active, 8, other, 0, 8, 0, 0, 1, written);
      attention.softmax(written, 0, active, 0, -1, written, written, written);
      attention.accumulate(read, 0, active, 0, 8, other, 0, 16, 0, read, written);
    }
    attention.finish(written, read, 0, 16, written, 0, 16, 1);
    kernels.rows().transpose(read, 0, 16, 1, 0, 16, written, 16);
    kernels.layers().gelu(read, 0, -1, written, 0);
    kernels.layers().add(read, 0, 0, written, 0);
    kernels.layers().scaleToUnitLength(written, 0, 0);
    kernels.layers().normalize(read, 0, 1, 0, read, read, 1, written);
    assertThat(in.numbers(written)).containsExactly(expected);
  }

  @ParameterizedTest
  @MethodSource("precisions")
  <A> void standBesideRealOnesThatRun(Precision<A> in) {
    List<KernelCalls.Pair> pairs = KernelCalls.of(in.kernels());
    assertThat(pairs).hasSizeGreaterThan(20);
    for (KernelCalls.Pair pair : pairs) {
      for (int n = 0; n < 3; n++) {
        pair.real().run();
        pair.empty().run();
      }
    }
  }
}
