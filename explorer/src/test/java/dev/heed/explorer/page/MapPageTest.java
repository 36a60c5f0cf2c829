package dev.heed.explorer.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Keyboard;
import dev.heed.explorer.page.MapOnPage.Place;
import dev.heed.explorer.page.OpenHouse.House;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A map is moved and made larger with the mouse, with fingers, with keys. */
@Tag("browser")
@ExtendWith(OpenHouse.class)
class MapPageTest {
  private static final String TEXT =
      "the quick brown fox jumps over the lazy dog and then ".repeat(9);
  private static final int TOKENS = 101;

  /** A browser tells where the wheel turns in whole pixels, which the zoom makes larger. */
  private static final double NEAR = 3;

  private static double span(List<Double> region) {
    assertThat(region.get(1) - region.get(0))
        .isCloseTo(region.get(3) - region.get(2), within(1e-6));
    return region.get(1) - region.get(0);
  }

  private static void assertNear(Place found, double x, double y) {
    assertThat(found.x()).isCloseTo(x, within(NEAR));
    assertThat(found.y()).isCloseTo(y, within(NEAR));
  }

  @Test
  void theMouseZoomsAboutACellAndDragsItAlong(House house) {
    try (Visitor visitor = house.visitor().openText(TEXT, "view=head&l=2&h=5")) {
      MapOnPage map = new MapOnPage(visitor);
      Place before = map.middle(40, 60);
      visitor.page().keyboard().down("Control");
      map.wheel(40, 60, -150);
      visitor.page().keyboard().up("Control");
      visitor.page().waitForFunction("() => !document.querySelector('[data-test=map]').isWhole");
      assertNear(map.middle(40, 60), before.x(), before.y());
      assertThat(span(map.region())).isBetween(TOKENS / 5.0, TOKENS / 2.0);
      map.drag(40, 60, -50, 30);
      assertNear(map.middle(40, 60), before.x() - 50, before.y() + 30);
      map.awaitRegionInAddress();
      assertThat(visitor.part("pin")).as("a drag is no click").isEmpty();
      assertComesBack(visitor, map);
    }
  }

  /** Elsewhere and back the same part is in sight, and so it is for somebody else. */
  private static void assertComesBack(Visitor visitor, MapOnPage map) {
    List<Double> region = map.region();
    map.click(40, 60);
    visitor.find("open-cell").click();
    visitor.find("cell");
    visitor.page().goBack();
    visitor.find("map");
    assertThat(map.region()).zipSatisfy(region, (a, b) -> assertThat(a).isCloseTo(b, within(0.01)));
    visitor.page().reload();
    visitor.find("map");
    assertThat(map.region()).zipSatisfy(region, (a, b) -> assertThat(a).isCloseTo(b, within(0.01)));
  }

  @Test
  void keysZoomAboutTheCrosshairAndShowAllAgain(House house) {
    try (Visitor visitor = house.visitor().openText(TEXT, "view=head&l=2&h=5&q=20&k=70")) {
      Keyboard keys = visitor.page().keyboard();
      MapOnPage map = new MapOnPage(visitor);
      visitor.find("map").focus();
      keys.press("+");
      keys.press("+");
      double large = TOKENS / 2.25;
      assertThat(span(map.region())).isCloseTo(large, within(1e-6));
      assertThat(map.region().getFirst()).isCloseTo(20.5 - 20.5 / 2.25, within(1e-6));
      keys.press("-");
      assertThat(span(map.region())).isCloseTo(large * 1.5, within(1e-6));
      map.awaitRegionInAddress();
      assertThat(visitor.part("z")).isNotEmpty();
      keys.press("0");
      map.awaitRegionInAddress();
      assertThat(visitor.part("z")).isEmpty();
      assertThat(map.region()).containsExactly(0.0, 101.0, 0.0, 101.0);
      visitor.find("zoom-in").click();
      visitor.find("zoom-in").click();
      assertThat(span(map.region())).isCloseTo(TOKENS / 4.0, within(1e-6));
      visitor.find("map").focus();
      for (int n = 0; n < 30; n++) {
        keys.press("ArrowDown");
      }
      visitor.page().waitForURL(url -> url.contains("q=50"));
      assertThat(map.region().get(1)).as("the map goes with the crosshair").isGreaterThan(50);
    }
  }

  @Test
  void twoFingersZoomAndOneMoves(House house) {
    try (Visitor visitor = house.phone("light").openText(TEXT, "view=head&l=2&h=5")) {
      MapOnPage map = new MapOnPage(visitor);
      CDPSession fingers = visitor.fingers();
      Place middle = map.middle(50, 50);
      pinch(fingers, middle, 30, 90);
      assertThat(span(map.region())).isCloseTo(TOKENS / 3.0, within(3.0));
      assertNear(map.middle(50, 50), middle.x(), middle.y());
      touch(fingers, "touchStart", new Place(middle.x(), middle.y()));
      for (int n = 1; n <= 6; n++) {
        touch(fingers, "touchMove", new Place(middle.x() + 5 * n, middle.y() - 10 * n));
      }
      touch(fingers, "touchEnd");
      assertNear(map.middle(50, 50), middle.x() + 30, middle.y() - 60);
      map.awaitRegionInAddress();
      pinch(fingers, middle, 90, 10);
      map.awaitRegionInAddress();
      assertThat(visitor.part("z")).isEmpty();
      assertThat(visitor.page().evaluate("visualViewport.scale")).isEqualTo(1);
    }
  }

  /** Two fingers beside a place go from so far to so far. */
  private static void pinch(CDPSession fingers, Place place, double from, double to) {
    int steps = 12;
    for (int n = 0; n <= steps; n++) {
      double far = from + (to - from) * n / steps;
      touch(
          fingers,
          n == 0 ? "touchStart" : "touchMove",
          new Place(place.x() - far, place.y() - far / 2),
          new Place(place.x() + far, place.y() + far / 2));
    }
    touch(fingers, "touchEnd");
  }

  private static void touch(CDPSession fingers, String type, Place... places) {
    JsonArray points = new JsonArray();
    for (int n = 0; n < places.length; n++) {
      JsonObject point = new JsonObject();
      point.addProperty("x", places[n].x());
      point.addProperty("y", places[n].y());
      point.addProperty("id", n);
      points.add(point);
    }
    JsonObject event = new JsonObject();
    event.addProperty("type", type);
    event.add("touchPoints", points);
    fingers.send("Input.dispatchTouchEvent", event);
  }
}
