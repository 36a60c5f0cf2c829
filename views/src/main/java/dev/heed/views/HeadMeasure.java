package dev.heed.views;

import dev.heed.inspection.HeadSummary;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What heads are compared by. */
public enum HeadMeasure {
  /** How widely a query spreads its weight. */
  ENTROPY("entropy", "nats", "how widely a query spreads its weight"),
  /** How far from a query its weight lies. */
  DISTANCE("distance", "tokens", "how far from a query its weight lies"),
  /** The weight on the first tokens. */
  SINK("sink", "", "the weight on the first tokens"),
  /** The weight on the query's own token. */
  DIAGONAL("diagonal", "", "the weight on the query's own token"),
  /** The weight on the token before. */
  PREVIOUS("previous", "", "the weight on the token before the query's"),
  /** The weight on tokens that followed the query's token before. */
  INDUCTION(
      "induction",
      "",
      "the weight on tokens that followed an earlier occurrence of the query's token");

  private final String title;
  private final String unit;
  private final String meaning;

  HeadMeasure(String title, String unit, String meaning) {
    this.title = title;
    this.unit = unit;
    this.meaning = meaning;
  }

  /** One word. */
  public String title() {
    return title;
  }

  /** {@code nats} or {@code tokens}; empty for shares of the weight. */
  public String unit() {
    return unit;
  }

  /** The name with its unit, as a heading of numbers. */
  public String heading() {
    return unit.isEmpty() ? title : title + " (" + unit + ")";
  }

  /** What it says, in a few words. */
  public String meaning() {
    return meaning;
  }

  /** The head's number; NaN where it has none. */
  public double of(LayerHead head) {
    HeadSummary summary = head.summary();
    return switch (this) {
      case ENTROPY -> summary.entropy();
      case DISTANCE -> summary.distance();
      case SINK -> summary.sink();
      case DIAGONAL -> summary.diagonal();
      case PREVIOUS -> summary.previous();
      case INDUCTION -> summary.induction();
    };
  }

  /** The head's number to read, all with equally many digits; a dash where it has none. */
  public String text(LayerHead head) {
    int digits = this == DISTANCE ? 1 : this == ENTROPY ? 2 : 3;
    double number = of(head);
    return Double.isNaN(number) ? "–" : String.format(Locale.ROOT, "%." + digits + "f", number);
  }

  /** The heads, largest first, those without a number last, equal ones in the model's order. */
  public List<LayerHead> sorted(List<LayerHead> heads) {
    Comparator<LayerHead> order =
        Comparator.comparingDouble(
                (LayerHead head) -> Double.isNaN(of(head)) ? Double.POSITIVE_INFINITY : -of(head))
            .thenComparingInt(LayerHead::layer)
            .thenComparingInt(LayerHead::head);
    return heads.stream().sorted(order).toList();
  }
}
