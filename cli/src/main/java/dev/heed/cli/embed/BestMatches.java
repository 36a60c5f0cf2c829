package dev.heed.cli.embed;

import java.util.Collections;
import java.util.List;
import java.util.PriorityQueue;

/** The best of the matches that were offered, at most so many. */
final class BestMatches {
  private final int most;
  private final PriorityQueue<Match> worstFirst = new PriorityQueue<>(Collections.reverseOrder());

  BestMatches(int most) {
    this.most = most;
  }

  /** Keeps a match as long as it is among the best; one without a similarity never is. */
  void offer(Match match) {
    if (!Double.isNaN(match.similarity())) {
      worstFirst.add(match);
      if (worstFirst.size() > most) {
        worstFirst.remove();
      }
    }
  }

  /** The best one first. */
  List<Match> inOrder() {
    return worstFirst.stream().sorted().toList();
  }
}
