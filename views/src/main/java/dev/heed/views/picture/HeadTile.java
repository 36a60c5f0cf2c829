package dev.heed.views.picture;

import dev.heed.tensor.Tensor;
import dev.heed.views.LayerHead;
import dev.heed.views.NumberText;
import java.util.List;

/** One head's map as a small square, of at most 64 × 64 means. */
public final class HeadTile {
  /** The side of the square, in CSS pixels. */
  public static final double SIDE = 72;

  private static final int MOST_CELLS = 64;

  private HeadTile() {}

  /** The square alone; hatched where no map is known. */
  public static Picture of(LayerHead head) {
    String words =
        head.map() == null
            ? "No map is known."
            : "Small map of its weights, colours from 0 to " + largest(head) + ".";
    Mark square = square(head, new Area(0, 0, SIDE, SIDE));
    return new Picture(SIDE, SIDE, head.name(), words, List.of(square));
  }

  /** The number at the end of the square's ramp; empty without a map. */
  public static String largest(LayerHead head) {
    Tensor map = head.map();
    if (map == null) {
      return "";
    }
    double high = grid(map).range().high();
    return high >= 0.01 && high <= 1 ? NumberText.share(high) : NumberText.brief(high);
  }

  static Mark square(LayerHead head, Area area) {
    Tensor map = head.map();
    return map == null ? new Mark.Hatch(area) : new Mark.Cells(area, grid(map).raster());
  }

  private static CellGrid grid(Tensor map) {
    double[][] numbers = new double[map.size(0)][map.size(1)];
    for (int i = 0; i < numbers.length; i++) {
      for (int j = 0; j < numbers[i].length; j++) {
        numbers[i][j] = map.get(i, j);
      }
    }
    return CellGrid.of(numbers, null).pooled(MOST_CELLS).capped();
  }
}
