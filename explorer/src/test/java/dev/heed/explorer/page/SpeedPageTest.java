package dev.heed.explorer.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.heed.explorer.page.OpenHouse.House;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Times in the real browser; each limit is some times the goal, since machines are shared. */
@Tag("browser")
@ExtendWith(OpenHouse.class)
class SpeedPageTest {
  private static final int REPEATS = 20;
  private static final double SLACK = 4;
  private static final int MEGABYTE = 1 << 20;

  /** Milliseconds until what has a name for tests shows what is expected. */
  private static double median(double[] times) {
    Arrays.sort(times);
    return times[times.length / 2];
  }

  private static double changed(Page page, String act, String isDone) {
    Object time =
        page.evaluate(
            "async () => { const start = performance.now(); "
                + act
                + "; while (!("
                + isDone
                + ")) await new Promise(requestAnimationFrame); return performance.now() - start; }");
    return ((Number) time).doubleValue();
  }

  @Test
  void theNextHeadAndTheNextCellAreThereAtOnce(House house) {
    String text = "the quick brown fox jumps over the lazy dog and then ".repeat(11) + "it";
    try (Visitor visitor = house.visitor().openText(text, "view=head&l=0&h=0&q=3&k=2")) {
      visitor.find("reading-weight");
      double[] heads = new double[REPEATS];
      for (int n = 0; n < REPEATS; n++) {
        String before = "document.querySelector('[data-test=reading-weight]')";
        heads[n] =
            changed(
                visitor.page(),
                "const old = %s.title; document.querySelector('[data-test=head-next]').click()"
                    .formatted(before),
                "%s && %s.title !== old".formatted(before, before));
      }
      System.out.printf("head to head: %.0f ms, median of %d%n", median(heads), REPEATS);
      assertThat(median(heads)).isLessThan(SLACK * 50);
    }
  }

  @Test
  void thePageIsSmall(House house) {
    try (Visitor visitor = house.visitor()) {
      long[] bytes = new long[1];
      visitor
          .page()
          .onResponse(response -> bytes[0] += response.request().sizes().responseBodySize);
      visitor.openSentence("view=cell&l=2&h=5&q=3&k=2").find("cell-equation");
      System.out.printf("%d bytes up to the first cell%n", bytes[0]);
      assertThat(bytes[0]).isBetween(10_000L, (long) MEGABYTE);
    }
  }
}
