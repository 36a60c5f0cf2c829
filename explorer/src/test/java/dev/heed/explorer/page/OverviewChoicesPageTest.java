package dev.heed.explorer.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.microsoft.playwright.Locator;
import dev.heed.attention.Steps;
import dev.heed.explorer.page.OpenHouse.House;
import dev.heed.inspection.HeadSummary;
import dev.heed.tensor.Tensor;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What of all heads is shown, and in which order. */
@Tag("browser")
@ExtendWith(OpenHouse.class)
class OverviewChoicesPageTest {
  private static final int LAYERS = 6;
  private static final int HEADS = 12;
  private static final int TOKENS = 13;

  /** Red, green and blue of a small map's pixels, added up: a pixel is a weight. */
  private static final String LIGHT =
      """
      canvas => {
        const { width, height } = canvas;
        const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
        return Array.from({ length: width * height },
          (_, at) => data[4 * at] + data[4 * at + 1] + data[4 * at + 2]);
      }
      """;

  private static Map<String, ToDoubleFunction<HeadSummary>> measures() {
    Map<String, ToDoubleFunction<HeadSummary>> measures = new LinkedHashMap<>();
    measures.put("entropy", HeadSummary::entropy);
    measures.put("distance", HeadSummary::distance);
    measures.put("sink", HeadSummary::sink);
    measures.put("diagonal", HeadSummary::diagonal);
    measures.put("previous", HeadSummary::previous);
    measures.put("induction", HeadSummary::induction);
    return measures;
  }

  private static List<?> order(Visitor visitor) {
    return (List<?>)
        visitor
            .find("heads")
            .locator("[data-test^=head-]")
            .evaluateAll("all => all.map((one) => one.dataset.test)");
  }

  @Test
  void everyMeasureOrdersHeadsAndSaysItsNumbers(House house) {
    List<List<HeadSummary>> heads = house.encoder().encode(Visitor.SENTENCE).headSummaries();
    try (Visitor visitor = house.visitor().openSentence("view=overview")) {
      visitor.find("sort-measure").click();
      for (var measure : measures().entrySet()) {
        visitor.find("measure").selectOption(measure.getKey());
        visitor.awaitText("meaning", measure.getKey());
        ToDoubleFunction<Integer> number =
            n -> measure.getValue().applyAsDouble(heads.get(n / HEADS).get(n % HEADS));
        List<Integer> wanted =
            IntStream.range(0, LAYERS * HEADS)
                .boxed()
                .sorted(Comparator.comparingDouble(number).reversed())
                .toList();
        List<String> names =
            wanted.stream().map(n -> "head-%d-%d".formatted(n / HEADS, n % HEADS)).toList();
        assertThat(order(visitor)).as(measure.getKey()).isEqualTo(names);
        String first = visitor.find(names.getFirst()).locator(".number").innerText();
        assertThat(Double.parseDouble(first))
            .isCloseTo(number.applyAsDouble(wanted.getFirst()), within(0.05));
      }
      visitor.find("sort-model").click();
      assertThat(order(visitor).subList(0, 3))
          .isEqualTo(List.of("head-0-0", "head-0-1", "head-0-2"));
    }
  }

  @Test
  void headsAboveANumberAreLeftOutAndShownAgain(House house) {
    List<Double> sinks =
        house.encoder().encode(Visitor.SENTENCE).headSummaries().stream()
            .flatMap(List::stream)
            .map(HeadSummary::sink)
            .toList();
    try (Visitor visitor = house.visitor().openSentence("view=overview&by=sink&max=0.1")) {
      visitor.find("heads");
      int kept = (int) sinks.stream().filter(sink -> sink <= 0.1).count();
      assertThat(kept).isBetween(1, LAYERS * HEADS - 1);
      assertThat(order(visitor)).hasSize(kept);
      visitor.find("filter-most").focus();
      visitor.page().keyboard().press("End");
      visitor.page().waitForURL(url -> !url.contains("max="));
      assertThat(order(visitor)).hasSize(LAYERS * HEADS);
    }
  }

  @Test
  void mapsAreOfWeightsOrOfWeightsTimesTheNormsOfValues(House house) {
    Steps steps = house.encoder().encode(Visitor.SENTENCE).steps(2);
    Tensor weights = steps.weights().select(0, 5);
    Tensor values = steps.value().select(0, 5);
    double[] norms =
        IntStream.range(0, TOKENS)
            .mapToDouble(key -> length(values.select(0, key).toDoubleArray()))
            .toArray();
    try (Visitor visitor = house.visitor().openSentence("view=overview")) {
      Locator map = visitor.find("head-2-5").locator("canvas");
      Locator heads = visitor.find("heads");
      visitor.page().waitForCondition(() -> "false".equals(heads.getAttribute("aria-busy")));
      List<?> plain = (List<?>) map.evaluate(LIGHT);
      assertDrawn(plain, n -> weights.get(n / TOKENS, n % TOKENS));
      visitor.find("weigh-values").click();
      visitor.page().waitForCondition(() -> !plain.equals(map.evaluate(LIGHT)));
      List<?> weighed = (List<?>) map.evaluate(LIGHT);
      assertDrawn(weighed, n -> weights.get(n / TOKENS, n % TOKENS) * norms[n % TOKENS]);
      visitor.find("head-2-5").click();
      visitor.find("map");
      assertThat(visitor.part("w")).isEqualTo("values");
      new MapOnPage(visitor).point(3, 2);
      visitor.awaitNumber("reading-weight", weights.get(3, 2) * norms[2], 1e-5);
    }
  }

  private static double length(double[] numbers) {
    double sum = 0;
    for (double number : numbers) {
      sum += number * number;
    }
    return Math.sqrt(sum);
  }

  /** No cell is lighter than one with less. */
  private static void assertDrawn(List<?> light, ToDoubleFunction<Integer> number) {
    assertThat(light).hasSize(TOKENS * TOKENS);
    List<Integer> ordered =
        IntStream.range(0, light.size())
            .boxed()
            .sorted(Comparator.comparingDouble(number))
            .map(n -> ((Number) light.get(n)).intValue())
            .toList();
    assertThat(ordered).isSortedAccordingTo(Comparator.reverseOrder());
    assertThat(ordered.getLast()).isLessThan(ordered.getFirst() - 200);
  }

  @Test
  void meansOpenAHeadWithTheMeanOfTheWeights(House house) {
    double overHeads = 0;
    double overLayers = 0;
    for (int n = 0; n < HEADS; n++) {
      overHeads += house.encoder().encode(Visitor.SENTENCE).attention(3).get(n, 4, 6) / HEADS;
    }
    for (int n = 0; n < LAYERS; n++) {
      overLayers += house.encoder().encode(Visitor.SENTENCE).attention(n).get(7, 4, 6) / LAYERS;
    }
    try (Visitor visitor = house.visitor().openSentence("view=overview&q=4&k=6")) {
      visitor.find("mean-heads").click();
      visitor.find("head-3-mean").click();
      new MapOnPage(visitor).leave();
      visitor.awaitNumber("reading-weight", overHeads, 1e-6);
      assertThat(visitor.page().url()).contains("l=3", "h=mean");
      visitor.page().goBack();
      visitor.find("mean-layers").click();
      visitor.find("head-mean-7").click();
      new MapOnPage(visitor).leave();
      visitor.awaitNumber("reading-weight", overLayers, 1e-6);
      assertThat(visitor.page().url()).contains("l=mean", "h=7");
    }
  }
}
