package dev.heed.explorer.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.heed.attention.Attention;
import dev.heed.explain.Pair;
import dev.heed.explain.QueryRow;
import dev.heed.explorer.page.MapOnPage.Place;
import dev.heed.explorer.page.OpenHouse.House;
import dev.heed.formats.ArrayFile;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** 32,768 own queries and keys, of which nobody keeps a matrix. */
@Tag("browser")
@ExtendWith(OpenHouse.class)
class LargePageTest {
  private static final int ROWS = 32_768;
  private static final int COLUMNS = 64;
  private static final double FRAMES_A_SECOND = 30;
  private static final double SECONDS = 5;

  /** Machines are shared. */
  private static final double SLACK = 4;

  private final Tensor q = random(1, COLUMNS);
  private final Tensor k = random(2, COLUMNS);
  private final Tensor v = random(3, 4);

  @TempDir private Path folder;

  private static Tensor random(int seed, int columns) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] numbers = new float[ROWS * columns];
    for (int n = 0; n < numbers.length; n++) {
      numbers[n] = (float) random.nextGaussian();
    }
    return Tensor.of(numbers, ROWS, columns);
  }

  @Test
  void aFileIsSeenAsAWholeSoonAndWeightByWeightWhereSomebodyLooks(House house) throws IOException {
    Path file = folder.resolve("large.safetensors");
    ArrayFile.write(file, new TreeMap<>(Map.of("Q", q, "K", k, "V", v)));
    try (Visitor visitor = house.visitor().open("#/own?view=own")) {
      long began = System.nanoTime();
      visitor.find("own-file").setInputFiles(file);
      visitor.awaitText("legend", "or more");
      double seconds = (System.nanoTime() - began) / 1e9;
      System.out.printf("32,768 tokens: first picture after %.1f s%n", seconds);
      assertThat(seconds).isLessThan(SLACK * SECONDS);
      assertThat(visitor.find("legend").innerText()).contains("32 × 32 weights");

      MapOnPage map = new MapOnPage(visitor);
      map.click(20_000, 12_000);
      visitor.find("order-weight").click();
      assertRow(visitor, map, 20_000, 12_000, 64);
      zoomIn(visitor, map, 20_000, 12_000);
      assertRow(visitor, map, 20_001, 12_003, 0);
      assertDrag(map);
      double frames = map.framesWhileZooming();
      System.out.printf("32,768 tokens: %.0f frames a second%n", frames);
      assertThat(frames).isGreaterThan(FRAMES_A_SECOND);
      visitor.photograph("long-32768");
    }
  }

  /** Turns the wheel about a place until each weight is a cell of its own. */
  private static void zoomIn(Visitor visitor, MapOnPage map, int row, int column) {
    for (int n = 0; n < 60 && map.region().get(1) - map.region().get(0) > 40; n++) {
      map.wheel(row, column, -160);
      List<Double> region = map.region();
      assertThat((double) row).isBetween(region.get(0) - 1, region.get(1));
      assertThat((double) column).isBetween(region.get(2) - 1, region.get(3));
    }
    visitor.awaitText("legend", "a cell is a weight");
    map.awaitRegionInAddress();
    assertThat(visitor.part("z")).isNotEmpty();
  }

  /**
   * The row that is pointed at, and its largest weights, are those of the library.
   *
   * @param side queries and keys of a pixel
   */
  private void assertRow(Visitor visitor, MapOnPage map, int row, int column, int side) {
    map.point(row, column);
    visitor.find("reading-score");
    String[] pair = visitor.find("readout").locator(".pair").innerText().split("→", -1);
    int query = Integer.parseInt(pair[0].replaceAll("\\D", ""));
    int key = Integer.parseInt(pair[1].replaceAll("\\D", ""));
    assertThat(Math.max(Math.abs(query - row), Math.abs(key - column))).isLessThanOrEqualTo(side);
    QueryRow wanted = Attention.scaledDotProduct().row(q, k, v, new Pair(0, 0, query, 0));
    float[] weights = wanted.weights().toFloatArray();
    visitor.awaitNumber("reading-weight", weights[key], 0);
    visitor.awaitNumber("reading-score", wanted.masked().get(key), 1e-6);
    List<Integer> best =
        IntStream.range(0, ROWS)
            .boxed()
            .sorted(Comparator.comparingDouble(each -> -weights[each]))
            .limit(5)
            .toList();
    for (int each : best) {
      String title = visitor.find("bar-" + each).locator(".n").first().getAttribute("title");
      assertThat(Float.parseFloat(title)).isEqualTo(weights[each]);
    }
  }

  private static void assertDrag(MapOnPage map) {
    List<Double> region = map.region();
    int row = (int) Math.floor((region.get(0) + region.get(1)) / 2);
    int column = (int) Math.floor((region.get(2) + region.get(3)) / 2);
    Place before = map.middle(row, column);
    map.drag(row, column, -60, 40);
    Place after = map.middle(row, column);
    assertThat(after.x()).isCloseTo(before.x() - 60, within(2.0));
    assertThat(after.y()).isCloseTo(before.y() + 40, within(2.0));
  }
}
