package dev.heed.cli.embed;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A text near the query.
 *
 * @param place number of the text among all, from 0
 * @param similarity the cosine
 * @param record the text itself; null as long as only its vector is known
 */
record Match(long place, double similarity, @Nullable TextRecord record)
    implements Comparable<Match> {
  private static final Comparator<Match> BEST_FIRST =
      Comparator.comparingDouble(Match::similarity).reversed().thenComparing(Match::place);

  /** The best one comes first, and of equal ones that which stands first in the file. */
  @Override
  public int compareTo(Match other) {
    return BEST_FIRST.compare(this, other);
  }
}
