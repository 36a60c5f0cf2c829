package dev.heed.explorer.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import dev.heed.attention.Steps;
import dev.heed.explorer.page.OpenHouse.House;
import dev.heed.tensor.Tensor;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The mouse on a head: what is pointed at is told, what is clicked stays. */
@Tag("browser")
@ExtendWith(OpenHouse.class)
class PointingPageTest {
  private static final String HEAD = "view=head&l=2&h=5";
  private static final List<String> TOKENS =
      List.of(
          "[CLS]", "the", "cat", "sat", "on", "the", "mat", "because", "it", "was", "tired", ".",
          "[SEP]");
  private static final int SIZE = TOKENS.size();

  private static Steps steps(House house) {
    return house.encoder().encode(Visitor.SENTENCE).steps(2);
  }

  private static float[] row(House house, int query) {
    return steps(house).weights().select(0, 5).select(0, query).toFloatArray();
  }

  private static String rank(float[] row, int key) {
    int rank = 1;
    for (float weight : row) {
      rank += weight > row[key] ? 1 : 0;
    }
    return rank + (rank > 3 ? "th" : List.of("st", "nd", "rd").get(rank - 1));
  }

  private static void assertTold(House house, Visitor visitor, int query, int key) {
    float[] row = row(house, query);
    visitor.awaitNumber("reading-weight", row[key], 0);
    visitor.awaitNumber("reading-score", steps(house).scaled().get(5, query, key), 1e-6);
    visitor.awaitText("reading-rank", rank(row, key) + " of 13");
    String pair = "%s%d → %s%d".formatted(TOKENS.get(query), query, TOKENS.get(key), key);
    assertThat(visitor.find("readout").innerText().replaceAll("\\s+→\\s+", " → ")).contains(pair);
  }

  @Test
  void theCellUnderTheMouseIsToldAndLeftAgain(House house) {
    try (Visitor visitor = house.visitor().openSentence(HEAD)) {
      MapOnPage map = new MapOnPage(visitor);
      for (int[] cell : new int[][] {{3, 2}, {0, 12}, {12, 0}, {9, 10}}) {
        map.point(cell[0], cell[1]);
        assertTold(house, visitor, cell[0], cell[1]);
      }
      assertThat(visitor.part("q")).isEmpty();
      map.leave();
      visitor.awaitText("readout", "Point at a cell");
      map.click(4, 6);
      map.point(7, 1);
      assertTold(house, visitor, 7, 1);
      map.leave();
      assertTold(house, visitor, 4, 6);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1440, 1024})
  void whatIsToldDoesNotMoveTheMap(int width, House house) {
    try (Visitor visitor = house.visitor(width, "light").openSentence(HEAD)) {
      MapOnPage map = new MapOnPage(visitor);
      visitor.find("received");
      double top = visitor.find("map").boundingBox().y;
      map.point(7, 10);
      visitor.find("reading-value-norm");
      visitor.find("reading-score");
      assertThat(visitor.find("map").boundingBox().y).isEqualTo(top);
    }
  }

  @Test
  void theMoreWeightACellHasTheDarkerItIs(House house) {
    Tensor weights = steps(house).weights().select(0, 5);
    try (Visitor visitor = house.visitor().openSentence(HEAD)) {
      visitor.find("received");
      int[] drawn = new MapOnPage(visitor).light(SIZE, SIZE);
      List<Integer> light =
          IntStream.range(0, SIZE * SIZE)
              .boxed()
              .sorted(Comparator.comparingDouble(n -> weights.get(n / SIZE, n % SIZE)))
              .map(n -> drawn[n])
              .toList();
      assertThat(light).isSortedAccordingTo(Comparator.reverseOrder());
      assertThat(light.getLast()).isLessThan(light.getFirst() - 200);
    }
  }

  @Test
  void aTokenUnderTheMouseShowsItsRow(House house) {
    try (Visitor visitor = house.visitor().openSentence(HEAD)) {
      visitor.find("query-8").hover();
      visitor.awaitText("readout", "all keys");
      assertThat(visitor.find("row").locator("h2").innerText()).startsWith("it");
      float[] row = row(house, 8);
      assertThat(barNumbers(visitor))
          .isEqualTo(IntStream.range(0, SIZE).mapToDouble(key -> row[key]).toArray());
      visitor.find("key-2").hover();
      visitor.awaitText("readout", "all queries");
      new MapOnPage(visitor).leave();
      visitor.awaitText("readout", "Point at a cell");
      assertThat(visitor.count("bar-")).isZero();
      assertThat(visitor.part("q")).isEmpty();
    }
  }

  private static double[] barNumbers(Visitor visitor) {
    return visitor.page().locator("[data-test^=bar-]").all().stream()
        .map(bar -> bar.locator(".n").first().getAttribute("title"))
        .mapToDouble(Double::parseDouble)
        .toArray();
  }

  @Test
  void severalRowsArePinnedAndEachIsLetGo(House house) {
    try (Visitor visitor = house.visitor().openSentence(HEAD)) {
      MapOnPage map = new MapOnPage(visitor);
      map.click(3, 2);
      visitor.find("pin-3");
      map.click(7, 7);
      visitor.find("query-10").click();
      visitor.find("pin-10");
      assertThat(visitor.part("pin")).isEqualTo("3,7,10");
      assertPinned(house, visitor, 3, 7, 10);
      map.click(7, 7);
      map.click(7, 7);
      visitor.page().waitForURL(url -> url.contains("pin=3%2C10"));
      assertPinned(house, visitor, 3, 10);
      visitor.find("pin-3").click();
      visitor.page().waitForURL(url -> url.contains("pin=10"));
      assertPinned(house, visitor, 10);
      visitor.find("query-10").click();
      visitor.page().waitForURL(url -> !url.contains("pin="));
      assertThat(visitor.count("pinned")).isZero();
    }
  }

  /** The pinned rows are these, each with its three largest weights as the library has them. */
  private static void assertPinned(House house, Visitor visitor, int... pins) {
    visitor
        .page()
        .waitForFunction(
            "count => document.querySelectorAll('[data-test=pinned] tr').length === count",
            pins.length);
    List<Locator> rows = visitor.find("pinned").locator("tr").all();
    for (int n = 0; n < pins.length; n++) {
      float[] row = row(house, pins[n]);
      List<String> wanted =
          IntStream.range(0, SIZE)
              .boxed()
              .sorted(Comparator.comparingDouble(key -> -row[key]))
              .limit(3)
              .map(key -> String.format(Locale.ROOT, "%s %.4f", TOKENS.get(key), row[key]))
              .toList();
      assertThat(rows.get(n).locator("th").innerText()).contains(TOKENS.get(pins[n]));
      assertThat(rows.get(n).locator("td").allInnerTexts()).isEqualTo(wanted);
    }
  }
}
