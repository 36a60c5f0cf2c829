package dev.heed.explorer.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.explorer.page.OpenHouse.House;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a mask leaves out is hatched, and said, at any size. */
@Tag("browser")
@ExtendWith(OpenHouse.class)
class MaskPageTest {
  /** Posts so many rows with options, and says the subject's id. */
  private static final String POST =
      """
      async ([rows, options]) => {
        const X = Array.from({length: rows}, (_, row) => [row % 7, 1]);
        const asked = new URLSearchParams({name: 'x.json', options});
        const answer = await fetch('/api/v1/files?' + asked, {
          method: 'POST',
          headers: {'Content-Type': 'application/octet-stream'},
          body: JSON.stringify({X})});
        return (await answer.json()).id;
      }
      """;

  /**
   * Which part of a square of the map, at a share of its width and height, is bare white ground.
   */
  private static final String GROUND =
      """
      ([across, down]) => {
        const canvas = document.querySelector('[data-test=map] canvas');
        const size = 24;
        const {data} = canvas.getContext('2d').getImageData(
            canvas.width * across - size / 2, canvas.height * down - size / 2, size, size);
        let ground = 0;
        for (let at = 0; at < data.length; at += 4) {
          ground += data[at + 3] === 255 && data[at] + data[at + 1] + data[at + 2] === 765 ? 1 : 0;
        }
        return ground / (size * size);
      }
      """;

  private static String posted(Visitor visitor, int rows, String options) {
    visitor.open("#/own?view=own").find("own");
    return (String) visitor.page().evaluate(POST, List.of(rows, options));
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 600, 2500})
  void keysAfterTheQueryAreHatchedInACausalMap(int rows, House house) {
    try (Visitor visitor = house.visitor()) {
      String id = posted(visitor, rows, "{\"causal\": true}");
      visitor.open("#/file?view=head&s=" + id).find("map");
      visitor
          .page()
          .waitForFunction(
              "place => (%s)(place) > 0.3 && (%s)([0.35, 0.7]) < 0.05".formatted(GROUND, GROUND),
              List.of(0.7, 0.35));
      assertThat(visitor.find("legend").innerText()).contains("hatched");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {600, 2500})
  void aKeyThatIsLeftOutIsNoWeightOfZero(int rows, House house) {
    try (Visitor visitor = house.visitor()) {
      String id = posted(visitor, rows, "{\"window\": [9, 0]}");
      visitor.open("#/file?view=head&q=300&k=301&s=" + id);
      visitor.find("reading-out");
      assertThat(visitor.count("reading-weight")).isZero();
      assertThat(visitor.find("row").innerText()).contains("of which the mask leaves 10");
    }
  }

  @Test
  void withoutAMaskNothingIsHatched(House house) {
    try (Visitor visitor = house.visitor()) {
      String id = posted(visitor, 600, "{}");
      visitor.open("#/file?view=head&q=300&k=301&s=" + id).find("reading-weight");
      assertThat(visitor.find("legend").innerText()).doesNotContain("hatched");
      assertThat(visitor.find("row").innerText()).doesNotContain("mask");
    }
  }
}
