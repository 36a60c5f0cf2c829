package dev.heed.explorer.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.SelectOption;
import dev.heed.attention.Attention;
import dev.heed.attention.Steps;
import dev.heed.explain.Explanation;
import dev.heed.explain.Pair;
import dev.heed.explorer.page.OpenHouse.House;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("browser")
@ExtendWith(OpenHouse.class)
class CellPageTest {
  private static final String CELL = "view=cell&l=2&h=5&q=3&k=2";
  private static final String MINUS = "\u2212";

  private static Explanation wanted(House house) {
    Steps steps = house.encoder().encode(Visitor.SENTENCE).steps(2);
    return Attention.scaledDotProduct()
        .explain(steps.query(), steps.key(), steps.value(), new Pair(0, 5, 3, 2));
  }

  private static String shown(double number) {
    return Float.toString((float) number).replace("-", MINUS);
  }

  @Test
  void everyStepHasTheLibrarysNumbers(House house) {
    Explanation found = wanted(house);
    List<List<Double>> numbers =
        List.of(
            List.of(found.products().getFirst().query(), found.products().getFirst().key()),
            List.of(found.products().getFirst().sum()),
            List.of(found.score(), found.scaled()),
            List.of(found.scaled()),
            List.of(found.biased()),
            List.of(found.masked()),
            List.of(found.masked(), found.row().maximum()),
            List.of(found.power()),
            List.of(found.row().sum(), found.weight()),
            List.of(found.weight(), found.values().columns().getFirst().value()),
            List.of(found.values().columns().getFirst().output()));
    try (Visitor visitor = house.visitor().openSentence(CELL)) {
      for (int step = 0; step < numbers.size(); step++) {
        String equation = visitor.find("cell-equation").innerText().replace("-", MINUS);
        for (double number : numbers.get(step)) {
          assertThat(equation).as("step %d", step + 1).contains(shown(number));
        }
        visitor.find("cell-next").click();
        String next = "Step %d of 13".formatted(step + 2);
        visitor.page().getByText(next).first().waitFor();
      }
      assertThat(visitor.find("cell-step").innerText()).contains("Join the heads");
      visitor.find("cell-next").click();
      assertThat(visitor.find("cell-next").isDisabled()).isTrue();
    }
  }

  @Test
  void stepsCanBeScrubbedAndGoneBack(House house) {
    try (Visitor visitor = house.visitor().openSentence(CELL)) {
      visitor.find("cell-scrub").fill("8");
      visitor.page().waitForURL(url -> url.contains("step="));
      String there = visitor.find("cell-step").innerText();
      visitor.find("cell-back").click();
      assertThat(visitor.find("cell-step").innerText()).isNotEqualTo(there);
      visitor.page().keyboard().press("ArrowRight");
      visitor.page().getByText(there.lines().findFirst().orElseThrow()).first().waitFor();
    }
  }

  @Test
  void theRowIsThereInFourPrecisionsAndThreeSoftmaxes(House house) {
    try (Visitor visitor = house.visitor().openSentence(CELL)) {
      visitor.find("pane-precision").click();
      assertThat(visitor.find("precision").innerText())
          .contains("float16", "bfloat16", "float32", "float64");
      visitor.find("pane-softmax").click();
      visitor.find("softmax-rows");
      visitor.find("softmax-online").click();
      visitor.find("online-back").click();
      visitor.find("online-next").click();
      assertThat(visitor.find("online-words").innerText()).isNotBlank();
    }
  }

  @Test
  void aMaskedKeySaysWhichMaskAndWhy(House house) {
    try (Visitor visitor = house.visitor().open("#/own?view=own")) {
      visitor.find("example-0").click();
      visitor.find("option-causal").selectOption(new SelectOption().setIndex(1));
      visitor.page().waitForURL(url -> url.contains("#/own?"));
      visitor.find("matrix-weights").locator("td").nth(1).locator("a").click();
      visitor.find("step-mask").click();
      assertThat(visitor.find("cell-masks").innerText()).contains("causal");
      assertThat(visitor.find("cell-equation").innerText()).contains("∞");
    }
  }
}
