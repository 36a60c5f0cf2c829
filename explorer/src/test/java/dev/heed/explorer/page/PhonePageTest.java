package dev.heed.explorer.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import dev.heed.explorer.page.MapOnPage.Place;
import dev.heed.explorer.page.OpenHouse.House;
import dev.heed.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** In the dark, 390 pixels wide, with a thumb. */
@Tag("browser")
@ExtendWith(OpenHouse.class)
class PhonePageTest {
  private static final int WIDTH = 390;

  /** Taps what has a name for tests, which is in sight as a whole before. */
  private static void tap(Visitor visitor, String test) {
    Locator found = visitor.find(test);
    found.tap();
    assertFits(visitor);
  }

  private static void assertFits(Visitor visitor) {
    Object width = visitor.page().evaluate("document.scrollingElement.scrollWidth");
    assertThat(((Number) width).intValue()).isLessThanOrEqualTo(WIDTH);
  }

  @Test
  void fromAHeadToACellAndThroughItsSteps(House house) {
    Tensor weights = house.encoder().encode(Visitor.SENTENCE).attention(2).select(0, 5);
    try (Visitor visitor = house.phone("dark").openSentence("view=overview")) {
      tap(visitor, "head-2-5");
      MapOnPage map = new MapOnPage(visitor);
      Place place = map.middle(3, 2);
      visitor.page().touchscreen().tap(place.x(), place.y());
      visitor.awaitNumber("reading-weight", weights.get(3, 2), 0);
      assertThat(visitor.part("pin")).isEqualTo("3");
      tap(visitor, "query-8");
      visitor.find("pin-8");
      tap(visitor, "hide-special");
      visitor.find("renormalised");
      visitor.photograph("phone-head-dark");
      visitor.page().touchscreen().tap(map.middle(2, 4).x(), map.middle(2, 4).y());
      tap(visitor, "open-cell");
      for (int step = 2; step <= 13; step++) {
        visitor.find("cell-equation");
        tap(visitor, "cell-next");
        visitor.page().getByText("Step %d of 13".formatted(step)).first().waitFor();
      }
      tap(visitor, "pane-precision");
      visitor.find("precision");
      tap(visitor, "pane-softmax");
      tap(visitor, "softmax-online");
      visitor.find("online-words");
      assertFits(visitor);
    }
  }

  @Test
  void ownNumbersTutorialsAndTheirDialogs(House house) {
    try (Visitor visitor = house.phone("dark").openSentence("view=overview")) {
      tap(visitor, "view-own");
      tap(visitor, "example-0");
      visitor.find("matrix-output");
      tap(visitor, "mask-paint");
      tap(visitor, "mask-0-0");
      visitor
          .page()
          .waitForFunction(
              "() => document.querySelector('[data-test=matrix-weights] td').title.endsWith(' 0')");
      visitor.find("field-Q-0-0").fill("4");
      visitor.awaitText("own-changed", "reached");
      visitor.photograph("phone-own-dark");
      tap(visitor, "view-lesson");
      tap(visitor, "lesson-next");
      visitor.page().getByText("Part 2 of").first().waitFor();
      for (String dialog : List.of("help", "export")) {
        tap(visitor, dialog);
        Locator box = visitor.page().locator("dialog[open]");
        box.waitFor();
        assertThat(box.boundingBox().x).isNotNegative();
        assertThat(box.boundingBox().x + box.boundingBox().width).isLessThanOrEqualTo(WIDTH);
        tap(visitor, dialog + "-close");
      }
    }
  }
}
