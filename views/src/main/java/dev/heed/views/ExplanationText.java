package dev.heed.views;

import dev.heed.explain.Explanation;

/**
 * One query and one key followed through the seven steps, to read: each step with its number, name,
 * formula and numbers; the sentence of why a key is left out.
 */
public final class ExplanationText {
  private ExplanationText() {}

  /**
   * The steps, lines ended by newlines.
   *
   * @param labels names of queries and keys
   * @param all whether every column is listed; else of more than 64 the first and last 32
   */
  public static String render(
      Explanation explanation, Labels labels, boolean all, Terminal terminal) {
    ExplanationSequence sequence =
        new ExplanationSequence(explanation, labels, all, terminal.unicode());
    TextBlock text = new TextBlock(terminal);
    text.heading(sequence.heading());
    text.paragraph("", sequence.place());
    for (ExplanationSequence.Step step : sequence.steps()) {
      text.blank();
      text.heading("Step %d: %s".formatted(step.number(), step.name()));
      text.paragraph("  ", step.formula());
      if (step.table() != null) {
        text.lines(NumberTable.lines(step.table(), terminal));
      }
      for (ExplanationSequence.Line line : step.lines()) {
        boolean indented = line.kind() != ExplanationSequence.Kind.SENTENCE;
        text.paragraph(indented ? "  " : "", line.words());
      }
    }
    return text.toString();
  }
}
