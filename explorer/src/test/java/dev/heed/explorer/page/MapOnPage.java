package dev.heed.explorer.page;

import com.microsoft.playwright.Mouse;
import java.util.ArrayList;
import java.util.List;

/** The heat map of a visitor, and where its cells are on the screen. */
final class MapOnPage {
  /** The middle of a cell, from two points of the map whose rows and columns it says itself. */
  private static final String MIDDLE =
      """
      (map, [row, column]) => {
        const box = map.querySelector('canvas').getBoundingClientRect();
        const [x, y] = [box.right - 4, box.bottom - 4];
        const one = map.pointOf({ clientX: x, clientY: y });
        const other = map.pointOf({ clientX: x - 20, clientY: y - 20 });
        return [
          x + (20 * (column + 0.5 - one.column)) / (one.column - other.column),
          y + (20 * (row + 0.5 - one.row)) / (one.row - other.row),
        ];
      }
      """;

  /** How light cells are near a corner, away from the numbers in their middles. */
  private static final String LIGHT =
      """
      (map, places) => {
        const canvas = map.querySelector('canvas');
        const box = canvas.getBoundingClientRect();
        const ratio = canvas.width / box.width;
        const context = canvas.getContext('2d');
        return places.map(([x, y]) => {
          const at = [(x - box.left - 12) * ratio, (y - box.top - 12) * ratio].map(Math.round);
          const [red, green, blue] = context.getImageData(...at, 1, 1).data;
          return red + green + blue;
        });
      }
      """;

  /** Frames a second while the wheel turns, in the browser's own clock. */
  private static final String FRAMES =
      """
      async () => {
        const times = [];
        let goes = true;
        const frame = (time) => { times.push(time); if (goes) requestAnimationFrame(frame); };
        requestAnimationFrame(frame);
        const map = document.querySelector('[data-test=map] canvas');
        const box = map.getBoundingClientRect();
        const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
        for (let turn = 0; turn < 60; turn++) {
          map.dispatchEvent(new WheelEvent('wheel', {
            deltaY: turn < 30 ? -60 : 60, clientX: x, clientY: y, bubbles: true, cancelable: true }));
          await new Promise(requestAnimationFrame);
        }
        goes = false;
        return 1000 * (times.length - 1) / (times.at(-1) - times[0]);
      }
      """;

  /**
   * A place on the screen, in its pixels.
   *
   * @param x from the left
   * @param y from the top
   */
  record Place(double x, double y) {}

  private final Visitor visitor;

  MapOnPage(Visitor visitor) {
    this.visitor = visitor;
    visitor.find("map").scrollIntoViewIfNeeded();
  }

  Place middle(int row, int column) {
    Object found = visitor.find("map").evaluate(MIDDLE, List.of(row, column));
    List<?> place = (List<?>) found;
    return new Place(
        ((Number) place.getFirst()).doubleValue(), ((Number) place.getLast()).doubleValue());
  }

  /** Red, green and blue added up of each cell as it is drawn, row by row. */
  int[] light(int rows, int columns) {
    Place first = middle(0, 0);
    Place last = middle(rows - 1, columns - 1);
    double across = (last.x() - first.x()) / (columns - 1);
    double down = (last.y() - first.y()) / (rows - 1);
    List<List<Double>> places = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        places.add(List.of(first.x() + across * column, first.y() + down * row));
      }
    }
    Object light = visitor.find("map").evaluate(LIGHT, places);
    return ((List<?>) light).stream().mapToInt(each -> ((Number) each).intValue()).toArray();
  }

  void point(int row, int column) {
    Place place = middle(row, column);
    visitor.page().mouse().move(place.x(), place.y());
  }

  void click(int row, int column) {
    Place place = middle(row, column);
    visitor.page().mouse().click(place.x(), place.y());
  }

  /** Drags the map by the middle of a cell. */
  void drag(int row, int column, double across, double down) {
    Place from = middle(row, column);
    Mouse mouse = visitor.page().mouse();
    mouse.move(from.x(), from.y());
    mouse.down();
    mouse.move(from.x() + across, from.y() + down, new Mouse.MoveOptions().setSteps(4));
    mouse.up();
  }

  /** Turns the wheel over the middle of a cell. */
  void wheel(int row, int column, double turn) {
    point(row, column);
    visitor.page().mouse().wheel(0, turn);
  }

  /** The part in sight: first row, behind the last, first column, behind the last. */
  List<Double> region() {
    List<?> region = (List<?>) visitor.find("map").evaluate("map => map.region");
    return region.stream().map(edge -> ((Number) edge).doubleValue()).toList();
  }

  /** Frames a second while the wheel turns to and fro in the middle of the map. */
  double framesWhileZooming() {
    return ((Number) visitor.page().evaluate(FRAMES)).doubleValue();
  }

  /** Waits until the address says which part is in sight. */
  void awaitRegionInAddress() {
    visitor
        .page()
        .waitForFunction(
            """
            () => {
              const map = document.querySelector('[data-test=map]');
              const written = new URLSearchParams(location.hash.split('?')[1]).get('z');
              const edges = (written ?? '').split(',').map(Number);
              return map.isWhole
                ? written === null
                : map.region.every((edge, at) => Math.abs(edge - edges[at]) < 0.006);
            }
            """);
  }

  /** Takes the pointer elsewhere. */
  void leave() {
    visitor.page().mouse().move(1, 1);
  }
}
