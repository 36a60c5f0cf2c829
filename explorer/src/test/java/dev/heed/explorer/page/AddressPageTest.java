package dev.heed.explorer.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.explorer.page.OpenHouse.House;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is seen is in the address: somebody else who opens it sees the same. */
@Tag("browser")
@ExtendWith(OpenHouse.class)
class AddressPageTest {
  /** What is told and how controls stand, in words: nothing that depends on the pointer. */
  private static final String SEEN =
      """
      () => {
        const main = document.querySelector('main');
        const controls = [...main.querySelectorAll('input, select')].map((one) =>
          one.type === 'checkbox' ? one.checked : one.value);
        const pressed = [...main.querySelectorAll('[aria-pressed=true]')].map((one) =>
          one.innerText || one.getAttribute('aria-label'));
        const map = main.querySelector('heed-map')?.region ?? [];
        const pointedAt = main.querySelector('.inspector')?.innerText ?? '';
        return [main.innerText.replace(pointedAt, ''), controls, pressed, map.map((edge) => edge.toFixed(2))]
          .map(String).join('\\n');
      }
      """;

  /** What one sees now, another sees who opens the address. */
  private static void assertShared(House house, Visitor one) {
    one.page().mouse().move(1, 1);
    try (Visitor other = house.visitor()) {
      other.page().navigate(one.page().url());
      other.page().waitForCondition(() -> seen(one).equals(seen(other)) && isThere(other));
    }
  }

  private static String seen(Visitor visitor) {
    return (String) visitor.page().evaluate(SEEN);
  }

  private static boolean isThere(Visitor visitor) {
    return visitor.count("subject") > 0
        && visitor.page().locator("main .waiting").count() == 0
        && seen(visitor).length() > 100;
  }

  @Test
  void aWalkThroughATextIsInTheAddressAtEveryStep(House house) {
    try (Visitor visitor = house.visitor().openSentence("view=overview")) {
      visitor.find("measure").selectOption("sink");
      visitor.find("sort-measure").click();
      visitor.find("weigh-values").click();
      visitor.find("filter-least").fill("0.2");
      visitor.page().waitForURL(url -> url.contains("min="));
      assertShared(house, visitor);
      visitor.find("head-4-9").click();
      MapOnPage map = new MapOnPage(visitor);
      map.click(3, 2);
      map.click(7, 5);
      visitor.find("hide-special").check();
      visitor.find("order-weight").click();
      visitor.find("renormalised");
      for (String part :
          List.of("view=head", "pin=3", "hide=special", "w=values", "order=weight")) {
        assertThat(visitor.page().url()).contains(part);
      }
      assertShared(house, visitor);
      visitor.find("open-cell").click();
      visitor.find("cell-next").click();
      visitor.find("cell-next").click();
      visitor.page().waitForURL(url -> url.contains("step=3"));
      visitor.find("pane-softmax").click();
      visitor.find("softmax-rows");
      assertShared(house, visitor);
      visitor.find("theme").click();
      visitor.page().waitForURL(url -> url.contains("theme=dark"));
    }
  }

  @Test
  void ownNumbersWithTheirOptionsAreInTheAddress(House house) {
    try (Visitor visitor = house.visitor().open("#/own?view=own")) {
      visitor.find("example-0").click();
      visitor.find("option-causal").selectOption("top-left");
      visitor.find("option-softcap").fill("2.5");
      visitor.page().keyboard().press("Enter");
      visitor.find("mask-paint").click();
      visitor.find("mask-1-0").click();
      visitor.find("field-Q-0-0").fill("-3.25");
      visitor.page().keyboard().press("Enter");
      visitor.awaitText("own-changed", "reached");
      visitor.page().reload();
      visitor.find("matrix-output");
      assertThat(visitor.find("field-Q-0-0").inputValue()).isEqualTo("-3.25");
      assertThat(visitor.find("mask-1-0").getAttribute("aria-pressed")).isEqualTo("false");
      assertShared(house, visitor);
    }
  }

  @Test
  void backGoesTheSameWay(House house) {
    try (Visitor visitor = house.visitor().openSentence("view=overview")) {
      visitor.find("head-2-5").click();
      MapOnPage map = new MapOnPage(visitor);
      map.click(3, 2);
      visitor.find("pin-3");
      visitor.find("head-next").click();
      visitor.page().waitForURL(url -> url.contains("h=6"));
      visitor.page().goBack();
      visitor.page().waitForURL(url -> url.contains("h=5"));
      visitor.find("pin-3");
      visitor.page().goBack();
      visitor.page().waitForURL(url -> !url.contains("pin="));
      assertThat(visitor.page().url()).contains("view=head");
      visitor.page().goBack();
      visitor.find("heads");
      visitor.page().goForward();
      visitor.find("map");
    }
  }
}
