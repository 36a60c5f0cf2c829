package dev.heed.explorer.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Keyboard;
import com.microsoft.playwright.Locator;
import dev.heed.attention.Attention;
import dev.heed.explorer.page.OpenHouse.House;
import dev.heed.mask.Mask;
import dev.heed.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Nobody touches a mouse. */
@Tag("browser")
@ExtendWith(OpenHouse.class)
class KeyboardPageTest {
  private static final Tensor Q = Tensor.of(new double[] {1, 0, 0.5, 2}, 2, 2);
  private static final Tensor K = Tensor.of(new double[] {1, 1, 0, 1}, 2, 2);
  private static final Tensor V = Tensor.of(new double[] {5, 0, 0, 5}, 2, 2);
  private static final String OWN =
      "{\"arrays\": {\"Q\": [[1, 0], [0.5, 2]], \"K\": [[1, 1], [0, 1]], \"V\": [[5, 0], [0, 5]]},"
          + " \"options\": {}}";

  /** Waits until the focus is on what has this name for tests. */
  private static void assertFocus(Visitor visitor, String test) {
    visitor.page().waitForFunction("test => document.activeElement?.dataset.test === test", test);
  }

  /** Goes on with the tab key until something has the focus, as far as a person would go. */
  private static void tabTo(Visitor visitor, String test) {
    for (int n = 0; n < 80; n++) {
      visitor.page().keyboard().press("Tab");
      Object now = visitor.page().evaluate("document.activeElement?.dataset.test ?? ''");
      if (test.equals(now)) {
        return;
      }
    }
    throw new AssertionError("the tab key does not reach " + test);
  }

  @Test
  void arrowsGoFromNumberToNumberAndTypingReplacesIt(House house) {
    try (Visitor visitor = house.visitor().openOwn(OWN, "view=own")) {
      Keyboard keys = visitor.page().keyboard();
      tabTo(visitor, "field-Q-0-0");
      List<String> walk =
          List.of(
              "ArrowDown field-Q-1-0",
              "ArrowRight field-Q-1-1",
              "ArrowUp field-Q-0-1",
              "ArrowLeft field-Q-0-0",
              "Enter field-Q-1-0");
      for (String step : walk) {
        keys.press(step.split(" ", -1)[0]);
        assertFocus(visitor, step.split(" ", -1)[1]);
      }
      keys.type("7");
      Tensor query = Tensor.of(new double[] {1, 0, 7, 2}, 2, 2);
      Tensor wanted = Attention.scaledDotProduct().steps(query, K, V).weights();
      awaitCell(visitor, "weights", 2, wanted.get(1, 0));
      assertFocus(visitor, "field-Q-1-0");
    }
  }

  private static void awaitCell(Visitor visitor, String matrix, int at, double wanted) {
    visitor
        .page()
        .waitForFunction(
            "([matrix, at, wanted]) => Number(document.querySelectorAll("
                + "`[data-test=matrix-${matrix}] td`)[at]?.title.split(' ').at(-1)) === wanted",
            List.of(matrix, at, wanted));
  }

  @Test
  void aMaskIsPaintedWithSpaceAndEnter(House house) {
    try (Visitor visitor = house.visitor().openOwn(OWN, "view=own")) {
      Keyboard keys = visitor.page().keyboard();
      tabTo(visitor, "mask-paint");
      keys.press("Enter");
      tabTo(visitor, "mask-0-0");
      keys.press("ArrowRight");
      assertFocus(visitor, "mask-0-1");
      keys.press("Space");
      awaitCell(visitor, "weights", 1, 0);
      awaitCell(visitor, "weights", 0, 1);
      keys.press("ArrowDown");
      assertFocus(visitor, "mask-1-1");
      keys.press("ArrowLeft");
      assertFocus(visitor, "mask-1-0");
      keys.press("Enter");
      awaitCell(visitor, "weights", 2, 0);
      keys.press("ArrowUp");
      keys.press("ArrowRight");
      keys.press("Enter");
      boolean[][] kept = {{true, true}, {false, true}};
      Tensor wanted =
          Attention.scaledDotProduct()
              .withMask(Mask.keep(Tensor.of(kept)))
              .steps(Q, K, V)
              .weights();
      awaitCell(visitor, "weights", 1, wanted.get(0, 1));
      assertThat(visitor.find("mask-1-0").getAttribute("aria-pressed")).isEqualTo("false");
    }
  }

  @Test
  void fromOverviewToCellAndBack(House house) {
    double weight = house.encoder().encode(Visitor.SENTENCE).attention(1).select(0, 1).get(1, 2);
    try (Visitor visitor = house.visitor().openSentence("view=overview")) {
      Keyboard keys = visitor.page().keyboard();
      visitor.find("head-0-0");
      tabTo(visitor, "head-0-0");
      keys.press("ArrowRight");
      keys.press("ArrowDown");
      assertFocus(visitor, "head-1-1");
      keys.press("Enter");
      visitor.find("map");
      tabTo(visitor, "map");
      for (String key : List.of("Home", "ArrowDown", "ArrowRight", "ArrowRight")) {
        keys.press(key);
      }
      visitor.awaitNumber("reading-weight", weight, 0);
      keys.press("Space");
      visitor.find("pin-1");
      keys.press("Enter");
      visitor.find("cell-equation");
      assertThat(visitor.page().url()).contains("view=cell", "l=1", "h=1", "q=1", "k=2");
      Locator step = visitor.find("cell-step");
      String first = step.innerText();
      keys.press("ArrowRight");
      visitor.page().waitForURL(url -> url.contains("step=2"));
      assertThat(visitor.find("cell-step").innerText()).isNotEqualTo(first);
      keys.press("ArrowLeft");
      visitor.page().waitForURL(url -> !url.contains("step=2"));
      keys.press("h");
      visitor.awaitNumber("reading-weight", weight, 0);
      assertThat(visitor.part("pin")).isEqualTo("1");
      keys.press("o");
      visitor.find("heads");
      tabTo(visitor, "head-1-1");
    }
  }

  @Test
  void helpListsEveryKeyAndGivesTheFocusBack(House house) {
    try (Visitor visitor = house.visitor().openSentence("view=head&l=2&h=5")) {
      Keyboard keys = visitor.page().keyboard();
      visitor.find("map");
      tabTo(visitor, "help");
      keys.press("Enter");
      Locator help = visitor.page().locator("dialog[open]");
      help.waitFor();
      assertThat(help.locator("kbd").allInnerTexts())
          .contains("?", "/", "o", "h", "c", "n", "t", "e", "d", "v", "[", "]", "x", "p", "Escape")
          .contains("+", "-", "0", "Enter", "Space", "← ↑ → ↓");
      assertThat(visitor.page().evaluate("document.activeElement.closest('dialog') !== null"))
          .isEqualTo(true);
      keys.press("Escape");
      assertFocus(visitor, "help");
      visitor.find("map").focus();
      keys.press("?");
      help.waitFor();
      keys.press("Escape");
      assertFocus(visitor, "map");
    }
  }
}
