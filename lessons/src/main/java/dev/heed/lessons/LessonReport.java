package dev.heed.lessons;

import java.util.List;
import java.util.Objects;

/**
 * A replayed lesson.
 *
 * @param number the tutorial, 1 to 5
 * @param title what it teaches
 * @param parts its steps, in order
 */
public record LessonReport(int number, String title, List<LessonPart> parts) {
  /** Keeps a copy of the parts. */
  public LessonReport {
    parts = List.copyOf(parts);
  }

  /** How many single numbers were compared with printed ones. */
  public int compared() {
    return comparisons().stream().mapToInt(Comparison::count).sum();
  }

  /** How many results the document does not print. */
  public int derived() {
    return (int) parts.stream().filter(part -> part.role() == Role.DERIVED).count();
  }

  /** Whether every compared number is within its limit. */
  public boolean agrees() {
    return mismatches().isEmpty();
  }

  /** Every number that is not, in order. */
  public List<Mismatch> mismatches() {
    return comparisons().stream().flatMap(each -> each.mismatches().stream()).toList();
  }

  /** The count that a lesson ends with. */
  public String summary() {
    return "%d numbers compared, %d not printed by the document".formatted(compared(), derived());
  }

  private List<Comparison> comparisons() {
    return parts.stream().map(LessonPart::comparison).filter(Objects::nonNull).toList();
  }
}
