package dev.heed.views.picture;

import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A picture as SVG: it names and describes itself to screen readers, follows the reader's light or
 * dark surroundings, and loads nothing. A matrix of cells is one image.
 */
public final class SvgWriter {
  private final String prefix;
  private final StringBuilder svg = new StringBuilder();

  private SvgWriter(String prefix) {
    this.prefix = prefix;
  }

  /** A file of its own, with its style sheet and background. */
  public static String file(Picture picture) {
    SvgWriter writer = new SvgWriter("");
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + writer.written(picture, true);
  }

  /**
   * An element within a page whose style sheet has {@link SvgStyle#rules}.
   *
   * @param prefix begins the element's ids, different for each picture of a page
   */
  public static String element(Picture picture, String prefix) {
    return new SvgWriter(prefix).written(picture, false);
  }

  private String written(Picture picture, boolean alone) {
    String width = number(picture.width());
    String height = number(picture.height());
    svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"hp\" role=\"img\"");
    attribute("width", width);
    attribute("height", height);
    attribute("viewBox", "0 0 " + width + " " + height);
    attribute("aria-labelledby", prefix + "title " + prefix + "desc");
    svg.append(">\n<title id=\"").append(prefix).append("title\">");
    svg.append(XmlText.of(picture.title())).append("</title>\n<desc id=\"").append(prefix);
    svg.append("desc\">").append(XmlText.of(picture.description())).append("</desc>\n");
    if (alone) {
      svg.append("<style>\n").append(SvgStyle.rules()).append("</style>\n");
      mark(
          new Mark.Box(
              new Area(0, 0, picture.width(), picture.height()), Paint.Role.SURFACE, null));
    }
    if (picture.marks().stream().anyMatch(mark -> mark instanceof Mark.Hatch)) {
      svg.append("<defs><pattern id=\"").append(prefix).append("hatch\" width=\"6\" height=\"6\"");
      svg.append(" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">");
      svg.append("<path d=\"M0 0V6\" class=\"h\" stroke=\"#888\"/></pattern></defs>\n");
    }
    picture.marks().forEach(this::mark);
    return svg.append("</svg>\n").toString();
  }

  private void mark(Mark mark) {
    switch (mark) {
      case Mark.Box box -> box(box);
      case Mark.Hatch hatch -> {
        svg.append("<rect");
        area(hatch.area());
        svg.append(" fill=\"url(#").append(prefix).append("hatch)\"/>\n");
      }
      case Mark.Text text -> text(text);
      case Mark.Line line -> {
        svg.append("<path class=\"l\" stroke=\"#888\" d=\"M").append(number(line.x1())).append(' ');
        svg.append(number(line.y1())).append('L').append(number(line.x2())).append(' ');
        svg.append(number(line.y2())).append("\"/>\n");
      }
      case Mark.Curve curve -> curve(curve);
      case Mark.Cells cells -> {
        image(cells, Theme.LIGHT);
        image(cells, Theme.DARK);
      }
    }
  }

  private void box(Mark.Box box) {
    String title = box.title();
    svg.append("<rect");
    attribute("class", SvgStyle.name(box.paint()) + (title == null ? "" : " t"));
    // For readers that know no style sheets.
    attribute("fill", SvgStyle.hex(Theme.LIGHT.rgb(box.paint())));
    area(box.area());
    closed("rect", title);
  }

  private void text(Mark.Text text) {
    TextStyle style = text.style();
    svg.append("<text");
    String classes = SvgStyle.name(style.paint());
    attribute("class", classes + (style.even() ? " m" : "") + (style.bold() ? " b" : ""));
    attribute("font-size", number(style.size()));
    if (style.anchor() != TextStyle.Anchor.START) {
      attribute("text-anchor", style.anchor().name().toLowerCase(Locale.ROOT));
    }
    String x = number(text.x());
    String y = number(text.y());
    if (style.upright()) {
      attribute("transform", "translate(" + x + " " + y + ") rotate(-90)");
    } else {
      attribute("x", x);
      attribute("y", y);
    }
    svg.append(">").append(XmlText.of(text.text())).append("</text>\n");
  }

  private void curve(Mark.Curve curve) {
    String middle = number((curve.x1() + curve.x2()) / 2);
    String y1 = number(curve.y1());
    String y2 = number(curve.y2());
    svg.append("<path");
    attribute("class", "k");
    attribute("stroke-width", number(curve.width()));
    attribute("stroke-opacity", number(curve.opacity()));
    attribute(
        "d",
        String.format(
            Locale.ROOT,
            "M%s %sC%s %s %s %s %s %s",
            number(curve.x1()),
            y1,
            middle,
            y1,
            middle,
            y2,
            number(curve.x2()),
            y2));
    closed("path", curve.title());
  }

  private void image(Mark.Cells cells, Theme theme) {
    byte[] png = IndexedPng.of(cells.raster(), theme);
    svg.append("<image preserveAspectRatio=\"none\"");
    attribute("class", theme == Theme.LIGHT ? "hp-light" : "hp-dark");
    if (theme == Theme.DARK) {
      attribute("display", "none");
    }
    area(cells.area());
    attribute("href", "data:image/png;base64," + Base64.getEncoder().encodeToString(png));
    svg.append("/>\n");
  }

  private void closed(String element, @Nullable String title) {
    if (title == null) {
      svg.append("/>\n");
    } else {
      svg.append("><title>").append(XmlText.of(title)).append("</title></");
      svg.append(element).append(">\n");
    }
  }

  private void area(Area area) {
    attribute("x", number(area.x()));
    attribute("y", number(area.y()));
    attribute("width", number(area.width()));
    attribute("height", number(area.height()));
  }

  private void attribute(String name, String value) {
    svg.append(' ').append(name).append("=\"").append(value).append('"');
  }

  /** With at most two digits behind the point. */
  private static String number(double number) {
    String digits = String.format(Locale.ROOT, "%.2f", number);
    return digits.replaceFirst("\\.?0+$", "");
  }
}
