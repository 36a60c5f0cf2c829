package dev.heed.views.page;

import dev.heed.views.HeadMeasure;
import dev.heed.views.LayerHead;
import dev.heed.views.picture.HeadTile;
import dev.heed.views.picture.SvgWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The overview of heads: each knows its place in every order, and a style sheet puts it there when
 * the reader chooses one.
 */
final class HeadsBlock {
  /** Up to so many heads a layer stand in one row where there is room. */
  private static final int WIDEST_ROW = 12;

  private final StringBuilder html;
  private final int number;

  HeadsBlock(StringBuilder html, int number) {
    this.html = html;
    this.number = number;
  }

  /** The heads by one measure. */
  private record Order(HeadMeasure measure, List<LayerHead> heads) {}

  void write(List<LayerHead> heads) {
    html.append("<div class=\"overview\">\n");
    choice();
    long across = heads.stream().map(LayerHead::head).distinct().count();
    String row = across <= WIDEST_ROW ? " row" : "";
    html.append(
        String.format(Locale.ROOT, "<ol class=\"heads%s\" style=\"--n:%d\">\n", row, across));
    List<Order> orders =
        Arrays.stream(HeadMeasure.values())
            .map(measure -> new Order(measure, measure.sorted(heads)))
            .toList();
    for (int head = 0; head < heads.size(); head++) {
      head(heads.get(head), head, orders);
    }
    html.append("</ol>\n<div class=\"ramp\" aria-hidden=\"true\"></div>\n");
    html.append(
        "<p class=\"key\">Each map has colours of its own, from 0 to the number at its right;");
    html.append(" larger cells look like it. A row is a query, a column a key.</p>\n</div>\n");
  }

  private void choice() {
    html.append("<fieldset class=\"order\"><legend>Order of the heads</legend>\n");
    radio("model", "as in the model", true);
    for (HeadMeasure measure : HeadMeasure.values()) {
      radio(measure.title(), measure.title(), false);
    }
    html.append("</fieldset>\n");
  }

  private void radio(String value, String label, boolean checked) {
    html.append(
        String.format(
            Locale.ROOT,
            "<label><input type=\"radio\" name=\"order%d\" value=\"%s\"%s/> %s</label>\n",
            number,
            value,
            checked ? " checked=\"checked\"" : "",
            label));
  }

  private void head(LayerHead head, int place, List<Order> orders) {
    html.append("<li style=\"");
    for (Order order : orders) {
      html.append(
          String.format(
              Locale.ROOT, "--%s:%d;", order.measure().title(), order.heads().indexOf(head)));
    }
    html.append("\">");
    html.append(
        SvgWriter.element(HeadTile.of(head), String.format(Locale.ROOT, "p%d-%d-", number, place)));
    html.append(
        String.format(
            Locale.ROOT, "<span class=\"who\">L%d H%d</span>", head.layer(), head.head()));
    String largest = HeadTile.largest(head);
    html.append(
        String.format(
            Locale.ROOT,
            "<span class=\"most\">%s</span>",
            largest.isEmpty() ? "" : "to " + largest));
    for (HeadMeasure measure : HeadMeasure.values()) {
      html.append(
          String.format(
              Locale.ROOT,
              "<span class=\"v %s\">%s <small>%s</small></span>",
              measure.title(),
              measure.text(head),
              measure.unit()));
    }
    html.append("</li>\n");
  }
}
