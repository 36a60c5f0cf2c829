package dev.heed.explorer.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.heed.explorer.page.OpenHouse.House;
import dev.heed.inspection.HeadSummary;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("browser")
@ExtendWith(OpenHouse.class)
class OverviewPageTest {
  private static final int HEADS = 12;
  private static final int LAYERS = 6;

  private static List<HeadSummary> summaries(House house) {
    return house.encoder().encode(Visitor.SENTENCE).headSummaries().stream()
        .flatMap(List::stream)
        .toList();
  }

  @Test
  void everyHeadHasAMapAndTheLibrarysNumber(House house) {
    List<HeadSummary> wanted = summaries(house);
    try (Visitor visitor = house.visitor().openSentence("view=overview")) {
      visitor.find("head-0-0");
      visitor
          .page()
          .waitForFunction(
              "() => !document.querySelector('[data-test=heads]').innerText.includes('–')");
      for (int n = 0; n < LAYERS * HEADS; n++) {
        String text = visitor.find("head-%d-%d".formatted(n / HEADS, n % HEADS)).innerText();
        double shown = Double.parseDouble(text.lines().reduce("", (a, b) -> b).strip());
        assertThat(shown).as("head %d", n).isCloseTo(wanted.get(n).entropy(), within(0.0051));
      }
    }
  }

  @Test
  void headsCanBeOrderedAndFiltered(House house) {
    List<HeadSummary> wanted = summaries(house);
    int most =
        IntStream.range(0, wanted.size())
            .boxed()
            .max(Comparator.comparingDouble(n -> wanted.get(n).previous()))
            .orElseThrow();
    try (Visitor visitor = house.visitor().openSentence("view=overview")) {
      visitor.find("measure").selectOption("previous");
      visitor.find("sort-measure").click();
      String first =
          visitor.find("heads").locator("[data-test^=head-]").first().getAttribute("data-test");
      assertThat(first).isEqualTo("head-%d-%d".formatted(most / HEADS, most % HEADS));
      Object least =
          visitor
              .find("filter-least")
              .evaluate(
                  "slider => { slider.value = 0.5;"
                      + " slider.dispatchEvent(new Event('input', {bubbles: true}));"
                      + " return Number(slider.value); }");
      double limit = ((Number) least).doubleValue();
      int kept = (int) wanted.stream().filter(head -> head.previous() >= limit).count();
      assertThat(kept).isBetween(1, LAYERS * HEADS - 1);
      visitor
          .page()
          .waitForFunction(
              "kept => document.querySelectorAll('[data-test=heads] [data-test^=head-]').length === kept",
              kept);
      assertThat(visitor.page().url()).contains("previous");
    }
  }

  @Test
  void aClickOpensAHead(House house) {
    try (Visitor visitor = house.visitor().openSentence("view=overview")) {
      visitor.find("head-3-7").click();
      visitor.find("map");
      assertThat(visitor.page().url()).contains("view=head", "l=3", "h=7");
      visitor.page().goBack();
      visitor.find("heads");
    }
  }

  @Test
  void meansHaveAMapALayerOrAHead(House house) {
    try (Visitor visitor = house.visitor().openSentence("view=overview")) {
      visitor.find("mean-heads").click();
      visitor.find("head-0-mean");
      assertThat(visitor.count("head-")).isEqualTo(LAYERS);
      visitor.find("mean-layers").click();
      visitor.find("head-mean-0");
      assertThat(visitor.count("head-")).isEqualTo(HEADS);
    }
  }
}
