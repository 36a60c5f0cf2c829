package dev.heed.explorer.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.heed.explorer.page.OpenHouse.House;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Times in the real browser, from the click to the picture after the one in which the answer was
 * drawn. Each limit is some times the goal, since machines are shared; what is printed is the time.
 */
@Tag("browser")
@ExtendWith(OpenHouse.class)
class SpeedPageTest {
  private static final int REPEATS = 20;
  private static final double SLACK = 4;
  private static final double OVERVIEW = 300;
  private static final double HEAD = 50;
  private static final double CELL = 50;
  private static final double FIRST_PAINT = 1000;
  private static final int MEGABYTE = 1 << 20;

  /** With the two special tokens, 128 tokens. */
  private static final String TEXT =
      "the quick brown fox jumps over the lazy dog and then ".repeat(11) + "it runs over the hill";

  private static final List<String> WORDS =
      List.of(
          "a", "an", "all", "any", "both", "each", "every", "few", "her", "his", "its", "many",
          "more", "most", "my", "no", "one", "our", "some", "such");

  private static final String WEIGHT = "document.querySelector('[data-test=reading-weight]')";
  private static final String BODY = "document.querySelector('[data-test=cell-body]')";

  /** Milliseconds of an act until a condition holds and its picture is shown. */
  private static double time(Page page, String act, String isDone) {
    Object time =
        page.evaluate(
            """
            async () => {
              const start = performance.now();
              %s;
              do {
                await new Promise(requestAnimationFrame);
                if (performance.now() - start > 10000) throw new Error('not there after 10 s');
              } while (!(%s));
              return performance.now() - start;
            }\
            """
                .formatted(act, isDone));
    return ((Number) time).doubleValue();
  }

  private static void assertFast(String what, double goal, IntFunction<Double> one) {
    double[] times = new double[REPEATS];
    for (int n = 0; n < REPEATS; n++) {
      times[n] = one.apply(n);
    }
    Arrays.sort(times);
    double median = (times[REPEATS / 2 - 1] + times[REPEATS / 2]) / 2;
    System.out.printf(
        "%s: median %.0f ms of %d, %.0f to %.0f%n",
        what, median, REPEATS, times[0], times[REPEATS - 1]);
    assertThat(median).as(what).isLessThan(SLACK * goal);
  }

  @Test
  void aTextIsSeenAtAGlance(House house) {
    try (Visitor visitor = house.visitor().openText(TEXT, "view=overview")) {
      visitor.find("heads");
      assertThat(visitor.find("subject").innerText()).contains("128");
      assertFast(
          "text to overview",
          OVERVIEW,
          n -> {
            visitor.find("text-input").fill(WORDS.get(n) + TEXT.substring(3));
            return time(
                visitor.page(),
                "document.querySelector('[data-test=text-look]').click()",
                "document.title.startsWith('%s ') && %s.ariaBusy === 'false'"
                    .formatted(WORDS.get(n), "document.querySelector('[data-test=heads]')"));
          });
    }
  }

  @Test
  void theNextHeadIsThereAtOnce(House house) {
    try (Visitor visitor = house.visitor().openText(TEXT, "view=head&l=0&h=0&q=3&k=2")) {
      visitor.find("reading-weight");
      assertFast(
          "head to head, one after the other",
          HEAD,
          n ->
              time(
                  visitor.page(),
                  "const old = "
                      + WEIGHT
                      + ".title;"
                      + "document.querySelector('[data-test=head-next]').click()",
                  "%s && %s.title !== old".formatted(WEIGHT, WEIGHT)));
    }
  }

  @Test
  void theNextCellIsThereAtOnce(House house) {
    try (Visitor visitor = house.visitor().openText(TEXT, "view=cell&l=2&h=5&q=3&k=2")) {
      visitor.find("cell-equation");
      assertFast(
          "cell to cell",
          CELL,
          n -> {
            int key = 3 + n;
            return time(
                visitor.page(),
                "location.hash = location.hash.replace(/k=\\d+/, 'k=%d')".formatted(key),
                "%s?.dataset.pair === '2-5-3-%d'".formatted(BODY, key));
          });
    }
  }

  @Test
  void theFirstPictureIsThereSoon(House house) {
    assertFast(
        "first paint",
        FIRST_PAINT,
        n -> {
          try (Visitor visitor = house.visitor().openSentence("view=overview")) {
            visitor.find("heads");
            Object time =
                visitor
                    .page()
                    .evaluate(
                        "() => performance.getEntriesByName('first-contentful-paint')[0].startTime");
            return ((Number) time).doubleValue();
          }
        });
  }

  @Test
  void thePageIsSmall(House house) {
    try (Visitor visitor = house.visitor()) {
      visitor.openSentence("view=cell&l=2&h=5&q=3&k=2").find("cell-equation");
      Object sum =
          visitor
              .page()
              .evaluate(
                  """
                  () => ['navigation', 'resource']
                    .flatMap((type) => performance.getEntriesByType(type))
                    .reduce((sum, entry) => sum + entry.transferSize, 0)\
                  """);
      long bytes = ((Number) sum).longValue();
      System.out.printf("%d bytes up to the first cell%n", bytes);
      assertThat(bytes).isBetween(100_000L, (long) MEGABYTE);
    }
  }
}
