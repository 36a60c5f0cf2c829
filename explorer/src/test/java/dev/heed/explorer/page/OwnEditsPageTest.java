package dev.heed.explorer.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.attention.Attention;
import dev.heed.explorer.page.OpenHouse.House;
import dev.heed.mask.Bias;
import dev.heed.tensor.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The way back through edits of own numbers, and options that take a list. */
@Tag("browser")
@ExtendWith(OpenHouse.class)
class OwnEditsPageTest {
  private static final String TYPED =
      "{\"Q\": [[1, 0], [0.5, 2]], \"K\": [[1, 1], [0, 1]], \"V\": [[5, 0], [0, 5]]}";

  private static Visitor typed(House house) {
    return typed(house, TYPED);
  }

  private static Visitor typed(House house, String numbers) {
    Visitor visitor = house.visitor().open("#/own?view=own");
    visitor.find("own-typed").fill(numbers);
    visitor.find("own-open").click();
    visitor.find("matrix-output");
    return visitor;
  }

  private static void waitForField(Visitor visitor, String value) {
    visitor
        .page()
        .waitForFunction(
            "value => document.querySelector('[data-test=field-Q-0-1]').value === value", value);
  }

  private static void waitForOutput(Visitor visitor, Tensor wanted) {
    visitor
        .page()
        .waitForFunction(
            "wanted => Number(document.querySelector('[data-test=matrix-output] td').title"
                + ".split(' ').at(-1).replace('\u2212', '-')) === wanted",
            wanted.get(0, 0));
  }

  private static void waitForWords(Visitor visitor, String words) {
    visitor
        .page()
        .waitForFunction(
            "words => document.getElementById('spoken').textContent.trim() === words", words);
  }

  private static Tensor output(double second, Bias bias) {
    Tensor q = Tensor.of(new double[] {1, second, 0.5, 2}, 2, 2);
    Tensor k = Tensor.of(new double[] {1, 1, 0, 1}, 2, 2);
    Tensor v = Tensor.of(new double[] {5, 0, 0, 5}, 2, 2);
    return Attention.scaledDotProduct().withBias(bias).compute(q, k, v);
  }

  @Test
  void anEditIsUndoneAndDoneAgainAndSaid(House house) {
    try (Visitor visitor = typed(house)) {
      visitor.find("field-Q-0-1").fill("3");
      visitor.page().keyboard().type("4");
      waitForOutput(visitor, output(34, Bias.none()));
      visitor.page().keyboard().press("Control+z");
      waitForField(visitor, "0");
      waitForWords(visitor, "Undone: Q[0, 1] is 0.");
      waitForOutput(visitor, output(0, Bias.none()));
      visitor.page().keyboard().press("Control+Shift+Z");
      waitForField(visitor, "34");
      waitForWords(visitor, "Redone: Q[0, 1] is 34.");
      visitor.find("own-undo").click();
      waitForField(visitor, "0");
      visitor.page().keyboard().press("Control+z");
      waitForWords(visitor, "Nothing to undo.");
    }
  }

  @Test
  void whatIsTypedAndNoNumberIsUndoneFirst(House house) {
    try (Visitor visitor = typed(house)) {
      visitor.find("field-Q-0-1").fill("7");
      visitor.page().keyboard().press("Enter");
      visitor.find("field-Q-0-1").fill("seven");
      assertThat(visitor.find("own-note").innerText()).contains("seven");
      visitor.page().keyboard().press("Control+z");
      waitForField(visitor, "7");
      visitor.page().keyboard().press("Control+z");
      waitForField(visitor, "0");
    }
  }

  @Test
  void aQueryWithoutWeightsIsNamedAndWhy(House house) {
    try (Visitor visitor = typed(house, TYPED.replace("[[1, 0], [0.5", "[[\"NaN\", 0], [0.5"))) {
      assertThat(visitor.find("own-unknown-rows").innerText()).contains("NaN").endsWith("query 0.");
      visitor.find("field-Q-0-0").fill("1");
      visitor
          .page()
          .waitForFunction("() => !document.querySelector('[data-test=own-unknown-rows]')");
    }
  }

  @Test
  void whatDoesNotFitIsSaidWithoutMovingTheFields(House house) {
    try (Visitor visitor = typed(house)) {
      double before = visitor.find("field-Q-0-0").boundingBox().y;
      visitor.find("option-heads").fill("3");
      visitor.page().keyboard().press("Tab");
      assertThat(visitor.find("problem").innerText()).contains("3 heads");
      assertThat(visitor.find("field-Q-0-0").boundingBox().y).isEqualTo(before);
      visitor.takeErrors();
    }
  }

  @Test
  void alibiTakesSlopesOfOnesOwn(House house) {
    try (Visitor visitor = typed(house)) {
      visitor.find("option-alibi").selectOption("own");
      visitor.find("option-alibi-slopes").fill("0.25");
      visitor.page().keyboard().press("Tab");
      waitForOutput(visitor, output(0, Bias.alibi(Tensor.of(new double[] {0.25}, 1))));
      visitor.find("option-alibi-slopes").fill("0.25, 1");
      visitor.page().keyboard().press("Tab");
      visitor
          .page()
          .waitForFunction(
              "() => document.querySelector('[data-test=own-note]').innerText.includes('one slope')");
      visitor.find("own-undo").click();
      visitor.find("own-undo").click();
      waitForOutput(visitor, output(0, Bias.none()));
    }
  }
}
