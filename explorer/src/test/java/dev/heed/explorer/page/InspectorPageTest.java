package dev.heed.explorer.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.microsoft.playwright.Locator;
import dev.heed.explorer.page.OpenHouse.House;
import dev.heed.inspection.HeadSummary;
import dev.heed.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The overview's panel: the head that is pointed at, larger. */
@Tag("browser")
@ExtendWith(OpenHouse.class)
class InspectorPageTest {
  private static final int LAYER = 3;
  private static final int HEAD = 7;

  /** The largest weight between tokens that are not the frame's. */
  private static double strongest(House house) {
    Tensor weights = house.encoder().encode(Visitor.SENTENCE).attention(LAYER).select(0, HEAD);
    double most = 0;
    for (int query = 1; query < weights.size(0) - 1; query++) {
      for (int key = 1; key < weights.size(1) - 1; key++) {
        most = Math.max(most, weights.get(query, key));
      }
    }
    return most;
  }

  private static void check(Visitor visitor, House house) {
    visitor
        .page()
        .waitForFunction(
            "() => document.querySelector('[data-test=inspector] h2')?.innerText === 'layer 3, head 7'"
                + " && document.querySelector('[data-test=inspector-links]')");
    double first =
        Double.parseDouble(visitor.find("inspector-links").locator("b").first().innerText());
    assertThat(first).isCloseTo(strongest(house), within(0.00005));
    List<HeadSummary> all =
        house.encoder().encode(Visitor.SENTENCE).headSummaries().stream()
            .flatMap(List::stream)
            .toList();
    double own = all.get(LAYER * 12 + HEAD).sink();
    long rank = 1 + all.stream().filter(other -> other.sink() > own).count();
    Locator sink =
        visitor.find("inspector").locator("tr", new Locator.LocatorOptions().setHasText("sink"));
    assertThat(sink.innerText()).contains(rank + "").contains("of 72");
    assertThat(Double.parseDouble(sink.locator("td").first().innerText()))
        .isCloseTo(own, within(0.00051));
  }

  @Test
  void theHeadUnderThePointerIsShownWithTheLibrarysNumbers(House house) {
    try (Visitor visitor = house.visitor().openSentence("view=overview")) {
      // Once numbers are there, maps no longer move from under the pointer.
      visitor.find("inspector-links");
      visitor.find("head-%d-%d".formatted(LAYER, HEAD)).hover();
      check(visitor, house);
    }
  }

  @Test
  void theHeadUnderTheFocusIsShown(House house) {
    try (Visitor visitor = house.visitor().openSentence("view=overview&l=3&h=6")) {
      visitor.find("head-3-6").focus();
      visitor.page().keyboard().press("ArrowRight");
      check(visitor, house);
    }
  }

  @Test
  void aNarrowWindowHasNoPanel(House house) {
    try (Visitor visitor = house.visitor(1024, "light").openSentence("view=overview")) {
      visitor.find("head-3-7").hover();
      assertThat(visitor.count("inspector")).isZero();
    }
  }
}
