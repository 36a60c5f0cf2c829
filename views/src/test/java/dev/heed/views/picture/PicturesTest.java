package dev.heed.views.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.heed.inspection.HeadSummary;
import dev.heed.tensor.Tensor;
import dev.heed.views.HeadMeasure;
import dev.heed.views.Labels;
import dev.heed.views.LayerHead;
import dev.heed.views.TokenNumbers;
import dev.heed.views.drawn.Drawn;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class PicturesTest {
  private static final Labels WORDS = Labels.of(List.of("a", "b", "c"));
  private static final Tensor WEIGHTS =
      Tensor.of(new double[][] {{0.8, 0.2, 0}, {0.1, 0.3, 0.6}, {Double.NaN, 0.4, 0.6}});

  @Test
  void theStrongestLinksAreTheWidestAndLieAbove() {
    Picture picture = TokenLinks.of("Head", AttentionMap.of(WEIGHTS, WORDS), 3);
    List<Mark.Curve> curves =
        picture.marks().stream()
            .filter(mark -> mark instanceof Mark.Curve curve && curve.title() != null)
            .map(mark -> (Mark.Curve) mark)
            .toList();
    assertThat(curves)
        .extracting(Mark.Curve::title)
        .containsExactly("c → c: 0.6", "b → c: 0.6", "a → a: 0.8");
    assertThat(curves.get(2).width()).isGreaterThan(curves.get(1).width());
    assertThat(curves.get(2).opacity()).isGreaterThan(curves.get(1).opacity());
    assertThat(curves.get(0).y1() - curves.get(1).y1()).isPositive();
    assertThat(curves.get(0).y2()).isEqualTo(curves.get(1).y2());
    Element svg = Drawn.parsed(SvgWriter.file(picture));
    assertThat(Drawn.texts(svg))
        .contains("The 3 largest of 7 weights, from 0.6 on.", "0.08", "0.4", "0.8");
  }

  @Test
  void withoutWeightsThereAreNoLinks() {
    AttentionMap map = AttentionMap.of(Tensor.of(new double[1][1]), Labels.numbered());
    Element svg = Drawn.parsed(SvgWriter.file(TokenLinks.of("Head", map, 5)));
    assertThat(Drawn.texts(svg)).contains("No links: no weight is above 0.");
    assertThatThrownBy(() -> TokenLinks.of("Head", map, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("0 links: a picture of links shows at least 1");
  }

  @Test
  void barsAreAsLongAsTheirNumbers() {
    Tensor numbers = Tensor.of(new double[] {2, 1, 0, Double.NaN}, 4);
    TokenNumbers series = new TokenNumbers("Sums", "nats", numbers, List.of("a", "b", "c", "d"));
    Element svg = Drawn.parsed(SvgWriter.file(BarChart.of(series)));
    List<Element> bars = Drawn.boxes(svg);
    assertThat(bars).extracting(Drawn::title).containsExactly("0 a: 2", "1 b: 1");
    assertThat(Drawn.number(bars.get(0), "width"))
        .isEqualTo(2 * Drawn.number(bars.get(1), "width"));
    assertThat(Drawn.texts(svg)).contains("a", "b", "c", "d", "NaN", "0.5", "1.5", "in nats");
  }

  @Test
  void barsOfManyTokensStandOnTheirPositions() {
    double[] numbers = IntStream.range(0, 1000).mapToDouble(i -> i).toArray();
    List<String> names = IntStream.range(0, 1000).mapToObj(i -> "t" + i).toList();
    TokenNumbers series = new TokenNumbers("Sums", "nats", Tensor.of(numbers, 1000), names);
    Picture picture = BarChart.of(series);
    List<Mark.Box> bars =
        picture.marks().stream()
            .filter(mark -> mark instanceof Mark.Box)
            .map(mark -> (Mark.Box) mark)
            .toList();
    assertThat(bars).hasSizeBetween(700, 720);
    for (int bar = 1; bar < bars.size(); bar++) {
      Area area = bars.get(bar).area();
      assertThat(area.height()).isGreaterThan(bars.get(bar - 1).area().height());
      assertThat(area.x()).isEqualTo(bars.get(bar - 1).area().x() + 1);
    }
    assertThat(Drawn.texts(Drawn.parsed(SvgWriter.file(picture)))).contains("200", "800");
  }

  @Test
  void barsNeedANameANumber() {
    assertThatThrownBy(() -> TokenNumbers.entropy(Tensor.of(new double[2], 2), WORDS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3 query labels")
        .hasMessageContaining("2 of them");
    assertThatThrownBy(() -> TokenNumbers.received(WEIGHTS, WORDS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[3, 3]");
  }

  @Test
  void aPooledMapCountsTokens() {
    Tensor map = Tensor.of(new double[][] {{0.5, 0}, {0.25, 0.25}});
    Element svg = Drawn.parsed(SvgWriter.file(PooledMap.of("Map", map, 5, 1000)));
    // Query i falls in cell ⌊i·2/5⌋: 0 to 2, then 3 and 4.
    assertThat(Drawn.boxes(svg))
        .extracting(Drawn::title)
        .containsExactly(
            "queries 0–2, keys 0–499: 0.5",
            "queries 0–2, keys 500–999: 0",
            "queries 3–4, keys 0–499: 0.25",
            "queries 3–4, keys 500–999: 0.25");
    assertThat(Drawn.texts(svg)).contains("200", "800", "5 queries × 1,000 keys in 2 × 2 cells");
    assertThatThrownBy(() -> PooledMap.of("Map", map, 1, 1000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[2, 2]")
        .hasMessageContaining("1 queries");
  }

  @Test
  void aPooledMapOfManyCellsIsPaintedCellByCell() {
    double[][] cells = new double[128][128];
    for (int row = 0; row < 128; row++) {
      cells[row][row] = row % 2 == 0 ? 1 : 0.5;
    }
    Picture picture = PooledMap.of("Map", Tensor.of(cells), 131_072, 131_072);
    Mark.Cells raster =
        (Mark.Cells)
            picture.marks().stream().filter(m -> m instanceof Mark.Cells).findFirst().get();
    assertThat(raster.area().width()).isEqualTo(512);
    for (Theme theme : Theme.values()) {
      BufferedImage image = Drawn.png(PngPainter.paint(picture, theme, 1));
      for (int row = 0; row < 128; row++) {
        for (int column = 0; column < 128; column++) {
          int x = (int) raster.area().x() + 4 * column + 2;
          int y = (int) raster.area().y() + 4 * row + 2;
          int step = (int) Math.round(63 * cells[row][column]);
          assertThat(image.getRGB(x, y) & 0xffffff).isEqualTo(ColourRamp.rgb(theme, step));
        }
      }
    }
  }

  @Test
  void aFewRowsDoNotTakeTheColourFromAllOthers() {
    double[][] cells = new double[100][100];
    for (int row = 0; row < 100; row++) {
      cells[row][row] = row < 5 ? 1 : 0.02;
    }
    Element svg = Drawn.parsed(SvgWriter.file(PooledMap.of("Map", Tensor.of(cells), 100, 100)));
    BufferedImage image = Drawn.image(Drawn.all(svg, "image").getFirst());
    assertThat(image.getRGB(50, 50) & 0xffffff).isEqualTo(ColourRamp.rgb(Theme.LIGHT, 63));
    assertThat(image.getRGB(0, 0) & 0xffffff).isEqualTo(ColourRamp.rgb(Theme.LIGHT, 63));
    assertThat(Drawn.texts(svg)).contains("0.02 or more");
  }

  @Test
  void headsStandInTheirGridOrInTheirOrder() {
    List<LayerHead> heads = new ArrayList<>();
    for (int layer = 0; layer < 2; layer++) {
      for (int head = 0; head < 3; head++) {
        double number = layer == 1 && head == 2 ? Double.NaN : layer - head;
        HeadSummary summary = new HeadSummary(1, 2, 0.1, 0.2, 0.3, number);
        heads.add(new LayerHead(layer, head, summary, WEIGHTS));
      }
    }
    Element grid = Drawn.parsed(SvgWriter.file(HeadOverview.grid("All", heads, HeadMeasure.SINK)));
    assertThat(Drawn.texts(grid))
        .contains("head 0", "head 1", "head 2", "layer 0", "layer 1", "0.100");
    // A map a head and the ramp of the legend, each in light and dark.
    assertThat(Drawn.all(grid, "image")).hasSize(2 * (6 + 1));
    Element sorted =
        Drawn.parsed(SvgWriter.file(HeadOverview.sorted("All", heads, HeadMeasure.INDUCTION)));
    assertThat(Drawn.texts(sorted).stream().filter(text -> text.matches("L\\d H\\d")))
        .containsExactly("L1 H0", "L0 H0", "L1 H1", "L0 H1", "L0 H2", "L1 H2");
    assertThat(Drawn.texts(sorted)).contains("–");
    assertThatThrownBy(() -> HeadOverview.grid("All", List.of(), HeadMeasure.SINK))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no heads: an overview shows at least one");
  }

  @Test
  void aHeadsMapHasAtMost64CellsASide() {
    double[][] weights = new double[512][512];
    for (double[] row : weights) {
      java.util.Arrays.fill(row, 1 / 512.0);
    }
    HeadSummary summary = new HeadSummary(1, 2, 0.1, 0.2, 0.3, 0.4);
    Picture tile = HeadTile.of(new LayerHead(0, 0, summary, Tensor.of(weights)));
    Raster raster = ((Mark.Cells) tile.marks().getFirst()).raster();
    assertThat(raster.rows()).isEqualTo(64);
    assertThat(raster.at(63, 63)).isEqualTo(ColourRamp.STEPS - 1);
    assertThat(tile.width()).isCloseTo(HeadTile.SIDE, within(0.0));
  }
}
