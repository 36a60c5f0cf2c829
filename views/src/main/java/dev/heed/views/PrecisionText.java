package dev.heed.views;

import dev.heed.explain.PrecisionTable;

/**
 * A query's row in float16, bfloat16, float32 and float64 side by side, to read: the pair's score,
 * then the softmax in its plain, stable and online form, and the weights that they give.
 */
public final class PrecisionText {
  private PrecisionText() {}

  /**
   * The tables, lines ended by newlines; numbers have at most 8 digits.
   *
   * @param labels names of queries and keys
   * @param all whether every key is listed; else of more than 16 the first and last 8
   */
  public static String render(PrecisionTable table, Labels labels, boolean all, Terminal terminal) {
    TextBlock text = new TextBlock(terminal);
    boolean first = true;
    for (PrecisionSequence.Part part :
        PrecisionSequence.of(table, labels, all, terminal.unicode())) {
      if (!first) {
        text.blank();
      }
      first = false;
      if (!part.title().isEmpty()) {
        text.heading(part.title());
      }
      part.before().forEach(words -> text.paragraph("", words));
      if (part.rows() != null) {
        text.lines(NumberTable.lines(part.rows(), terminal));
      }
      if (!part.after().isEmpty()) {
        text.paragraph("", part.after());
      }
    }
    return text.toString();
  }
}
