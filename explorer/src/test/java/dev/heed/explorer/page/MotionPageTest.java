package dev.heed.explorer.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ReducedMotion;
import dev.heed.explorer.page.OpenHouse.House;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Where the system asks for little motion, nothing moves. */
@Tag("browser")
@ExtendWith(OpenHouse.class)
class MotionPageTest {
  /** Gathers what takes longer than a frame, and what scrolls smoothly. */
  private static final String WATCH =
      """
      window.moved = new Set();
      const look = () => {
        for (const one of document.getAnimations()) {
          const { duration, delay } = one.effect.getComputedTiming();
          if (duration + delay > 17) {
            moved.add(one.animationName ?? one.transitionProperty);
          }
        }
        requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
      for (const type of ['scrollIntoView', 'scrollTo', 'scrollBy', 'scroll']) {
        const scroll = Element.prototype[type];
        Element.prototype[type] = function (...how) {
          if (how.at(-1)?.behavior === 'smooth') {
            moved.add(type);
          }
          return scroll.apply(this, how);
        };
      }
      """;

  private static final String MOVED =
      """
      () => {
        const parts = [...document.querySelectorAll('html, body, body *')];
        const smooth = parts.filter((part) => getComputedStyle(part).scrollBehavior === 'smooth');
        return [...moved, ...smooth.map((part) => `scrolling ${part.tagName}`)];
      }
      """;

  private static List<?> movedOnAWalk(House house, ReducedMotion motion) {
    try (Visitor visitor = house.visitor()) {
      visitor.page().emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(motion));
      visitor.page().addInitScript(WATCH);
      visitor.openText("One. " + Visitor.SENTENCE, "view=overview").find("head-0-0").click();
      new MapOnPage(visitor).click(3, 2);
      visitor.find("open-cell").click();
      visitor.find("cell-equation");
      visitor.find("cell-next").click();
      visitor.find("pane-softmax").click();
      visitor.find("softmax-rows");
      visitor.find("view-own").click();
      visitor.find("example-0").click();
      visitor.find("matrix-output");
      visitor.find("field-Q-0-0").fill("3");
      visitor.awaitText("own-changed", "reached");
      visitor.find("help").click();
      visitor.page().locator("dialog[open]").waitFor();
      return (List<?>) visitor.page().evaluate(MOVED);
    }
  }

  @Test
  void nothingMovesForWhoWantsItSo(House house) {
    assertThat(movedOnAWalk(house, ReducedMotion.REDUCE)).isEmpty();
    assertThat(movedOnAWalk(house, ReducedMotion.NO_PREFERENCE)).isNotEmpty();
  }
}
