package dev.heed.explorer.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.heed.attention.Steps;
import dev.heed.explorer.page.OpenHouse.House;
import dev.heed.tensor.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("browser")
@ExtendWith(OpenHouse.class)
class HeadPageTest {
  private static final String HEAD = "view=head&l=2&h=5";

  private static Tensor weights(House house) {
    return house.encoder().encode(Visitor.SENTENCE).attention(2).select(0, 5);
  }

  @Test
  void aCellSaysTheLibrarysNumbers(House house) {
    Steps steps = house.encoder().encode(Visitor.SENTENCE).steps(2);
    try (Visitor visitor = house.visitor().openSentence(HEAD + "&q=3&k=2")) {
      double weight = weights(house).get(3, 2);
      assertThat(visitor.number("reading-weight")).isCloseTo(weight, within(1e-9));
      assertThat(visitor.number("reading-score"))
          .isCloseTo(steps.scaled().get(5, 3, 2), within(1e-6));
      assertThat(visitor.find("reading-rank").innerText()).contains(" of 13");
      assertThat(visitor.find("readout").innerText()).contains("sat", "cat");
    }
  }

  @Test
  void arrowKeysMoveTheCrosshair(House house) {
    try (Visitor visitor = house.visitor().openSentence(HEAD + "&q=3&k=2")) {
      visitor.find("reading-weight");
      visitor.find("map").focus();
      visitor.page().keyboard().press("ArrowDown");
      visitor.page().keyboard().press("ArrowRight");
      visitor.page().waitForURL(url -> url.contains("q=4") && url.contains("k=3"));
      double weight = weights(house).get(4, 3);
      visitor
          .page()
          .waitForFunction(
              "wanted => Math.abs(document.querySelector('[data-test=reading-weight]').title - wanted) < 1e-9",
              weight);
    }
  }

  @Test
  void rowsCanBePinnedAndLetGo(House house) {
    try (Visitor visitor = house.visitor().openSentence(HEAD + "&q=3")) {
      visitor.find("row-pin").click();
      visitor.find("pin-3");
      visitor.page().waitForURL(url -> url.contains("pin=3"));
      visitor.find("pins-clear").click();
      visitor.page().waitForURL(url -> !url.contains("pin="));
    }
  }

  @Test
  void hiddenSpecialTokensAreSaidAndRowsSumToOne(House house) {
    Tensor weights = weights(house);
    double kept = 0;
    for (int key = 1; key < 12; key++) {
      kept += weights.get(3, key);
    }
    try (Visitor visitor = house.visitor().openSentence(HEAD + "&q=3&k=2")) {
      visitor.find("reading-weight");
      visitor.find("hide-special").check();
      assertThat(visitor.find("renormalised").innerText()).isNotBlank();
      assertThat(visitor.number("reading-weight"))
          .isCloseTo(weights.get(3, 2) / kept, within(1e-6));
    }
  }

  @Test
  void aRowHasABarForEveryKey(House house) {
    try (Visitor visitor = house.visitor().openSentence(HEAD + "&q=3")) {
      visitor.find("bar-12");
      assertThat(visitor.count("bar-")).isEqualTo(13);
    }
  }

  @Test
  void theNextHeadIsAKeyAway(House house) {
    try (Visitor visitor = house.visitor().openSentence(HEAD)) {
      visitor.find("map");
      visitor.find("head-next").click();
      visitor.page().waitForURL(url -> url.contains("h=6"));
    }
  }
}
