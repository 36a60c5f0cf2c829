package dev.heed.explorer.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.heed.explorer.page.OpenHouse.House;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Nothing that can be opened makes the page wider than the window. */
@Tag("browser")
@ExtendWith(OpenHouse.class)
class WidthPageTest {
  private static final int[] WIDTHS = {1440, 1024, 390};

  /** Pixels that are to the right of the window, once the next picture is drawn. */
  private static final String BEYOND =
      """
      async () => {
        await new Promise(requestAnimationFrame);
        await new Promise(requestAnimationFrame);
        return document.scrollingElement.scrollWidth - innerWidth;
      }
      """;

  private static void check(Visitor visitor, String what, List<String> wider) {
    visitor.page().waitForFunction("() => !document.querySelector('.waiting, .awaited')");
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      visitor.page().emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
      for (int width : WIDTHS) {
        visitor.page().setViewportSize(width, 900);
        int beyond = ((Number) visitor.page().evaluate(BEYOND)).intValue();
        if (beyond > 0) {
          wider.add("%s at %d, %s: %d pixels".formatted(what, width, scheme, beyond));
        }
      }
    }
  }

  @Test
  void everyStateOfEveryViewFits(House house) {
    List<String> states =
        Stream.concat(
                Stream.of(
                    "view=overview&sort=induction&by=induction&w=values",
                    "view=overview&mean=heads",
                    "view=head&l=2&h=5&pin=3,4,5,6,7,8,9,10&q=3&k=2&hide=special&order=weight",
                    "view=head&l=mean&h=3",
                    "view=own",
                    "view=lesson"),
                IntStream.rangeClosed(1, 13)
                    .mapToObj(step -> "view=cell&l=2&h=5&q=3&k=2&step=" + step))
            .toList();
    List<String> wider = new ArrayList<>();
    try (Visitor visitor = house.visitor()) {
      for (String state : states) {
        visitor.openSentence(state).find("subject");
        check(visitor, state, wider);
      }
      for (int lesson = 1; lesson <= 5; lesson++) {
        visitor.open("#/text?view=lesson&n=" + lesson).find("lesson-part");
        check(visitor, "tutorial " + lesson, wider);
      }
    }
    assertThat(wider).isEmpty();
  }

  @Test
  void longWordsAndWideNumbersFit(House house) {
    List<String> wider = new ArrayList<>();
    String word = "pneumonoultramicroscopicsilicovolcanoconiosis".repeat(3);
    try (Visitor visitor = house.visitor().openText(word, "view=head&l=2&h=5&q=3&k=2&pin=3,4")) {
      visitor.find("map");
      check(visitor, "a long word", wider);
      String row = "[-1.2345678901234567e-200, 3.3333333333333333, 12345678.90123, 4, 5, 6, 7, 8]";
      String matrix = "[" + row + ", " + row + ", " + row + "]";
      visitor.openOwn(
          "{\"arrays\": {\"Q\": %s, \"K\": %s, \"V\": %s}, \"options\": {\"causal\": true}}"
              .formatted(matrix, matrix, matrix),
          "view=own");
      visitor.find("matrix-output");
      check(visitor, "wide numbers", wider);
    }
    assertThat(wider).isEmpty();
  }
}
