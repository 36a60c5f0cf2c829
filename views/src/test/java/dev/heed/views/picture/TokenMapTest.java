package dev.heed.views.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.tensor.Tensor;
import dev.heed.views.Labels;
import dev.heed.views.drawn.Drawn;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class TokenMapTest {
  private static final double[][] WEIGHTS = {{0.75, 0.25, 0}, {0, 0.5, 0.5}};
  private static final Labels LABELS = Labels.of(List.of("I", "am"), List.of("x", "y", "z"));

  private static final AttentionMap MAP = AttentionMap.of(Tensor.of(WEIGHTS), LABELS);

  @Test
  void everyWeightIsABoxInItsPlaceWithItsColourAndName() {
    Element svg = Drawn.parsed(SvgWriter.file(TokenMap.of("Head", MAP)));
    List<Element> boxes = Drawn.boxes(svg);
    assertThat(boxes).hasSize(6);
    // 0.75 is the ramp's end, so 0.25 is a third of the way and 0.5 two thirds, of 63 steps.
    assertThat(boxes)
        .extracting(box -> box.getAttribute("class"))
        .containsExactly("c63 t", "c21 t", "c0 t", "c0 t", "c42 t", "c42 t");
    assertThat(boxes)
        .extracting(Drawn::title)
        .containsExactly(
            "I → x: 0.75", "I → y: 0.25", "I → z: 0", "am → x: 0", "am → y: 0.5", "am → z: 0.5");
    double side = Drawn.number(boxes.getFirst(), "width");
    for (int box = 0; box < 6; box++) {
      double right = Drawn.number(boxes.get(box), "x") - Drawn.number(boxes.getFirst(), "x");
      double down = Drawn.number(boxes.get(box), "y") - Drawn.number(boxes.getFirst(), "y");
      assertThat(right).isEqualTo(box % 3 * side);
      assertThat(down).isEqualTo(Math.floorDiv(box, 3) * side);
    }
    assertThat(Drawn.texts(svg))
        .contains("Head", "I", "am", "x", "y", "z", ".75", ".25", ".50")
        .containsSubsequence("0", "0.375", "0.75");
  }

  @Test
  void thePictureNamesItselfAndLoadsNothing() {
    String text = SvgWriter.file(TokenMap.of("Head", MAP));
    Element svg = Drawn.parsed(text);
    assertThat(svg.getAttribute("role")).isEqualTo("img");
    assertThat(svg.getAttribute("aria-labelledby")).isEqualTo("title desc");
    assertThat(Drawn.title(svg)).isEqualTo("Head");
    assertThat(Drawn.all(svg, "desc").getFirst().getTextContent())
        .contains("2 queries", "3 keys", "0 to 0.75");
    assertThat(text.replace("http://www.w3.org/2000/svg", ""))
        .doesNotContain("http", "url(//", "@import", "<script");
    assertThat(text).contains("prefers-color-scheme:dark");
  }

  @Test
  void tokensAreHarmless() {
    Labels labels = Labels.of(List.of("<script>alert(1)</script>", "\u202eev\"il'&\u0000\uffff"));
    Tensor weights = Tensor.of(new double[][] {{1, 0}, {0, 1}});
    String text = SvgWriter.file(TokenMap.of("<b>", AttentionMap.of(weights, labels)));
    Element svg = Drawn.parsed(text);
    assertThat(Drawn.all(svg, "script")).isEmpty();
    assertThat(Drawn.all(svg, "b")).isEmpty();
    assertThat(Drawn.title(Drawn.boxes(svg).getFirst()))
        .isEqualTo("<script>alert(1)</script> → <script>alert(1)</script>: 1");
    assertThat(text).doesNotContain("\u202e");
  }

  @Test
  void keysLeftOutHaveNoBoxAndZerosHaveOne() {
    Tensor kept = Tensor.of(new double[][] {{1, 1, 0}, {1, 1, 1}});
    Element svg = Drawn.parsed(SvgWriter.file(TokenMap.of("Head", MAP.withKept(kept))));
    assertThat(Drawn.boxes(svg))
        .extracting(Drawn::title)
        .hasSize(5)
        .contains("am → x: 0")
        .doesNotContain("I → z: 0");
    assertThat(Drawn.texts(svg)).contains("left out");
    assertThat(Drawn.all(svg, "pattern")).hasSize(1);
    Element plain = Drawn.parsed(SvgWriter.file(TokenMap.of("Head", MAP)));
    assertThat(Drawn.texts(plain)).doesNotContain("left out");
  }

  @Test
  void nanIsShownAsSuch() {
    Tensor weights = Tensor.of(new double[][] {{Double.NaN, 1}});
    AttentionMap map = AttentionMap.of(weights, Labels.numbered());
    Element svg = Drawn.parsed(SvgWriter.file(TokenMap.of("Head", map)));
    Element box = Drawn.boxes(svg).getFirst();
    assertThat(box.getAttribute("class")).isEqualTo("f-unknown t");
    assertThat(Drawn.title(box)).isEqualTo("0 → 0: NaN");
    assertThat(Drawn.texts(svg)).contains("NaN", "NaN, infinite");
  }

  @Test
  void positionsApartDoNotStretchTheRamp() {
    Element svg =
        Drawn.parsed(SvgWriter.file(TokenMap.of("Head", MAP.withApart(position -> position == 0))));
    // Only query 1 with keys 1 and 2 count: 0.5 is the end.
    assertThat(Drawn.boxes(svg).get(4).getAttribute("class")).isEqualTo("c63 t");
    assertThat(Drawn.boxes(svg).getFirst().getAttribute("class")).isEqualTo("c63 t");
    assertThat(Drawn.texts(svg)).contains("0.5 or more");
  }

  @Test
  void pixelsHaveTheColoursOfTheirWeights() {
    Picture picture = TokenMap.of("Head", MAP);
    List<Mark.Box> boxes = new ArrayList<>();
    for (Mark mark : picture.marks()) {
      if (mark instanceof Mark.Box box && box.title() != null) {
        boxes.add(box);
      }
    }
    assertThat(boxes).hasSize(6);
    for (Theme theme : Theme.values()) {
      BufferedImage image = Drawn.png(PngPainter.paint(picture, theme, 2));
      assertThat(image.getWidth()).isEqualTo((int) (2 * picture.width()));
      assertThat(image.getRGB(2, 2) & 0xffffff).isEqualTo(theme.rgb(Paint.Role.SURFACE));
      for (int box = 0; box < 6; box++) {
        Area area = boxes.get(box).area();
        // Clear of the number in the middle.
        int x = (int) (2 * area.x()) + 4;
        int y = (int) (2 * area.y()) + 4;
        double weight = WEIGHTS[Math.floorDiv(box, 3)][box % 3];
        int step = (int) Math.round(weight / 0.75 * 63);
        assertThat(image.getRGB(x, y) & 0xffffff).isEqualTo(ColourRamp.rgb(theme, step));
      }
    }
  }

  @Test
  void aLargeMapIsOneImageWithAPixelAWeight() {
    int size = 65;
    double[][] weights = new double[size][size];
    double[][] kept = new double[size][size];
    for (int query = 0; query < size; query++) {
      for (int key = 0; key <= query; key++) {
        weights[query][key] = (query + key) % 64 / 63.0;
        kept[query][key] = 1;
      }
    }
    // Every row has the largest weight, or nearly, so that the ramp ends at 1.
    for (int query = 0; query < size; query++) {
      weights[query][0] = 1;
    }
    AttentionMap map =
        AttentionMap.of(Tensor.of(weights), Labels.numbered()).withKept(Tensor.of(kept));
    Element svg = Drawn.parsed(SvgWriter.file(TokenMap.of("Head", map)));
    assertThat(Drawn.boxes(svg)).isEmpty();
    List<Element> images = Drawn.all(svg, "image");
    // The map and its legend, each in light and dark.
    assertThat(images).hasSize(4);
    for (Theme theme : Theme.values()) {
      BufferedImage image = Drawn.image(images.get(theme == Theme.LIGHT ? 0 : 1));
      assertThat(image.getWidth()).isEqualTo(size);
      assertThat(image.getHeight()).isEqualTo(size);
      for (int query = 0; query < size; query++) {
        for (int key = 0; key < size; key++) {
          int step = key == 0 ? 63 : (query + key) % 64;
          int expected = key > query ? 0 : 0xff000000 | ColourRamp.rgb(theme, step);
          int shown = image.getRGB(key, query);
          assertThat(shown >>> 24 == 0 ? 0 : shown).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void aMapOfManyTokensIsPooledAndSaysSo() {
    double[][] weights = new double[600][600];
    for (double[] row : weights) {
      row[0] = 1;
    }
    AttentionMap map =
        AttentionMap.of(
            Tensor.of(weights), Labels.of(Collections.nCopies(600, "supercalifragilistic")));
    Element svg = Drawn.parsed(SvgWriter.file(TokenMap.of("Head", map)));
    assertThat(Drawn.image(Drawn.all(svg, "image").getFirst()).getWidth()).isEqualTo(512);
    assertThat(Drawn.texts(svg))
        .contains("Pooled: 600 × 600 weights, each cell the mean of its share of them.")
        .contains("supercalifragilis…");
    assertThat(Drawn.texts(svg).size()).isLessThan(200);
  }

  @Test
  void aWrongInputIsOneSentence() {
    assertThatThrownBy(() -> AttentionMap.of(Tensor.of(WEIGHTS), Labels.of(List.of("a"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("1 query labels for weights with 2 of them: each query needs one label");
    assertThatThrownBy(() -> AttentionMap.of(Tensor.of(new double[0], 0, 3), Labels.numbered()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[0, 3]");
    assertThatThrownBy(() -> MAP.withKept(Tensor.of(new double[][] {{1}})))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[1, 1]")
        .hasMessageContaining("[2, 3]");
    Picture picture = TokenMap.of("Head", MAP);
    assertThatThrownBy(() -> PngPainter.paint(picture, Theme.LIGHT, 1000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("100000000");
  }
}
