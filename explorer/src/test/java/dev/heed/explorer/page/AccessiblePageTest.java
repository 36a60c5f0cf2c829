package dev.heed.explorer.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.LoadState;
import dev.heed.explorer.page.OpenHouse.House;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("browser")
@ExtendWith(OpenHouse.class)
class AccessiblePageTest {
  private static final List<String> SERIOUS = List.of("serious", "critical");
  private static final Map<String, String> VIEWS =
      Map.of(
          "overview", "view=overview",
          "head", "view=head&l=2&h=5&q=3&k=2&pin=6",
          "cell", "view=cell&l=2&h=5&q=3&k=2",
          "own", "view=own",
          "lesson", "view=lesson&n=2");

  @ParameterizedTest
  @CsvSource({
    "1440, light",
    "1440, dark",
    "1024, light",
    "1024, dark",
    "390, light",
    "390, dark",
  })
  void axeFindsNothingSeriousAndNothingIsWiderThanTheWindow(int width, String scheme, House house) {
    List<String> problems = new ArrayList<>();
    for (var view : VIEWS.entrySet()) {
      try (Visitor visitor = house.visitor(width, scheme).openSentence(view.getValue())) {
        visitor.find("subject");
        visitor.page().waitForLoadState(LoadState.NETWORKIDLE);
        visitor.photograph("%s-%d-%s".formatted(view.getKey(), width, scheme));
        for (Rule rule : new AxeBuilder(visitor.page()).analyze().getViolations()) {
          if (SERIOUS.contains(rule.getImpact())) {
            problems.add(
                view.getKey() + ": " + rule.getId() + " " + rule.getNodes().getFirst().getHtml());
          }
        }
        Object beyond =
            visitor
                .page()
                .evaluate(
                    "document.documentElement.scrollWidth - document.documentElement.clientWidth");
        if (((Number) beyond).intValue() > 0) {
          problems.add("%s: %s pixels wider than the window".formatted(view.getKey(), beyond));
        }
      }
    }
    assertThat(problems).isEmpty();
  }

  @Test
  void everyViewIsAKeyAway(House house) {
    try (Visitor visitor = house.visitor().openSentence("view=overview")) {
      visitor.find("heads");
      Page page = visitor.page();
      page.locator("body").press("h");
      visitor.find("map");
      page.locator("body").press("c");
      visitor.find("cell");
      page.locator("body").press("n");
      visitor.find("own");
      page.locator("body").press("t");
      visitor.find("lesson");
      page.locator("body").press("?");
      visitor.find("help");
      page.keyboard().press("Escape");
      page.locator("body").press("o");
      visitor.find("heads");
      page.keyboard().press("/");
      page.keyboard().type("One");
      page.keyboard().press("Enter");
      visitor.page().waitForURL(url -> url.contains("t=One"));
    }
  }
}
